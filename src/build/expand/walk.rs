use std::iter::Peekable;
use std::ops::Range;
use std::str::CharIndices;
use std::sync::LazyLock;

use regex::Regex;

use super::output::{Output, RawWord, Words};
use super::{Budget, ExpandErrorKind, Expansion, MAX_DEPTH, VariableUse, Variables, Word};
use crate::source::Text;

/// What is wrong, and where in the text.
pub(super) type Failure = (Range<usize>, ExpandErrorKind);

/// Which characters mean something.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mode {
    variables: bool,
    quotes: bool,
    /// Whether the words of the result are wanted.
    split: bool,
}

impl Mode {
    pub(super) const WORD: Mode = Mode { variables: true, quotes: true, split: false };
    pub(super) const WORDS: Mode = Mode { split: true, ..Self::WORD };
    pub(super) const HEREDOC: Mode = Mode { quotes: false, ..Self::WORD };
    pub(super) const UNQUOTE: Mode = Mode { variables: false, ..Self::WORD };
}

/// One pass over a text.
pub(super) struct Walk<'a> {
    text: &'a str,
    chars: Peekable<CharIndices<'a>>,
    escape: char,
    mode: Mode,
    variables: &'a dyn Variables,
    pub(super) budget: &'a mut Budget,
    /// Whether escape characters stay in the value: in patterns, which have escapes of their own.
    raw_escapes: bool,
    depth: usize,
    uses: Vec<NamedUse>,
    words: Words,
}

/// A variable's use, in offsets into the text.
#[derive(Debug)]
struct NamedUse {
    name: Range<usize>,
    whole: Range<usize>,
    found: bool,
    form: Form,
}

/// The kinds of expressions that name a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// `$name` and `${name}`.
    Plain,
    /// `${name-…}`, `${name+…}`, `${name?…}`, and those with a `:`.
    Conditional,
    /// `${name#…}`, `${name%…}`, `${name/…/…}`.
    Pattern,
}

/// What a walk has found.
#[derive(Debug)]
pub(super) struct Walked {
    value: Output,
    words: Vec<RawWord>,
    uses: Vec<NamedUse>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(
        text: &'a str,
        escape: char,
        mode: Mode,
        variables: &'a dyn Variables,
        budget: &'a mut Budget,
    ) -> Self {
        let mut chars = text.char_indices().peekable();
        // BuildKit reads words with a scanner that drops a byte-order mark.
        chars.next_if(|(_, ch)| *ch == '\u{feff}');
        Walk {
            text,
            chars,
            escape,
            mode,
            variables,
            budget,
            raw_escapes: false,
            depth: 0,
            uses: Vec::new(),
            words: Words::default(),
        }
    }

    pub(super) fn run(mut self) -> Result<Walked, Failure> {
        let mut value = Output::default();
        self.until(None, &mut value)?;
        let mut uses = self.uses;
        uses.sort_by_key(|used| used.whole.start);
        Ok(Walked { value, words: self.words.finish(), uses })
    }

