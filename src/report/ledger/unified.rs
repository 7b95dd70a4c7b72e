//! The two sides as a unified diff: a hunk for each step, which log viewers and tools for patches can show.

use std::io::{self, Write};

use owo_colors::OwoColorize;

use super::line::{Line, Text};
use super::{Comparison, Fragment};
use crate::nix::Lines;
use crate::report::printable::printable;

pub(super) fn write(comparison: &Comparison<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", format!("--- {}", printable(comparison.dockerfile)).bold())?;
    writeln!(out, "{}", "+++ image.nix".bold())?;
    for step in comparison.steps.iter().filter(|step| !step.entries.is_empty()) {
        let shown: Vec<&Fragment> = step.fragments.iter().filter(|fragment| !fragment.elsewhere).collect();
        let (first, count) = match shown.first() {
            Some(fragment) => (fragment.lines.first, shown.iter().map(|it| it.lines.count()).sum()),
            None => (0, 0),
        };
        let kind = step.kind().map(super::Kind::name).unwrap_or_default();
        let header = format!("@@ -{},{} +{first},{count} @@ {kind}", step.lines.first, step.lines.count());
        writeln!(out, "{}", header.cyan())?;
        for line in lines(&comparison.left, step.lines) {
            writeln!(out, "{}", format!("-{}", line.text()).red())?;
        }
        for line in shown.iter().flat_map(|fragment| lines(&comparison.right, fragment.lines)) {
            writeln!(out, "{}", format!("+{}", line.text()).green())?;
        }
        for note in step.notes() {
            let command = note.command.map(|command| format!("{command}: ")).unwrap_or_default();
            let text = format!("{} {command}{}", note.kind.mark(), note.text);
            writeln!(out, "{}", format!("\\ {}", printable(&text)).dimmed())?;
        }
    }
    Ok(())
}

fn lines(text: &Text, lines: Lines) -> impl Iterator<Item = &Line> {
    (lines.first..=lines.last).filter_map(|number| text.line(number))
}
