use std::ops::Range;

use crate::source::{Span, Text};

/// A word after expansion.
#[derive(Clone, Debug)]
pub struct Expansion {
    /// What the word has become.
    pub value: String,
    /// The variables that it names, in the order of the text, those of defaults that were not needed included.
    pub uses: Vec<VariableUse>,
    text: Text,
    pieces: Vec<Piece>,
}

/// A place where a word names a variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VariableUse {
    /// The variable's name.
    pub name: String,
    /// The whole expression, from the `$` to the end of the name or the closing brace.
    pub span: Span,
    /// The name in it.
    pub name_span: Span,
    /// Whether the variable was set, be it to nothing.
    pub found: bool,
    /// Whether the expression says what to do without the variable: `-`, `+` or `?`.
    pub has_default: bool,
    /// Whether the expression is the value and nothing else: `$name` or `${name}`.
    pub is_plain: bool,
}

/// A word of an expansion that was split.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// The word.
    pub value: String,
    /// The bytes of the file that it came from.
    pub span: Span,
}

/// A run of the value and the range of the text that it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// Offset of the run in the value. It goes on to the next piece.
    pub(super) at: usize,
    /// Where it came from, in offsets into the text.
    pub(super) source: Range<usize>,
    /// Whether the run is the text itself, byte for byte.
    pub(super) verbatim: bool,
}

impl Expansion {
    pub(super) fn new(value: String, uses: Vec<VariableUse>, text: Text, pieces: Vec<Piece>) -> Self {
        Self { value, uses, text, pieces }
    }

    /// The bytes of the file that a part of the value came from.
    ///
    /// Text that stood in the file is found exactly; what a variable stood for is the whole `$name` or `${…}`.
    pub fn span_of(&self, range: Range<usize>) -> Span {
        if range.is_empty() {
            return Span::empty(self.text.span_of(self.source_of(range.start)).start);
        }
        let first = self.source_of(range.start);
        let last = self.source_of(range.end - 1);
        self.text.span_of(first.start..last.end.max(first.start))
    }

    /// The bytes of the file that the word stood in, quotes included.
    pub fn span(&self) -> Span {
        self.text.span()
    }

    /// The range of the text that the value's byte at `offset` came from.
    fn source_of(&self, offset: usize) -> Range<usize> {
        let next = self.pieces.partition_point(|piece| piece.at <= offset);
        match next.checked_sub(1).and_then(|i| self.pieces.get(i)) {
            None => 0..0,
            Some(piece) if piece.verbatim => {
                let start = piece.source.start + (offset - piece.at);
                start..start + 1
            }
            Some(piece) => piece.source.clone(),
        }
    }
}
