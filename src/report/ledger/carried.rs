//! Words that stand on both sides: what carries over into the expression as it is.

use std::collections::HashSet;

use super::line::{Line, Piece};

/// The words of lines that can carry over.
pub(super) fn words<'l>(lines: impl IntoIterator<Item = &'l Line>) -> HashSet<String> {
    let mut found = HashSet::new();
    for line in lines {
        let text = line.text();
        found.extend(parts(&text).filter(|(is_word, text)| *is_word && counts(text)).map(|(_, text)| text.to_owned()));
    }
    found
}

/// The line with those words marked that are in `words`.
pub(super) fn marked(line: &Line, words: &HashSet<String>) -> Line {
    if words.is_empty() {
        return line.clone();
    }
    // Words are those of the line: a colour may begin within one.
    let text = line.text();
    let mut marks: Vec<(usize, usize)> = Vec::new();
    let mut at = 0;
    for (is_word, part) in parts(&text) {
        if is_word && words.contains(part) {
            // A path that carries over is marked in one go.
            if let Some((_, end)) = marks.last().copied().filter(|(_, end)| text.get(*end..at) == Some("/")) {
                marks.push((end, at));
            }
            marks.push((at, at + part.len()));
        }
        at += part.len();
    }
    let mut marks = marks.into_iter().peekable();
    let mut pieces = Vec::new();
    let mut start = 0;
    for piece in &line.pieces {
        let end = start + piece.text.len();
        let mut at = start;
        while at < end {
            while marks.next_if(|(_, to)| *to <= at).is_some() {}
            let (cut, carried) = match marks.peek() {
                Some((from, to)) if *from <= at => ((*to).min(end), true),
                Some((from, _)) => ((*from).min(end), false),
                None => (end, false),
            };
            let text = piece.text.get(at - start..cut - start).unwrap_or_default().to_owned();
            pieces.push(Piece { text, class: piece.class, carried });
            at = cut;
        }
        start = end;
    }
    Line { pieces }
}

/// The text in words and what is between them.
fn parts(text: &str) -> impl Iterator<Item = (bool, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let is_word = is_part_of_word(rest.chars().next()?);
        let end = rest.find(|ch| is_part_of_word(ch) != is_word).unwrap_or(rest.len());
        let (part, after) = rest.split_at(end);
        rest = after;
        Some((is_word, part))
    })
}

/// Names, versions and numbers are words; a path has several.
fn is_part_of_word(ch: char) -> bool {
    ch.is_alphanumeric() || matches!(ch, '.' | '-' | '_' | '+')
}

fn counts(word: &str) -> bool {
    word.chars().filter(|ch| ch.is_alphanumeric()).count() > 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_both_sides_are_marked() {
        let docker = Line::plain("EXPOSE 5000/tcp app-1.2");
        let nix = Line::plain("\"5000/tcp\" = \"app-1.2\"; 500");
        let both: HashSet<String> = words([&docker]).intersection(&words([&nix])).cloned().collect();
        let shown = |line: &Line| -> String {
            let mark = |piece: &Piece| if piece.carried { format!("[{}]", piece.text) } else { piece.text.clone() };
            marked(line, &both).pieces.iter().map(mark).collect()
        };
        assert_eq!(shown(&docker), "EXPOSE [5000][/][tcp] [app-1.2]");
        assert_eq!(shown(&nix), "\"[5000][/][tcp]\" = \"[app-1.2]\"; 500");
    }
}
