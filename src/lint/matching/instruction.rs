//! Instructions by their flags and arguments.

use super::{Hit, holds_here};
use crate::dockerfile::{Body, Healthcheck, Instruction, Invocation, Keyword};
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
        if !holds_here(matcher, facts, statement) || !applies(matcher, instruction) {
            continue;
        }
        for hit in hits(matcher, instruction) {
            reporter.push(found(statement, mark(matcher, instruction, hit.span)).with_all(hit.captures));
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

fn applies(matcher: &Matcher, instruction: &Instruction) -> bool {
    let words = &matcher.words;
    let has = |flag: &&str| instruction.flag(flag.trim_start_matches('-')).is_some();
    let value = |(flag, pattern): &(&str, &'static Pattern)| {
        instruction.flag(flag.trim_start_matches('-')).is_some_and(|flag| pattern.is_match(flag.value_str()))
    };
    let form = matcher.form.is_none_or(|form| self::form(instruction) == Some(form));
    form && (words.with_flag.is_empty() || words.with_flag.iter().any(has))
        && !words.without_flag.iter().any(has)
        && matcher.flag_value.iter().all(value)
        && words.without_argument.is_none_or(|it| !arguments(instruction).iter().any(|word| it.is_match(word.as_str())))
}

/// Where the patterns match; the instruction itself if there are none.
fn hits(matcher: &Matcher, instruction: &Instruction) -> Vec<Hit> {
    let mut hits = Vec::new();
    if let Some(pattern) = matcher.words.argument {
        for word in arguments(instruction) {
            hits.extend(matches(pattern, word, "argument").into_iter().take(1));
        }
    }
    if let Some(pattern) = matcher.text {
        hits.extend(matches(pattern, &instruction.text, "text"));
    }
    if matcher.words.argument.is_none() && matcher.text.is_none() {
        let first = matcher.words.with_flag.iter().chain(matcher.flag_value.iter().map(|(name, _)| name));
        let flag = first.into_iter().find_map(|name| instruction.flag(name.trim_start_matches('-')));
        hits.push(match flag {
            Some(flag) => Hit {
                span: flag.span,
                captures: vec![
                    ("flag".to_owned(), format!("--{}", flag.name)),
                    ("value".to_owned(), flag.value_str().to_owned()),
                ],
            },
            None => Hit { span: arguments_span(instruction), captures: Vec::new() },
        });
    }
    hits
}

fn matches(pattern: &Pattern, text: &Text, name: &str) -> Vec<Hit> {
    let Some(regex) = pattern.regex() else { return Vec::new() };
    let mut hits = Vec::new();
    for captures in regex.captures_iter(text.as_str()) {
        let Some(whole) = captures.get(0) else { continue };
        let named = regex.capture_names().flatten().filter(|name| *name != "at");
        let mut values: Vec<_> =
            named.map(|name| (name.to_owned(), captures.name(name).map_or("", |it| it.as_str()).to_owned())).collect();
        let part = captures.name("at").unwrap_or(whole);
        values.push((name.to_owned(), if name == "text" { whole.as_str() } else { text.as_str() }.to_owned()));
        // A pattern for an argument is about all of it, unless it says `at`.
        let narrow = name == "text" || captures.name("at").is_some();
        hits.push(Hit { span: if narrow { text.span_of(part.range()) } else { text.span() }, captures: values });
    }
    hits
}

fn mark(matcher: &Matcher, instruction: &Instruction, span: Span) -> Span {
    match matcher.at {
        Some(Mark::Keyword | Mark::Program) => instruction.keyword_span,
        Some(Mark::Instruction | Mark::Command) => instruction.text_span(),
        _ => span,
    }
}

/// From the first argument to the last; the keyword where there is none.
fn arguments_span(instruction: &Instruction) -> Span {
    let words = arguments(instruction);
    match (words.first(), words.last()) {
        (Some(first), Some(last)) => first.span().cover(last.span()),
        _ => instruction.keyword_span,
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

/// The arguments, each as one text. A shell form is one argument; ENV, LABEL and ARG give whole `name=value` pairs' keys
/// and values one after the other.
fn arguments(instruction: &Instruction) -> Vec<&Text> {
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
