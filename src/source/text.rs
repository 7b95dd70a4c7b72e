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
        let first = self.jumps.partition_point(|jump| jump.at <= range.start);
        let last = self.jumps.partition_point(|jump| jump.at < range.end).max(first);
        let jumps = self.jumps[first..last]
            .iter()
            .map(|jump| Jump { at: jump.at - range.start, source: jump.source })
            .collect();
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

    /// Maps `offset` by the run before jump number `next`. A run that stands for fewer source bytes than it is
    /// long (U+FFFD, say) never reaches past the run after it.
    fn offset_in_run(&self, next: usize, offset: usize) -> usize {
        let (at, source) = match next.checked_sub(1).and_then(|i| self.jumps.get(i)) {
            Some(jump) => (jump.at, jump.source),
            None => (0, self.span.start),
        };
        let limit = self.jumps.get(next).map_or(self.span.end, |jump| jump.source);
        (source + (offset - at)).min(limit.max(source))
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
        let mut at = 0;
        let mut source = text.span.start;
        for jump in &text.jumps {
            self.push_verbatim(&text.value[at..jump.at], source);
            (at, source) = (jump.at, jump.source);
        }
        self.push_verbatim(&text.value[at..], source);
        self.text.span.end = self.text.span.end.max(text.span.end);
    }

    /// Appends one character that stands for the bytes of `span`, whatever they are.
    pub fn push_char(&mut self, ch: char, span: Span) {
        self.jump_to(span.start);
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
        self.jump_to(source);
        self.text.value.push_str(value);
        self.text.span.end = source + value.len();
    }

    /// Notes a new run unless the text goes on where it would have gone on anyway.
    fn jump_to(&mut self, source: usize) {
        let at = self.text.value.len();
        if at == 0 {
            self.text.span = Span::empty(source);
            return;
        }
        let (last_at, last_source) = self.text.jumps.last().map_or((0, self.text.span.start), |j| (j.at, j.source));
        if last_source + (at - last_at) != source || self.text.span.end != source {
            self.text.jumps.push(Jump { at, source });
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
    fn maps_past_bytes_that_are_not_utf8() {
        let source = b"a\xffb";
        let text = Text::verbatim(source, Span::new(0, 3));
        assert_eq!(text.as_str(), "a\u{fffd}b");
        assert_eq!(text.span_of(1..4), Span::new(1, 2));
        assert_eq!(text.span_of(4..5), Span::new(2, 3));
        assert_eq!(text.span(), Span::new(0, 3));
    }
}
