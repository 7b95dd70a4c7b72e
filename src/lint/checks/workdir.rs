//! WORKDIR, and destinations that depend on it.

use super::stage_relations::Seen;
use super::values::{expanded, unquoted};
use crate::dockerfile::{Body, Keyword, Transfer};
use crate::lint::facts::Facts;
use crate::lint::reporter::{Found, Reporter};

/// Relative paths in WORKDIR.
pub(crate) fn relative(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    let mut set = Seen::default();
    for statement in facts.direct(&[Keyword::From, Keyword::Workdir]) {
        if statement.instruction.keyword == Keyword::From {
            set.begin(statement.stage);
        }
        let Body::Workdir(path) = &statement.instruction.body else { continue };
        let is_first = !set.is_set();
        set.set();
        let written = unquoted(path);
        // Only a variable can be hidden behind what looks absolute.
        let value = written.starts_with('$').then(|| expanded(facts, statement, path)).flatten();
        if is_absolute(value.as_deref().unwrap_or(written)) {
            continue;
        }
        let found = Found::at(path.span()).with("path", written);
        reporter.push(if is_first { found.also("WorkdirRelativePath") } else { found });
    }
}

/// COPY to a relative destination where no WORKDIR says relative to what.
pub(crate) fn relative_destination(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    let mut set = Seen::default();
    for statement in facts.direct(&[Keyword::From, Keyword::Workdir, Keyword::Copy]) {
        match &statement.instruction.body {
            Body::Workdir(_) => set.set(),
            Body::Copy(Transfer { destination, .. }) if !set.is_set() && !is_absolute(unquoted(destination)) => {
                reporter.push(Found::at(destination.span()).with("destination", destination.as_str()));
            }
            _ if statement.instruction.keyword == Keyword::From => set.begin(statement.stage),
            _ => {}
        }
    }
}

/// Whether a path begins at the root, on Windows on a drive, or with a variable that may.
fn is_absolute(path: &str) -> bool {
    let mut chars = path.chars();
    match chars.next() {
        Some('/' | '$' | '\\') => true,
        Some(drive) => drive.is_ascii_alphabetic() && chars.next() == Some(':'),
        None => false,
    }
}
