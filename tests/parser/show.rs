//! A Dockerfile's tree as short lines of text, so that expectations can be read.

use dfcheck::dockerfile::{Body, Dockerfile, Healthcheck, Heredoc, Instruction, Invocation, Item, Source, SyntaxError};
use dfcheck::dockerfile::{WordList, parse};
use dfcheck::source::Text;

/// Parses `source` and compares what [`show`] makes of it.
#[track_caller]
pub(crate) fn assert_shows(source: impl AsRef<[u8]>, expected: &[&str]) {
    let source = source.as_ref();
    let shown = show(&parse(source), source);
    let text = String::from_utf8_lossy(source);
    assert!(shown == expected, "{text:?} is\n  {}\nnot\n  {}", shown.join("\n  "), expected.join("\n  "));
}

/// One line for each item but blank lines, and below it one for each heredoc and each error.
pub(crate) fn show(dockerfile: &Dockerfile, source: &[u8]) -> Vec<String> {
    let mut lines = Vec::new();
    for item in &dockerfile.items {
        match item {
            Item::Bom(_) => lines.push("bom".to_owned()),
            Item::Blank(_) => {}
            Item::Comment(comment) => lines.push(format!("# {}", comment.text)),
            Item::Directive(directive) => {
                lines.push(format!("directive {} {:?}", directive.name.as_str(), directive.value.as_str()));
            }
            Item::Instruction(instruction) => {
                lines.push(one_line(instruction));
                lines.extend(instruction.heredocs.iter().map(heredoc));
                lines.extend(instruction.all_errors().into_iter().map(|error| show_error(error, source)));
            }
            Item::Unknown(unknown) => {
                lines.push(format!("unknown {:?}", unknown.text.as_str()));
                lines.push(show_error(&unknown.error, source));
            }
        }
    }
    lines.extend(dockerfile.errors.iter().map(|error| show_error(error, source)));
    lines
}

fn one_line(instruction: &Instruction) -> String {
    let mut words = vec![instruction.keyword.to_string()];
    words.extend(instruction.flags.iter().map(|flag| flag.text.to_string()));
    words.extend(Some(body(&instruction.body)).filter(|body| !body.is_empty()));
    words.join(" ")
}

fn body(body: &Body) -> String {
    match body {
        Body::From(from) => match (&from.as_word, &from.name) {
            (Some(as_word), Some(name)) => format!("{:?} {as_word} {:?}", from.image.as_str(), name.as_str()),
            _ => format!("{:?}", from.image.as_str()),
        },
        Body::Run(command) | Body::Cmd(command) | Body::Entrypoint(command) => invocation(command),
        Body::Shell(words) | Body::Expose(words) => list(words),
        Body::Copy(transfer) | Body::Add(transfer) => {
            let sources: Vec<_> = transfer.sources.iter().map(source).collect();
            let json = if transfer.json { "json " } else { "" };
            format!("{json}{} -> {:?}", sources.join(" "), transfer.destination.as_str())
        }
        Body::Env(pairs) | Body::Label(pairs) => {
            let pairs = pairs.iter().map(|pair| {
                let sign = if pair.legacy { " " } else { "=" };
                format!("{:?}{sign}{:?}", pair.key.as_str(), pair.value.as_str())
            });
            pairs.collect::<Vec<_>>().join(" ")
        }
        Body::Arg(declarations) => {
            let declarations = declarations.iter().map(|declaration| match &declaration.default {
                Some(default) => format!("{:?}={:?}", declaration.name.as_str(), default.as_str()),
                None => format!("{:?}", declaration.name.as_str()),
            });
            declarations.collect::<Vec<_>>().join(" ")
        }
        Body::Volume(words) => word_list(words),
        Body::User(text) | Body::Workdir(text) | Body::StopSignal(text) | Body::Maintainer(text) => {
            format!("{:?}", text.as_str())
        }
        Body::Healthcheck(Healthcheck::None { word }) => word.to_string(),
        Body::Healthcheck(Healthcheck::Cmd { word, command }) => format!("{word} {}", invocation(command)),
        Body::Onbuild(inner) => one_line(inner),
        Body::Malformed(words) => format!("malformed {}", word_list(words)),
    }
}

fn invocation(command: &Invocation) -> String {
    match command {
        Invocation::Shell(text) => format!("sh {:?}", text.as_str()),
        Invocation::Exec(words) => format!("exec {}", list(words)),
    }
}

fn source(source: &Source) -> String {
    match source {
        Source::Path(text) => format!("{:?}", text.as_str()),
        Source::Heredoc { word, heredoc } => format!("{word}#{heredoc}"),
    }
}

fn word_list(words: &WordList) -> String {
    format!("{}{}", if words.json { "json " } else { "" }, list(&words.words))
}

fn list(words: &[Text]) -> String {
    format!("{:?}", words.iter().map(Text::as_str).collect::<Vec<_>>())
}

fn heredoc(heredoc: &Heredoc) -> String {
    let mut line = format!("  << {:?} {:?}", heredoc.delimiter, heredoc.body.as_str());
    for (shown, word) in [
        (heredoc.file_descriptor != 0, format!("fd {}", heredoc.file_descriptor)),
        (!heredoc.expand, "literal".to_owned()),
        (heredoc.strip_tabs, "tabs".to_owned()),
        (heredoc.terminator.is_none(), "open".to_owned()),
    ] {
        if shown {
            line.push_str(&format!(" {word}"));
        }
    }
    line
}

/// The kind of the error, the bytes it is at, and what to write instead.
pub(crate) fn show_error(error: &SyntaxError, source: &[u8]) -> String {
    let kind = format!("{:?}", error.kind);
    let kind = kind.split(|ch: char| !ch.is_alphanumeric()).next().unwrap_or_default();
    let place = String::from_utf8_lossy(error.span.bytes(source));
    let suggestion = error.kind.suggestion().map(|suggestion| format!(" -> {suggestion}")).unwrap_or_default();
    format!("  ! {kind} {place:?}{suggestion}")
}
