//! The text of a comment → what it says to linters, by the table of dialects.

use std::ops::Range;

use jiff::civil::Date;

use super::dialect::{Dialect, Meaning, Scope};
use super::mistake::Mistake;
use super::target;
use crate::source::{Span, Text};
use crate::suggest;

/// Something that a comment says to linters.
#[derive(Clone, Debug)]
pub(super) struct Sentence {
    /// How it is written.
    pub(super) dialect: &'static Dialect,
    /// What it says.
    pub(super) saying: Saying,
    /// Its words, the reason included.
    pub(super) span: Span,
    /// Why, by the comment.
    pub(super) reason: Option<Text>,
    /// The first day on which it does not count any more.
    pub(super) until: Option<Date>,
}

/// What is said.
#[derive(Clone, Debug)]
pub(super) enum Saying {
    /// Rules are to be ignored: codes, names, ids.
    Ignore(Scope, Vec<Text>),
    /// A range ends here.
    EndRange,
    /// What runs the commands that follow: the words of a command line.
    Shell(Scope, Text),
    /// Whether the checks of BuildKit are errors.
    Error(bool),
    /// Checks of BuildKit to look for although they are experimental.
    Experimental(Vec<Text>),
    /// Something that cannot be understood, and the words.
    Mistake(Mistake, Span),
}

/// Reads what follows the `#` of a comment. Nothing comes of a comment for people.
pub(super) fn read(text: &Text) -> Vec<Sentence> {
    let mut sentences = Vec::new();
    let mut at = Some(0);
    while let Some((dialect, start)) = at.and_then(|at| lead(text.as_str(), at)) {
        let mut reader = Reader::new(dialect, text, start.end);
        if !reader.pairs() {
            break;
        }
        at = reader.another();
        let end = at.map_or(text.len(), |at| at.saturating_sub(1));
        sentences.extend(reader.finish(start.start..end));
    }
    sentences
}

/// Whether a comment, what follows its `#`, says something to linters.
pub(crate) fn is_pragma(text: &Text) -> bool {
    !read(text).is_empty()
}

/// Reads the value of a `check` directive.
pub(super) fn read_directive(value: &Text) -> Vec<Sentence> {
    let Some(dialect) = Dialect::of_directives() else { return Vec::new() };
    let mut reader = Reader::new(dialect, value, 0);
    reader.pairs();
    reader.finish(0..value.len())
}

/// The dialect whose lead stands at `at`, after blanks, and where the lead is.
fn lead(text: &str, at: usize) -> Option<(&'static Dialect, Range<usize>)> {
    let rest = text.get(at..)?.trim_start();
    let start = text.len() - rest.len();
    let found = |lead: &str| {
        let (word, link) = lead.split_at_checked(lead.len().checked_sub(1)?)?;
        let after = rest.get(word.len()..).filter(|_| starts_with(rest, word))?;
        let trimmed = after.trim_start();
        let tail =
            if link == " " { Some(trimmed).filter(|it| it.len() < after.len()) } else { trimmed.strip_prefix(link) };
        tail.map(|tail| start..text.len() - tail.len())
    };
    Dialect::all().iter().find_map(|dialect| {
        let range = dialect.leads.iter().find_map(|lead| found(lead))?;
        Some((dialect, range))
    })
}

/// Goes through the keys and values after a lead.
struct Reader<'t> {
    dialect: &'static Dialect,
    text: &'t Text,
    at: usize,
    sayings: Vec<Saying>,
    reason: Option<Text>,
    until: Option<Date>,
}

impl<'t> Reader<'t> {
    fn new(dialect: &'static Dialect, text: &'t Text, at: usize) -> Self {
        Self { dialect, text, at, sayings: Vec::new(), reason: None, until: None }
    }

    fn finish(self, range: Range<usize>) -> Vec<Sentence> {
        let span = self.text.slice(range).trimmed().span();
        let sentence =
            |saying| Sentence { dialect: self.dialect, saying, span, reason: self.reason.clone(), until: self.until };
        self.sayings.into_iter().map(sentence).collect()
    }

