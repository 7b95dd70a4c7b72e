use std::io::{self, Write};

use super::{Change, Detail, Difference};
use crate::prose::count;
use crate::report::printable::printable;

/// The changes as a table for each subject.
pub(super) fn write(difference: &Difference, out: &mut dyn Write) -> io::Result<()> {
    if difference.is_empty() {
        return writeln!(out, "**{}**: no difference in what it does", text(&difference.new));
    }
    let number = count(difference.changes.len(), "difference", "differences");
    writeln!(out, "**{}**: {number} in what it does", text(&difference.new))?;
    for (subject, changes) in difference.by_subject() {
        writeln!(out, "\n| {} | before | after |\n|---|---|---|", subject.title())?;
        for change in changes {
            let (old, new) = (cell(change.old.as_ref()), cell(change.new.as_ref()));
            writeln!(out, "| {} | {old} | {new} |", name(change))?;
        }
    }
    Ok(())
}

fn name(change: &Change) -> String {
    let stage = change.stage.as_ref().map(|stage| format!("{}: ", text(stage))).unwrap_or_default();
    let line = change.line.map(|line| format!(" (line {line})")).unwrap_or_default();
    format!("{stage}{}{line}", code(&change.what))
}

fn cell(value: Option<&Detail>) -> String {
    match value {
        None => "–".to_owned(),
        Some(Detail::There(words)) => (*words).to_owned(),
        Some(Detail::Is(text)) => code(text),
    }
}

/// Text as code in a cell of a table, whatever it holds.
fn code(value: &str) -> String {
    if value.is_empty() {
        return "empty".to_owned();
    }
    let value = printable(value).replace('|', "\\|");
    let longest = value.split(|ch| ch != '`').map(str::len).max().unwrap_or(0);
    let ticks = "`".repeat(longest + 1);
    match longest {
        0 => format!("{ticks}{value}{ticks}"),
        _ => format!("{ticks} {value} {ticks}"),
    }
}

/// Text as it is, without anything that Markdown would read.
fn text(value: &str) -> String {
    let mut safe = String::new();
    for ch in printable(value).chars() {
        if matches!(ch, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' | '~' | '@' | '&' | '!') {
            safe.push('\\');
        }
        safe.push(ch);
    }
    safe
}
