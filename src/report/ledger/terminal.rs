//! The two sides beside each other, for a terminal.

use std::collections::HashSet;
use std::io::{self, Write};

use owo_colors::{OwoColorize, Style};

use super::carried::marked;
use super::changes::{Change, Changes};
use super::columns::{line_width, rows, width};
use super::line::Line;
use super::wording::{config_text, package_text, sign};
use super::{Comparison, Fragment, Kind, LEGEND, Label, Note, Step};
use crate::prose::wrapped;
use crate::report::highlight::Class;
use crate::report::printable::printable;

/// Narrower terminals show one side below the other.
const TWO_COLUMNS: usize = 100;
/// Narrowest; less is no terminal.
const MIN_WIDTH: usize = 40;
/// Widest; more would move the sides too far apart.
const MAX_WIDTH: usize = 200;

pub(super) fn write(comparison: &Comparison<'_>, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let width = width.clamp(MIN_WIDTH, MAX_WIDTH);
    let digits = comparison.left.count().max(1).ilog10() as usize + 1;
    let view = View { comparison, width, digits };
    view.head(out)?;
    if width < TWO_COLUMNS {
        comparison.steps.iter().try_for_each(|step| view.stacked(step, out))?;
    } else {
        view.sides(out)?;
    }
    changes(&comparison.changes, width, out)
}

struct View<'a> {
    comparison: &'a Comparison<'a>,
    width: usize,
    digits: usize,
}

/// A row of the right side: where its text begins is part of it.
struct Row {
    mark: Option<Kind>,
    line: Line,
    look: Look,
}

#[derive(Clone, Copy)]
enum Look {
    Code,
    Note(Kind),
}

