//! Words of a script as their program gets them: quotes gone, known variables put in.
//!
//! A [`Resolved`] still knows which bytes of the file each of its bytes came from, and which of them only a running
//! shell could tell.

mod affix;
mod builder;

use std::ops::Range;

use self::builder::Builder;
use crate::shell::Word;
use crate::source::Span;

/// How long a word may grow by the values of its variables, in bytes. What comes after is left out.
const MAX_LENGTH: usize = 64 * 1024;

/// The value of a variable, or what a substitution prints, given as it is written: `$(uname -m)`. `None` when it is not
/// known.
pub type Lookup<'a> = dyn Fn(&str) -> Option<String> + 'a;

/// A word without its quotes and with the values of the variables that are known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resolved {
    /// The text. What is not known stands in it as in a script: `${NAME}`, `$(command)`.
    pub text: String,
    /// Whether everything in it is known.
    pub complete: bool,
    /// The place of the word: all of it, or the part of it that became this one.
    pub span: Span,
    pieces: Vec<Piece>,
}

/// A run of the text that has one origin. It goes up to the next piece.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Piece {
    at: usize,
    origin: Origin,
    known: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Origin {
    /// Byte for byte what stands at this offset of the file.
    Verbatim(usize),
    /// All of it stands for these bytes: a variable, an escaped character.
    Whole(Span),
}

/// The word as one text.
pub fn resolve(word: &Word, lookup: &Lookup) -> Resolved {
    let mut builder = Builder::new(lookup, false);
    builder.word(word);
    builder.finish(word.span).into_iter().next().unwrap_or_else(|| Resolved::nothing(word.span))
}

/// The words that the shell makes of the word: the value of an unquoted variable is split at white space, and
/// `{a,b}` becomes two words. A variable that is known to be empty gives no word.
pub fn split(word: &Word, lookup: &Lookup) -> Vec<Resolved> {
    let mut builder = Builder::new(lookup, true);
    builder.word(word);
    builder.finish(word.span)
}

impl Resolved {
    /// The bytes of the file that `range`, offsets into the text, came from.
    ///
    /// What came from a variable is given as the whole `$name`. An empty range gives an empty span.
    pub fn span_of(&self, range: Range<usize>) -> Span {
        let start = self.offset(range.start, Edge::Start);
        if range.is_empty() {
            return Span::empty(if range.start > 0 { self.offset(range.start, Edge::End) } else { start });
        }
        Span::new(start, self.offset(range.end, Edge::End))
    }

    /// Whether everything in `range` of the text is known.
    pub fn is_known(&self, range: Range<usize>) -> bool {
        let first = self.pieces.partition_point(|piece| piece.at <= range.start).saturating_sub(1);
        let after = self.pieces.partition_point(|piece| piece.at < range.end);
        self.complete || self.pieces.get(first..after).is_none_or(|pieces| pieces.iter().all(|piece| piece.known))
    }

    /// The part of the text at `range`, which must lie on character boundaries; what does not is empty.
    pub fn slice(&self, range: Range<usize>) -> Resolved {
        let Some(text) = self.text.get(range.clone()) else { return Resolved::nothing(self.span) };
        let mut pieces = Vec::new();
        for (index, piece) in self.pieces.iter().enumerate() {
            let end = self.pieces.get(index + 1).map_or(self.text.len(), |next| next.at);
            if end <= range.start || range.end <= piece.at {
                continue;
            }
            let skipped = range.start.saturating_sub(piece.at);
            let origin = match piece.origin {
                Origin::Verbatim(source) => Origin::Verbatim(source + skipped),
                Origin::Whole(span) => Origin::Whole(span),
            };
            pieces.push(Piece { at: piece.at + skipped - range.start, origin, known: piece.known });
        }
        let complete = pieces.iter().all(|piece| piece.known);
        Resolved { text: text.to_owned(), complete, span: self.span_of(range), pieces }
    }

    /// The text from `start` on.
    pub fn from(&self, start: usize) -> Resolved {
        self.slice(start..self.text.len())
    }

    fn nothing(span: Span) -> Self {
        Self { text: String::new(), complete: true, span: Span::empty(span.start), pieces: Vec::new() }
    }

    /// Where the byte at `offset` begins in the file, or where the byte before it ends.
    fn offset(&self, offset: usize, edge: Edge) -> usize {
        let next = match edge {
            Edge::Start => self.pieces.partition_point(|piece| piece.at <= offset),
            Edge::End => self.pieces.partition_point(|piece| piece.at < offset),
        };
        let Some(piece) = next.checked_sub(1).and_then(|index| self.pieces.get(index)) else {
            return self.span.start;
        };
        match (&piece.origin, edge) {
            (Origin::Verbatim(source), _) => source + (offset - piece.at),
            (Origin::Whole(span), Edge::Start) => span.start,
            (Origin::Whole(span), Edge::End) => span.end,
        }
    }

