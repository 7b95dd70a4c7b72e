//! Generic issues of SonarQube, in the form that it has since 10.3.

use std::io::{self, Write};

use serde::Serialize;

use super::place::{Place, Unit, related};
use super::run::Run;
use crate::lint::{Category, Finding, Level, Rule};
use crate::source::SourceFile;

#[derive(Serialize)]
struct Report<'a> {
    rules: Vec<SonarRule>,
    issues: Vec<Issue<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SonarRule {
    id: &'static str,
    name: &'static str,
    description: &'static str,
    engine_id: &'static str,
    clean_code_attribute: &'static str,
    r#type: &'static str,
    severity: &'static str,
    impacts: [Impact; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Impact {
    software_quality: &'static str,
    severity: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Issue<'a> {
    rule_id: &'static str,
    primary_location: Location<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    secondary_locations: Vec<Location<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location<'a> {
    message: &'a str,
    file_path: String,
    text_range: TextRange,
}

/// Lines begin at 1, columns at 0 and count UTF-16.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct TextRange {
    start_line: usize,
    #[serde(flatten)]
    columns: Option<Columns>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Columns {
    end_line: usize,
    start_column: usize,
    end_column: usize,
}

pub(super) fn write(run: &Run<'_>, out: &mut dyn Write) -> io::Result<()> {
    let report = Report {
        rules: Run::rules(run.findings().map(|(_, finding)| finding)).into_iter().map(rule).collect(),
        issues: run.findings().map(|(file, finding)| issue(run, file, finding)).collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &report)?;
    writeln!(out)
}

fn rule(rule: &'static Rule) -> SonarRule {
    let (attribute, quality, kind) = match rule.category {
        Category::Nondeterminism | Category::Correctness => ("LOGICAL", "RELIABILITY", "BUG"),
        Category::ImplicitDependencies => ("COMPLETE", "RELIABILITY", "BUG"),
        Category::ExtraComponents => ("EFFICIENT", "MAINTAINABILITY", "CODE_SMELL"),
        Category::PackageManagers => ("FOCUSED", "MAINTAINABILITY", "CODE_SMELL"),
        Category::Security => ("TRUSTWORTHY", "SECURITY", "VULNERABILITY"),
        Category::Style => ("CONVENTIONAL", "MAINTAINABILITY", "CODE_SMELL"),
    };
    let (severity, impact) = match rule.level {
        Level::Error => ("CRITICAL", "HIGH"),
        Level::Warning => ("MAJOR", "MEDIUM"),
        Level::Info => ("MINOR", "LOW"),
        Level::Style => ("INFO", "LOW"),
    };
    SonarRule {
        id: rule.code.as_str(),
        name: rule.name,
        description: rule.why.trim(),
        engine_id: "dfcheck",
        clean_code_attribute: attribute,
        r#type: kind,
        severity,
        impacts: [Impact { software_quality: quality, severity: impact }],
    }
}

fn issue<'a>(run: &Run<'_>, file: &'a SourceFile, finding: &'a Finding) -> Issue<'a> {
    let related = related(file, finding).into_iter().map(|(place, text)| location(run, place, text));
    Issue {
        rule_id: finding.rule.code.as_str(),
        primary_location: location(run, Place::of(file, finding), &finding.message),
        secondary_locations: related.collect(),
    }
}

fn location<'a>(run: &Run<'_>, place: Place<'_>, message: &'a str) -> Location<'a> {
    let (start, end) = place.range(Unit::Utf16);
    // An empty range is refused: such a place is its line.
    let columns = (start < end).then(|| Columns {
        end_line: end.line,
        start_column: start.column - 1,
        end_column: end.column - 1,
    });
    Location {
        message,
        file_path: run.root.path(place.name()),
        text_range: TextRange { start_line: start.line, columns },
    }
}
