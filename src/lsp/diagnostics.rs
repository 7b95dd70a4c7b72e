//! Findings as diagnostics.

use std::path::Path;

use gen_lsp_types::{
    Code, CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag, Location,
    Message, Uri,
};

use super::analysis::Analysis;
use super::client::Client;
use super::document::Document;
use super::place::Places;
use super::uri;
use crate::config::Problem;
use crate::lint::{Finding, Level, Tag};
use crate::report::page::page;
use crate::report::place::{Place, related};

/// What editors call the one who says it.
pub(super) const SOURCE: &str = env!("CARGO_PKG_NAME");

/// The findings of a document.
pub(super) fn of_findings(document: &Document, analysis: &Analysis, client: &Client) -> Vec<Diagnostic> {
    let places = Places::of(analysis.file.bytes(), client.encoding);
    analysis.findings.iter().map(|finding| of_finding(document, analysis, client, &places, finding)).collect()
}

/// One finding. If it is about a file that the Dockerfile copies, its place is what leads there.
pub(super) fn of_finding(
    document: &Document,
    analysis: &Analysis,
    client: &Client,
    places: &Places<'_>,
    finding: &Finding,
) -> Diagnostic {
    let words = Place { file: &analysis.file, span: finding.span }.trimmed();
    let help = finding.help.as_ref().map(|help| format!("\nhelp: {help}")).unwrap_or_default();
    let tag = finding.rule.tag.map(tag).filter(|tag| client.tags.contains(tag));
    let page = page(finding.rule).filter(|_| client.pages).and_then(|page| page.parse::<Uri>().ok());
    Diagnostic {
        range: places.range(words),
        severity: Some(severity(finding.level)),
        code: Some(Code::String(finding.rule.code.to_string())),
        code_description: page.map(|href| CodeDescription { href }),
        source: Some(SOURCE.to_owned()),
        message: Message::String(format!("{}{help}", finding.message)),
        tags: tag.map(|tag| vec![tag]),
        related_information: Some(other_places(document, analysis, client, finding))
            .filter(|places| client.related && !places.is_empty()),
        data: None,
    }
}

/// What is wrong with a configuration file.
pub(super) fn of_problem(problem: &Problem, client: &Client) -> Diagnostic {
    let file = &problem.place.source.file;
    let help = problem.help.as_ref().map(|help| format!("\nhelp: {help}")).unwrap_or_default();
    let level = if problem.is_warning { Level::Warning } else { Level::Error };
    let words = Place { file, span: problem.place.span }.trimmed();
    Diagnostic {
        range: Places::of(file.bytes(), client.encoding).range(words),
        severity: Some(severity(level)),
        source: Some(SOURCE.to_owned()),
        message: Message::String(format!("{}{help}", problem.message)),
        ..Diagnostic::default()
    }
}

fn severity(level: Level) -> DiagnosticSeverity {
    match level {
        Level::Error => DiagnosticSeverity::Error,
        Level::Warning => DiagnosticSeverity::Warning,
        Level::Info => DiagnosticSeverity::Information,
        Level::Style => DiagnosticSeverity::Hint,
    }
}

fn tag(tag: Tag) -> DiagnosticTag {
    match tag {
        Tag::Unnecessary => DiagnosticTag::Unnecessary,
        Tag::Deprecated => DiagnosticTag::Deprecated,
    }
}

/// The other places of a finding, each with a few words.
fn other_places(
    document: &Document,
    analysis: &Analysis,
    client: &Client,
    finding: &Finding,
) -> Vec<DiagnosticRelatedInformation> {
    let real = finding.in_file.iter().map(|_| (Place::of(&analysis.file, finding), "here"));
    let information = |(place, text): (Place<'_>, &str)| {
        let is_own = std::ptr::eq(place.file, &analysis.file);
        let uri = if is_own { Some(document.uri.clone()) } else { uri::of(Path::new(place.file.name())) }?;
        let range = Places::of(place.file.bytes(), client.encoding).range(place.trimmed());
        Some(DiagnosticRelatedInformation { location: Location { uri, range }, message: text.to_owned() })
    };
    real.chain(related(&analysis.file, finding)).filter_map(information).collect()
}
