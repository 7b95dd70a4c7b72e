use super::{LineIndex, Position, Span};

/// One input: its name as reports give it, its bytes, and its lines.
#[derive(Clone, Debug)]
pub struct SourceFile {
    name: String,
    bytes: Vec<u8>,
    lines: LineIndex,
}

impl SourceFile {
    /// Takes the bytes of an input. `name` is what reports call it, for instance its path or `-`.
    pub fn new(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        let bytes = bytes.into();
        Self { name: name.into(), lines: LineIndex::new(&bytes), bytes }
    }

    /// The name that reports use.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The content, unchanged.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The lines.
    pub fn lines(&self) -> &LineIndex {
        &self.lines
    }

    /// Line and column of an offset.
    pub fn position(&self, offset: usize) -> Position {
        self.lines.position(&self.bytes, offset)
    }

    /// The text of a span, with U+FFFD for what is not UTF-8.
    pub fn text(&self, span: Span) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(span.bytes(&self.bytes))
    }
}
