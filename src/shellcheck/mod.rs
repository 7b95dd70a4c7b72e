//! What is wrong with scripts, by ShellCheck's numbers.
//!
//! Most findings are those of `shuck-linter` (`linter`), whose types nothing outside this room sees. What it does not
//! look for, we look for ourselves (`own`), in our own syntax tree. In place of both, a ShellCheck that is installed can
//! be asked ([`Installed`]).
//!
//! Every place is one of the file that holds the script.

mod body;
#[cfg(feature = "shellcheck")]
mod growth;
mod installed;
#[cfg(feature = "shellcheck")]
mod linter;
mod own;
mod plain;

#[cfg(feature = "shellcheck")]
use std::cell::LazyCell;
use std::collections::BTreeSet;

pub use body::{Body, Options, Variable};
pub use installed::{Installed, InstalledError};

use crate::facts::scripts::ash_has;
use crate::shell::Dialect;
use crate::source::{Span, Text};

/// A kind of finding: 2086 for SC2086.
pub type Number = u16;

/// No number of ShellCheck's: what looks for them has failed with the script.
pub const FAILED: Number = 0;

/// Something that is wrong with a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Note {
    /// Where.
    pub span: Span,
    /// What.
    pub number: Number,
}

/// What is wrong with scripts, as far as it is `wanted`, in the order of the places.
///
/// `installed` is asked if it is given. When it does not answer, nothing is found, and it knows why
/// ([`Installed::failure`]).
pub fn check(bodies: &[Body<'_>], wanted: &BTreeSet<Number>, installed: Option<&Installed>) -> Vec<Note> {
    let interesting: Vec<&Body<'_>> = bodies.iter().filter(|body| !plain::is_plain(body)).collect();
    let mut notes = match installed {
        Some(installed) => installed.check(&interesting),
        None => look_at(&interesting, wanted),
    };
    notes.retain(|note| note.number == FAILED || wanted.contains(&note.number));
    notes.sort_unstable();
    notes.dedup();
    notes
}

/// Whether most of what can be wrong with the script is not looked for, because of its length, or of how long the values
/// of its variables get.
pub fn is_too_much(body: &Body<'_>, installed: Option<&Installed>) -> bool {
    #[cfg(feature = "shellcheck")]
    let is_much = linter::is_too_much(body);
    #[cfg(not(feature = "shellcheck"))]
    let is_much = false;
    is_much && installed.is_none() && !plain::is_plain(body)
}

fn look_at(bodies: &[&Body<'_>], wanted: &BTreeSet<Number>) -> Vec<Note> {
    #[cfg(feature = "shellcheck")]
    let linter = LazyCell::new(|| linter::Linter::new(wanted));
    let mut all = Vec::new();
    for body in bodies {
        let (mut notes, broken) = own::check(body, wanted);
        #[cfg(feature = "shellcheck")]
        notes.extend(linter::check(body, &linter, broken));
        #[cfg(not(feature = "shellcheck"))]
        let _ = broken;
        own::prefer(&mut notes);
        notes.retain(|note| holds(body, note.number));
        let text = &body.script.text;
        notes.iter_mut().for_each(|note| note.span = exact(text, visible(text, note.span)));
        all.append(&mut notes);
    }
    all
}

/// Whether what the number is about is wrong in the language of the script.
fn holds(body: &Body<'_>, number: Number) -> bool {
    body.script.dialect != Dialect::Ash || !ash_has(number)
}

/// The place without what parts it from the next command, and with all of its last word.
fn exact(text: &Text, span: Span) -> Span {
    let value = text.as_str();
    let start = offset(text, span.start);
    let end = offset(text, span.end.saturating_sub(1)) + 1;
    let Some(words) = value.get(start..end) else { return span };
    let bare = words.trim_end_matches(|ch: char| ch.is_whitespace() || matches!(ch, ';' | '&'));
    let bare = match bare.strip_suffix('"') {
        Some(inner) if inner.matches('"').count() % 2 == 0 => inner,
        _ => bare,
    };
    if bare.is_empty() || bare.ends_with('>') || bare.ends_with('<') {
        return span;
    }
    let is_of_word = |ch: char| ch.is_ascii_alphanumeric() || ch == '_';
    let rest = value.get(start + words.len()..).unwrap_or_default();
    let is_letter = words.len() == 1 && words.chars().all(is_of_word);
    let is_start = !value.get(..start).is_some_and(|before| before.ends_with(is_of_word));
    let more = if is_letter && is_start { rest.len() - rest.trim_start_matches(is_of_word).len() } else { 0 };
    text.span_of(start..start + bare.len() + more)
}

/// A place without width becomes the character that stands there, or the last one.
fn visible(text: &Text, span: Span) -> Span {
    if !span.is_empty() {
        return span;
    }
    let value = text.as_str();
    let at = offset(text, span.start);
    match value.get(at..).and_then(|rest| rest.chars().next()) {
        // What is escaped is shown with its backslash.
        Some('\\') => {
            let escaped = value.get(at + 1..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
            text.span_of(at..at + 1 + escaped)
        }
        Some(char) if !char.is_whitespace() => text.span_of(at..at + char.len_utf8()),
        _ => {
            let before = value.get(..at).unwrap_or_default().trim_end();
            let last = before.chars().next_back().map_or(0, char::len_utf8);
            text.span_of(before.len() - last..before.len())
        }
    }
}

/// Where in `text` the byte stands that is at `place` of the file, or the first one after it.
fn offset(text: &Text, place: usize) -> usize {
    let (mut low, mut high) = (0, text.len());
    while low < high {
        let middle = low + (high - low) / 2;
        if text.span_of(middle..middle + 1).start < place { low = middle + 1 } else { high = middle }
    }
    low
}
