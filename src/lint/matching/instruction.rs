//! Instructions by their flags and arguments.

use std::borrow::Cow;

use super::{Hit, dressed, holds_here, named};
use crate::dockerfile::{Body, Healthcheck, Instruction, Invocation, Keyword};
use crate::lint::checks::values::expanded;
use crate::lint::facts::{Facts, Statement};
use crate::lint::matcher::Matcher;
use crate::lint::pattern::Pattern;
use crate::lint::reporter::{Found, Reporter};
use crate::lint::schema::{Form, Mark};
use crate::source::{Span, Text};

/// Reports the instructions that match.
pub(super) fn find(matcher: &Matcher, keywords: &[Keyword], facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    for statement in facts.statements() {
        let instruction = statement.instruction;
        if !keywords.is_empty() && !keywords.contains(&instruction.keyword) {
            continue;
        }
        if !holds_here(matcher, facts, statement) {
            continue;
        }
        let arguments = Arguments::of(matcher, facts, statement);
        if !applies(matcher, instruction, &arguments) {
            continue;
        }
        for hit in hits(matcher, statement, &arguments) {
            let found = found(statement, mark(matcher, instruction, hit.span)).with_all(hit.captures);
            reporter.push(dressed(matcher, found));
        }
    }
}

fn found(statement: &Statement<'_>, span: Span) -> Found {
    let found = Found::at(span).with("instruction", statement.instruction.keyword.as_str());
    match statement.stage {
        Some(stage) => found.with("stage", stage.label()),
        None => found,
    }
}

/// The arguments of an instruction, each as one text, and as a pattern sees it.
struct Arguments<'a> {
    words: Vec<(&'a Text, Cow<'a, str>)>,
}

impl<'a> Arguments<'a> {
    /// With their variables expanded, if the rule asks for that and the values are known.
    fn of(matcher: &Matcher, facts: &Facts<'_>, statement: &Statement<'a>) -> Self {
        let seen = |word: &'a Text| {
            let value = matcher.expand.then(|| expanded(facts, statement, word)).flatten();
            value.map_or(Cow::Borrowed(word.as_str()), Cow::Owned)
        };
        Self { words: written(statement.instruction).into_iter().map(|word| (word, seen(word))).collect() }
    }

    /// From the first argument to the last; the keyword where there is none.
    fn span(&self, instruction: &Instruction) -> Span {
        match (self.words.first(), self.words.last()) {
            (Some((first, _)), Some((last, _))) => first.span().cover(last.span()),
            _ => instruction.keyword_span,
        }
    }
}

fn applies(matcher: &Matcher, instruction: &Instruction, arguments: &Arguments<'_>) -> bool {
    let words = &matcher.words;
    let has = |flag: &&str| instruction.flag(flag.trim_start_matches('-')).is_some();
    let value = |(flag, pattern): &(&str, &'static Pattern)| {
        instruction.flag(flag.trim_start_matches('-')).is_some_and(|flag| pattern.is_match(flag.value_str()))
    };
    let form = matcher.form.is_none_or(|form| self::form(instruction) == Some(form));
    form && (words.with_flag.is_empty() || words.with_flag.iter().any(has))
        && !words.without_flag.iter().any(has)
        && words.flag_value.iter().all(value)
        && words.without_argument.is_none_or(|it| !arguments.words.iter().any(|(_, text)| it.is_match(text)))
}

/// Where the patterns match; the instruction itself if there are none.
fn hits(matcher: &Matcher, statement: &Statement<'_>, arguments: &Arguments<'_>) -> Vec<Hit> {
    let words = &matcher.words;
    let instruction = statement.instruction;
    let mut hits = Vec::new();
    if words.without_text.is_some_and(|pattern| contents(statement).any(|text| pattern.is_match(text.as_str()))) {
        return hits;
    }
    if let Some(pattern) = words.argument {
        for (word, text) in &arguments.words {
            hits.extend(argument(pattern, word, text));
        }
    }
    if let Some(pattern) = words.text {
        hits.extend(contents(statement).flat_map(|text| texts(pattern, text)));
    }
    if words.argument.is_none() && words.text.is_none() {
        let first = words.with_flag.iter().chain(words.flag_value.iter().map(|(name, _)| name));
        let flag = first.into_iter().find_map(|name| instruction.flag(name.trim_start_matches('-')));
        hits.push(match flag {
            Some(flag) => Hit {
                span: flag.span,
                captures: vec![
                    ("flag".to_owned(), format!("--{}", flag.name)),
                    ("value".to_owned(), flag.value_str().to_owned()),
                ],
            },
            None => Hit { span: arguments.span(instruction), captures: Vec::new() },
        });
    }
    hits
}