    /// Reads pairs of key and value, and the reason after them. `false` if this is a comment for people after all.
    fn pairs(&mut self) -> bool {
        if !self.pair() {
            return self.first_mistake();
        }
        while let Some(next) = self.dialect.next {
            let before = self.at;
            let blanks = self.blanks();
            if !(if next == ' ' { blanks > 0 } else { self.eat(next) }) || !self.pair() {
                self.at = before;
                break;
            }
        }
        if self.reason.is_none() {
            self.trailing_reason();
        }
        true
    }

    /// Reads one key with its value. `false`, with nothing read, if there is none.
    fn pair(&mut self) -> bool {
        let before = self.at;
        self.blanks();
        let Some((name, key)) = self.key() else {
            self.at = before;
            return false;
        };
        let after = self.at;
        self.blanks();
        let has_value = self.eat(self.dialect.assign);
        match key {
            Meaning::EndRange if !has_value => {
                self.at = after;
                self.sayings.push(Saying::EndRange);
            }
            _ if !has_value => {
                self.at = before;
                return false;
            }
            _ => {
                self.blanks();
                self.value(name, key);
            }
        }
        true
    }

    fn key(&mut self) -> Option<(&'static str, Meaning)> {
        let rest = self.rest();
        self.dialect.keys.iter().find_map(|(name, key)| {
            let mut tail = rest;
            for (number, word) in name.split(' ').enumerate() {
                let trimmed = tail.trim_start();
                if number > 0 && trimmed.len() == tail.len() {
                    return None;
                }
                tail = trimmed.get(word.len()..).filter(|_| starts_with(trimmed, word))?;
            }
            if tail.starts_with(is_id_char) {
                return None;
            }
            self.at = self.text.len() - tail.len();
            Some((*name, *key))
        })
    }

    fn value(&mut self, name: &'static str, key: Meaning) {
        let start = self.at;
        match key {
            Meaning::Ignore(scope) => match self.list() {
                words if words.is_empty() => self.mistake(Mistake::NoCodes { key: name }, start..self.at),
                words => self.sayings.push(Saying::Ignore(scope, words)),
            },
            Meaning::Experimental => {
                let words = self.list();
                self.sayings.push(Saying::Experimental(words));
            }
            Meaning::Shell(scope) => {
                let end = self.rest().find('#').unwrap_or(self.rest().len());
                let words = self.text.slice(start..start + end).trimmed();
                self.at += words.len();
                if words.is_empty() {
                    self.mistake(Mistake::NoValue { key: name, assign: self.dialect.assign }, start..start);
                } else {
                    self.sayings.push(Saying::Shell(scope, words));
                }
            }
            Meaning::Error => {
                let word = self.word();
                match switch(word.as_str()) {
                    Some(on) => self.sayings.push(Saying::Error(on)),
                    None => {
                        let mistake = Mistake::NoSwitch { key: name, text: shortened(word.as_str()) };
                        self.mistake(mistake, start..self.at);
                    }
                }
            }
            Meaning::Until => {
                let word = self.word();
                match word.as_str().parse::<Date>() {
                    Ok(date) => self.until = Some(date),
                    Err(_) => self.mistake(Mistake::NoDate { text: shortened(word.as_str()) }, start..self.at),
                }
            }
            Meaning::EndRange => {
                self.at = self.text.len();
                self.sayings.push(Saying::EndRange);
                self.mistake(Mistake::ValueOfEnd { key: name }, start..self.at);
            }
            Meaning::Reason => {
                self.reason = some_text(self.text.slice(start..self.text.len()).trimmed());
                self.at = self.text.len();
            }
            Meaning::Other => {
                let end = |c: char| c.is_whitespace() || Some(c) == self.dialect.next;
                self.at += self.rest().find(end).unwrap_or(self.rest().len());
            }
        }
    }

    /// Words between commas.
    fn list(&mut self) -> Vec<Text> {
        let mut words = Vec::new();
        loop {
            words.extend(some_text(self.word()));
            let before = self.at;
            self.blanks();
            if !self.eat(',') {
                self.at = before;
                return words;
            }
            self.blanks();
        }
    }

