use std::ops::Range;

use super::expansion::Piece;

/// A value in the making, with the places that its parts came from.
#[derive(Debug, Default)]
pub(super) struct Output {
    pub(super) value: String,
    pub(super) pieces: Vec<Piece>,
}

impl Output {
    /// Appends the character that stands at `at` of the text.
    pub(super) fn verbatim(&mut self, at: usize, ch: char) {
        let end = at + ch.len_utf8();
        match self.pieces.last_mut() {
            Some(piece) if piece.verbatim && piece.source.end == at => piece.source.end = end,
            _ => self.pieces.push(Piece { at: self.value.len(), source: at..end, verbatim: true }),
        }
        self.value.push(ch);
    }

    /// Appends what stands for `range` of the text.
    pub(super) fn substitute(&mut self, value: &str, range: Range<usize>) {
        if !value.is_empty() {
            self.pieces.push(Piece { at: self.value.len(), source: range, verbatim: false });
            self.value.push_str(value);
        }
    }

    pub(super) fn append(&mut self, other: Output) {
        let base = self.value.len();
        self.pieces.extend(other.pieces.into_iter().map(|piece| Piece { at: base + piece.at, ..piece }));
        self.value.push_str(&other.value);
    }

    /// The characters, each with the range of the text that it came from.
    pub(super) fn sources(&self) -> impl Iterator<Item = (char, Range<usize>)> {
        let mut pieces = self.pieces.iter().peekable();
        let mut current: Option<&Piece> = None;
        self.value.char_indices().map(move |(at, ch)| {
            while let Some(piece) = pieces.next_if(|piece| piece.at <= at) {
                current = Some(piece);
            }
            let range = match current {
                Some(piece) if piece.verbatim => {
                    let start = piece.source.start + (at - piece.at);
                    start..start + ch.len_utf8()
                }
                Some(piece) => piece.source.clone(),
                None => 0..0,
            };
            (ch, range)
        })
    }
}

/// Splits what a walk produces into words.
#[derive(Debug, Default)]
pub(super) struct Words {
    done: Vec<RawWord>,
    current: RawWord,
}

/// A word and the range of the text that it came from.
#[derive(Debug, Default)]
pub(super) struct RawWord {
    pub(super) value: String,
    /// In offsets into the text.
    pub(super) source: Range<usize>,
}

impl Words {
    /// A character that ends the word if it is white space.
    pub(super) fn splittable(&mut self, ch: char, source: Range<usize>) {
        if ch.is_whitespace() { self.end_word() } else { self.literal(ch, source) }
    }

    /// A character that belongs to the word, whatever it is.
    pub(super) fn literal(&mut self, ch: char, source: Range<usize>) {
        if self.current.value.is_empty() {
            self.current.source = source;
        } else {
            self.current.source.end = self.current.source.end.max(source.end);
        }
        self.current.value.push(ch);
    }

    fn end_word(&mut self) {
        if !self.current.value.is_empty() {
            self.done.push(std::mem::take(&mut self.current));
        }
    }

    pub(super) fn forget_current(&mut self) {
        self.current = RawWord::default();
    }

    pub(super) fn finish(mut self) -> Vec<RawWord> {
        self.end_word();
        self.done
    }
}
