//! `file:line:column: level: message [CODE]`, as GNU's compilers print it and as editors and build servers read it.

use std::io::{self, Write};

use super::printable::printable;
use super::run::Run;
use crate::lint::Level;

pub(super) fn write(run: &Run<'_>, out: &mut dyn Write) -> io::Result<()> {
    for (place, finding) in run.placed() {
        let at = place.start();
        let (name, message) = (printable(place.name()), printable(&finding.message));
        let level = match finding.level {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Info | Level::Style => "note",
        };
        writeln!(out, "{name}:{}:{}: {level}: {message} [{}]", at.line, at.column, finding.rule.code)?;
    }
    Ok(())
}
