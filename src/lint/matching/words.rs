//! Commands by their words.

use std::ops::Range;

use super::{Capture, Hit};
use crate::lint::matcher::Words;
use crate::lint::pattern::Pattern;
use crate::shell::{Call, Word};
use crate::source::Span;

/// The places at which the command matches: its arguments or the parts of its text if the rule asks for some, the flag
/// if it forbids one, the command's name and sub-command otherwise. Nothing if it does not match.
pub(super) fn hits(words: &Words, call: &Call) -> Vec<Hit> {
    if !is_one_of(words, call) || !words.without_flag.is_empty() && call.has_flag(words.without_flag).is_some() {
        return Vec::new();
    }
    if words.without_argument.is_some_and(|pattern| call.args.iter().any(|word| matches(pattern, word))) {
        return Vec::new();
    }
    if words.without_text.is_some_and(|pattern| pattern.is_match(&Joined::of(call).text)) {
        return Vec::new();
    }
    let (Some(end), Some(flag)) = (subcommand_span(words, call), flag(words, call)) else { return Vec::new() };
    let texts = words.text.map(|pattern| Joined::of(call).hits(pattern));
    match (words.argument, texts) {
        (_, Some(texts)) if texts.is_empty() => Vec::new(),
        (Some(pattern), _) => call.args.iter().filter_map(|word| hit(pattern, word)).collect(),
        (None, Some(texts)) => texts,
        (None, None) => vec![flag.unwrap_or(Hit { span: call.program.span.cover(end), captures: Vec::new() })],
    }
}

/// The flag that the rule forbids, or the flag and the value. `None` if the command has none of them, `Some(None)` if
/// the rule is about no flag.
fn flag(words: &Words, call: &Call) -> Option<Option<Hit>> {
    let mut found = None;
    for (name, pattern) in words.flag_value {
        let value = call.flag_values(&[name]).into_iter().find(|value| matches(pattern, value))?;
        // The last argument that begins no later is the value, after its flag, or flag and value in one.
        let until = call.args.iter().position(|word| word.span.start > value.span.start).unwrap_or(call.args.len());
        let holder = call.args.get(until.checked_sub(1)?)?;
        let first = if holder.span == value.span { call.args.get(until.checked_sub(2)?)? } else { holder };
        let captures = vec![("flag".to_owned(), (*name).to_owned()), ("value".to_owned(), text(&value))];
        found = found.or(Some(Hit { span: first.span.cover(value.span), captures }));
    }
    if !words.with_flag.is_empty() {
        let flag = call.has_flag(words.with_flag)?;
        found = Some(Hit { span: flag.span, captures: vec![("flag".to_owned(), flag.raw.to_string())] });
    }
    Some(found)
}

/// Whether the command matches.
pub(super) fn applies(words: &Words, call: &Call) -> bool {
    !hits(words, call).is_empty()
}

/// The sub-command that the rule asks for, as written, and its last word's place.
pub(super) fn subcommand(words: &Words, call: &Call) -> Option<(String, Span)> {
    let operands = call.operands(words.value_flags);
    let expected = words.subcommands.iter().find(|expected| begins_with(&operands, expected))?;
    let last = operands.get(expected.len().checked_sub(1)?)?;
    Some((expected.join(" "), last.span))
}

/// Whether a program's name is what a rule calls for; `*` stands for any characters, at the end of the name only.
pub(super) fn is_named(pattern: &str, name: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(prefix) => name.starts_with(prefix),
        None => name == pattern,
    }
}

fn is_one_of(words: &Words, call: &Call) -> bool {
    words.commands.is_empty() || words.commands.iter().any(|name| is_named(name, &call.name))
}

/// Where the name and sub-command end; `None` if the command has another sub-command.
fn subcommand_span(words: &Words, call: &Call) -> Option<Span> {
    if words.subcommands.is_empty() {
        return Some(call.program.span);
    }
    subcommand(words, call).map(|(_, span)| span)
}

fn begins_with(operands: &[&Word], expected: &[&str]) -> bool {
    operands.len() >= expected.len() && expected.iter().zip(operands).all(|(text, word)| word.is(text))
}

/// The text of a word as a pattern sees it: quotes gone, what is expanded as written.
pub(super) fn text(word: &Word) -> String {
    word.literal().unwrap_or_else(|| word.raw.as_str().get(inner(word)).unwrap_or_default().to_owned())
}

/// The part of the word as written that stands in its quotes, if it is in one pair of them.
fn inner(word: &Word) -> Range<usize> {
    let raw = word.raw.as_str();
    let quoted = ['"', '\''].into_iter().any(|quote| {
        let inside = raw.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
        inside.is_some_and(|inside| !inside.contains([quote, '\\']))
    });
    if quoted { 1..raw.len() - 1 } else { 0..raw.len() }
}

fn matches(pattern: &Pattern, word: &Word) -> bool {
    pattern.is_match(&text(word))
}

fn hit(pattern: &Pattern, word: &Word) -> Option<Hit> {
    let text = text(word);
    let regex = pattern.regex_for(&text)?;
    let captures = regex.captures(&text)?;
    let mut values = super::named(regex, &captures);
    values.push(("argument".to_owned(), text.clone()));
    let span = captures.name("at").map_or(word.span, |part| span_in(word, &text, part.range()));
    Some(Hit { span, captures: values })
}

/// The place of a part of a word's text; the whole word where offsets into the text are not those of the word as written.
fn span_in(word: &Word, text: &str, part: Range<usize>) -> Span {
    let inner = inner(word);
    let is_as_written = word.raw.as_str().get(inner.clone()) == Some(text);
    if is_as_written { word.raw.span_of(part.start + inner.start..part.end + inner.start) } else { word.span }
}

/// The words of a command with one blank between them.
struct Joined<'a> {
    text: String,
    /// Each word, and where it begins in the text.
    words: Vec<(usize, &'a Word)>,
}

impl<'a> Joined<'a> {
    fn of(call: &'a Call) -> Self {
        let mut joined = Joined { text: String::new(), words: Vec::new() };
        for word in std::iter::once(&call.program).chain(&call.args) {
            if !joined.text.is_empty() {
                joined.text.push(' ');
            }
            joined.words.push((joined.text.len(), word));
            joined.text.push_str(&text(word));
        }
        joined
    }

    fn hits(&self, pattern: &Pattern) -> Vec<Hit> {
        let Some(regex) = pattern.regex_for(&self.text) else { return Vec::new() };
        let found = regex.captures_iter(&self.text).filter_map(|captures| {
            let whole = captures.get(0)?;
            let mut values: Vec<Capture> = super::named(regex, &captures);
            values.push(("text".to_owned(), whole.as_str().to_owned()));
            Some(Hit { span: self.span(captures.name("at").unwrap_or(whole).range())?, captures: values })
        });
        found.collect()
    }

    /// From the word in which the range begins to that in which it ends.
    fn span(&self, range: Range<usize>) -> Option<Span> {
        let after = self.words.partition_point(|(start, _)| *start <= range.start);
        let until = self.words.partition_point(|(start, _)| *start < range.end).max(after);
        let spans = self.words.get(after.checked_sub(1)?..until)?.iter().map(|(start, word)| {
            let text = text(word);
            let part = range.start.saturating_sub(*start)..range.end.saturating_sub(*start).min(text.len());
            if part.start < part.end { span_in(word, &text, part) } else { word.span }
        });
        spans.reduce(Span::cover)
    }
}
