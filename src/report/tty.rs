//! Findings for people: the lines, the words underlined, what is wrong with them, and what to do.

use std::cell::LazyCell;
use std::fmt;
use std::io::{self, Write};

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, SourceCode,
    SourceSpan, SpanContents,
};
use owo_colors::OwoColorize;
use similar::ChangeTag;

use super::diff::changed_lines;
use super::format::Screen;
use super::printable::{Printable, printable};
use super::run::{Checked, Run};
use super::style;
use crate::dockerfile;
use crate::lint::{Finding, Fix, Level, Safety};
use crate::prose::{count, wrapped};
use crate::source::{SourceFile, Span};

/// Widest report, in columns: longer lines are hard to read.
const MAX_WIDTH: usize = 120;
/// Narrowest; less is no terminal.
const MIN_WIDTH: usize = 40;
/// How many lines on two marks can be to be shown together, with the lines between them.
const BETWEEN: usize = 3;
/// How many bytes long the lines of a snippet are at most; of longer ones only what is around the words is shown.
const MAX_LINE: usize = 4096;
/// How much of such a line is shown on each side of the words, in bytes.
const AROUND: usize = 60;
/// How many findings are shown together at most, so that no message is far from its words.
const TOGETHER: usize = 5;
/// How many places of a finding are shown besides its own; its message tells of the rest.
const MAX_LABELS: usize = 5;
/// How many lines of a fix are shown.
const MAX_FIX_LINES: usize = 12;

pub(super) fn write(run: &Run<'_>, screen: &Screen, out: &mut dyn Write) -> io::Result<()> {
    let tty = Tty { width: screen.width.clamp(MIN_WIDTH, MAX_WIDTH), links: screen.links };
    for checked in run.files {
        tty.file(checked, out)?;
    }
    if screen.summary { style::summary(run, screen.width, out) } else { Ok(()) }
}

struct Tty {
    width: usize,
    links: bool,
}

/// Something that is underlined.
#[derive(Debug)]
struct Mark {
    span: Span,
    /// A few words for it, if need be.
    text: Option<String>,
    /// How bad it is; `None` for what is shown only to understand the rest.
    level: Option<Level>,
}

impl Tty {
    fn file(&self, checked: &Checked, out: &mut dyn Write) -> io::Result<()> {
        let source = Printable::new(&checked.file);
        for block in blocks(checked) {
            match block {
                Block::Together(findings) => {
                    self.snippet(&source, &marks(&findings), out)?;
                    findings.iter().try_for_each(|finding| self.finding(&checked.file, finding, out))?;
                }
                Block::Alone(finding) => self.alone(&checked.file, &source, finding, out)?,
            }
            writeln!(out)?;
        }
        Ok(())
    }

    /// A finding that has more places than its own.
    fn alone(&self, file: &SourceFile, source: &Printable, finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
        match &finding.in_file {
            Some(place) => {
                let line = file.position(finding.span.start).line;
                let note = format!("read by `{}` in {}:{line}", file.text(finding.span), file.name());
                let mark = |span, text| Mark { span, text, level: Some(finding.level) };
                let others = place.others.iter().take(MAX_LABELS).map(|span| mark(*span, None));
                let marks: Vec<Mark> = [mark(place.span, Some(note))].into_iter().chain(others).collect();
                self.snippet(&Printable::new(place.source()), &marks, out)?;
            }
            None => {
                let mut marks = vec![Mark { span: finding.span, text: None, level: Some(finding.level) }];
                let mut told = None;
                for (span, text) in finding.labels.iter().take(MAX_LABELS) {
                    // What holds for several is said of the first.
                    marks.push(Mark { span: *span, text: (told != Some(text)).then(|| text.clone()), level: None });
                    told = Some(text);
                }
                self.snippet(source, &marks, out)?;
            }
        }
        self.finding(file, finding, out)
    }

    /// The lines with their marks, of which the first is the main one.
    fn snippet(&self, source: &Printable, marks: &[Mark], out: &mut dyn Write) -> io::Result<()> {
        let shown = Snippet { source, marks };
        let mut theme = GraphicalTheme::unicode();
        // The renderer gives the colours to the marks in the order of their places.
        let mut levels: Vec<(usize, Option<Level>)> = marks.iter().map(|mark| (mark.span.start, mark.level)).collect();
        levels.sort_by_key(|(start, _)| *start);
        theme.styles.highlights = levels.into_iter().map(|(_, level)| style::mark(level)).collect();
        let handler =
            GraphicalReportHandler::new_themed(theme).with_width(self.width).with_context_lines(0).with_links(false);
        let mut text = String::new();
        // Writing to a string cannot fail; should the renderer refuse all the same, the messages are left.
        let _ = handler.render_report(&mut text, &shown);
        // Before the snippet comes the message, which is empty.
        let snippet = text.split_once('\n').map_or("", |(_, snippet)| snippet);
        writeln!(out, "{}", snippet.trim_end())
    }

    /// What is wrong, what to do, and what a fix would do.
    fn finding(&self, file: &SourceFile, finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
        let name = format!("({})", finding.rule.name);
        let message = format!("{} {}", printable(&finding.message), name.dimmed());
        let start = format!("{} {} ", style::level(finding.level), style::code(finding.rule, self.links));
        writeln!(out, "{}", wrapped(&message, self.width, &start, "    "))?;
        // A fix that does just what the help says speaks for both.
        let is_said = |help: &&String| finding.fix.as_ref().is_some_and(|fix| fix.about == help.as_str());
        if let Some(help) = finding.help.as_ref().filter(|help| !is_said(help)) {
            let start = format!("  {} ", "help:".cyan());
            writeln!(out, "{}", wrapped(&printable(help), self.width, &start, "        "))?;
        }
        finding.fix.iter().try_for_each(|fix| self.fix(file, fix, out))
    }