/// An argument that matches. The pattern is about all of it, unless it says `at`.
fn argument(pattern: &Pattern, word: &Text, text: &str) -> Option<Hit> {
    let regex = pattern.regex_for(text)?;
    let captures = regex.captures(text)?;
    let mut values = named(regex, &captures);
    values.push(("argument".to_owned(), text.to_owned()));
    let part = captures.name("at").filter(|_| word.as_str() == text);
    Some(Hit { span: part.map_or(word.span(), |part| word.span_of(part.range())), captures: values })
}

/// The text of the instruction, and those of its heredocs.
fn contents<'a>(statement: &Statement<'a>) -> impl Iterator<Item = &'a Text> {
    let heredocs = &statement.onbuild.unwrap_or(statement.instruction).heredocs;
    std::iter::once(&statement.instruction.text).chain(heredocs.iter().map(|heredoc| &heredoc.body))
}

/// The parts of a text that match.
fn texts(pattern: &Pattern, text: &Text) -> Vec<Hit> {
    let Some(regex) = pattern.regex_for(text.as_str()) else { return Vec::new() };
    let found = regex.captures_iter(text.as_str()).filter_map(|captures| {
        let whole = captures.get(0)?;
        let mut values = named(regex, &captures);
        values.push(("text".to_owned(), whole.as_str().to_owned()));
        Some(Hit { span: text.span_of(captures.name("at").unwrap_or(whole).range()), captures: values })
    });
    found.collect()
}

fn mark(matcher: &Matcher, instruction: &Instruction, span: Span) -> Span {
    match matcher.at {
        Some(Mark::Keyword | Mark::Program) => instruction.keyword_span,
        Some(Mark::Instruction | Mark::Command) => instruction.text_span(),
        _ => span,
    }
}

fn form(instruction: &Instruction) -> Option<Form> {
    let invocation = match &instruction.body {
        Body::Run(invocation) | Body::Cmd(invocation) | Body::Entrypoint(invocation) => invocation,
        Body::Healthcheck(Healthcheck::Cmd { command, .. }) => command,
        Body::Shell(_) => return Some(Form::Exec),
        _ => return None,
    };
    Some(match invocation {
        Invocation::Shell(_) => Form::Shell,
        Invocation::Exec(_) => Form::Exec,
    })
}

/// The arguments as they are written. A shell form is one argument; ENV, LABEL and ARG give whole `name=value` pairs' keys
/// and values one after the other.
fn written(instruction: &Instruction) -> Vec<&Text> {
    match &instruction.body {
        Body::From(from) => std::iter::once(&from.image).chain(&from.name).collect(),
        Body::Run(invocation) | Body::Cmd(invocation) | Body::Entrypoint(invocation) => invoked(invocation),
        Body::Healthcheck(Healthcheck::Cmd { command, .. }) => invoked(command),
        Body::Healthcheck(Healthcheck::None { word }) => vec![word],
        Body::Shell(words) | Body::Expose(words) => words.iter().collect(),
        Body::Copy(transfer) | Body::Add(transfer) => {
            transfer.sources.iter().map(|source| source.text()).chain([&transfer.destination]).collect()
        }
        Body::Env(pairs) | Body::Label(pairs) => pairs.iter().flat_map(|pair| [&pair.key, &pair.value]).collect(),
        Body::Arg(declarations) => declarations.iter().map(|it| &it.written).collect(),
        Body::Volume(list) | Body::Malformed(list) => list.words.iter().collect(),
        Body::User(word) | Body::Workdir(word) | Body::StopSignal(word) | Body::Maintainer(word) => vec![word],
        Body::Onbuild(_) => Vec::new(),
    }
}

fn invoked(invocation: &Invocation) -> Vec<&Text> {
    match invocation {
        Invocation::Shell(text) => vec![text],
        Invocation::Exec(words) => words.iter().collect(),
    }
}
