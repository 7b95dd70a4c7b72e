//! What Docker refuses.

use crate::dockerfile::{SyntaxError, SyntaxErrorKind};
use crate::lint::facts::Facts;
use crate::lint::reporter::{Found, Reporter};

/// Every syntax error that has no rule of its own.
pub(crate) fn errors(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    report(facts, reporter, |kind| {
        !matches!(kind, SyntaxErrorKind::UnknownFlag { .. } | SyntaxErrorKind::UnknownMountOption { .. })
    });
}

/// Flags that their instruction does not have.
pub(crate) fn unknown_flags(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    report(facts, reporter, |kind| matches!(kind, SyntaxErrorKind::UnknownFlag { .. }));
}

/// Options that mounts do not have.
pub(crate) fn unknown_mount_options(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    report(facts, reporter, |kind| matches!(kind, SyntaxErrorKind::UnknownMountOption { .. }));
}

/// What is refused although the syntax is right, where it stops the build.
pub(crate) fn build_problems(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    for problem in facts.input.build.problems.iter().filter(|problem| problem.fatal) {
        reporter.push(Found::at(problem.span).with("error", problem.kind.to_string()));
    }
}

fn report(facts: &Facts<'_>, reporter: &mut Reporter<'_>, is_ours: impl Fn(&SyntaxErrorKind) -> bool) {
    for error in facts.input.dockerfile.all_errors() {
        if is_ours(&error.kind) {
            reporter.push(found(error));
        }
    }
}

fn found(error: &SyntaxError) -> Found {
    let found = Found::at(error.span).with("error", error.kind.to_string());
    match error.kind.suggestion() {
        Some(word) => found.with("suggestion", suggestion(&error.kind, word)),
        None => found.without_help(),
    }
}

fn suggestion(kind: &SyntaxErrorKind, word: &str) -> String {
    match kind {
        SyntaxErrorKind::UnknownFlag { .. } => format!("did you mean `--{word}`?"),
        _ => format!("did you mean `{word}`?"),
    }
}