    fn push(&mut self, text: &str, origin: Origin, known: bool) {
        if self.text.len() + text.len() > MAX_LENGTH {
            self.complete = false;
            return;
        }
        self.complete &= known;
        self.pieces.push(Piece { at: self.text.len(), origin, known });
        self.text.push_str(text);
    }
}

#[derive(Clone, Copy)]
enum Edge {
    Start,
    End,
}

#[cfg(test)]
mod tests {
    use super::builder::MAX_VALUE;
    use super::*;
    use crate::shell::{CommandKind, Dialect, parse};
    use crate::source::Text;

    const KNOWN: [(&str, &str); 3] = [("A", "one"), ("LIST", " x  y "), ("EMPTY", "")];

    fn lookup(name: &str) -> Option<String> {
        KNOWN.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
    }

    /// The second word of a command.
    fn word(script: &str) -> Word {
        let text = Text::verbatim(script.as_bytes(), Span::new(0, script.len()));
        let command = parse(&text, Dialect::Bash).body.into_iter().next().expect("a command");
        match command.kind {
            CommandKind::Simple(simple) => simple.words.into_iter().nth(1).expect("a word"),
            other => panic!("{other:?}"),
        }
    }

    fn resolved(text: &str) -> (String, bool) {
        let resolved = resolve(&word(&format!("x {text}")), &lookup);
        (resolved.text, resolved.complete)
    }

    fn fields(text: &str) -> Vec<String> {
        split(&word(&format!("x {text}")), &lookup).into_iter().map(|word| word.text).collect()
    }

    #[test]
    fn quotes_go_and_known_variables_are_put_in() {
        for (written, text, complete) in [
            ("a'b'\"c\"\\d", "abcd", true),
            ("${A}-$A", "one-one", true),
            ("\"$A $NOPE\"", "one ${NOPE}", false),
            ("'$A'", "$A", true),
            ("$(uname -r)x", "$(uname -r)x", false),
            ("${A:-two}${NOPE:-two}${EMPTY:-three}${EMPTY-three}", "onetwothree", true),
            ("${NOPE:-${A}}", "one", true),
            ("${A:+x}${EMPTY:+y}", "x", true),
            ("${A%e}-${A/n/N}-${#A}", "on-oNe-${#A}", false),
            ("${A%$A}", "${A%$A}", false),
            ("~/x", "~/x", true),
        ] {
            assert_eq!(resolved(written), (text.to_owned(), complete), "{written}");
        }
    }

    #[test]
    fn unquoted_values_are_split_as_the_shell_does() {
        assert_eq!(fields("$LIST"), ["x", "y"]);
        assert_eq!(fields("a$LIST"), ["a", "x", "y"]);
        assert_eq!(fields("\"$LIST\""), [" x  y "]);
        assert_eq!(fields("${NOPE:-$LIST}"), ["x", "y"]);
        assert!(fields("$EMPTY").is_empty());
        assert_eq!(fields("\"$EMPTY\""), [""]);
        assert_eq!(fields("lib{a,b}{1,2}"), ["liba1", "liba2", "libb1", "libb2"]);
    }

    #[test]
    fn each_byte_knows_its_place() {
        let script = "x 'ab'$A\"c\\\"d\"";
        let resolved = resolve(&word(script), &lookup);
        assert_eq!(resolved.text, "abonec\"d");
        let at = |range| {
            let span = resolved.span_of(range);
            &script[span.start..span.end]
        };
        assert_eq!(at(0..1), "a");
        assert_eq!(at(1..3), "b'$A");
        assert_eq!(at(3..4), "$A");
        assert_eq!(at(5..6), "c");
        assert_eq!(at(7..8), "d");
    }

    #[test]
    fn values_do_not_grow_without_end() {
        let long = "y".repeat(MAX_VALUE);
        let lookup = |_: &str| Some(long.clone());
        let resolved = resolve(&word(&format!("x {}", "$A".repeat(20))), &lookup);
        assert!(resolved.text.len() <= MAX_LENGTH);
        assert!(!resolved.complete);
        let longer = |_: &str| Some("y".repeat(MAX_VALUE + 1));
        assert_eq!(split(&word("x $A"), &longer).first().map(|word| word.text.as_str()), Some("${A}"));
    }
}
