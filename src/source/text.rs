use std::fmt;
use std::ops::Range;

use serde::{Serialize, Serializer};

use super::Span;

/// Decoded text that knows the place in its file of each of its bytes.
///
/// The text of an instruction is not a slice of the file: continuations, comments between continued lines,
/// and quotes are gone, JSON escapes are resolved, and bytes that are not UTF-8 have become U+FFFD. A `Text`
/// is that text, and [`Text::span_of`] still finds the bytes any part of it came from.
#[derive(Clone, PartialEq, Eq)]
pub struct Text {
    value: String,
    span: Span,
    /// Where the text does not simply follow the file; empty for a verbatim slice.
    jumps: Vec<Jump>,
}

/// From offset `at` of the text on, the source continues at `source`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Jump {
    at: usize,
    source: usize,
    /// `None` if the text follows the source byte for byte. Otherwise one character begins here that stands for this
    /// many bytes of the source.
    stands_for: Option<usize>,
}

impl Text {
    /// The text of `source[span]`.
    pub fn verbatim(source: &[u8], span: Span) -> Self {
        let mut builder = TextBuilder::new(span.start);
        builder.push_source(source, span);
        builder.finish()
    }

    /// The text itself.
    pub fn as_str(&self) -> &str {
        &self.value
    }

    /// Length of the text in bytes.
    pub fn len(&self) -> usize {
        self.value.len()
    }

    /// Whether there is no text.
    pub fn is_empty(&self) -> bool {
        self.value.is_empty()
    }

    /// The bytes of the file from the text's first to its last.
    pub fn span(&self) -> Span {
        self.span
    }

    /// The bytes of the file that `range`, offsets into this text, came from.
    ///
    /// An empty range gives the empty span where its text would stand. Offsets past the end count as the end.
    pub fn span_of(&self, range: Range<usize>) -> Span {
        let start = self.start_offset(range.start.min(self.value.len()));
        if range.is_empty() {
            Span::empty(start)
        } else {
            Span::new(start, self.end_offset(range.end.min(self.value.len())))
        }
    }

    /// The part of the text at `range`, which must lie on character boundaries; what does not is cut short.
    pub fn slice(&self, range: Range<usize>) -> Text {
        let value = self.value.get(range.clone()).unwrap_or_default();
        let range = range.start..range.start + value.len();
        let span = self.span_of(range.clone());
        let first = self.jumps.partition_point(|jump| jump.at < range.start);
        let last = self.jumps.partition_point(|jump| jump.at < range.end).max(first);
        let jumps = self.jumps[first..last].iter().map(|jump| Jump { at: jump.at - range.start, ..*jump }).collect();
        Text { value: value.to_owned(), span, jumps }
    }

    /// The part of the text that `part`, a sub-slice of [`Text::as_str`], is. A foreign slice gives an empty text.
    pub fn slice_of(&self, part: &str) -> Text {
        let offset = (part.as_ptr() as usize).wrapping_sub(self.value.as_ptr() as usize);
        if offset > self.value.len() { self.slice(0..0) } else { self.slice(offset..offset + part.len()) }
    }

    /// The text without white space at its ends.
    pub fn trimmed(&self) -> Text {
        self.slice_of(self.value.trim())
    }

    /// Where the byte at `offset` of the text begins in the file.
    fn start_offset(&self, offset: usize) -> usize {
        let next = self.jumps.partition_point(|jump| jump.at <= offset);
        if offset == self.value.len() && offset > 0 {
            self.end_offset(offset)
        } else {
            self.offset_in_run(next, offset)
        }
    }

    /// Where the text before `offset` ends in the file: the end of its last byte, not the start of the next.
    fn end_offset(&self, offset: usize) -> usize {
        let next = self.jumps.partition_point(|jump| jump.at < offset);
        self.offset_in_run(next, offset)
    }

    /// Maps `offset` by the run before jump number `next`; it never reaches past the run after it.
    fn offset_in_run(&self, next: usize, offset: usize) -> usize {
        let run = next.checked_sub(1).and_then(|i| self.jumps.get(i));
        let (at, source) = run.map_or((0, self.span.start), |jump| (jump.at, jump.source));
        let length = match run.and_then(|jump| jump.stands_for) {
            Some(length) if offset > at => length,
            _ => offset - at,
        };
        let limit = self.jumps.get(next).map_or(self.span.end, |jump| jump.source);
        (source + length).min(limit.max(source))
    }
}

impl Default for Text {
    fn default() -> Self {
        Text { value: String::new(), span: Span::empty(0), jumps: Vec::new() }
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.value)
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}@{}..{}", self.value, self.span.start, self.span.end)
    }
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.value)
    }
}

/// Puts a [`Text`] together from pieces of a file.
#[derive(Debug)]
pub struct TextBuilder {
    text: Text,
}

impl TextBuilder {
    /// A builder whose text, should it stay empty, stands at `offset` of the file.
    pub fn new(offset: usize) -> Self {
        Self { text: Text { value: String::new(), span: Span::empty(offset), jumps: Vec::new() } }
    }

