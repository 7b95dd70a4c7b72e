//! `file:line:column: level CODE message`, a line for each finding.

use std::io::{self, Write};

use owo_colors::OwoColorize;

use super::format::Screen;
use super::printable::printable;
use super::run::Run;
use super::style;

pub(super) fn write(run: &Run<'_>, screen: &Screen, out: &mut dyn Write) -> io::Result<()> {
    for (place, finding) in run.placed() {
        let at = place.start();
        let (name, message) = (printable(place.name()), printable(&finding.message));
        let code = style::code(finding.rule, screen.links);
        writeln!(out, "{}:{}:{}: {} {code} {message}", name.bold(), at.line, at.column, style::level(finding.level))?;
    }
    if screen.summary { style::summary(run, screen.width, out) } else { Ok(()) }
}
