use super::{Lookup, Origin, Resolved, affix};
use crate::shell::{Part, PartKind, Quoting, Word};
use crate::source::Span;

/// How deep `${a:-${b:-…}}` is looked into; what is deeper stays as written.
const MAX_DEPTH: usize = 32;
/// The longest value that is put in, in bytes. A longer one counts as unknown.
pub(super) const MAX_VALUE: usize = 8 * 1024;
/// How many words one word may become by `{a,b}`.
const MAX_ALTERNATIVES: usize = 64;

/// Collects the words that one word becomes.
pub(super) struct Builder<'a> {
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
    pub(super) fn new(lookup: &'a Lookup<'a>, split: bool) -> Self {
        let current = vec![Resolved { complete: true, ..Resolved::default() }];
        Self { lookup, split, done: Vec::new(), current, started: false, depth: 0 }
    }

    pub(super) fn finish(mut self, span: Span) -> Vec<Resolved> {
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

    pub(super) fn word(&mut self, word: &Word) {
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
                PartKind::Substitution(_) => {
                    let quoting = if outer == Quoting::None { part.quoting } else { outer };
                    self.substitution(word, part, quoting);
                }
                PartKind::Arithmetic(_) | PartKind::ProcessSubstitution(_) => self.unknown(word, part),
            }
        }
    }

    /// What commands print, if the lookup knows it.
    fn substitution(&mut self, word: &Word, part: &Part, quoting: Quoting) {
        match (self.lookup)(raw_of(word, part).0.trim_matches('"')) {
            Some(printed) if printed.len() <= MAX_VALUE => self.value(&printed, part.span, quoting),
            _ => self.unknown(word, part),
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
        let value = (self.lookup)(name).filter(|value| value.len() <= MAX_VALUE);
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
