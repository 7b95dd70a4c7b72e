//! Words of a script as their program gets them: quotes gone, known variables put in.
//!
//! A [`Resolved`] still knows which bytes of the file each of its bytes came from, and which of them only a running
//! shell could tell.

mod affix;

use std::ops::Range;

use crate::shell::{Part, PartKind, Quoting, Word};
use crate::source::Span;

/// How deep `${a:-${b:-…}}` is looked into; what is deeper stays as written.
const MAX_DEPTH: usize = 32;
/// How long a word may grow by the values of its variables, in bytes. What comes after is left out.
const MAX_LENGTH: usize = 64 * 1024;
/// How many words one word may become by `{a,b}`.
const MAX_ALTERNATIVES: usize = 64;

/// The value of a variable, `None` when it is not known.
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
        self.complete
            || self.pieces.iter().enumerate().all(|(index, piece)| {
                let end = self.pieces.get(index + 1).map_or(self.text.len(), |next| next.at);
                piece.known || end <= range.start || range.end <= piece.at
            })
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

/// Collects the words that one word becomes.
struct Builder<'a> {
    lookup: &'a Lookup<'a>,
    split: bool,
    done: Vec<Resolved>,
    /// The word that is being built; more than one after `{a,b}`.
    current: Vec<Resolved>,
    /// Whether there is a current word. Quotes make one even of nothing.
    started: bool,
    depth: usize,
}

impl<'a> Builder<'a> {
    fn new(lookup: &'a Lookup<'a>, split: bool) -> Self {
        let current = vec![Resolved { complete: true, ..Resolved::default() }];
        Self { lookup, split, done: Vec::new(), current, started: false, depth: 0 }
    }

    fn finish(mut self, span: Span) -> Vec<Resolved> {
        self.end_field();
        let whole = self.done.len() == 1;
        for word in &mut self.done {
            let all = word.span_of(0..word.text.len());
            word.span = if whole || all.is_empty() { span } else { all };
        }
        self.done
    }

    fn end_field(&mut self) {
        if self.started {
            self.done.append(&mut self.current);
            self.current.push(Resolved { complete: true, ..Resolved::default() });
        }
        self.started = false;
    }

    fn word(&mut self, word: &Word) {
        self.parts(word, Quoting::None);
        self.started |= word.parts.is_empty() && !word.raw.is_empty();
    }

    /// `outer` is how the `${…}` is quoted inside which the word stands.
    fn parts(&mut self, word: &Word, outer: Quoting) {
        for part in &word.parts {
            self.started |= part.quoting != Quoting::None;
            match &part.kind {
                PartKind::Literal(text) => self.literal(word, part, text),
                PartKind::Parameter { name, operator, operand } => {
                    let quoting = if outer == Quoting::None { part.quoting } else { outer };
                    self.parameter(word, part, (name, operator, operand.as_deref()), quoting);
                }
                PartKind::Tilde(text) | PartKind::Glob(text) => self.push(text, Origin::Whole(part.span), true),
                PartKind::Brace(text) => self.brace(word, part, text),
                PartKind::Substitution(_) | PartKind::Arithmetic(_) | PartKind::ProcessSubstitution(_) => {
                    self.unknown(word, part);
                }
            }
        }
    }

    fn push(&mut self, text: &str, origin: Origin, known: bool) {
        self.started = true;
        for word in &mut self.current {
            word.push(text, origin.clone(), known);
        }
    }

    /// Literal text, each run of it at its place: quotes, escapes and continuations stand between the runs.
    fn literal(&mut self, word: &Word, part: &Part, text: &str) {
        let (raw, offset) = raw_of(word, part);
        let Some(places) = places(raw, text) else {
            return self.push(text, Origin::Whole(part.span), true);
        };
        let mut run = 0..0;
        let mut source = 0;
        for (place, (at, letter)) in places.into_iter().zip(text.char_indices()) {
            let here = word.raw.span_of(offset + place..offset + place + 1).start;
            if run.is_empty() {
                source = here;
            } else if here != source + (at - run.start) {
                self.push(text.get(run.clone()).unwrap_or_default(), Origin::Verbatim(source), true);
                run.start = at;
                source = here;
            }
            run.end = at + letter.len_utf8();
        }
        if !run.is_empty() {
            self.push(text.get(run).unwrap_or_default(), Origin::Verbatim(source), true);
        }
    }

    fn unknown(&mut self, word: &Word, part: &Part) {
        let raw = raw_of(word, part).0.trim_matches('"').to_owned();
        self.push(&raw, Origin::Whole(part.span), false);
    }

