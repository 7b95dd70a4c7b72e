//! What is no valid script.

use super::{Notes, Subject};
use crate::source::Span;

/// The first place at which the script cannot be parsed. What follows from it is not told.
pub(super) fn errors(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    let Some(error) = subject.body.script.errors.first() else { return };
    notes.push(1072, error.span);
    let _ = Span::empty(0);
}

/// `{echo …}` and `function f{`
pub(super) fn braces(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    for named in subject.scan.named() {
        let raw = named.program.raw.as_str();
        if raw.len() > 1 && raw.starts_with('{') && !raw.contains('}') {
            notes.push(1054, named.program.span);
        }
    }
}