    /// What a fix does, and the lines that it changes.
    fn fix(&self, file: &SourceFile, fix: &Fix, out: &mut dyn Write) -> io::Result<()> {
        let kind = match fix.safety {
            Safety::Safe => "fix:",
            Safety::Unsafe => "fix (unsafe):",
            Safety::Display => "fix (by hand):",
        };
        let risk = fix.risk.as_ref().map(|risk| format!("; {risk}")).unwrap_or_default();
        let text = format!("{}{risk}", fix.about);
        let start = format!("  {} ", kind.cyan());
        writeln!(out, "{}", wrapped(&printable(&text), self.width, &start, "        "))?;
        let lines = changed_lines(file, fix);
        for line in lines.iter().take(MAX_FIX_LINES) {
            match line.kind {
                ChangeTag::Insert => writeln!(out, "    {}", format_args!("+ {}", line.text).green())?,
                ChangeTag::Delete => writeln!(out, "    {}", format_args!("- {}", line.text).red())?,
                ChangeTag::Equal => writeln!(out, "      {}", line.text)?,
            }
        }
        if lines.len() > MAX_FIX_LINES {
            writeln!(out, "    … {}", count(lines.len() - MAX_FIX_LINES, "more line", "more lines"))?;
        }
        Ok(())
    }
}

/// The lines that the marks are on, for the renderer.
#[derive(Debug)]
struct Snippet<'a> {
    source: &'a Printable,
    marks: &'a [Mark],
}

impl fmt::Display for Snippet<'_> {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Snippet<'_> {}

impl Diagnostic for Snippet<'_> {
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.marks.iter().enumerate().map(|(number, mark)| {
            let range = self.source.range(mark.span);
            let span = SourceSpan::from((range.start, range.len()));
            let text = mark.text.as_ref().map(|text| printable(text).into_owned());
            match number {
                0 => LabeledSpan::new_primary_with_span(text, span),
                _ => LabeledSpan::new_with_span(text, span),
            }
        })))
    }
}

/// Gives whole lines: those that are marked, and the few between two of them.
impl SourceCode for Printable {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        _: usize,
        _: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let marked = Span::new(span.offset(), span.offset() + span.len());
        let (first, last) = (self.lines().line(marked.start), self.lines().last_line(marked));
        let whole = self.around(marked, self.lines().span(first).cover(self.lines().span(last)));
        let text = self.text().get(whole.start..whole.end).ok_or(MietteError::OutOfBounds)?;
        let column = self.lines().position(self.text().as_bytes(), marked.start).column - 1;
        Ok(Box::new(MietteSpanContents::new_named(
            self.name().to_owned(),
            text.as_bytes(),
            (whole.start, whole.len()).into(),
            first - 1,
            column,
            last - first + BETWEEN,
        )))
    }
}

impl Printable {
    /// What is shown of these lines: all, or the surroundings of the mark if they are longer than anyone reads.
    fn around(&self, marked: Span, lines: Span) -> Span {
        if lines.len() <= MAX_LINE {
            return lines;
        }
        let text = self.text();
        let mut start = marked.start.saturating_sub(AROUND).max(lines.start);
        let mut end = marked.end.saturating_add(AROUND).min(lines.end);
        while !text.is_char_boundary(start) {
            start -= 1;
        }
        while !text.is_char_boundary(end) {
            end += 1;
        }
        Span::new(start, end)
    }
}

/// What is shown with one snippet.
enum Block<'a> {
    /// Findings of one instruction on lines near each other, whose words do not overlap unless they are the same.
    Together(Vec<&'a Finding>),
    /// A finding with more places than its own.
    Alone(&'a Finding),
}

fn blocks(checked: &Checked) -> Vec<Block<'_>> {
    let lines = checked.file.lines();
    let dockerfile = LazyCell::new(|| dockerfile::parse(checked.file.bytes()));
    let item = |finding: &Finding| dockerfile.item_at(finding.span.start);
    let mut blocks: Vec<Block<'_>> = Vec::new();
    // The block that the next finding may join.
    let mut open = None;
    for finding in &checked.findings {
        if !finding.labels.is_empty() || finding.in_file.is_some() {
            blocks.push(Block::Alone(finding));
            continue;
        }
        let fits = |others: &[&Finding]| {
            others.len() < TOGETHER
                && others.iter().all(|other| other.span == finding.span || !other.span.overlaps(finding.span))
                && others.last().is_some_and(|last| {
                    lines.line(finding.span.start) <= lines.last_line(last.span) + BETWEEN
                        && (last.span == finding.span || item(last) == item(finding))
                })
        };
        match open.and_then(|at: usize| blocks.get_mut(at)) {
            Some(Block::Together(others)) if fits(others) => others.push(finding),
            _ => {
                open = Some(blocks.len());
                blocks.push(Block::Together(vec![finding]));
            }
        }
    }
    blocks
}

/// The words of the findings, with their codes if not all are about the same.
fn marks(findings: &[&Finding]) -> Vec<Mark> {
    let mut marks: Vec<Mark> = Vec::new();
    for finding in findings {
        let code = finding.rule.code.as_str();
        match marks.last_mut() {
            Some(mark) if mark.span == finding.span => {
                mark.text = mark.text.take().map(|codes| format!("{codes}, {code}"));
                mark.level = mark.level.max(Some(finding.level));
            }
            _ => marks.push(Mark { span: finding.span, text: Some(code.to_owned()), level: Some(finding.level) }),
        }
    }
    if let [only] = marks.as_mut_slice() {
        only.text = None;
    }
    marks
}