    fn parameter(
        &mut self,
        word: &Word,
        part: &Part,
        (name, operator, operand): (&str, &str, Option<&Word>),
        quoting: Quoting,
    ) {
        let value = (self.lookup)(name);
        let is_empty = value.as_deref().unwrap_or_default().is_empty();
        // The operator is given as written, with or without the word that it takes.
        let sign = operator.trim_start_matches(':').chars().next();
        let colon = operator.starts_with(':');
        let absent = if colon { is_empty } else { value.is_none() };
        match (sign, value) {
            (None, Some(value)) if !colon => self.value(&value, part.span, quoting),
            (None, None) if !colon => self.push(&format!("${{{name}}}"), Origin::Whole(part.span), false),
            (Some('-' | '='), value) => match value.filter(|_| !absent) {
                Some(value) => self.value(&value, part.span, quoting),
                None => self.operand(word, part, operand, quoting),
            },
            (Some('?'), Some(value)) => self.value(&value, part.span, quoting),
            (Some('+'), Some(_)) if absent => {}
            (Some('+'), Some(_)) => self.operand(word, part, operand, quoting),
            // Without an operand, `#` asks for the length.
            (Some('#' | '%' | '/'), Some(value)) if operand.is_some() && !colon => match affix::apply(operator, &value)
            {
                Some(value) => self.value(&value, part.span, quoting),
                None => self.unknown(word, part),
            },
            _ => self.unknown(word, part),
        }
    }

    fn operand(&mut self, word: &Word, part: &Part, operand: Option<&Word>, quoting: Quoting) {
        if self.depth >= MAX_DEPTH {
            return self.unknown(word, part);
        }
        if let Some(operand) = operand {
            self.depth += 1;
            self.parts(operand, quoting);
            self.depth -= 1;
        }
    }

    /// Puts the value of a variable in, and splits it at white space if the shell would.
    fn value(&mut self, value: &str, span: Span, quoting: Quoting) {
        if !self.split || quoting != Quoting::None {
            return self.push(value, Origin::Whole(span), true);
        }
        let mut rest = value;
        while let Some(at) = rest.find([' ', '\t', '\n']) {
            if at > 0 {
                self.push(&rest[..at], Origin::Whole(span), true);
            }
            self.end_field();
            rest = rest[at..].trim_start_matches([' ', '\t', '\n']);
        }
        if !rest.is_empty() {
            self.push(rest, Origin::Whole(span), true);
        }
    }

    /// `{a,b}`, perhaps several of them. Forms with anything to expand inside stay as they are.
    fn brace(&mut self, word: &Word, part: &Part, text: &str) {
        let groups: Option<Vec<&str>> = text.split_inclusive('}').map(choices).collect();
        let Some(groups) = groups.filter(|_| self.split) else {
            return self.unknown(word, part);
        };
        let product =
            groups.iter().fold(self.current.len(), |product, group| product.saturating_mul(group.split(',').count()));
        if product > MAX_ALTERNATIVES {
            return self.unknown(word, part);
        }
        self.started = true;
        let mut at = part.span.start + 1;
        for group in groups {
            let before = std::mem::take(&mut self.current);
            self.current = before.iter().flat_map(|word| alternatives(word, group, at)).collect();
            at += group.len() + 2;
        }
    }
}

/// What stands between the braces of `{a,b}`, if that can be told without a shell.
fn choices(group: &str) -> Option<&str> {
    let inner = group.strip_prefix('{')?.strip_suffix('}')?;
    (inner.contains(',') && !inner.contains(['{', '$', '`', '"', '\'', '\\'])).then_some(inner)
}

/// The word with each of the choices, which stand at `at` of the file.
fn alternatives(word: &Resolved, choices: &str, mut at: usize) -> Vec<Resolved> {
    let mut words = Vec::new();
    for choice in choices.split(',') {
        let mut word = word.clone();
        if !choice.is_empty() {
            word.push(choice, Origin::Verbatim(at), true);
        }
        at += choice.len() + 1;
        words.push(word);
    }
    words
}

/// Where each character of a literal stands in its part as written, quotes and escapes being skipped.
fn places(raw: &str, text: &str) -> Option<Vec<usize>> {
    if let Some(found) = raw.find(text) {
        return Some(text.char_indices().map(|(at, _)| found + at).collect());
    }
    let mut written = raw.char_indices().peekable();
    let mut places = Vec::new();
    for letter in text.chars() {
        let place = loop {
            let (at, candidate) = written.next()?;
            let is_escaped = candidate == '\\' && written.peek().is_some_and(|(_, next)| *next == letter);
            if candidate == letter && !is_escaped {
                break at;
            }
            if !['\\', '"', '\'', '$'].contains(&candidate) {
                return None;
            }
        };
        places.push(place);
    }
    Some(places)
}

/// The part as written, continuations removed, and where it begins in the word's raw text.
fn raw_of<'a>(word: &'a Word, part: &Part) -> (&'a str, usize) {
    let raw = word.raw.as_str();
    let first = |source: usize| {
        let (mut low, mut high) = (0, raw.len());
        while low < high {
            let middle = low.midpoint(high);
            if word.raw.span_of(middle..middle + 1).start < source { low = middle + 1 } else { high = middle }
        }
        low
    };
    let start = first(part.span.start);
    (raw.get(start..first(part.span.end)).unwrap_or_default(), start)
}

#[cfg(test)]
mod tests {
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
        let long = "y".repeat(MAX_LENGTH / 2);
        let lookup = |_: &str| Some(long.clone());
        let resolved = resolve(&word("x $A$A$A$A"), &lookup);
        assert!(resolved.text.len() <= MAX_LENGTH);
        assert!(!resolved.complete);
    }
}
