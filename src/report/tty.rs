//! Findings for people: the line, the words underlined, what is wrong with them, and what to do.

use std::fmt::Write as _;
use std::io::{self, IsTerminal, Write};

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteDiagnostic, NamedSource, Severity, SourceSpan,
};
use owo_colors::OwoColorize;

use super::diff::changed_lines;
use super::printable::Printable;
use crate::lint::{Category, Finding, Fix, Level, Safety};
use crate::prose::count;
use crate::source::{SourceFile, Span};

/// How many lines of a fix are shown.
const MAX_FIX_LINES: usize = 12;
/// Widest report, in columns.
const MAX_WIDTH: usize = 120;
/// Width where there is no terminal to ask.
const DEFAULT_WIDTH: usize = 80;

/// Writes findings of several files.
pub struct Tty {
    handler: GraphicalReportHandler,
    tally: Tally,
}

/// How many findings there were, by level and by category.
#[derive(Debug, Default)]
struct Tally {
    files: usize,
    levels: [usize; Level::ALL.len()],
    categories: [usize; Category::ALL.len()],
    /// How many can be fixed safely.
    fixable: usize,
    /// How many can be fixed, but not safely.
    unsafely_fixable: usize,
}

impl Tty {
    /// For the standard output of this process, in its width. Colours are removed later where they are not wanted.
    pub fn new() -> Self {
        let theme =
            if io::stdout().is_terminal() { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
        let width = terminal_size::terminal_size().map_or(DEFAULT_WIDTH, |(width, _)| usize::from(width.0));
        let handler = GraphicalReportHandler::new_themed(theme).with_width(width.min(MAX_WIDTH)).with_links(false);
        Self { handler, tally: Tally::default() }
    }

    /// Writes the findings of one file.
    pub fn file(&mut self, file: &SourceFile, findings: &[Finding], out: &mut dyn Write) -> io::Result<()> {
        self.tally.files += 1;
        let source = Printable::new(file);
        for finding in findings {
            self.tally.note(finding);
            let rendered = match &finding.in_file {
                Some(place) => {
                    let words = file.text(finding.span);
                    let note =
                        format!("read by `{}` in {}:{}", words, file.name(), file.position(finding.span.start).line);
                    let others = place.others.iter().map(|span| (*span, None));
                    let places: Vec<_> = [(place.span, Some(note))].into_iter().chain(others).collect();
                    self.render(finding, &Printable::new(place.source()), &places)
                }
                None => {
                    let labels = finding.labels.iter().map(|(span, text)| (*span, Some(text.clone())));
                    let places: Vec<_> = [(finding.span, None)].into_iter().chain(labels).collect();
                    self.render(finding, &source, &places)
                }
            };
            writeln!(out, "{}", rendered.trim_end())?;
            if let Some(fix) = &finding.fix {
                write_fix(file, fix, out)?;
            }
            writeln!(out)?;
        }
        Ok(())
    }

    fn render(&self, finding: &Finding, source: &Printable, places: &[(Span, Option<String>)]) -> String {
        let mut diagnostic = MietteDiagnostic::new(&finding.message)
            .with_code(format!("{} {}", finding.rule.code, finding.rule.name))
            .with_severity(severity(finding.level))
            .with_labels(places.iter().enumerate().map(|(number, (span, text))| {
                let range = source.range(*span);
                let span = SourceSpan::from((range.start, range.len()));
                match number {
                    0 => LabeledSpan::new_primary_with_span(text.clone(), span),
                    _ => LabeledSpan::new_with_span(text.clone(), span),
                }
            }));
        diagnostic.help.clone_from(&finding.help);
        let report = miette::Report::new(diagnostic).with_source_code(NamedSource::new(source.name(), source.text()));
        let mut text = String::new();
        // Writing to a string cannot fail; should the renderer refuse all the same, the bare message is left.
        if self.handler.render_report(&mut text, report.as_ref()).is_err() {
            let _ = write!(text, "{}: {}", finding.rule.code, finding.message);
        }
        text
    }

    /// Writes how many findings there were, by level and by the four families.
    pub fn summary(&self, out: &mut dyn Write) -> io::Result<()> {
        let tally = &self.tally;
        let files = count(tally.files, "file", "files");
        let total: usize = tally.levels.iter().sum();
        if total == 0 {
            return writeln!(out, "{} {files}, no findings", "✓".green());
        }
        let mut levels = Vec::new();
        for (level, number) in Level::ALL.iter().zip(tally.levels).rev().filter(|(_, number)| *number > 0) {
            levels.push(match level {
                Level::Error => count(number, "error", "errors").red().bold().to_string(),
                Level::Warning => count(number, "warning", "warnings").yellow().bold().to_string(),
                Level::Info => count(number, "info", "infos").cyan().to_string(),
                Level::Style => count(number, "style", "styles").dimmed().to_string(),
            });
        }
        writeln!(out, "{} in {files}: {}", count(total, "finding", "findings").bold(), levels.join(", "))?;
        let categories: Vec<String> = Category::ALL
            .iter()
            .zip(tally.categories)
            .filter(|(_, number)| *number > 0)
            .map(|(category, number)| format!("{category} {number}"))
            .collect();
        writeln!(out, "{}", categories.join(" · ").dimmed())?;
        match (tally.fixable, tally.unsafely_fixable) {
            (0, 0) => Ok(()),
            (safe, 0) => writeln!(out, "{safe} fixable with --fix"),
            (0, risky) => writeln!(out, "{risky} fixable with --fix=unsafe"),
            (safe, risky) => writeln!(out, "{safe} fixable with --fix, {risky} more with --fix=unsafe"),
        }
    }
}

impl Default for Tty {
    fn default() -> Self {
        Self::new()
    }
}

impl Tally {
    fn note(&mut self, finding: &Finding) {
        let level = Level::ALL.iter().position(|level| *level == finding.level);
        let category = Category::ALL.iter().position(|category| *category == finding.rule.category);
        level.and_then(|at| self.levels.get_mut(at)).into_iter().for_each(|number| *number += 1);
        category.and_then(|at| self.categories.get_mut(at)).into_iter().for_each(|number| *number += 1);
        match finding.fix.as_ref().map(|fix| fix.safety) {
            Some(Safety::Safe) => self.fixable += 1,
            Some(Safety::Unsafe) => self.unsafely_fixable += 1,
            Some(Safety::Display) | None => {}
        }
    }
}

/// Writes what a fix does, and the lines that it changes.
fn write_fix(file: &SourceFile, fix: &Fix, out: &mut dyn Write) -> io::Result<()> {
    let kind = match fix.safety {
        Safety::Safe => "fix",
        Safety::Unsafe => "fix (unsafe)",
        Safety::Display => "fix (by hand)",
    };
    let risk = fix.risk.as_ref().map(|risk| format!("; {risk}")).unwrap_or_default();
    writeln!(out, "  {}: {}{risk}", kind.cyan(), fix.about)?;
    let lines = changed_lines(file, fix);
    for line in lines.iter().take(MAX_FIX_LINES) {
        match line.is_new {
            true => writeln!(out, "    {}", format_args!("+ {}", line.text).green())?,
            false => writeln!(out, "    {}", format_args!("- {}", line.text).red())?,
        }
    }
    if lines.len() > MAX_FIX_LINES {
        writeln!(out, "    … {}", count(lines.len() - MAX_FIX_LINES, "more line", "more lines"))?;
    }
    Ok(())
}

fn severity(level: Level) -> Severity {
    match level {
        Level::Error => Severity::Error,
        Level::Warning => Severity::Warning,
        Level::Info | Level::Style => Severity::Advice,
    }
}
