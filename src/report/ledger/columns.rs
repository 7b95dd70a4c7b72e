//! Lines in columns of a width, as a terminal counts it.

use unicode_width::UnicodeWidthChar;

use super::line::{Line, Piece};

/// How far the rest of a line that is too long is moved to the right.
const HANGING: usize = 2;

/// How many columns a character takes.
pub(super) fn width_of(ch: char) -> usize {
    ch.width().unwrap_or(0)
}

/// How many columns a text takes.
pub(super) fn width(text: &str) -> usize {
    text.chars().map(width_of).sum()
}

/// How many columns a line takes.
pub(super) fn line_width(line: &Line) -> usize {
    line.pieces.iter().map(|piece| width(&piece.text)).sum()
}

/// A line in rows of `limit` columns at most, which end after a space where that leaves enough in them.
pub(super) fn rows(line: &Line, limit: usize) -> Vec<Line> {
    let limit = limit.max(HANGING * 4);
    if line_width(line) <= limit {
        return vec![line.clone()];
    }
    let indentation = (line.indentation().unwrap_or(0) + HANGING).min(limit / 3);
    let mut rows = Vec::new();
    let mut row = Row::default();
    for piece in &line.pieces {
        for ch in piece.text.chars() {
            if row.width + width_of(ch) > limit {
                let rest = row.break_off(limit);
                rows.push(Line { pieces: std::mem::take(&mut row.line.pieces) }.trimmed());
                row = Row::indented(indentation);
                rest.iter().flat_map(|piece| piece.text.chars().map(move |ch| (ch, piece))).for_each(|(ch, piece)| {
                    row.push(ch, piece);
                });
            }
            row.push(ch, piece);
        }
    }
    rows.push(row.line);
    rows
}

#[derive(Default)]
struct Row {
    line: Line,
    width: usize,
    /// What of it is indentation.
    start: usize,
}

impl Row {
    /// How many characters there are after the last of these, if `least` columns are before them.
    fn after(&self, least: usize, ends: &[char]) -> Option<usize> {
        let mut left = self.width;
        let characters = self.line.pieces.iter().rev().flat_map(|piece| piece.text.chars().rev());
        for (count, ch) in characters.enumerate() {
            if left < least {
                return None;
            }
            if ends.contains(&ch) {
                return Some(count);
            }
            left -= width_of(ch);
        }
        None
    }

    fn indented(columns: usize) -> Self {
        let piece = Piece { text: " ".repeat(columns), class: None, carried: false };
        Row { line: Line { pieces: vec![piece] }, width: columns, start: columns }
    }

    fn push(&mut self, ch: char, look: &Piece) {
        // A space that would begin a row parts nothing.
        if ch == ' ' && self.start > 0 && self.width == self.start {
            return;
        }
        self.width += width_of(ch);
        match self.line.pieces.last_mut() {
            Some(last) if last.class == look.class && last.carried == look.carried => last.text.push(ch),
            _ => self.line.pieces.push(Piece { text: ch.to_string(), ..look.clone() }),
        }
    }

    /// Takes the last word off, or the last part of a path, if that leaves half of the row.
    fn break_off(&mut self, limit: usize) -> Vec<Piece> {
        let least = self.start + (limit - self.start) / 2;
        let Some(mut word) = self.after(least, &[' ']).or_else(|| self.after(least, &['/', ':', ',', '=', '&', '|']))
        else {
            return Vec::new();
        };
        let mut rest = Vec::new();
        while word > 0 {
            let Some(mut last) = self.line.pieces.pop() else { break };
            let count = last.text.chars().count();
            if count <= word {
                word -= count;
                rest.push(last);
                continue;
            }
            let at = last.text.char_indices().nth(count - word).map_or(last.text.len(), |(at, _)| at);
            let text = last.text.split_off(at);
            rest.push(Piece { text, ..last.clone() });
            self.line.pieces.push(last);
            word = 0;
        }
        rest.reverse();
        rest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn wrapped(text: &str, limit: usize) -> Vec<String> {
        let rows = rows(&Line::plain(text), limit);
        assert!(rows.iter().all(|row| line_width(row) <= limit), "{rows:?}");
        rows.iter().map(Line::text).collect()
    }

    #[test]
    fn rows_end_between_words() {
        assert_eq!(wrapped("  apk add curl", 20), ["  apk add curl"]);
        assert_eq!(wrapped("  apk add curl git", 14), ["  apk add", "    curl git"]);
        assert_eq!(wrapped("https://example.org/a/b", 12), ["https://", "  example.or", "  g/a/b"]);
        assert_eq!(wrapped("漢漢漢漢 漢漢", 9), ["漢漢漢漢", "  漢漢"]);
        assert_eq!(wrapped("漢漢漢漢漢", 9), ["漢漢漢漢", "  漢"]);
    }
}
