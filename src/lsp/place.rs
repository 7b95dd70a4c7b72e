//! Places as the protocol has them: lines from 0 on, and characters in them by the encoding that was agreed on.

use gen_lsp_types::{Position, Range};

use crate::source::Span;

/// What characters are counted in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Encoding {
    /// Bytes.
    Utf8,
    /// Units of UTF-16, of which a character beyond U+FFFF has two. Every editor understands them.
    #[default]
    Utf16,
}

/// Knows the lines of a text. They end as the protocol says: with `\n`, `\r\n` or `\r`.
pub(super) struct Places<'t> {
    text: &'t [u8],
    starts: Vec<usize>,
    encoding: Encoding,
}

impl<'t> Places<'t> {
    pub(super) fn of(text: &'t [u8], encoding: Encoding) -> Self {
        let mut starts = vec![0];
        for (at, byte) in text.iter().enumerate() {
            let ends = *byte == b'\n' || *byte == b'\r' && text.get(at + 1) != Some(&b'\n');
            starts.extend(ends.then_some(at + 1));
        }
        Self { text, starts, encoding }
    }

    /// The offset of a place. One that is beyond the end of its line is that end; one within a character is its start.
    pub(super) fn offset(&self, position: Position) -> usize {
        let line = usize::try_from(position.line).unwrap_or(usize::MAX);
        let Some(line) = self.line(line) else { return self.text.len() };
        let wanted = usize::try_from(position.character).unwrap_or(usize::MAX);
        let text = String::from_utf8_lossy(line.bytes(self.text));
        let mut units = 0;
        for (at, char) in text.char_indices() {
            units += self.units(char);
            if units > wanted {
                return (line.start + at).min(line.end);
            }
        }
        line.end
    }

    /// The bytes of a range.
    pub(super) fn span(&self, range: Range) -> Span {
        let (start, end) = (self.offset(range.start), self.offset(range.end));
        Span::new(start.min(end), start.max(end))
    }

    /// The place of an offset.
    pub(super) fn position(&self, offset: usize) -> Position {
        let number = self.starts.partition_point(|start| *start <= offset).saturating_sub(1);
        let line = self.line(number).unwrap_or_default();
        let before = Span::new(line.start, offset.min(line.end)).bytes(self.text);
        let character = match self.encoding {
            Encoding::Utf8 => before.len(),
            Encoding::Utf16 => String::from_utf8_lossy(before).chars().map(char::len_utf16).sum(),
        };
        Position { line: number_of(number), character: number_of(character) }
    }

    /// The place of some bytes.
    pub(super) fn range(&self, span: Span) -> Range {
        Range { start: self.position(span.start), end: self.position(span.end) }
    }

    /// The bytes of a line without its end.
    fn line(&self, number: usize) -> Option<Span> {
        let start = *self.starts.get(number)?;
        let next = number.checked_add(1).and_then(|next| self.starts.get(next)).copied();
        let whole = Span::new(start, next.unwrap_or(self.text.len()));
        let line = whole.bytes(self.text);
        let ends = line.iter().rev().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
        Some(Span::new(start, whole.end - ends))
    }

    fn units(&self, char: char) -> usize {
        match self.encoding {
            Encoding::Utf8 => char.len_utf8(),
            Encoding::Utf16 => char.len_utf16(),
        }
    }
}

/// A number of the protocol, which has 32 bits.
fn number_of(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(line: u32, character: u32) -> Position {
        Position { line, character }
    }

    #[test]
    fn characters_are_counted_as_agreed() {
        let text = "a\r\nRUN 😀é x\rb\n";
        let x = text.find('x').unwrap();
        for (encoding, character) in [(Encoding::Utf8, 11), (Encoding::Utf16, 8)] {
            let places = Places::of(text.as_bytes(), encoding);
            assert_eq!(places.position(x), at(1, character));
            assert_eq!(places.offset(at(1, character)), x);
            assert_eq!(places.position(text.len()), at(3, 0));
            assert_eq!(places.offset(at(3, 0)), text.len());
        }
    }

    #[test]
    fn what_is_between_or_beyond_is_brought_to_a_character() {
        let text = "😀\r\nb";
        for encoding in [Encoding::Utf8, Encoding::Utf16] {
            let places = Places::of(text.as_bytes(), encoding);
            assert_eq!(places.offset(at(0, 1)), 0, "within the character");
            assert_eq!(places.offset(at(0, 99)), 4, "beyond the line");
            assert_eq!(places.offset(at(9, 0)), text.len(), "beyond the text");
            assert_eq!(places.offset(at(u32::MAX, u32::MAX)), text.len());
            assert_eq!(places.position(5), places.position(4), "within the line end");
        }
        let reversed = Range { start: at(1, 1), end: at(0, 0) };
        assert_eq!(Places::of(b"a\nb", Encoding::Utf8).span(reversed), Span::new(0, 3));
    }
}