impl View<'_> {
    /// What is migrated into what, and how well.
    fn head(&self, out: &mut dyn Write) -> io::Result<()> {
        let comparison = self.comparison;
        writeln!(out, "{} → {}", printable(comparison.dockerfile).bold(), printable(&comparison.image).bold())?;
        let parts = comparison
            .outcomes
            .parts()
            .map(|(kind, number)| format!("{} {number} {}", kind.mark(), kind.name()).style(colour(kind)).to_string());
        writeln!(out, "{}", wrapped(&parts.collect::<Vec<_>>().join(" · "), self.width, "", ""))?;
        writeln!(out, "{}\n", wrapped(LEGEND, self.width, "", "").dimmed())
    }

    /// Both sides in columns.
    fn sides(&self, out: &mut dyn Write) -> io::Result<()> {
        let left_width = (self.width - self.digits - 6) / 2;
        let right_width = self.width - left_width - self.digits - 6;
        let rule =
            |at: &str| format!("{}─{at}─{}", "─".repeat(self.digits + left_width + 1), "─".repeat(right_width + 1));
        writeln!(out, "{}", rule("┬").dimmed())?;
        for step in &self.comparison.steps {
            let both = self.comparison.carried(step);
            let left = self.left(step, &both, left_width);
            let right = self.right(step, &both, right_width);
            for number in 0..left.len().max(right.len()) {
                match left.get(number) {
                    Some((line_number, line)) => {
                        let label = line_number.map(|it| it.to_string()).unwrap_or_default();
                        write!(out, "{} {}", format!("{label:>width$}", width = self.digits).dimmed(), painted(line))?;
                        write!(out, "{}", " ".repeat(left_width.saturating_sub(line_width(line))))?;
                    }
                    None => write!(out, "{}", " ".repeat(self.digits + 1 + left_width))?,
                }
                match right.get(number) {
                    Some(row) => writeln!(out, "{}", format!(" {} {}", "│".dimmed(), row.shown()).trim_end())?,
                    None => writeln!(out, " {}", "│".dimmed())?,
                }
            }
        }
        writeln!(out, "{}\n", rule("┴").dimmed())
    }

    /// The right side below the left one.
    fn stacked(&self, step: &Step<'_>, out: &mut dyn Write) -> io::Result<()> {
        let both = self.comparison.carried(step);
        for (number, line) in self.left(step, &both, self.width - self.digits - 3) {
            let label = number.map(|it| it.to_string()).unwrap_or_default();
            let label = format!("{label:>width$}", width = self.digits);
            let text = painted(&line);
            let space = if text.is_empty() { "" } else { " " };
            writeln!(out, "{} {}{space}{text}", label.dimmed(), "│".dimmed())?;
        }
        let indentation = " ".repeat(self.digits + 3);
        for row in self.right(step, &both, self.width - indentation.len() - 2) {
            writeln!(out, "{}", format!("{indentation}{}", row.shown()).trim_end())?;
        }
        if step.entries.is_empty() { Ok(()) } else { writeln!(out) }
    }

    /// The rows of the left side, the first of each line with its number.
    fn left(&self, step: &Step<'_>, both: &HashSet<String>, width: usize) -> Vec<(Option<usize>, Line)> {
        let mut result = Vec::new();
        for number in step.lines.first..=step.lines.last {
            let Some(line) = self.comparison.left.line(number) else { continue };
            let wrapped = rows(&marked(line, both), width);
            result.extend(wrapped.into_iter().enumerate().map(|(row, line)| ((row == 0).then_some(number), line)));
        }
        result
    }

    /// The rows of the right side, whose texts are `width` columns wide at most, behind a mark of two.
    fn right(&self, step: &Step<'_>, both: &HashSet<String>, width: usize) -> Vec<Row> {
        let width = width.saturating_sub(2);
        let mut result: Vec<Row> = Vec::new();
        let worst = step.entries.iter().map(|entry| Kind::of(&entry.outcome)).filter(|kind| *kind != Kind::NotNeeded);
        let mut mark = worst.max();
        let indentations = self.comparison.indentations(step);
        for (number, (fragment, indentation)) in step.fragments.iter().zip(indentations).enumerate() {
            if self.comparison.has_gap(step, number, indentation) {
                result.push(Row { mark: None, line: Line::label("  ⋮"), look: Look::Code });
            }
            let label = step.label(number);
            self.fragment(fragment, (label, indentation), both, width, &mut mark, &mut result);
        }
        for note in step.notes() {
            result.extend(note_rows(&note, width));
        }
        result
    }

    fn fragment(
        &self,
        fragment: &Fragment,
        (label, indentation): (Option<Label<'_>>, usize),
        both: &HashSet<String>,
        limit: usize,
        mark: &mut Option<Kind>,
        result: &mut Vec<Row>,
    ) {
        if fragment.elsewhere {
            let label = Line::label(&format!("in {}, above", self.comparison.name_of(fragment)));
            result.push(Row { mark: mark.take(), line: label, look: Look::Code });
            return;
        }
        let numbers = fragment.lines.first..=fragment.lines.last;
        let lines: Vec<&Line> = numbers.filter_map(|number| self.comparison.right.line(number)).collect();
        if let Some(Label { place, is_alone }) = label {
            let label = format!("in {place}: ");
            if let [only] = lines.as_slice()
                && is_alone
                && line_width(only) - indentation + width(&label) <= limit
            {
                let mut line = Line::label(&label);
                line.pieces.extend(marked(&(*only).clone().dedented(indentation), both).pieces);
                return result.push(Row { mark: mark.take(), line, look: Look::Code });
            }
            result.push(Row { mark: mark.take(), line: Line::label(label.trim_end()), look: Look::Code });
        }
        for line in lines {
            for row in rows(&marked(&line.clone().dedented(indentation), both), limit) {
                result.push(Row { mark: mark.take(), line: row, look: Look::Code });
            }
        }
    }
}

fn note_rows(note: &Note<'_>, width: usize) -> Vec<Row> {
    let command = note.command.map(|command| format!("{command}: ")).unwrap_or_default();
    let start = match note.kind {
        Kind::NotNeeded if note.command.is_none() => "not needed: ",
        Kind::Translated => "→ ",
        _ => "",
    };
    let text = printable(&format!("{start}{command}{}", note.text)).into_owned();
    let lines = wrapped(&text, width, "", "");
    let rows = lines.lines().enumerate().map(|(number, line)| Row {
        mark: (number == 0).then_some(note.kind),
        line: Line::plain(line),
        look: Look::Note(note.kind),
    });
    rows.collect()
}

