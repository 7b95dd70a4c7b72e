//! Edits → new bytes, and where everything is afterwards.

use std::borrow::Cow;

use crate::source::{Edit, Span};

/// What edits make of a file.
#[derive(Clone, Debug)]
pub struct Applied {
    /// The new content.
    pub bytes: Vec<u8>,
    /// Where everything is.
    pub(crate) shift: Shift,
}

/// Where the bytes of a file are after some edits.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shift {
    /// For each edit, in order, the bytes that went and those that came.
    steps: Vec<(Span, Span)>,
}

/// Makes edits, all at once. `None` if two of them collide, or one is not within the file.
///
/// An edit that is given twice is made once. A `\n` of an edit's text becomes the line ending of the line it comes to.
pub fn apply(bytes: &[u8], edits: &[Edit]) -> Option<Applied> {
    let mut sorted: Vec<&Edit> = edits.iter().collect();
    sorted.sort();
    sorted.dedup();
    if sorted.windows(2).any(|pair| matches!(pair, [a, b] if a.collides_with(b))) {
        return None;
    }
    let mut out = Vec::with_capacity(bytes.len());
    let mut shift = Shift::default();
    let mut at = 0;
    for edit in sorted {
        out.extend_from_slice(bytes.get(at..edit.span.start)?);
        bytes.get(edit.span.start..edit.span.end)?;
        let start = out.len();
        out.extend_from_slice(written(bytes, edit).as_bytes());
        shift.steps.push((edit.span, Span::new(start, out.len())));
        at = edit.span.end;
    }
    out.extend_from_slice(bytes.get(at..)?);
    Some(Applied { bytes: out, shift })
}

/// The text of an edit with the line endings of the file.
#[must_use]
pub fn written<'e>(bytes: &[u8], edit: &'e Edit) -> Cow<'e, str> {
    match edit.text.contains('\n') {
        true => Cow::Owned(edit.text.replace('\n', line_ending(bytes, edit.span.start))),
        false => Cow::Borrowed(&edit.text),
    }
}

/// How the line that holds `offset` ends; the line before, for a last line without an end.
fn line_ending(bytes: &[u8], offset: usize) -> &'static str {
    let is_end = |byte: &u8| *byte == b'\n';
    let after = bytes.get(offset..).and_then(|rest| Some(offset + rest.iter().position(is_end)?));
    let end = after.or_else(|| bytes.get(..offset)?.iter().rposition(is_end));
    let before = end.and_then(|end| end.checked_sub(1)).and_then(|at| bytes.get(at));
    if before == Some(&b'\r') { "\r\n" } else { "\n" }
}

impl Shift {
    /// Where the byte at `offset` is now: after what was put there.
    pub(crate) fn start(&self, offset: usize) -> usize {
        let next = self.steps.partition_point(|(old, _)| old.end <= offset);
        self.after_steps(next, offset)
    }

    /// Where the text before `offset` ends now: before what was put there.
    pub(crate) fn end(&self, offset: usize) -> usize {
        let next = self.steps.partition_point(|(old, _)| old.end < offset || (old.end == offset && !old.is_empty()));
        self.after_steps(next, offset)
    }

    /// Where a range of bytes is now.
    pub(crate) fn span(&self, span: Span) -> Span {
        let start = self.start(span.start);
        Span::new(start, self.end(span.end).max(start))
    }

    /// Whether an edit changed bytes of the range, or put something between them.
    pub(crate) fn changed(&self, span: Span) -> bool {
        let first = self.steps.partition_point(|(old, _)| old.end <= span.start);
        self.steps.get(first).is_some_and(|(old, _)| reaches_into(*old, span))
    }

    /// Whether the text of the range is another, or goes on.
    pub(crate) fn changed_or_continued(&self, span: Span) -> bool {
        let at_end = |step: &(Span, Span)| step.0.start == span.end && !step.1.is_empty();
        let next = self.steps.partition_point(|(old, _)| old.start < span.end);
        self.changed(span) || self.steps.get(next).is_some_and(at_end)
    }

    /// Whether any byte of the range, which is of the new text, was put there, or bytes between them went.
    pub(crate) fn is_new(&self, span: Span) -> bool {
        let first = self.steps.partition_point(|(_, new)| new.end <= span.start);
        self.steps.get(first).is_some_and(|(_, new)| reaches_into(*new, span))
    }

    fn after_steps(&self, count: usize, offset: usize) -> usize {
        match count.checked_sub(1).and_then(|last| self.steps.get(last)) {
            None => self.steps.first().map_or(offset, |(old, _)| offset.min(old.start)),
            Some((old, new)) => {
                let limit = self.steps.get(count).map_or(usize::MAX, |(next, _)| next.start);
                new.end + (offset.min(limit).saturating_sub(old.end))
            }
        }
    }
}

/// Whether `edit` shares a byte with `span`, or is a place within it.
fn reaches_into(edit: Span, span: Span) -> bool {
    if edit.is_empty() { span.start < edit.start && edit.start < span.end } else { edit.overlaps(span) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn applied(text: &str, edits: &[Edit]) -> (String, Shift) {
        let applied = apply(text.as_bytes(), edits).unwrap();
        (String::from_utf8(applied.bytes).unwrap(), applied.shift)
    }

    #[test]
    fn edits_are_made_in_the_order_of_the_file_and_once() {
        let edits = [Edit::insert(9, " -y"), Edit::replace(Span::new(0, 1), "AA"), Edit::insert(9, " -y")];
        assert_eq!(applied("a b c d e f g\r\n", &edits).0, "AA b c d e -y f g\r\n");
        assert!(apply(b"abc", &[Edit::insert(1, "x"), Edit::insert(1, "y")]).is_none());
        assert!(apply(b"abc", &[Edit::insert(4, "x")]).is_none());
    }

    #[test]
    fn line_endings_are_those_of_the_file() {
        assert_eq!(applied("a\r\nb\r\n", &[Edit::insert(3, "x\n")]).0, "a\r\nx\r\nb\r\n");
        assert_eq!(applied("a\nb", &[Edit::insert(3, "\nx")]).0, "a\nb\nx");
        assert_eq!(applied("a\r\nb", &[Edit::insert(4, "\nx")]).0, "a\r\nb\r\nx");
    }

    #[test]
    fn places_move_with_the_text() {
        //                           0123456789
        let (text, shift) = applied(
            "ab cd ef gh",
            &[Edit::insert(2, "-x"), Edit::delete(Span::new(3, 6)), Edit::replace(Span::new(9, 11), "long")],
        );
        assert_eq!(text, "ab-x ef long");
        assert_eq!(shift.span(Span::new(0, 2)), Span::new(0, 2));
        assert_eq!(shift.span(Span::new(2, 3)), Span::new(4, 5));
        assert_eq!(shift.span(Span::new(6, 8)), Span::new(5, 7));
        assert_eq!(shift.span(Span::new(3, 5)), Span::new(5, 5));
        assert!(!shift.changed(Span::new(0, 2)) && !shift.changed(Span::new(6, 8)));
        assert!(shift.changed(Span::new(1, 3)) && shift.changed(Span::new(4, 5)) && shift.changed(Span::new(0, 11)));
        assert!(shift.is_new(Span::new(3, 4)) && shift.is_new(Span::new(4, 6)) && shift.is_new(Span::new(8, 12)));
        assert!(!shift.is_new(Span::new(0, 2)) && !shift.is_new(Span::new(5, 7)));
    }
}