    /// The text between braces up to `stop`, which is consumed. `raw` keeps the escape characters.
    pub(super) fn nested(&mut self, stop: char, raw: bool) -> Result<String, Failure> {
        let start = self.offset();
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err((start..start, ExpandErrorKind::TooDeep));
        }
        // BuildKit has one buffer for the word that is being read, and what stands in front of `${a:-b}` in the
        // same word is lost from it. Only words that are split show this.
        self.words.forget_current();
        let outer_raw = std::mem::replace(&mut self.raw_escapes, raw);
        let mut value = Output::default();
        self.until(Some(stop), &mut value)?;
        self.raw_escapes = outer_raw;
        self.depth -= 1;
        Ok(value.value)
    }

    /// Reads up to the end of the text, or past `stop`.
    fn until(&mut self, stop: Option<char>, out: &mut Output) -> Result<(), Failure> {
        let start = self.offset();
        while let Some(ch) = self.peek() {
            if Some(ch) == stop {
                self.next();
                return Ok(());
            }
            match ch {
                '$' if self.mode.variables => self.variable(out)?,
                '\'' if self.mode.quotes => self.single_quoted(out)?,
                '"' if self.mode.quotes => self.double_quoted(out)?,
                '<' => self.angle(out),
                _ if ch == self.escape => self.escaped(out),
                _ => self.plain(out),
            }
        }
        match stop {
            None => Ok(()),
            Some('/') => Err((start..self.text.len(), ExpandErrorKind::MissingSlash)),
            Some(_) => Err((start..self.text.len(), ExpandErrorKind::MissingBrace)),
        }
    }

    /// Whether what is read here becomes part of a word: in braces it becomes part of a value first.
    fn collects_words(&self) -> bool {
        self.mode.split && self.depth == 0
    }

    fn plain(&mut self, out: &mut Output) {
        if let Some((at, ch)) = self.next() {
            out.verbatim(at, ch);
            if self.collects_words() {
                self.words.splittable(ch, at..at + ch.len_utf8());
            }
        }
    }

    /// An escape character outside quotes: the character after it means itself. At the end of the text it vanishes.
    fn escaped(&mut self, out: &mut Output) {
        let Some((at, escape)) = self.next() else { return };
        if self.raw_escapes {
            out.verbatim(at, escape);
        }
        if let Some((at, ch)) = self.next() {
            out.verbatim(at, ch);
            if self.collects_words() {
                self.words.literal(ch, at..at + ch.len_utf8());
            }
        }
    }

    /// `<<` is as good as quoted, and the white space after it too, so that a heredoc's name stays with it.
    fn angle(&mut self, out: &mut Output) {
        let mut part = Output::default();
        self.take(&mut part);
        if self.peek() == Some('<') {
            self.take(&mut part);
            while matches!(self.peek(), Some('\t' | '\r' | ' ')) {
                self.take(&mut part);
            }
        }
        self.literal_part(part, out);
    }

    fn single_quoted(&mut self, out: &mut Output) -> Result<(), Failure> {
        let start = self.offset();
        self.next();
        let mut part = Output::default();
        loop {
            match self.next() {
                None => return Err((start..self.text.len(), ExpandErrorKind::UnclosedSingleQuote)),
                Some((_, '\'')) => break,
                Some((at, ch)) => part.verbatim(at, ch),
            }
        }
        self.literal_part(part, out);
        Ok(())
    }

    fn double_quoted(&mut self, out: &mut Output) -> Result<(), Failure> {
        let start = self.offset();
        self.next();
        let mut part = Output::default();
        loop {
            match self.peek() {
                None => return Err((start..self.text.len(), ExpandErrorKind::UnclosedDoubleQuote)),
                Some('"') => break,
                Some('$') if self.mode.variables => {
                    let (value, range) = self.dollar()?;
                    part.substitute(&value, range);
                }
                Some(ch) if ch == self.escape => self.escaped_in_quotes(&mut part),
                Some(_) => self.take(&mut part),
            }
        }
        self.next();
        self.literal_part(part, out);
        Ok(())
    }

    /// An escape character in double quotes: it escapes `"`, `$` and itself, and is itself before anything else.
    fn escaped_in_quotes(&mut self, part: &mut Output) {
        let Some((at, escape)) = self.next() else { return };
        if self.raw_escapes {
            part.verbatim(at, escape);
        }
        match self.peek() {
            None => {}
            Some(next) if next == '"' || next == '$' || next == self.escape => self.take(part),
            Some(_) => part.verbatim(at, escape),
        }
    }

    fn variable(&mut self, out: &mut Output) -> Result<(), Failure> {
        let (value, range) = self.dollar()?;
        if self.collects_words() {
            for ch in value.chars() {
                self.words.splittable(ch, range.clone());
            }
        }
        out.substitute(&value, range);
        Ok(())
    }

    fn literal_part(&mut self, part: Output, out: &mut Output) {
        if self.collects_words() {
            for (ch, range) in part.sources() {
                self.words.literal(ch, range);
            }
        }
        out.append(part);
    }

    fn take(&mut self, out: &mut Output) {
        if let Some((at, ch)) = self.next() {
            out.verbatim(at, ch);
        }
    }

    /// The name at this place: letters, digits and `_`, or digits alone, or one special parameter; it may be empty.
    pub(super) fn name(&mut self) -> Range<usize> {
        let start = self.offset();
        match self.peek() {
            Some(ch) if is_digit(ch) => while self.next_if(is_digit).is_some() {},
            Some(ch) if is_special_parameter(ch) => {
                self.next();
            }
            _ => while self.next_if(|ch| ch == '_' || is_letter(ch) || is_digit(ch)).is_some() {},
        }
        start..self.offset()
    }

    /// The value of the variable, for which its length is paid.
    pub(super) fn value_of(&mut self, name: &Range<usize>) -> Result<Option<&'a str>, Failure> {
        let value = self.variables.value_of(self.slice(name));
        self.pay(value.map_or(0, str::len), name)?;
        Ok(value)
    }

    pub(super) fn pay(&mut self, amount: usize, range: &Range<usize>) -> Result<(), Failure> {
        if self.budget.take(amount) { Ok(()) } else { Err((range.clone(), ExpandErrorKind::TooLong)) }
    }

    pub(super) fn note_use(&mut self, name: Range<usize>, whole: Range<usize>, found: bool, form: Form) {
        if !name.is_empty() {
            self.uses.push(NamedUse { name, whole, found, form });
        }
    }

    pub(super) fn slice(&self, range: &Range<usize>) -> &'a str {
        self.text.get(range.clone()).unwrap_or_default()
    }

    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    pub(super) fn offset(&mut self) -> usize {
        self.chars.peek().map_or(self.text.len(), |(at, _)| *at)
    }

    pub(super) fn peek(&mut self) -> Option<char> {
        self.chars.peek().map(|(_, ch)| *ch)
    }

    pub(super) fn next(&mut self) -> Option<(usize, char)> {
        self.chars.next()
    }

    pub(super) fn next_if(&mut self, test: impl Fn(char) -> bool) -> Option<char> {
        self.chars.next_if(|(_, ch)| test(*ch)).map(|(_, ch)| ch)
    }
}

