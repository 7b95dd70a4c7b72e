use std::ops::Range;

use super::expansions::ansi_c;
use super::read::Reader;
use super::skip::{self, Skipped};
use super::{Part, PartKind, Quoting, Word};
use crate::source::{Text, TextBuilder};

/// What the characters of a word mean, which depends on where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// A word of a command: everything is expanded.
    Command,
    /// The value of an assignment, or the whole of it as an argument: neither globs nor braces are expanded, but
    /// tildes after each colon and equals sign too.
    Assignment,
    /// A pattern, or the operand of a parameter: globs are expanded, braces are not.
    Pattern,
    /// Inside double quotes.
    Quoted,
    /// The body of a here-document: as in double quotes, but the quotes themselves mean nothing.
    HereDocument,
}

impl Place {
    fn quoting(self) -> Quoting {
        if self.is_quoted() { Quoting::Double } else { Quoting::None }
    }

    pub(super) fn is_quoted(self) -> bool {
        matches!(self, Place::Quoted | Place::HereDocument)
    }
}

impl Reader<'_> {
    /// The word at `range`.
    pub(super) fn word(&mut self, range: Range<usize>, place: Place) -> Word {
        let (parts, cuts) = self.parts(range.clone(), place);
        Word { span: self.span(&range), raw: without(self.text, &range, &cuts), parts }
    }

    /// The words at `range`, separated by blanks and by nothing else.
    pub(super) fn split(&mut self, range: Range<usize>) -> Vec<Word> {
        let src = self.src().as_bytes().get(..range.end).unwrap_or_default();
        let mut words = Vec::new();
        let mut start = range.start;
        let mut at = range.start;
        while at <= range.end {
            match src.get(at) {
                Some(b'\\') => at += 2,
                Some(b'\'' | b'"' | b'`' | b'$') => at = skip::skip(src, at).map_or(at + 1, |skipped| skipped.end),
                Some(byte) if !byte.is_ascii_whitespace() => at += 1,
                _ => {
                    if start < at {
                        words.push(self.word(start..at, Place::Pattern));
                    }
                    at += 1;
                    start = at;
                }
            }
        }
        words
    }

    /// The `((…))` at `range`, with its expression at `inner`, as one word.
    pub(super) fn arithmetic_word(&mut self, range: Range<usize>, inner: Range<usize>) -> Word {
        let kind = self.arithmetic(inner);
        let part = Part { span: self.span(&range), quoting: Quoting::None, kind };
        Word { span: part.span, raw: self.text.slice(range), parts: vec![part] }
    }

    /// The parts of the text at `range`, and where continuations were taken out of it.
    pub(super) fn parts(&mut self, range: Range<usize>, place: Place) -> (Vec<Part>, Vec<Range<usize>>) {
        let mut scan = Scan {
            start: range.start,
            at: range.start,
            end: range.end,
            place,
            pieces: Vec::new(),
            cuts: Vec::new(),
            barrier: 0,
            brace_end: 0,
            guesses: 16,
            reader: self,
        };
        scan.run();
        let Scan { pieces, cuts, .. } = scan;
        (pieces.into_iter().map(|piece| self.part(piece)).collect(), cuts)
    }

    fn part(&self, piece: Piece) -> Part {
        Part { span: self.span(&piece.range), quoting: piece.quoting, kind: piece.kind }
    }
}

/// The text at `range` without the parts `cuts` of it.
pub(super) fn without(text: &Text, range: &Range<usize>, cuts: &[Range<usize>]) -> Text {
    if cuts.is_empty() {
        return text.slice(range.clone());
    }
    let mut builder = TextBuilder::new(text.span_of(range.clone()).start);
    let mut at = range.start;
    for cut in cuts {
        builder.push_text(&text.slice(at..cut.start));
        at = cut.end;
    }
    builder.push_text(&text.slice(at..range.end));
    builder.finish()
}

/// A part that still counts in offsets of the text.
pub(super) struct Piece {
    pub(super) range: Range<usize>,
    pub(super) quoting: Quoting,
    pub(super) kind: PartKind,
}

