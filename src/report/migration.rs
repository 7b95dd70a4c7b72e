//! The short account of a migration, for the terminal.

use std::io::{self, Write};

use owo_colors::OwoColorize;

use super::printable::printable;
use crate::migrate::{Entry, Outcome, Plan};
use crate::prose::{count, enumeration, wrapped};

/// Longest command that is shown before it is cut, in characters.
const MAX_COMMAND: usize = 44;

/// Narrowest column of text beside the commands, in columns; a narrower one goes below its command.
const MIN_TEXT: usize = 40;

/// Writes what was translated, not needed, approximated, and left to do, in lines of `width` columns.
///
/// Translations are counted, not listed: they are in the expression, each below its lines. Everything else is listed.
pub fn account(plan: &Plan, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let ledger = &plan.ledger;
    let translated = ledger.count(|outcome| matches!(outcome, Outcome::Translated { .. }));
    let not_needed = ledger.count(|outcome| matches!(outcome, Outcome::NotNeeded { .. }));
    let approximated = ledger.count(|outcome| matches!(outcome, Outcome::Approximated { .. }));
    let manual = ledger.count(|outcome| matches!(outcome, Outcome::Manual { .. }));
    writeln!(
        out,
        "{}: {translated} translated, {not_needed} not needed, {approximated} approximated, {} left to do",
        printable(&plan.dockerfile).bold(),
        if manual == 0 { "nothing".to_owned() } else { manual.to_string() }
    )?;
    section(out, plan, width, "left to do", |outcome| match outcome {
        Outcome::Manual { what } => Some(what.clone()),
        _ => None,
    })?;
    section(out, plan, width, "approximated", |outcome| match outcome {
        Outcome::Approximated { into, differs } => Some(format!("{into}: {differs}")),
        _ => None,
    })?;
    section(out, plan, width, "not needed", |outcome| match outcome {
        Outcome::NotNeeded { why } => Some(why.clone()),
        _ => None,
    })?;
    placeholders(out, plan)?;
    unfree(out, plan)
}

/// What nixpkgs only gives to those who allow its licence.
fn unfree(out: &mut dyn Write, plan: &Plan) -> io::Result<()> {
    if plan.unfree.is_empty() {
        return Ok(());
    }
    let attributes = enumeration(&plan.unfree);
    writeln!(out, "\n{}\n  {attributes}: the expression sets allowUnfree", "not free".yellow().bold())
}

fn section(
    out: &mut dyn Write,
    plan: &Plan,
    width: usize,
    title: &str,
    tell: impl Fn(&Outcome) -> Option<String>,
) -> io::Result<()> {
    let rows: Vec<(&Entry, String)> = plan
        .ledger
        .entries
        .iter()
        .filter_map(|entry| tell(&entry.outcome).map(|text| (entry, printable(&text).into_owned())))
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    let heading = match title {
        "left to do" => title.red().bold().to_string(),
        "approximated" => title.yellow().bold().to_string(),
        _ => title.bold().to_string(),
    };
    writeln!(out, "\n{heading}")?;
    let longest = rows.iter().map(|(entry, _)| shortened(&entry.text).chars().count()).max().unwrap_or_default();
    let digits = rows.iter().map(|(entry, _)| entry.line.to_string().len()).max().unwrap_or_default();
    let beside = digits + longest + 6;
    let is_beside = beside + MIN_TEXT <= width;
    let indent = " ".repeat(if is_beside { beside } else { digits + 6 });
    for (entry, text) in rows {
        let command = shortened(&entry.text);
        let line = format!("{:>digits$}", entry.line);
        let text = wrapped(&text, width, &indent, &indent);
        if is_beside {
            writeln!(out, "  {}  {command:<longest$}  {}", line.dimmed(), text.trim_start().dimmed())?;
        } else {
            writeln!(out, "  {}  {command}\n{}", line.dimmed(), text.dimmed())?;
        }
    }
    Ok(())
}

fn placeholders(out: &mut dyn Write, plan: &Plan) -> io::Result<()> {
    if plan.placeholders.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{}", count(plan.placeholders.len(), "placeholder", "placeholders").yellow().bold())?;
    for placeholder in &plan.placeholders {
        let what = printable(&placeholder.what);
        write!(out, "  {}  {}: {what}", placeholder.origin.first_line.dimmed(), placeholder.binding)?;
        match &placeholder.command {
            Some(command) => writeln!(out, "; {} tells it", printable(command).bold())?,
            None => writeln!(out)?,
        }
    }
    Ok(())
}

fn shortened(text: &str) -> String {
    let text = printable(text);
    if text.chars().count() <= MAX_COMMAND {
        return text.into_owned();
    }
    let kept: String = text.chars().take(MAX_COMMAND - 1).collect();
    format!("{}…", kept.trim_end())
}
