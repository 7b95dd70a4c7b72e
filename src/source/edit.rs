use super::Span;

/// A change of some bytes of a file.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Edit {
    /// The bytes that go; empty for an insertion.
    pub span: Span,
    /// The text that comes in their place. A `\n` stands for a line ending as the file has it.
    pub text: String,
}

impl Edit {
    /// Puts `text` in the place of `span`.
    pub fn replace(span: Span, text: impl Into<String>) -> Self {
        Self { span, text: text.into() }
    }

    /// Puts `text` at `offset`.
    pub fn insert(offset: usize, text: impl Into<String>) -> Self {
        Self::replace(Span::empty(offset), text)
    }

    /// Takes `span` out.
    pub fn delete(span: Span) -> Self {
        Self::replace(span, "")
    }

    /// Whether it is not clear what the two make together: they share bytes, or one puts text where the other changes
    /// something.
    pub fn collides_with(&self, other: &Edit) -> bool {
        let touch = self.span.start <= other.span.end && other.span.start <= self.span.end;
        let inserts = self.span.is_empty() || other.span.is_empty();
        self.span.overlaps(other.span) || touch && inserts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_that_cannot_be_made_together() {
        let word = Edit::replace(Span::new(4, 8), "x");
        assert!(!word.collides_with(&Edit::delete(Span::new(8, 9))));
        assert!(word.collides_with(&Edit::delete(Span::new(7, 9))));
        assert!(word.collides_with(&Edit::insert(8, "y")));
        assert!(Edit::insert(4, "a").collides_with(&Edit::insert(4, "b")));
        assert!(!Edit::insert(4, "a").collides_with(&Edit::insert(5, "b")));
    }
}
