//! Commands by their words.

use super::Hit;
use crate::lint::matcher::Words;
use crate::lint::pattern::Pattern;
use crate::shell::{Call, Word};
use crate::source::Span;

/// The places at which the command matches: its arguments if the rule asks for one, the flag if it forbids one, the
/// command's name and sub-command otherwise. Nothing if it does not match.
pub(super) fn hits(words: &Words, call: &Call) -> Vec<Hit> {
    if !is_one_of(words, call) {
        return Vec::new();
    }
    let Some(end) = subcommand_span(words, call) else { return Vec::new() };
    let flag = (!words.with_flag.is_empty()).then(|| call.has_flag(words.with_flag).map(|flag| flag.span));
    if flag == Some(None) || (!words.without_flag.is_empty() && call.has_flag(words.without_flag).is_some()) {
        return Vec::new();
    }
    if words.without_argument.is_some_and(|pattern| call.args.iter().any(|word| matches(pattern, word))) {
        return Vec::new();
    }
    match words.argument {
        Some(pattern) => call.args.iter().filter_map(|word| hit(pattern, word)).collect(),
        None => vec![Hit {
            span: flag.flatten().unwrap_or(call.program.span.cover(end)),
            captures: call
                .has_flag(words.with_flag)
                .map(|it| ("flag".to_owned(), it.raw.to_string()))
                .into_iter()
                .collect(),
        }],
    }
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
fn text(word: &Word) -> String {
    word.literal().unwrap_or_else(|| word.raw.to_string())
}

fn matches(pattern: &Pattern, word: &Word) -> bool {
    pattern.is_match(&text(word))
}

fn hit(pattern: &Pattern, word: &Word) -> Option<Hit> {
    let text = text(word);
    let regex = pattern.regex()?;
    let captures = regex.captures(&text)?;
    let named = regex.capture_names().flatten().filter(|name| *name != "at");
    let mut values: Vec<_> =
        named.map(|name| (name.to_owned(), captures.name(name).map_or("", |it| it.as_str()).to_owned())).collect();
    values.push(("argument".to_owned(), text.clone()));
    // Offsets into the text are those of the raw word only where nothing is quoted.
    let part = captures.name("at").filter(|_| word.raw.as_str() == text);
    let span = part.map_or(word.span, |part| word.raw.span_of(part.range()));
    Some(Hit { span, captures: values })
}
