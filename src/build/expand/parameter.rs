//! `$name` and the forms of `${name…}`.

use std::ops::Range;

use super::ExpandErrorKind;
use super::pattern::{self, Pattern};
use super::walk::{Failure, Form, Walk};

/// What a pattern costs to compile, in bytes of budget, whatever its length.
const PATTERN_COST: usize = 4096;

impl<'a> Walk<'a> {
    /// The value of the `$…` at this place, and its range.
    pub(super) fn dollar(&mut self) -> Result<(String, Range<usize>), Failure> {
        let start = self.offset();
        self.next();
        if self.peek() == Some('{') {
            self.next();
            let value = self.braced(start)?;
            return Ok((value, start..self.offset()));
        }
        let name = self.name();
        let whole = start..name.end;
        if name.is_empty() {
            return Ok(("$".to_owned(), whole));
        }
        let value = self.value_of(&name)?;
        self.note_use(name, whole.clone(), value.is_some(), Form::Plain);
        Ok((value.unwrap_or_default().to_owned(), whole))
    }

    /// What follows `${`, up to and with the closing brace.
    fn braced(&mut self, start: usize) -> Result<String, Failure> {
        match self.peek() {
            None => return Err((start..self.len(), ExpandErrorKind::MissingBrace)),
            Some('{' | '}' | ':') => return Err((start..self.offset(), ExpandErrorKind::BadSubstitution)),
            Some(_) => {}
        }
        let name = self.name();
        match self.next().map(|(_, ch)| ch) {
            None => Err((start..self.len(), ExpandErrorKind::MissingBrace)),
            Some('}') => {
                let whole = start..self.offset();
                let value = self.value_of(&name)?;
                self.note_use(name, whole, value.is_some(), Form::Plain);
                Ok(value.unwrap_or_default().to_owned())
            }
            Some(':') => match self.next().map(|(_, ch)| ch) {
                Some(form @ ('-' | '+' | '?')) => self.conditional(start, name, form, true),
                Some(form) => Err(self.unsupported(start, format!(":{form}"))),
                None => Err((start..self.len(), ExpandErrorKind::MissingBrace)),
            },
            Some(form @ ('-' | '+' | '?')) => self.conditional(start, name, form, false),
            Some(end @ ('#' | '%')) => self.trim(start, name, end),
            Some('/') => self.replace(start, name),
            Some(form) => Err(self.unsupported(start, form.to_string())),
        }
    }

    /// `-`, `+` and `?`, for which with a `:` an empty variable is as good as unset.
    fn conditional(
        &mut self,
        start: usize,
        name: Range<usize>,
        form: char,
        empty_is_unset: bool,
    ) -> Result<String, Failure> {
        let word = self.nested('}', false)?;
        let whole = start..self.offset();
        let value = self.value_of(&name)?;
        let usable = value.filter(|value| !(empty_is_unset && value.is_empty()));
        self.note_use(name.clone(), whole.clone(), value.is_some(), Form::Conditional);
        match (form, usable) {
            ('-', None) | ('+', Some(_)) => Ok(word),
            ('+', None) => Ok(String::new()),
            ('?', None) => Err((whole, self.required(&name, word, value.is_some()))),
            (_, Some(value)) => Ok(value.to_owned()),
            (_, None) => Ok(String::new()),
        }
    }

    fn required(&self, name: &Range<usize>, word: String, is_set: bool) -> ExpandErrorKind {
        let message = match (word.is_empty(), is_set) {
            (false, _) => word,
            (true, false) => "is not allowed to be unset".to_owned(),
            (true, true) => "is not allowed to be empty".to_owned(),
        };
        ExpandErrorKind::Required { name: self.slice(name).to_owned(), message }
    }

    /// `#` and `##` take a prefix away, `%` and `%%` a suffix; doubled, the longest that matches.
    fn trim(&mut self, start: usize, name: Range<usize>, end: char) -> Result<String, Failure> {
        let word = self.nested('}', true)?;
        let (text, longest) = match word.strip_prefix(end) {
            Some(rest) => (rest, true),
            None => (word.as_str(), false),
        };
        let (value, whole) = self.pattern_subject(start, name, text)?;
        let suffix = end == '%';
        let trimmed = Pattern::anchored(text, longest, suffix).map(|pattern| pattern::trim(&pattern, value, suffix));
        trimmed.map_err(|reason| (whole, invalid(text, reason)))
    }

    /// `/pattern/replacement` and `//pattern/replacement`: the first match, or all of them.
    fn replace(&mut self, start: usize, name: Range<usize>) -> Result<String, Failure> {
        let all = self.next_if(|ch| ch == '/').is_some();
        let text = self.nested('/', true)?;
        let replacement = self.nested('}', true)?;
        let (value, whole) = self.pattern_subject(start, name, &text)?;
        let pattern = Pattern::anywhere(&text).map_err(|reason| (whole.clone(), invalid(&text, reason)))?;
        let matches = if all { value.len() + 1 } else { 1 };
        self.pay(matches.saturating_mul(replacement.len()), &whole)?;
        Ok(pattern.replace(value, &replacement, all))
    }

    /// The value that a pattern is to work on, once the work is paid for.
    fn pattern_subject(
        &mut self,
        start: usize,
        name: Range<usize>,
        pattern: &str,
    ) -> Result<(&'a str, Range<usize>), Failure> {
        let whole = start..self.offset();
        let found = self.value_of(&name)?;
        self.note_use(name, whole.clone(), found.is_some(), Form::Pattern);
        let value = found.unwrap_or_default();
        self.pay(PATTERN_COST.saturating_add(pattern.len().saturating_mul(value.len())), &whole)?;
        Ok((value, whole))
    }

    fn unsupported(&mut self, start: usize, modifier: String) -> Failure {
        (start..self.offset(), ExpandErrorKind::UnsupportedModifier { modifier })
    }
}

fn invalid(pattern: &str, reason: String) -> ExpandErrorKind {
    ExpandErrorKind::InvalidPattern { pattern: pattern.to_owned(), reason }
}
