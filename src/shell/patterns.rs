//! What an unquoted word may stand for besides itself: file names, lists in braces, home folders.

use super::skip;
use super::words::{Piece, Place, Scan};
use super::{PartKind, Quoting};

impl Scan<'_, '_> {
    pub(super) fn expands_globs(&self) -> bool {
        matches!(self.place, Place::Command | Place::Pattern)
    }

    pub(super) fn glob(&mut self, length: usize) {
        let range = self.at..self.at + length;
        let text = self.reader.src().get(range.clone()).unwrap_or_default();
        if self.at < self.brace_end {
            return self.push_text(range, text);
        }
        match self.pieces.last_mut() {
            Some(Piece { range: last, kind: PartKind::Glob(glob), .. }) if last.end == range.start => {
                glob.push_str(text);
                last.end = range.end;
                self.at = range.end;
            }
            _ => self.push(range, Quoting::None, PartKind::Glob(text.to_owned())),
        }
    }

    /// `+(a|b)` and its like.
    pub(super) fn pattern_group(&mut self) -> bool {
        if !self.expands_globs() || self.guesses == 0 {
            return false;
        }
        let src = self.reader.src().as_bytes();
        match skip::skip(src.get(..self.end).unwrap_or(src), self.at + 1) {
            Some(skipped) if skipped.closed => self.glob(skipped.end - self.at),
            _ => {
                self.guesses -= 1;
                return false;
            }
        }
        true
    }

    /// `[…]` as a glob, if it ends within the word.
    pub(super) fn bracket(&mut self) -> bool {
        if self.guesses == 0 {
            return false;
        }
        let rest = self.rest();
        let first = if matches!(rest.get(1), Some(b'!' | b'^')) { 3 } else { 2 };
        let stop = |byte: &u8| byte.is_ascii_whitespace() || b"]/'\"$`\\".contains(byte);
        match rest.iter().skip(first).position(stop).map(|length| first + length) {
            Some(close) if rest.get(close) == Some(&b']') => self.glob(close + 1),
            _ => {
                self.guesses -= 1;
                return false;
            }
        }
        true
    }

    /// `{a,b}`, if it is one: its text goes into brace parts, what is expanded in it into parts of their own.
    pub(super) fn brace(&mut self) -> bool {
        if self.place != Place::Command || self.at < self.brace_end || self.guesses == 0 {
            return false;
        }
        let src = self.reader.src().as_bytes();
        match brace_end(src.get(..self.end).unwrap_or(src), self.at) {
            Some((end, true)) => self.brace_end = end,
            Some((_, false)) => return false,
            None => {
                self.guesses -= 1;
                return false;
            }
        }
        self.push_text(self.at..self.at + 1, "{");
        true
    }

    pub(super) fn tilde(&mut self) -> bool {
        let src = self.reader.src();
        let after_colon = self.place == Place::Assignment
            && src.get(..self.at).is_some_and(|before| before.ends_with([':', '=']))
            && self.pieces.last().is_some_and(|piece| piece.quoting == Quoting::None);
        if self.at != self.start && !after_colon {
            return false;
        }
        let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"._+-".contains(byte);
        let length = 1 + self.rest().iter().skip(1).take_while(|byte| is_name(byte)).count();
        let ends = match self.rest().get(length) {
            None | Some(b'/') => true,
            Some(b':') => self.place == Place::Assignment,
            Some(_) => false,
        };
        if ends {
            let range = self.at..self.at + length;
            let text = src.get(range.clone()).unwrap_or_default().to_owned();
            self.push(range, Quoting::None, PartKind::Tilde(text));
        }
        ends
    }
}

/// The offset after the brace that closes the one at `at`, and whether a comma or `..` in it makes it an expansion.
fn brace_end(src: &[u8], at: usize) -> Option<(usize, bool)> {
    let (mut at, mut depth, mut expands) = (at, 0usize, false);
    while let Some(&byte) = src.get(at) {
        at = match byte {
            b'{' => {
                depth += 1;
                at + 1
            }
            b'}' if depth == 1 => return Some((at + 1, expands)),
            b'}' => {
                depth -= 1;
                at + 1
            }
            b'\\' => at + 2,
            b'\'' | b'"' | b'`' | b'$' => skip::skip(src, at).map_or(at + 1, |skipped| skipped.end),
            _ => {
                expands |= depth == 1 && (byte == b',' || byte == b'.' && src.get(at + 1) == Some(&b'.'));
                at + 1
            }
        };
    }
    None
}
