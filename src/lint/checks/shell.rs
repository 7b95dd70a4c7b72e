//! Findings in scripts that bear ShellCheck's numbers.

use crate::lint::facts::Facts;
use crate::lint::reporter::{Found, Reporter};

/// The finding whose number the rule's code holds.
pub(crate) fn sc(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    let Some(number) = reporter.code().as_str().strip_prefix("SC").and_then(|digits| digits.parse().ok()) else {
        return;
    };
    for note in facts.shell_notes(number) {
        reporter.push(Found::at(note.span));
    }
}
