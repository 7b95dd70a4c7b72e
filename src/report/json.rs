//! Findings for programs: one array of objects, as `docs/findings-v1.schema.json` describes them.
//!
//! This is version 1 of the form. New fields may come; nothing that is there changes its meaning or goes away without
//! another version.

use std::io::{self, Write};

use serde::Serialize;

use super::page::page;
use super::place::{Place, related};
use super::run::Run;

use crate::lint::{Finding, Fix, Level, Safety};
use crate::source::SourceFile;

pub(super) fn write(run: &Run<'_>, out: &mut dyn Write) -> io::Result<()> {
    let views: Vec<FindingView<'_>> = run.findings().map(|(file, finding)| view(file, finding)).collect();
    serde_json::to_writer_pretty(&mut *out, &views)?;
    writeln!(out)
}

/// A finding as an object. Lines and columns begin at 1; columns count characters; the end is after the last character.
#[derive(Debug, Serialize)]
pub(super) struct FindingView<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    code: &'static str,
    name: &'static str,
    level: Level,
    category: &'static str,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
    aliases: &'a [&'static str],
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    /// The real place, if it is in a file of the build context; the place above is then what leads there.
    #[serde(skip_serializing_if = "Option::is_none")]
    in_file: Option<PlaceView<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related: Vec<PlaceView<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<FixView<'a>>,
}

/// How a finding can be mended: all the edits together.
#[derive(Debug, Serialize)]
struct FixView<'a> {
    safety: Safety,
    about: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    risk: Option<&'a str>,
    edits: Vec<EditView<'a>>,
}

/// The text that comes in the place of another.
#[derive(Debug, Serialize)]
struct EditView<'a> {
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    text: &'a str,
}

/// A place that belongs to a finding.
#[derive(Debug, Serialize)]
struct PlaceView<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'a str>,
}

/// The object of one finding.
pub(super) fn view<'a>(file: &'a SourceFile, finding: &'a Finding) -> FindingView<'a> {
    let start = file.position(finding.span.start);
    let end = file.position(finding.span.end);
    FindingView {
        file: file.name(),
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
        code: finding.rule.code.as_str(),
        name: finding.rule.name,
        level: finding.level,
        category: finding.rule.category.as_str(),
        message: &finding.message,
        help: finding.help.as_deref(),
        aliases: &finding.foreign_ids,
        url: page(finding.rule),
        in_file: finding.in_file.as_ref().map(|_| place(Place::of(file, finding), None)),
        related: related(file, finding).into_iter().map(|(it, text)| place(it, Some(text))).collect(),
        fix: finding.fix.as_ref().map(|fix| fix_view(file, fix)),
    }
}

fn fix_view<'a>(file: &SourceFile, fix: &'a Fix) -> FixView<'a> {
    let edits = fix.edits.iter().map(|edit| {
        let start = file.position(edit.span.start);
        let end = file.position(edit.span.end);
        EditView {
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
            text: &edit.text,
        }
    });
    FixView { safety: fix.safety, about: fix.about, risk: fix.risk.as_deref(), edits: edits.collect() }
}

fn place<'a>(place: Place<'a>, message: Option<&'a str>) -> PlaceView<'a> {
    let (start, end) = (place.start(), place.end());
    PlaceView {
        file: place.name(),
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
        message,
    }
}