    fn word(&mut self) -> Text {
        let length = self.rest().find(|c| !is_id_char(c)).unwrap_or(self.rest().len());
        let word = self.text.slice(self.at..self.at + length);
        self.at += length;
        word
    }

    /// What is left after the last value is the reason, if it begins as reasons do in this dialect.
    fn trailing_reason(&mut self) {
        self.blanks();
        let rest = self.rest();
        // Several comments can share a line.
        if rest.is_empty() || self.another().is_some() {
            return;
        }
        let whole = self.at..self.text.len();
        if rest.split([' ', '\t', ',']).all(|word| word.is_empty() || target::is_code(word)) {
            self.mistake(Mistake::NoComma { text: shortened(rest) }, whole);
            return;
        }
        let reason = match self.dialect.reason {
            Some(mark) => rest.strip_prefix(mark),
            None => Some(rest.trim_start_matches(['#', ':', ';', ',', '-', '–', '—', ' '])),
        };
        match reason {
            Some(reason) => self.reason = some_text(self.text.slice_of(reason).trimmed()),
            None => {
                let mistake = Mistake::NotUnderstood { text: shortened(rest), reason: self.dialect.reason };
                self.mistake(mistake, whole);
            }
        }
    }

    /// Where another comment begins that speaks to a linter, on the same line after a `#`.
    fn another(&self) -> Option<usize> {
        let rest = self.rest().trim_start().strip_prefix('#')?;
        let at = self.text.len() - rest.len();
        let (dialect, range) = lead(self.text.as_str(), at)?;
        Reader::new(dialect, self.text, range.end).pair().then_some(at)
    }

    /// Whether what follows the lead is meant for linters all the same, only wrong: `ignore DL3008`, `ignored=DL3008`.
    fn first_mistake(&mut self) -> bool {
        let start = self.at;
        let assign = self.dialect.assign;
        let (mistake, means_it) = match self.key() {
            Some((key, _)) => {
                let after = self.rest().trim_start_matches(|c| !is_id_char(c));
                let word = after.split(|c| !is_id_char(c)).next().unwrap_or_default();
                (Mistake::NoValue { key, assign }, self.dialect.is_unmistakable() || target::is_code(word))
            }
            None => {
                let Some((key, _)) = self.rest().split_once(assign) else { return false };
                let key = key.split_whitespace().collect::<Vec<_>>().join(" ");
                let suggestion = suggest::closest(&key, self.dialect.keys.iter().map(|(name, _)| *name));
                let is_word = !key.is_empty() && key.chars().all(is_id_char);
                let means_it = suggestion.is_some() || (is_word && self.dialect.is_unmistakable());
                (Mistake::UnknownKey { dialect: self.dialect.name, key: shortened(&key), suggestion }, means_it)
            }
        };
        if means_it {
            self.mistake(mistake, start..self.text.len());
            self.at = self.text.len();
        }
        means_it
    }

    fn mistake(&mut self, mistake: Mistake, range: Range<usize>) {
        let place = self.text.slice(range).trimmed();
        let span = if place.is_empty() { self.text.span() } else { place.span() };
        self.sayings.push(Saying::Mistake(mistake, span));
    }

    fn rest(&self) -> &'t str {
        self.text.as_str().get(self.at..).unwrap_or_default()
    }

    /// Skips blanks, and says how many.
    fn blanks(&mut self) -> usize {
        let count = self.rest().len() - self.rest().trim_start().len();
        self.at += count;
        count
    }

    fn eat(&mut self, expected: char) -> bool {
        let is_there = self.rest().starts_with(expected);
        if is_there {
            self.at += expected.len_utf8();
        }
        is_there
    }
}

fn some_text(text: Text) -> Option<Text> {
    (!text.is_empty()).then_some(text)
}

/// Words for a message, not too many.
fn shortened(text: &str) -> String {
    const MOST: usize = 60;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// The characters of codes, names and ids.
fn is_id_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '/' | '.' | '*')
}

/// In any casing.
fn starts_with(text: &str, word: &str) -> bool {
    text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
}

/// What BuildKit takes for true and false.
fn switch(word: &str) -> Option<bool> {
    match word {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Some(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Some(false),
        _ => None,
    }
}