impl Row {
    fn shown(&self) -> String {
        let mark = self.mark.map_or_else(|| " ".to_owned(), |kind| kind.mark().style(colour(kind)).to_string());
        let text = match self.look {
            Look::Code => painted(&self.line),
            Look::Note(kind) => self.line.text().style(words_of(kind)).to_string(),
        };
        format!("{mark} {text}").trim_end().to_owned()
    }
}

/// The line with its colours.
fn painted(line: &Line) -> String {
    let paint = |piece: &super::line::Piece| {
        let style = match piece.class {
            None => Style::new(),
            Some(Class::Keyword) => Style::new().blue(),
            Some(Class::Flag) => Style::new().cyan(),
            Some(Class::String) => Style::new().green(),
            Some(Class::Variable) => Style::new().magenta(),
            Some(Class::Comment) => Style::new().dimmed(),
        };
        let style = if piece.carried { style.bold().underline() } else { style };
        if piece.class.is_none() && !piece.carried { piece.text.clone() } else { piece.text.style(style).to_string() }
    };
    line.pieces.iter().map(paint).collect()
}

fn colour(kind: Kind) -> Style {
    match kind {
        Kind::Translated => Style::new().green(),
        Kind::NotNeeded => Style::new().dimmed(),
        Kind::Approximated => Style::new().yellow(),
        Kind::Manual => Style::new().red().bold(),
    }
}

fn words_of(kind: Kind) -> Style {
    match kind {
        Kind::Translated | Kind::NotNeeded => Style::new().dimmed(),
        Kind::Approximated => Style::new().yellow(),
        Kind::Manual => Style::new().red(),
    }
}

/// What changes in the image.
fn changes(changes: &Changes, width: usize, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", "what changes in the image".bold())?;
    for family in changes.families.iter().filter(|family| !family.lost.is_empty() || !family.gained.is_empty()) {
        writeln!(out, "  {}", family.family)?;
        for part in &family.lost {
            let text = format!("{}{}", printable(&part.name), line_of(part.line));
            writeln!(out, "{}", wrapped(&text, width, &format!("    {} ", "−".red()), "      "))?;
        }
        for part in &family.gained {
            writeln!(out, "{}", wrapped(&part.name, width, &format!("    {} ", "+".green()), "      "))?;
        }
    }
    if !changes.packages.is_empty() {
        writeln!(out, "  packages")?;
        for package in &changes.packages {
            let (sign, text) = package_text(package);
            writeln!(out, "{}", wrapped(&printable(&text), width, &format!("    {} ", signed(sign)), "      "))?;
        }
    }
    if !changes.files.is_empty() {
        writeln!(out, "  files")?;
        for file in &changes.files {
            let text = match file.what.is_empty() {
                true => file.path.clone(),
                false => format!("{}  {}", file.path, file.what),
            };
            writeln!(out, "{}", wrapped(&printable(&text), width, &format!("    {} ", signed(file.change)), "      "))?;
        }
    }
    if !changes.config.is_empty() {
        writeln!(out, "  configuration")?;
        for key in &changes.config {
            let text = config_text(key);
            writeln!(out, "{}", wrapped(&printable(&text), width, &format!("    {} ", signed(key.change)), "      "))?;
        }
    }
    Ok(())
}

fn line_of(line: Option<usize>) -> String {
    line.map(|line| format!("  line {line}").dimmed().to_string()).unwrap_or_default()
}

/// The sign of a change, in its colour.
fn signed(change: Change) -> String {
    let sign = sign(change);
    match change {
        Change::Kept => sign.dimmed().to_string(),
        Change::Changed => sign.yellow().to_string(),
        Change::Gained => sign.green().to_string(),
        Change::Lost => sign.red().to_string(),
    }
}
