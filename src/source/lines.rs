use serde::Serialize;

use super::Span;

/// A place as people count: both numbers begin at 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The column, in characters (Unicode scalar values; a byte that is not UTF-8 counts as one).
    pub column: usize,
}

/// Where each line of a file begins.
#[derive(Clone, Debug)]
pub struct LineIndex {
    starts: Vec<usize>,
    /// Places within long lines, in their order: what is found on a line of megabytes is not counted from its start each
    /// time.
    marks: Vec<Mark>,
    len: usize,
}

/// A place within a line.
#[derive(Clone, Copy, Debug)]
struct Mark {
    offset: usize,
    /// How many characters of the line are before it.
    characters: usize,
}

/// How many bytes are counted at most to know a column, but for one character.
const STRIDE: usize = 4096;

impl LineIndex {
    /// Finds the lines of `source`. A line ends after its `\n`.
    pub fn new(source: &[u8]) -> Self {
        let mut starts = vec![0];
        starts.extend(source.iter().enumerate().filter(|(_, b)| **b == b'\n').map(|(i, _)| i + 1));
        let mut index = Self { starts, marks: Vec::new(), len: source.len() };
        for line in 1..=index.starts.len() {
            let span = index.span(line);
            if span.len() > STRIDE {
                mark(span, source, &mut index.marks);
            }
        }
        index
    }

    /// The 1-based number of the line that holds `offset`.
    pub fn line(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset)
    }

    /// The number of the line on which `span` ends: that of its last byte.
    pub fn last_line(&self, span: Span) -> usize {
        self.line(if span.is_empty() { span.start } else { span.end - 1 })
    }

    /// The bytes of the 1-based `line`, its line ending included; empty for a line that is not there.
    pub fn span(&self, line: usize) -> Span {
        match line.checked_sub(1).and_then(|i| self.starts.get(i)) {
            Some(&start) => Span::new(start, self.starts.get(line).copied().unwrap_or(self.len)),
            None => Span::empty(self.len),
        }
    }

    /// Line and column of `offset` in `source`, the bytes that this index was made of.
    pub fn position(&self, source: &[u8], offset: usize) -> Position {
        let line = self.line(offset);
        let start = Mark { offset: self.span(line).start, characters: 0 };
        let mark = self.marks.partition_point(|mark| mark.offset <= offset).checked_sub(1);
        let mark = mark.and_then(|i| self.marks.get(i)).filter(|mark| mark.offset > start.offset).unwrap_or(&start);
        let rest = Span::new(mark.offset, offset).bytes(source);
        let characters = if rest.is_ascii() { rest.len() } else { String::from_utf8_lossy(rest).chars().count() };
        Position { line, column: mark.characters + characters + 1 }
    }

    /// How many lines there are. Text after the last `\n` is a line, its absence is not.
    pub fn count(&self) -> usize {
        match self.starts.last() {
            Some(&last) if last == self.len && self.len > 0 => self.starts.len() - 1,
            _ => self.starts.len(),
        }
    }
}

/// Marks a place about every [`STRIDE`] bytes of the line, always before a character.
fn mark(line: Span, source: &[u8], marks: &mut Vec<Mark>) {
    let mut here = Mark { offset: line.start, characters: 0 };
    let mut next = line.start + STRIDE;
    let mut step = |bytes: usize| {
        if here.offset >= next {
            marks.push(here);
            next = here.offset + STRIDE;
        }
        here = Mark { offset: here.offset + bytes, characters: here.characters + 1 };
    };
    for chunk in line.bytes(source).utf8_chunks() {
        chunk.valid().chars().for_each(|character| step(character.len_utf8()));
        if !chunk.invalid().is_empty() {
            step(chunk.invalid().len());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_lines_and_characters() {
        let source = "FROM a\nRUN é x\n".as_bytes();
        let index = LineIndex::new(source);
        assert_eq!(index.count(), 2);
        assert_eq!(index.position(source, 0), Position { line: 1, column: 1 });
        let x = source.iter().position(|b| *b == b'x').unwrap();
        assert_eq!(index.position(source, x), Position { line: 2, column: 7 });
        assert_eq!(index.span(2).bytes(source), "RUN é x\n".as_bytes());
        assert_eq!(index.last_line(Span::new(0, 7)), 1);
    }

    #[test]
    fn columns_of_a_long_line_are_those_of_counting_from_its_start() {
        let source =
            [b"FROM a\n".as_slice(), &"aé\u{1f600}".repeat(900).into_bytes(), &[0xff, 0xe2, 0x82].repeat(900), b"\nx"]
                .concat();
        let index = LineIndex::new(&source);
        assert!(index.marks.len() >= 2);
        for offset in 0..=source.len() {
            let start = index.span(index.line(offset)).start;
            let column = String::from_utf8_lossy(&source[start..offset]).chars().count() + 1;
            assert_eq!(index.position(&source, offset).column, column, "{offset}");
        }
    }
}