/// A walk over the characters of a word.
pub(super) struct Scan<'r, 'a> {
    /// Reads what stands inside the word.
    pub(super) reader: &'r mut Reader<'a>,
    /// Where the word begins.
    pub(super) start: usize,
    /// The offset at hand.
    pub(super) at: usize,
    /// Where the text of this place ends.
    pub(super) end: usize,
    /// What its characters mean.
    pub(super) place: Place,
    /// What has been read.
    pub(super) pieces: Vec<Piece>,
    /// Continuations, which belong to no piece.
    pub(super) cuts: Vec<Range<usize>>,
    /// How many of the pieces are closed for more text, since a quote ended after them or began.
    pub(super) barrier: usize,
    /// Before this offset the text belongs to a brace expansion.
    pub(super) brace_end: usize,
    /// How many brackets, braces and groups without an end may still be looked at: each costs the rest of the word.
    pub(super) guesses: usize,
}

impl<'a> Scan<'_, 'a> {
    fn run(&mut self) {
        while self.at < self.end {
            self.step();
        }
    }

    pub(super) fn rest(&self) -> &'a [u8] {
        self.reader.src().as_bytes().get(self.at..self.end).unwrap_or_default()
    }

    fn step(&mut self) {
        let quoted = self.place.is_quoted();
        match self.rest() {
            [b'\\', b'\n', ..] => self.cut(2),
            [b'\\', b'\r', b'\n', ..] => self.cut(3),
            [b'\\', _, ..] if quoted => self.quoted_escape(),
            [b'\\', _, ..] => self.escape(),
            [b'`', ..] => self.backticks(),
            [b'$', ..] => self.dollar(),
            _ if quoted && self.place == Place::HereDocument => self.plain(),
            [b'"', ..] => self.double_quotes(1),
            _ if quoted => self.plain(),
            [b'\'', ..] => self.single_quotes(),
            [b'<' | b'>', b'(', ..] => self.process_substitution(),
            [b'~', ..] if self.tilde() => {}
            [b'?' | b'*' | b'+' | b'@' | b'!', b'(', ..] if self.pattern_group() => {}
            [b'*' | b'?', ..] if self.expands_globs() => self.glob(1),
            [b'[', ..] if self.expands_globs() && self.bracket() => {}
            [b'{', ..] if self.brace() => {}
            _ => self.plain(),
        }
    }

    pub(super) fn push(&mut self, range: Range<usize>, quoting: Quoting, kind: PartKind) {
        self.at = range.end;
        self.pieces.push(Piece { range, quoting, kind });
    }

    /// Appends to the literal at hand, or begins one. Text of a brace expansion stays with that.
    pub(super) fn push_text(&mut self, range: Range<usize>, text: &str) {
        let quoting = self.place.quoting();
        let in_brace = quoting == Quoting::None && range.start < self.brace_end;
        self.at = range.end;
        if self.pieces.len() > self.barrier
            && let Some(last) = self.pieces.last_mut()
        {
            let cut_between = |cut: &Range<usize>| cut.end == range.start && cut.start >= last.range.end;
            let adjacent = last.range.end == range.start || self.cuts.last().is_some_and(cut_between);
            match &mut last.kind {
                PartKind::Literal(literal) if adjacent && !in_brace && last.quoting == quoting => {
                    literal.push_str(text);
                    last.range.end = range.end;
                    return;
                }
                PartKind::Brace(literal) if adjacent && in_brace => {
                    literal.push_str(text);
                    last.range.end = range.end;
                    return;
                }
                _ => {}
            }
        }
        let kind = if in_brace { PartKind::Brace(text.to_owned()) } else { PartKind::Literal(text.to_owned()) };
        self.pieces.push(Piece { range, quoting, kind });
    }

    /// Text up to the next character that could mean something.
    fn plain(&mut self) {
        let rest = self.rest();
        let length = rest.iter().skip(1).position(|byte| is_special(*byte)).map_or(rest.len(), |length| length + 1);
        let src = self.reader.src();
        let range = self.at..self.at + length;
        let text = src.get(range.clone()).unwrap_or("\u{fffd}");
        let stop = if self.at < self.brace_end { self.brace_end.min(range.end) } else { range.end };
        let text = text.get(..stop - range.start).unwrap_or(text);
        self.push_text(range.start..stop, text);
    }

    fn cut(&mut self, length: usize) {
        self.cuts.push(self.at..self.at + length);
        self.at += length;
    }

    fn escape(&mut self) {
        let src = self.reader.src();
        let text = src.get(self.at + 1..self.end).and_then(|rest| rest.chars().next()).map(String::from);
        let text = text.unwrap_or_default();
        let range = self.at..self.at + 1 + text.len().max(1);
        self.push(range, Quoting::Escaped, PartKind::Literal(text));
    }

    /// A backslash inside double quotes, which is an escape before a few characters only.
    fn quoted_escape(&mut self) {
        match self.rest() {
            [_, b'"', ..] if self.place == Place::HereDocument => self.plain(),
            [_, b'$', ..] => self.push_text(self.at..self.at + 2, "$"),
            [_, b'`', ..] => self.push_text(self.at..self.at + 2, "`"),
            [_, b'"', ..] => self.push_text(self.at..self.at + 2, "\""),
            [_, b'\\', ..] => self.push_text(self.at..self.at + 2, "\\"),
            _ => self.plain(),
        }
    }

    fn skip(&self) -> Option<Skipped> {
        let src = self.reader.src().as_bytes();
        skip::skip(src.get(..self.end).unwrap_or(src), self.at)
    }

    fn single_quotes(&mut self) {
        let Some(skipped) = self.skip() else { return self.plain() };
        let inner = self.at + 1..skipped.end - usize::from(skipped.closed);
        let text = self.reader.src().get(inner).unwrap_or_default().to_owned();
        self.push(self.at..skipped.end, Quoting::Single, PartKind::Literal(text));
    }

    /// A string whose opening, `"` or `$"`, is `opening` bytes long. Its quotes belong to its first and last part.
    fn double_quotes(&mut self, opening: usize) {
        let Some(skipped) = self.skip() else { return self.plain() };
        let (outer_place, outer_end) = (self.place, self.end);
        let (first, start) = (self.pieces.len(), self.at);
        self.place = Place::Quoted;
        self.end = skipped.end - usize::from(skipped.closed);
        self.at = (start + opening).min(self.end);
        self.barrier = first;
        self.run();
        (self.place, self.end, self.at) = (outer_place, outer_end, skipped.end);
        match self.pieces.get_mut(first) {
            Some(piece) => piece.range.start = start,
            None => self.push(start..skipped.end, Quoting::Double, PartKind::Literal(String::new())),
        }
        if let Some(last) = self.pieces.last_mut() {
            last.range.end = skipped.end;
        }
        self.barrier = self.pieces.len();
    }

    fn backticks(&mut self) {
        let Some(skipped) = self.skip() else { return self.plain() };
        let inner = self.at + 1..skipped.end - usize::from(skipped.closed);
        let text = unescaped(self.reader.text, inner, self.place.is_quoted());
        let commands = self.reader.substitution_of(&text, !skipped.closed);
        self.push(self.at..skipped.end, self.place.quoting(), PartKind::Substitution(commands));
    }

    fn process_substitution(&mut self) {
        let Some(skipped) = self.skip() else { return self.plain() };
        let inner = self.at + 2..skipped.end - usize::from(skipped.closed);
        let commands = self.reader.substitution(inner, !skipped.closed);
        self.push(self.at..skipped.end, Quoting::None, PartKind::ProcessSubstitution(commands));
    }

    fn dollar(&mut self) {
        match self.rest() {
            [_, b'\'', ..] if !self.place.is_quoted() => {
                let Some(skipped) = self.skip() else { return self.plain() };
                let inner = self.at + 2..skipped.end - usize::from(skipped.closed);
                let text = ansi_c(self.reader.src().get(inner).unwrap_or_default());
                self.push(self.at..skipped.end, Quoting::Single, PartKind::Literal(text));
            }
            [_, b'"', ..] if !self.place.is_quoted() => self.double_quotes(2),
            _ => match self.reader.expansion(self.at, self.end, self.place) {
                Some((end, kind)) => self.push(self.at..end, self.place.quoting(), kind),
                None => self.plain(),
            },
        }
    }
}

/// Whether `byte` may begin something other than plain text.
fn is_special(byte: u8) -> bool {
    b"\\`$\"'<>~?*+@![{".contains(&byte)
}

/// The text between backticks without the backslashes that only keep a character from the outer shell.
fn unescaped(text: &Text, range: Range<usize>, in_double: bool) -> Text {
    let src = text.as_str().as_bytes();
    let mut cuts = Vec::new();
    let mut at = range.start;
    while at < range.end {
        if src.get(at) == Some(&b'\\') {
            if matches!(src.get(at + 1), Some(b'`' | b'$' | b'\\')) || in_double && src.get(at + 1) == Some(&b'"') {
                cuts.push(at..at + 1);
            }
            at += 1;
        }
        at += 1;
    }
    without(text, &range, &cuts)
}
