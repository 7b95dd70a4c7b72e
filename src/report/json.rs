//! Findings for programs: one array of objects.

use serde::Serialize;

use crate::lint::{Finding, Fix, Level, Safety};
use crate::source::{SourceFile, Span};

/// A finding as an object. Lines and columns begin at 1; columns count characters; the end is after the last character.
#[derive(Debug, Serialize)]
pub struct FindingView<'a> {
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

/// Another place that belongs to a finding.
#[derive(Debug, Serialize)]
struct PlaceView<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    message: &'a str,
}

/// The object of one finding. The place in another file, if that is the real one, is among `related`.
pub fn view<'a>(file: &'a SourceFile, finding: &'a Finding) -> FindingView<'a> {
    let start = file.position(finding.span.start);
    let end = file.position(finding.span.end);
    let labels = finding.labels.iter().map(|(span, text)| place(file, *span, text));
    let elsewhere = finding.in_file.iter().flat_map(|other| {
        [other.span].into_iter().chain(other.others.iter().copied()).map(|span| place(other.source(), span, "here"))
    });
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
        related: elsewhere.chain(labels).collect(),
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

fn place<'a>(file: &'a SourceFile, span: Span, message: &'a str) -> PlaceView<'a> {
    let start = file.position(span.start);
    let end = file.position(span.end);
    PlaceView {
        file: file.name(),
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
        message,
    }
}
