//! A file as text that a terminal can be given.

use std::borrow::Cow;
use std::ops::Range;

use crate::source::{LineIndex, SourceFile, Span};

/// A file's text without bytes that are not UTF-8 and without characters that would steer the terminal or turn the
/// direction of the text around, so that what is shown is what is there.
#[derive(Debug)]
pub(super) struct Printable {
    name: String,
    text: String,
    lines: LineIndex,
    /// For each place where lengths differ from the file's: offset in the file, offset in the text.
    shifts: Vec<(usize, usize)>,
}

impl Printable {
    pub(super) fn new(file: &SourceFile) -> Self {
        let bytes = file.bytes();
        let mut text = String::with_capacity(bytes.len());
        let mut shifts = Vec::new();
        let mut at = 0;
        for chunk in bytes.utf8_chunks() {
            let mut chars = chunk.valid().chars().peekable();
            while let Some(ch) = chars.next() {
                at += ch.len_utf8();
                // Alone it would have what comes after it written over what is before.
                let is_alone = ch == '\r' && chars.peek() != Some(&'\n');
                text.push(if is_harmless(ch) && !is_alone { ch } else { char::REPLACEMENT_CHARACTER });
                if at != text.len() && shifts.last().is_none_or(|(from, to)| at - from != text.len() - to) {
                    shifts.push((at, text.len()));
                }
            }
            for _ in chunk.invalid() {
                at += 1;
                text.push(char::REPLACEMENT_CHARACTER);
                shifts.push((at, text.len()));
            }
        }
        let lines = LineIndex::new(text.as_bytes());
        Self { name: printable(file.name()).into_owned(), text, lines, shifts }
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn lines(&self) -> &LineIndex {
        &self.lines
    }

    /// Where a span of the file is in the text.
    pub(super) fn range(&self, span: Span) -> Range<usize> {
        let start = self.offset(span.start);
        start..self.offset(span.end).max(start)
    }

    fn offset(&self, offset: usize) -> usize {
        let next = self.shifts.partition_point(|(from, _)| *from <= offset);
        let (from, to) = next.checked_sub(1).and_then(|i| self.shifts.get(i)).copied().unwrap_or((0, 0));
        let mut at = (to + (offset - from)).min(self.text.len());
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        at
    }
}

/// A line of a file that steers nothing.
pub(super) fn harmless(text: &str) -> String {
    text.chars().map(|ch| if is_harmless(ch) && ch != '\r' { ch } else { char::REPLACEMENT_CHARACTER }).collect()
}

/// A message or name as one line that steers nothing.
pub(crate) fn printable(text: &str) -> Cow<'_, str> {
    if text.chars().all(|ch| is_harmless(ch) && !ch.is_control()) {
        return Cow::Borrowed(text);
    }
    let shown = |ch: char| match ch {
        '\t' | '\n' | '\r' => ' ',
        ch if is_harmless(ch) => ch,
        _ => char::REPLACEMENT_CHARACTER,
    };
    Cow::Owned(text.chars().map(shown).collect())
}

/// Whether a character only shows itself.
pub(super) fn is_harmless(ch: char) -> bool {
    let steers = ch.is_control() && !matches!(ch, '\t' | '\n' | '\r');
    let turns = matches!(ch, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let hides = matches!(ch, '\u{200b}' | '\u{2060}');
    !steers && !turns && !hides
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_words_after_what_had_to_be_replaced() {
        let file = SourceFile::new("x", b"a\x1bb\xffc\xe2\x80\xaed".to_vec());
        let printable = Printable::new(&file);
        assert_eq!(printable.text(), "a\u{fffd}b\u{fffd}c\u{fffd}d");
        for word in ["b", "c", "d"] {
            let at = file.bytes().iter().position(|b| *b == word.as_bytes()[0]).unwrap();
            let range = printable.range(Span::new(at, at + 1));
            assert_eq!(&printable.text()[range], word);
        }
    }
}
