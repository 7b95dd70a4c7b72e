//! What is wrong with scripts, by ShellCheck's numbers.
//!
//! Most findings are those of `shuck-linter` (`linter`), whose types nothing outside this room sees. What it does not
//! look for, we look for ourselves (`own`), in our own syntax tree. In place of both, a ShellCheck that is installed can
//! be asked ([`Installed`]). Whoever finds something, a comment in the script can disable it (`directives`).
//!
//! Every place is one of the file that holds the script.

mod body;
mod directives;
mod installed;
#[cfg(feature = "shellcheck")]
mod linter;
mod own;
mod plain;

use std::collections::BTreeSet;

pub use body::{Body, Variable};
pub use installed::{Installed, InstalledError};

use crate::source::Span;

/// A kind of finding: 2086 for SC2086.
pub type Number = u16;

/// Something that is wrong with a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Note {
    /// Where.
    pub span: Span,
    /// What.
    pub number: Number,
}

impl Note {
    fn new(number: Number, span: Span) -> Self {
        Self { span, number }
    }
}

/// What is wrong with scripts, as far as it is `wanted`, in the order of the places.
///
/// `installed` is asked if it is given. When it does not answer, nothing is found, and it knows why
/// ([`Installed::failure`]).
pub fn check(bodies: &[Body], wanted: &BTreeSet<Number>, installed: Option<&Installed>) -> Vec<Note> {
    let mut notes = match installed {
        Some(installed) => installed.check(bodies),
        None => bodies.iter().filter(|body| !plain::is_plain(body)).flat_map(|body| look_at(body, wanted)).collect(),
    };
    notes.retain(|note| wanted.contains(&note.number));
    notes.sort_unstable();
    notes.dedup();
    notes
}

fn look_at(body: &Body, wanted: &BTreeSet<Number>) -> Vec<Note> {
    let mut notes = own::check(body, wanted);
    #[cfg(feature = "shellcheck")]
    notes.extend(linter::check(body, wanted));
    let disabled = directives::disabled(body);
    notes.retain(|note| !disabled.iter().any(|it| it.covers(note)));
    notes
}
