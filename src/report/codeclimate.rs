//! Issues as Code Climate's engines print them: objects that end with a zero byte each.

use std::io::{self, Write};

use serde::Serialize;

use super::fingerprint::Fingerprints;
use super::place::{Place, related};
use super::run::Run;
use crate::lint::{Category, Finding, Level};

/// An issue. GitLab reads a part of it.
#[derive(Serialize)]
pub(super) struct Issue<'a> {
    r#type: &'static str,
    check_name: &'static str,
    description: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    content: Option<Content>,
    categories: [&'static str; 1],
    severity: &'static str,
    fingerprint: String,
    location: Location,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    other_locations: Vec<Location>,
}

#[derive(Serialize)]
struct Content {
    body: String,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
    end: usize,
}

pub(super) fn write(run: &Run<'_>, out: &mut dyn Write) -> io::Result<()> {
    for issue in issues(run) {
        serde_json::to_writer(&mut *out, &issue)?;
        out.write_all(b"\0")?;
    }
    Ok(())
}

/// The findings as issues.
pub(super) fn issues<'a>(run: &Run<'a>) -> impl Iterator<Item = Issue<'a>> {
    let mut fingerprints = Fingerprints::default();
    let root = run.root;
    run.findings().map(move |(file, finding)| {
        let place = Place::of(file, finding);
        let path = root.path(place.name());
        let location = |place: Place<'_>| Location {
            path: root.path(place.name()),
            lines: Lines { begin: place.start().line, end: place.end().line },
        };
        let others = related(file, finding).into_iter().map(|(place, _)| location(place));
        Issue {
            r#type: "issue",
            check_name: finding.rule.code.as_str(),
            description: &finding.message,
            content: content(finding),
            categories: [category(finding.rule.category)],
            severity: severity(finding.level),
            fingerprint: fingerprints.word(&path, &place, finding),
            location: location(place),
            other_locations: others.collect(),
        }
    })
}

fn content(finding: &Finding) -> Option<Content> {
    let help = finding.help.as_ref().map(|help| format!("{help}\n\n")).unwrap_or_default();
    Some(Content { body: format!("{help}{}", finding.rule.why.trim()) }).filter(|content| !content.body.is_empty())
}

fn category(category: Category) -> &'static str {
    match category {
        Category::Nondeterminism | Category::Correctness => "Bug Risk",
        Category::ExtraComponents => "Performance",
        Category::ImplicitDependencies => "Compatibility",
        Category::PackageManagers => "Complexity",
        Category::Security => "Security",
        Category::Style => "Style",
    }
}

fn severity(level: Level) -> &'static str {
    match level {
        Level::Error => "critical",
        Level::Warning => "major",
        Level::Info => "minor",
        Level::Style => "info",
    }
}
