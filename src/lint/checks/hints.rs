//! "Did you mean …?" in messages.

use crate::suggest;

/// How many names of a file are looked up. The rest would take a time that grows with the square of the file.
const LIMIT: usize = 200;

/// Finds what misspelt names of one file were meant to be.
pub(super) struct Hints {
    left: usize,
}

impl Hints {
    /// Begins a file.
    pub(super) fn new() -> Self {
        Self { left: LIMIT }
    }

    /// The candidate nearest to `name`, if it is near enough.
    pub(super) fn meant<'c>(&mut self, name: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
        self.left = self.left.checked_sub(1)?;
        suggest::closest(name, candidates)
    }

    /// The same as the end of a message; nothing if no candidate is near enough.
    pub(super) fn hint<'c>(&mut self, name: &str, candidates: impl IntoIterator<Item = &'c str>) -> String {
        self.meant(name, candidates).map(question).unwrap_or_default()
    }
}

/// Asks whether `name` was meant.
fn question(name: &str) -> String {
    format!("; did you mean `{name}`?")
}