    /// Appends the bytes of `span` in `source`, decoded.
    pub fn push_source(&mut self, source: &[u8], span: Span) {
        let mut at = span.start;
        for chunk in span.bytes(source).utf8_chunks() {
            self.push_verbatim(chunk.valid(), at);
            at += chunk.valid().len();
            if !chunk.invalid().is_empty() {
                self.push_char(char::REPLACEMENT_CHARACTER, Span::new(at, at + chunk.invalid().len()));
                at += chunk.invalid().len();
            }
        }
    }

    /// Appends a part of another text, with its places.
    pub fn push_text(&mut self, text: &Text) {
        if text.is_empty() {
            return;
        }
        let start = Jump { at: 0, source: text.span.start, stands_for: None };
        let ends = text.jumps.iter().map(|jump| jump.at).chain([text.value.len()]);
        for (run, end) in std::iter::once(&start).chain(&text.jumps).zip(ends) {
            let value = &text.value[run.at..end];
            match (run.stands_for, value.chars().next()) {
                (Some(length), Some(ch)) => self.push_char(ch, Span::new(run.source, run.source + length)),
                _ => self.push_verbatim(value, run.source),
            }
        }
        self.text.span.end = self.text.span.end.max(text.span.end);
    }

    /// Appends one character that stands for the bytes of `span`, whatever they are.
    pub fn push_char(&mut self, ch: char, span: Span) {
        self.jump_to(span.start, (span.len() != ch.len_utf8()).then_some(span.len()));
        self.text.value.push(ch);
        self.text.span.end = span.end;
    }

    /// Whether nothing has been appended.
    pub fn is_empty(&self) -> bool {
        self.text.value.is_empty()
    }

    /// The text.
    pub fn finish(self) -> Text {
        self.text
    }

    fn push_verbatim(&mut self, value: &str, source: usize) {
        if value.is_empty() {
            return;
        }
        self.jump_to(source, None);
        self.text.value.push_str(value);
        self.text.span.end = source + value.len();
    }

    /// Notes a new run unless the text goes on where it would have gone on anyway.
    fn jump_to(&mut self, source: usize, stands_for: Option<usize>) {
        let at = self.text.value.len();
        if at == 0 {
            self.text.span = Span::empty(source);
        }
        let start = Jump { at: 0, source: self.text.span.start, stands_for: None };
        let last = self.text.jumps.last().unwrap_or(&start);
        let goes_on = last.stands_for.is_none() && last.source + (at - last.at) == source;
        if !goes_on || stands_for.is_some() || self.text.span.end != source {
            self.text.jumps.push(Jump { at, source, stands_for });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps_through_a_continuation() {
        let source = b"apt \\\n  # why\n  curl";
        let mut builder = TextBuilder::new(0);
        builder.push_source(source, Span::new(0, 4));
        builder.push_source(source, Span::new(14, 20));
        let text = builder.finish();
        assert_eq!(text.as_str(), "apt   curl");
        assert_eq!(text.span_of(6..10).bytes(source), b"curl");
        assert_eq!(text.span_of(0..4), Span::new(0, 4), "the end of a run is not the start of the next");
        assert_eq!(text.slice(6..10).span().bytes(source), b"curl");
        assert_eq!(text.slice(2..8).span_of(4..6).bytes(source), b"cu");
        assert_eq!(text.slice_of(text.as_str().trim_start_matches("apt ")).span().start, 14);
    }

    #[test]
    fn a_character_may_stand_for_several_bytes() {
        let source = br"x\\y\u00e9\\";
        let mut builder = TextBuilder::new(0);
        builder.push_source(source, Span::new(0, 1));
        builder.push_char('\\', Span::new(1, 3));
        builder.push_source(source, Span::new(3, 4));
        builder.push_char('é', Span::new(4, 10));
        builder.push_char('\\', Span::new(10, 12));
        let text = builder.finish();
        assert_eq!(text.as_str(), "x\\yé\\");
        for text in [&text, &text.slice(0..text.len())] {
            assert_eq!(text.span_of(1..2), Span::new(1, 3));
            assert_eq!(text.span_of(2..3), Span::new(3, 4));
            assert_eq!(text.span_of(3..5), Span::new(4, 10));
            assert_eq!(text.slice(3..5).span_of(0..2), Span::new(4, 10));
            assert_eq!(text.span_of(0..6), Span::new(0, 12));
            assert_eq!(text.slice(1..3).span(), Span::new(1, 4));
            let mut copy = TextBuilder::new(0);
            copy.push_text(&text.slice(1..5));
            copy.push_text(&text.slice(5..6));
            assert_eq!(copy.finish().span_of(2..5), Span::new(4, 12));
        }
    }

    #[test]
    fn maps_past_bytes_that_are_not_utf8() {
        let source = b"a\xffb";
        let text = Text::verbatim(source, Span::new(0, 3));
        assert_eq!(text.as_str(), "a\u{fffd}b");
        assert_eq!(text.span_of(1..4), Span::new(1, 2));
        assert_eq!(text.span_of(4..5), Span::new(2, 3));
        assert_eq!(text.span(), Span::new(0, 3));
    }
}
