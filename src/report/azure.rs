//! Issues of Azure Pipelines: logging commands, a line for each finding. There are errors and warnings, so what is less
//! is a warning too.

use std::io::{self, Write};

use super::printable::printable;
use super::run::Run;
use crate::lint::Level;

pub(super) fn write(run: &Run<'_>, out: &mut dyn Write) -> io::Result<()> {
    for (place, finding) in run.placed() {
        let at = place.start();
        let kind = if finding.level == Level::Error { "error" } else { "warning" };
        let path = property(&run.root.path(place.name()));
        writeln!(
            out,
            "##vso[task.logissue type={kind};sourcepath={path};linenumber={};columnnumber={};code={};]{}",
            at.line,
            at.column,
            property(finding.rule.code.as_str()),
            data(&finding.message)
        )?;
    }
    Ok(())
}

/// The message of a command.
fn data(text: &str) -> String {
    let lines = text.split('\n').map(|line| printable(line).replace('%', "%AZP25"));
    lines.collect::<Vec<_>>().join("%0A")
}

/// The value of a command's property.
fn property(text: &str) -> String {
    data(text).replace(';', "%3B").replace(']', "%5D")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ends_a_command_or_a_property_is_escaped() {
        assert_eq!(data("50%\n##vso[x]"), "50%AZP25%0A##vso[x]");
        assert_eq!(property("a;b]c"), "a%3Bb%5Dc");
    }
}