impl Walked {
    pub(super) fn into_expansion(self, text: &Text) -> Expansion {
        let uses = resolve(&self.uses, text);
        Expansion::new(self.value.value, uses, text.clone(), self.value.pieces)
    }

    pub(super) fn into_words(self, text: &Text) -> (Vec<Word>, Vec<VariableUse>) {
        let words =
            self.words.into_iter().map(|word| Word { value: word.value, span: text.span_of(word.source) }).collect();
        (words, resolve(&self.uses, text))
    }
}

fn resolve(uses: &[NamedUse], text: &Text) -> Vec<VariableUse> {
    uses.iter()
        .map(|used| VariableUse {
            name: text.as_str().get(used.name.clone()).unwrap_or_default().to_owned(),
            span: text.span_of(used.whole.clone()),
            name_span: text.span_of(used.name.clone()),
            found: used.found,
            has_default: used.form == Form::Conditional,
            is_plain: used.form == Form::Plain,
        })
        .collect()
}

/// The parameters of POSIX shells that are one character long (POSIX.1-2017, XCU 2.5.2). A Dockerfile never sets them.
fn is_special_parameter(ch: char) -> bool {
    matches!(ch, '@' | '*' | '#' | '?' | '-' | '$' | '!' | '0')
}

fn is_letter(ch: char) -> bool {
    ch.is_ascii_alphabetic() || (!ch.is_ascii() && matches(&LETTER, ch))
}

fn is_digit(ch: char) -> bool {
    ch.is_ascii_digit() || (!ch.is_ascii() && matches(&DIGIT, ch))
}

fn matches(class: &LazyLock<Option<Regex>>, ch: char) -> bool {
    class.as_ref().is_some_and(|class| class.is_match(ch.encode_utf8(&mut [0; 4])))
}

/// Go's `unicode.IsLetter`, which is less than `char::is_alphabetic`.
static LETTER: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\p{L}").ok());
/// Go's `unicode.IsDigit`, which is less than `char::is_numeric`.
static DIGIT: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\p{Nd}").ok());
