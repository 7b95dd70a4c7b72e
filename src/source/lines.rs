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
    len: usize,
}

impl LineIndex {
    /// Finds the lines of `source`. A line ends after its `\n`.
    pub fn new(source: &[u8]) -> Self {
        let mut starts = vec![0];
        starts.extend(source.iter().enumerate().filter(|(_, b)| **b == b'\n').map(|(i, _)| i + 1));
        Self { starts, len: source.len() }
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
        let before = Span::new(self.span(line).start, offset).bytes(source);
        Position { line, column: String::from_utf8_lossy(before).chars().count() + 1 }
    }

    /// How many lines there are. Text after the last `\n` is a line, its absence is not.
    pub fn count(&self) -> usize {
        match self.starts.last() {
            Some(&last) if last == self.len && self.len > 0 => self.starts.len() - 1,
            _ => self.starts.len(),
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
}
