use std::io::{self, Write};

use owo_colors::OwoColorize;

use super::{Change, Detail, Difference};
use crate::prose::{count, wrapped};
use crate::report::printable::printable;

/// The changes for a terminal, by subject.
pub(super) fn write(difference: &Difference, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let (old, new) = (printable(&difference.old), printable(&difference.new));
    if difference.is_empty() {
        return writeln!(out, "{} {new} means what {old} means", "✓".green());
    }
    let number = count(difference.changes.len(), "difference", "differences");
    writeln!(out, "{}", wrapped(&format!("{} → {}: {number}", old.bold(), new.bold()), width, "", "  "))?;
    for (subject, changes) in difference.by_subject() {
        writeln!(out, "\n{}", subject.title().bold())?;
        for change in changes {
            let line = change.line.map(|line| format!("  line {line}").dimmed().to_string()).unwrap_or_default();
            let text = format!("{}{line}", printable(&told(change)));
            let sign = match (&change.old, &change.new) {
                (None, _) => "+".green().to_string(),
                (_, None) => "−".red().to_string(),
                _ => "~".yellow().to_string(),
            };
            writeln!(out, "{}", wrapped(&text, width, &format!("  {sign} "), "      "))?;
        }
    }
    Ok(())
}

/// The change in words: what, and from what to what.
fn told(change: &Change) -> String {
    let stage = change.stage.as_ref().map(|stage| format!("{stage}: ")).unwrap_or_default();
    // A command begins with what it is called by.
    let named = |detail: &Detail| match detail.as_str() {
        text if text.starts_with(&change.what) => text.to_owned(),
        text => format!("{} {text}", change.what),
    };
    match (&change.old, &change.new) {
        (Some(old), Some(new)) => format!("{stage}{} → {}", named(old), new.as_str()),
        (Some(Detail::There(_)), None) | (None, Some(Detail::There(_)) | None) => format!("{stage}{}", change.what),
        (Some(one), None) | (None, Some(one)) => format!("{stage}{}", named(one)),
    }
}
