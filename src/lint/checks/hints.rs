//! "Did you mean …?" in messages.

use crate::lint::reporter::Found;
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
}

/// Asks in the message whether `meant` was meant, if there is something near enough.
pub(super) fn asking(found: Found, meant: Option<&str>) -> Found {
    match meant {
        Some(name) => found.with("hint", format!("; did you mean `{name}`?")).with("meant", name),
        None => found.with("hint", ""),
    }
}
