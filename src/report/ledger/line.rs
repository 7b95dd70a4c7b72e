//! The lines of a text in pieces that each have one look.

use crate::report::highlight::{self, Class};
use crate::report::printable::harmless;
use crate::source::{LineIndex, SourceFile, Span};

/// How far apart the stops of tabs are, in columns.
const TAB: usize = 8;

/// A text, line by line.
#[derive(Debug, Default)]
pub(super) struct Text {
    lines: Vec<Line>,
}

/// A line without its end.
#[derive(Clone, Debug, Default)]
pub(super) struct Line {
    pub(super) pieces: Vec<Piece>,
}

/// A part of a line that has one look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) text: String,
    pub(super) class: Option<Class>,
    /// Whether the other side has it too.
    pub(super) carried: bool,
}

impl Text {
    pub(super) fn of_dockerfile(file: &SourceFile) -> Self {
        Self::new(file.bytes(), file.lines(), &highlight::dockerfile(file))
    }

    pub(super) fn of_nix(text: &str) -> Self {
        Self::new(text.as_bytes(), &LineIndex::new(text.as_bytes()), &highlight::nix(text))
    }

    /// The line of this number, from 1.
    pub(super) fn line(&self, number: usize) -> Option<&Line> {
        self.lines.get(number.checked_sub(1)?)
    }

    /// How many lines there are.
    pub(super) fn count(&self) -> usize {
        self.lines.len()
    }

    fn new(bytes: &[u8], index: &LineIndex, tokens: &[(Span, Class)]) -> Self {
        let mut lines = Vec::with_capacity(index.count());
        let mut first = 0;
        for number in 1..=index.count() {
            let span = index.span(number);
            let text = span.bytes(bytes);
            let end = text.iter().rposition(|byte| !matches!(byte, b'\n' | b'\r')).map_or(0, |at| at + 1);
            let span = Span::new(span.start, span.start + end);
            while tokens.get(first).is_some_and(|(token, _)| token.end <= span.start) {
                first += 1;
            }
            let on_line = tokens.get(first..).unwrap_or_default();
            lines.push(line(bytes, span, on_line.iter().take_while(|(token, _)| token.start < span.end)));
        }
        if lines.last().is_some_and(|line| line.pieces.is_empty()) && bytes.last().is_none_or(|byte| *byte == b'\n') {
            lines.pop();
        }
        Text { lines }
    }
}

fn line<'t>(bytes: &[u8], span: Span, tokens: impl Iterator<Item = &'t (Span, Class)>) -> Line {
    let mut line = Line::default();
    let mut column = 0;
    let mut at = span.start;
    for (token, class) in tokens {
        let (start, end) = (token.start.max(at), token.end.min(span.end));
        line.push(bytes, Span::new(at, start.max(at)), None, &mut column);
        line.push(bytes, Span::new(start, end.max(start)), Some(*class), &mut column);
        at = end.max(at);
    }
    line.push(bytes, Span::new(at, span.end.max(at)), None, &mut column);
    line
}

impl Line {
    /// A line of plain text.
    pub(super) fn plain(text: &str) -> Self {
        let mut line = Line::default();
        line.push(text.as_bytes(), Span::new(0, text.len()), None, &mut 0);
        line
    }

    /// A line of words that are not part of the text that is shown.
    pub(super) fn label(text: &str) -> Self {
        Line { pieces: vec![Piece { text: text.to_owned(), class: Some(Class::Comment), carried: false }] }
    }

    fn push(&mut self, bytes: &[u8], span: Span, class: Option<Class>, column: &mut usize) {
        if span.is_empty() {
            return;
        }
        let mut text = String::new();
        for ch in harmless(&String::from_utf8_lossy(span.bytes(bytes))).chars() {
            if ch == '\t' {
                let width = TAB - *column % TAB;
                text.extend(std::iter::repeat_n(' ', width));
                *column += width;
            } else if !matches!(ch, '\n' | '\r') {
                text.push(ch);
                *column += super::columns::width_of(ch);
            }
        }
        self.pieces.push(Piece { text, class, carried: false });
    }

    /// The line without spaces at its end.
    pub(super) fn trimmed(mut self) -> Self {
        while let Some(last) = self.pieces.last_mut() {
            last.text.truncate(last.text.trim_end_matches(' ').len());
            if !last.text.is_empty() {
                break;
            }
            self.pieces.pop();
        }
        self
    }

    /// All of its text.
    pub(super) fn text(&self) -> String {
        self.pieces.iter().map(|piece| piece.text.as_str()).collect()
    }

    /// How many spaces it begins with; `None` if it has nothing else.
    pub(super) fn indentation(&self) -> Option<usize> {
        let mut spaces = 0;
        for ch in self.pieces.iter().flat_map(|piece| piece.text.chars()) {
            match ch {
                ' ' => spaces += 1,
                _ => return Some(spaces),
            }
        }
        None
    }

    /// The line without its first `count` characters, which are spaces.
    pub(super) fn dedented(mut self, mut count: usize) -> Self {
        for piece in &mut self.pieces {
            let cut = piece.text.bytes().take(count).take_while(|byte| *byte == b' ').count();
            piece.text.drain(..cut);
            count -= cut;
        }
        self.pieces.retain(|piece| !piece.text.is_empty());
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tabs_end_at_stops_and_nothing_steers_the_terminal() {
        let file = SourceFile::new("x", "FROM a\r\n\tRUN 漢\t|\x1b[31m\n".as_bytes().to_vec());
        let text = Text::of_dockerfile(&file);
        assert_eq!(text.count(), 2);
        assert_eq!(text.line(1).unwrap().text(), "FROM a");
        assert_eq!(text.line(2).unwrap().text(), "        RUN 漢  |\u{fffd}[31m");
        assert_eq!(text.line(2).unwrap().indentation(), Some(8));
        assert_eq!(text.line(2).unwrap().clone().dedented(8).text(), "RUN 漢  |\u{fffd}[31m");
    }

    #[test]
    fn pieces_have_the_colours_of_their_tokens() {
        let text = Text::of_nix("let a = \"x${y}\"; # z\nin ''\n  b\n''\n");
        let classes = |number: usize| -> Vec<(String, Option<Class>)> {
            text.line(number).unwrap().pieces.iter().map(|piece| (piece.text.clone(), piece.class)).collect()
        };
        assert_eq!(classes(1)[0], ("let".to_owned(), Some(Class::Keyword)));
        assert!(classes(1).contains(&("y".to_owned(), Some(Class::Variable))));
        assert!(classes(1).contains(&("# z".to_owned(), Some(Class::Comment))));
        assert_eq!(classes(3), [("  b".to_owned(), Some(Class::String))]);
    }
}
