//! Colours, links and sums of the reports for people.

use std::io::{self, Write};

use owo_colors::{OwoColorize, Style};

use super::page::page;
use super::run::{Run, Tally};
use crate::lint::{Level, Rule, Safety};
use crate::prose::{count, wrapped};

/// The level's name in its colour.
pub(super) fn level(level: Level) -> String {
    coloured(level, level.as_str())
}

/// The rule's code, as a link to its page if wanted.
pub(super) fn code(rule: &Rule, link: bool) -> String {
    let code = rule.code.bold().to_string();
    match page(rule).filter(|_| link) {
        Some(page) => format!("\u{1b}]8;;{page}\u{1b}\\{code}\u{1b}]8;;\u{1b}\\"),
        None => code,
    }
}

/// How many findings there were, by level and by category, in lines of `width` columns.
pub(super) fn summary(run: &Run<'_>, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let files = count(run.files.len(), "file", "files");
    let tally = Tally::of(run.findings().map(|(_, finding)| finding));
    if run.files.is_empty() {
        return Ok(());
    }
    if tally.total() == 0 {
        return writeln!(out, "{} {files}, no findings", "✓".green());
    }
    let levels: Vec<String> =
        tally.levels().map(|(level, number)| coloured(level, &number_of(level, number))).collect();
    let total = count(tally.total(), "finding", "findings");
    writeln!(out, "{} in {files}: {}", total.bold(), levels.join(", "))?;
    let categories: Vec<String> = tally.categories().map(|(category, number)| format!("{category} {number}")).collect();
    writeln!(out, "{}", wrapped(&categories.join(" · "), width, "", "").dimmed())?;
    let fixable = |safety: Safety| {
        run.findings().filter(|(_, finding)| finding.fix.as_ref().is_some_and(|fix| fix.safety == safety)).count()
    };
    match (fixable(Safety::Safe), fixable(Safety::Unsafe)) {
        (0, 0) => Ok(()),
        (safe, 0) => writeln!(out, "{safe} fixable with --fix"),
        (0, risky) => writeln!(out, "{risky} fixable with --fix=unsafe"),
        (safe, risky) => writeln!(out, "{safe} fixable with --fix, {risky} more with --fix=unsafe"),
    }
}

/// `1 error`, `2 warnings`
pub(super) fn number_of(level: Level, number: usize) -> String {
    match level {
        Level::Error => count(number, "error", "errors"),
        Level::Warning => count(number, "warning", "warnings"),
        Level::Info => count(number, "info", "infos"),
        Level::Style => format!("{number} style"),
    }
}

/// How words are underlined: in the colour of the level of what is wrong with them.
pub(super) fn mark(level: Option<Level>) -> Style {
    level.map_or(Style::new().blue(), of)
}

fn coloured(level: Level, text: &str) -> String {
    text.style(of(level)).to_string()
}

fn of(level: Level) -> Style {
    match level {
        Level::Error => Style::new().red().bold(),
        Level::Warning => Style::new().yellow().bold(),
        Level::Info => Style::new().cyan(),
        Level::Style => Style::new().dimmed(),
    }
}
