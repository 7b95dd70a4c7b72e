//! A problem of a text other than a Dockerfile's findings, at its place.

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteDiagnostic, NamedSource, Severity, SourceSpan,
};

use super::printable::{Printable, printable};
use crate::source::{SourceFile, Span};

/// Widest account of a problem, in columns.
const WIDTH: usize = 100;

/// Something to say of some words of a file.
#[derive(Clone, Copy, Debug)]
pub struct Problem<'a> {
    /// The file.
    pub file: &'a SourceFile,
    /// The words.
    pub span: Span,
    /// What is wrong with them.
    pub message: &'a str,
    /// What to do about it.
    pub help: Option<&'a str>,
    /// Whether it is none that stops anything.
    pub is_warning: bool,
}

/// The problem as text of several lines: what it is, and the line with the words underlined.
#[must_use]
pub fn render(problem: &Problem<'_>) -> String {
    let source = Printable::new(problem.file);
    let range = source.range(problem.span);
    // Nothing cannot be underlined; what comes after it can.
    let length = range.len().max(usize::from(range.start < source.text().len()));
    let label = LabeledSpan::new_primary_with_span(None, SourceSpan::from((range.start, length)));
    let mut diagnostic = MietteDiagnostic::new(printable(problem.message))
        .with_severity(if problem.is_warning { Severity::Warning } else { Severity::Error })
        .with_label(label);
    diagnostic.help = problem.help.map(|help| printable(help).into_owned());
    let report =
        miette::Report::new(diagnostic).with_source_code(NamedSource::new(source.name(), source.text().to_owned()));
    let handler = GraphicalReportHandler::new_themed(GraphicalTheme::unicode()).with_width(WIDTH).with_links(false);
    let mut text = String::new();
    match handler.render_report(&mut text, report.as_ref()) {
        Ok(()) => text,
        Err(_) => printable(problem.message).into_owned(),
    }
}
