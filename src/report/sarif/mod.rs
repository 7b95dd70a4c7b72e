//! SARIF 2.1.0, the form that code scanning reads.

mod model;

use std::collections::BTreeMap;
use std::io::{self, Write};

use model::{
    Artifact, ArtifactChange, ArtifactLocation, Configuration, DeletedRegion, Driver, Invocation, Location, Log,
    Message, Notification, NotificationMessage, PhysicalLocation, Region, Replacement, ReportingDescriptor,
    RuleProperties, SarifFix, SarifResult, Snippet, Suppression, Tool, UriBase,
};

use super::fingerprint::Fingerprints;
use super::markdown;
use super::page::page;
use super::place::{self, Place};
use super::remedy::{description, offered};
use super::run::Run;
use crate::fix::written;
use crate::lint::{Category, Finding, Fix, IgnoredBy, Level, Rule, explain, rule_page};
use crate::source::{Edit, SourceFile};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";
/// The name of the folder that paths are relative to, as GitHub knows it.
const ROOT: &str = "%SRCROOT%";

/// A finding, its file, and what says that it does not count.
type Found<'a> = (&'a SourceFile, &'a Finding, Option<&'a IgnoredBy>);

pub(super) fn write(run: &Run<'_>, out: &mut dyn Write) -> io::Result<()> {
    // Ignored findings are results too, each with what ignores it.
    let counting = run.findings().map(|(file, finding)| (file, finding, None));
    let ignored = run.ignored().map(|(file, ignored)| (file, &ignored.finding, Some(&ignored.by)));
    let all: Vec<Found<'_>> = counting.chain(ignored).collect();
    let rules = Run::rules(all.iter().map(|(_, finding, _)| *finding));
    let notifications = run
        .failures
        .iter()
        .map(|failure| Notification { level: "error", message: NotificationMessage { text: failure } });
    let mut fingerprints = Fingerprints::default();
    let log = Log {
        schema: SCHEMA,
        version: "2.1.0",
        runs: [model::Run {
            tool: Tool { driver: driver(&rules) },
            invocations: [Invocation {
                execution_successful: run.failures.is_empty(),
                tool_execution_notifications: notifications.collect(),
            }],
            original_uri_base_ids: BTreeMap::from([(
                ROOT,
                UriBase { description: plain("the folder of the sources") },
            )]),
            column_kind: "unicodeCodePoints",
            artifacts: run.files.iter().map(|checked| artifact(run, &checked.file)).collect(),
            results: all.into_iter().map(|found| result(run, &rules, found, &mut fingerprints)).collect(),
        }],
    };
    serde_json::to_writer_pretty(&mut *out, &log)?;
    writeln!(out)
}

fn driver(rules: &[&'static Rule]) -> Driver {
    Driver {
        name: "dfcheck",
        version: env!("CARGO_PKG_VERSION"),
        semantic_version: env!("CARGO_PKG_VERSION"),
        information_uri: env!("CARGO_PKG_HOMEPAGE"),
        rules: rules.iter().map(|rule| descriptor(rule)).collect(),
    }
}

fn descriptor(rule: &'static Rule) -> ReportingDescriptor {
    ReportingDescriptor {
        id: rule.code.as_str(),
        name: rule.name.to_owned(),
        short_description: plain(rule.summary),
        full_description: plain(rule.why.trim()),
        help: Message { text: explain(rule), markdown: Some(rule_page(rule)) },
        help_uri: page(rule),
        default_configuration: Configuration { level: level(rule.level) },
        properties: RuleProperties {
            tags: [rule.category.as_str()].into_iter().chain(rule.aliases.iter().copied()).collect(),
            precision: "high",
            problem_severity: match rule.level {
                Level::Error => "error",
                Level::Warning => "warning",
                Level::Info | Level::Style => "recommendation",
            },
            security_severity: (rule.category == Category::Security).then(|| security_severity(rule.level)),
        },
    }
}

/// GitHub's scale from 0 to 10: above 7 is high, above 4 medium.
fn security_severity(level: Level) -> &'static str {
    match level {
        Level::Error => "8.0",
        Level::Warning => "5.5",
        Level::Info => "3.0",
        Level::Style => "1.0",
    }
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Info | Level::Style => "note",
    }
}

