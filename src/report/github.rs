//! Annotations of GitHub Actions: workflow commands, a line for each finding.
//!
//! GitHub shows ten of each level and step, so the most severe come first.

use std::io::{self, Write};

use super::place::Place;
use super::printable::printable;
use super::run::Run;
use crate::lint::{Finding, Level};

pub(super) fn write(run: &Run<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut placed: Vec<(Place<'_>, &Finding)> = run.placed().collect();
    placed.sort_by_key(|(_, finding)| std::cmp::Reverse(finding.level));
    for (place, finding) in placed {
        let (start, end) = (place.start(), place.end());
        let command = match finding.level {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Info | Level::Style => "notice",
        };
        write!(out, "::{command} file={}", property(&run.root.path(place.name())))?;
        write!(out, ",line={},endLine={}", start.line, end.line)?;
        // Columns over several lines make GitHub drop the annotation.
        if start.line == end.line {
            write!(out, ",col={},endColumn={}", start.column, end.column)?;
        }
        let title = format!("{} {}", finding.rule.code, finding.rule.name);
        let help = finding.help.as_ref().map(|help| format!("\n{help}")).unwrap_or_default();
        writeln!(out, ",title={}::{}", property(&title), data(&format!("{}{help}", finding.message)))?;
    }
    Ok(())
}

/// The message of a command.
fn data(text: &str) -> String {
    let lines = text.split('\n').map(|line| printable(line).replace('%', "%25"));
    lines.collect::<Vec<_>>().join("%0A")
}

/// The value of a command's property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ends_a_command_or_a_property_is_escaped() {
        assert_eq!(data("50%\r\n::error::x"), "50%25 %0A::error::x");
        assert_eq!(property("a,b:c%\n"), "a%2Cb%3Ac%25%0A");
    }
}
