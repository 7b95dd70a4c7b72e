//! reviewdog's JSON, which review tools turn into comments.

use std::io::{self, Write};

use serde::Serialize;

use super::page::page;
use super::place::{Place, Unit, related};
use super::remedy::{description, joined, offered};
use super::run::Run;
use crate::lint::{Finding, Level};
use crate::source::SourceFile;

#[derive(Serialize)]
struct Report {
    source: Source,
    diagnostics: Vec<Diagnostic>,
}

#[derive(Serialize)]
struct Source {
    name: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    url: &'static str,
}

#[derive(Serialize)]
struct Diagnostic {
    message: String,
    location: Location,
    severity: &'static str,
    code: Code,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suggestions: Vec<Suggestion>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Related>,
}

/// A text in the place of another.
#[derive(Serialize)]
struct Suggestion {
    range: Range,
    text: String,
}

#[derive(Serialize)]
struct Related {
    message: String,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    range: Range,
}

/// Lines and columns begin at 1; columns count bytes; the end is after the last one.
#[derive(Serialize)]
struct Range {
    start: Position,
    end: Position,
}

#[derive(Serialize)]
struct Position {
    line: usize,
    column: usize,
}

#[derive(Serialize)]
struct Code {
    value: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

pub(super) fn write(run: &Run<'_>, out: &mut dyn Write) -> io::Result<()> {
    let report = Report {
        source: Source { name: "dfcheck", url: env!("CARGO_PKG_HOMEPAGE") },
        diagnostics: run.findings().map(|(file, finding)| diagnostic(run, file, finding)).collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &report)?;
    writeln!(out)
}

fn diagnostic(run: &Run<'_>, file: &SourceFile, finding: &Finding) -> Diagnostic {
    let mut message = finding.message.clone();
    message.extend(finding.help.iter().flat_map(|help| ["\n", help]));
    let mut suggestions = Vec::new();
    if let Some(fix) = offered(finding) {
        // Each suggestion can be taken by itself, so that one has to hold all that belongs together.
        suggestions.extend(
            joined(file, fix).map(|edit| Suggestion {
                range: location(run, Place { file, span: edit.span }).range,
                text: edit.text,
            }),
        );
        message.extend(["\nfix: ", &description(fix)]);
    }
    let related = related(file, finding)
        .into_iter()
        .map(|(place, text)| Related { message: text.to_owned(), location: location(run, place) });
    Diagnostic {
        message,
        location: location(run, Place::of(file, finding)),
        severity: match finding.level {
            Level::Error => "ERROR",
            Level::Warning => "WARNING",
            Level::Info | Level::Style => "INFO",
        },
        code: Code { value: finding.rule.code.as_str(), url: page(finding.rule) },
        suggestions,
        related_locations: related.collect(),
    }
}

fn location(run: &Run<'_>, place: Place<'_>) -> Location {
    let (start, end) = place.range(Unit::Byte);
    let position = |at: crate::source::Position| Position { line: at.line, column: at.column };
    Location { path: run.root.path(place.name()), range: Range { start: position(start), end: position(end) } }
}