fn result(
    run: &Run<'_>,
    rules: &[&'static Rule],
    (file, finding, ignored_by): Found<'_>,
    fingerprints: &mut Fingerprints,
) -> SarifResult {
    let place = Place::of(file, finding);
    let (hash, number) = fingerprints.of(&run.root.path(place.name()), &place, finding);
    SarifResult {
        rule_id: finding.rule.code.as_str(),
        rule_index: rules.iter().position(|rule| *rule == finding.rule).unwrap_or_default(),
        level: level(finding.level),
        message: message(&help_after(finding)),
        locations: [location(run, place, None, None)],
        related_locations: related(run, file, finding),
        fixes: offered(finding).filter(|_| ignored_by.is_none()).map(|it| fix(run, file, it)).into_iter().collect(),
        suppressions: ignored_by.map(suppression).into_iter().collect(),
        partial_fingerprints: BTreeMap::from([("primaryLocationLineHash", format!("{hash:016x}:{number}"))]),
    }
}

fn fix(run: &Run<'_>, file: &SourceFile, fix: &Fix) -> SarifFix {
    let replacement = |edit: &Edit| {
        let (start, end) = (file.position(edit.span.start), file.position(edit.span.end));
        Replacement {
            deleted_region: DeletedRegion {
                start_line: start.line,
                start_column: start.column,
                end_line: end.line,
                end_column: end.column,
            },
            inserted_content: (!edit.text.is_empty())
                .then(|| Snippet { text: written(file.bytes(), edit).into_owned() }),
        }
    };
    SarifFix {
        description: message(&description(fix)),
        artifact_changes: [ArtifactChange {
            artifact_location: artifact_location(run, file.name()),
            replacements: fix.edits.iter().map(replacement).collect(),
        }],
    }
}

fn suppression(by: &IgnoredBy) -> Suppression {
    match by {
        IgnoredBy::Comment { reason, .. } => Suppression { kind: "inSource", justification: reason.clone() },
        IgnoredBy::Baseline => {
            Suppression { kind: "external", justification: Some("it is in the baseline".to_owned()) }
        }
    }
}

fn help_after(finding: &Finding) -> String {
    match &finding.help {
        Some(help) => format!("{}\n{help}", finding.message),
        None => finding.message.clone(),
    }
}

/// The other places, and what in the Dockerfile leads to another file.
fn related(run: &Run<'_>, file: &SourceFile, finding: &Finding) -> Vec<Location> {
    let leading = finding.in_file.iter().map(|_| (Place { file, span: finding.span }, "read here"));
    let places = place::related(file, finding).into_iter().chain(leading).enumerate();
    places.map(|(number, (place, text))| location(run, place, Some(number + 1), Some(text))).collect()
}

fn location(run: &Run<'_>, place: Place<'_>, id: Option<usize>, text: Option<&str>) -> Location {
    let (start, end) = (place.start(), place.end());
    Location {
        id,
        physical_location: PhysicalLocation {
            artifact_location: artifact_location(run, place.name()),
            region: Region {
                start_line: start.line,
                start_column: Some(start.column),
                end_line: end.line,
                end_column: Some(end.column),
                snippet: Snippet { text: place.text() },
            },
            context_region: Region {
                start_line: start.line,
                start_column: None,
                end_line: end.line,
                end_column: None,
                snippet: Snippet { text: place.lines() },
            },
        },
        message: text.map(message),
    }
}

fn artifact(run: &Run<'_>, file: &SourceFile) -> Artifact {
    Artifact { location: artifact_location(run, file.name()), length: file.bytes().len() }
}

fn artifact_location(run: &Run<'_>, name: &str) -> ArtifactLocation {
    let path = run.root.path(name);
    let is_relative = !path.starts_with('/');
    let uri = encoded(&path);
    ArtifactLocation {
        uri: if is_relative { uri } else { format!("file://{uri}") },
        uri_base_id: is_relative.then_some(ROOT),
    }
}

/// A path as part of a URI: everything but unreserved characters and `/` as `%` and its bytes.
fn encoded(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri
}

/// A message with what it says in code marked as such.
fn message(text: &str) -> Message {
    Message { text: unlinked(text), markdown: Some(markdown::paragraphs(text)) }
}

fn plain(text: &str) -> Message {
    Message { text: text.to_owned(), markdown: None }
}

/// The text without links: `[text](target)` is one in SARIF's plain messages too.
fn unlinked(text: &str) -> String {
    if text.contains("](") {
        text.replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_uris() {
        assert_eq!(encoded("a b/Dockerfile#1.é"), "a%20b/Dockerfile%231.%C3%A9");
        assert_eq!(unlinked("`[a](b)`"), "`\\[a\\](b)`");
        assert_eq!(unlinked("[a]"), "[a]");
    }
}
