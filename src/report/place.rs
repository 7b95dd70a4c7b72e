use crate::lint::Finding;
use crate::source::{Position, SourceFile, Span};

/// The one place of a finding, for formats that have one for each: in the file of the build context, if that is the
/// real one.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) file: &'a SourceFile,
    pub(crate) span: Span,
}

/// What a format counts columns in.
#[derive(Clone, Copy)]
pub(super) enum Unit {
    Byte,
    Utf16,
}

impl<'a> Place<'a> {
    pub(crate) fn of(file: &'a SourceFile, finding: &'a Finding) -> Self {
        match &finding.in_file {
            Some(elsewhere) => Self { file: elsewhere.source(), span: elsewhere.span },
            None => Self { file, span: finding.span },
        }
    }

    pub(super) fn name(&self) -> &'a str {
        self.file.name()
    }

    /// Where it begins.
    pub(super) fn start(&self) -> Position {
        self.file.position(self.span.start)
    }

    /// After its last character. A line end at its end does not count.
    pub(super) fn end(&self) -> Position {
        self.file.position(self.trimmed().end)
    }

    /// Without line ends at the end.
    pub(crate) fn trimmed(&self) -> Span {
        let kept = self.span.bytes(self.file.bytes()).trim_ascii_end().len();
        let ends = self.span.bytes(self.file.bytes()).get(kept..).is_some_and(|end| end.contains(&b'\n'));
        if ends && kept > 0 { Span::new(self.span.start, self.span.start + kept) } else { self.span }
    }

    /// Where it begins and ends, with columns in `unit`; both begin at 1.
    pub(super) fn range(&self, unit: Unit) -> (Position, Position) {
        let at = |offset: usize| {
            let line = self.file.lines().line(offset);
            let before = Span::new(self.file.lines().span(line).start, offset);
            let column = match unit {
                Unit::Byte => before.len(),
                Unit::Utf16 => self.file.text(before).encode_utf16().count(),
            };
            Position { line, column: column + 1 }
        };
        let span = self.trimmed();
        (at(span.start), at(span.end))
    }

    /// The words.
    pub(super) fn text(&self) -> String {
        self.file.text(self.trimmed()).into_owned()
    }

    /// The whole lines that the words are on, without the last one's end.
    pub(super) fn lines(&self) -> String {
        let lines = self.file.lines();
        let span = self.trimmed();
        let whole = lines.span(lines.line(span.start)).cover(lines.span(lines.last_line(span)));
        self.file.text(whole).trim_end_matches(['\n', '\r']).to_owned()
    }
}

/// The other places of a finding, each with a few words: labels in the Dockerfile, and more words of the file of the
/// context that the finding is in.
pub(crate) fn related<'a>(file: &'a SourceFile, finding: &'a Finding) -> Vec<(Place<'a>, &'a str)> {
    let labels = finding.labels.iter().map(|(span, text)| (Place { file, span: *span }, text.as_str()));
    let others = finding.in_file.iter().flat_map(|elsewhere| {
        let file = elsewhere.source();
        elsewhere.others.iter().map(move |span| (Place { file, span: *span }, "and here"))
    });
    labels.chain(others).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_counted_as_asked() {
        let file = SourceFile::new("x", "ab\né😀x\nz");
        let at = "ab\né😀".len();
        let place = Place { file: &file, span: Span::new(at, at + 2) };
        assert_eq!(place.start(), Position { line: 2, column: 3 });
        assert_eq!(place.end(), Position { line: 2, column: 4 }, "the line end is left out");
        let columns = |(start, end): (Position, Position)| (start.column, end.column);
        assert_eq!(columns(place.range(Unit::Byte)), (7, 8));
        assert_eq!(columns(place.range(Unit::Utf16)), (4, 5));
        assert_eq!((place.text().as_str(), place.lines().as_str()), ("x", "é😀x"));
    }
}
