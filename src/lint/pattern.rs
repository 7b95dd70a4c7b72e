use std::fmt;
use std::sync::OnceLock;

use regex::Regex;

/// A regular expression that is compiled when a text comes that it may match. For most files that never happens, and
/// compiling takes longer than everything else that is done with a small file.
pub(crate) struct Pattern {
    source: &'static str,
    /// For each of these, every text that it matches holds at least one of the words.
    needed: &'static [&'static [&'static str]],
    compiled: OnceLock<Option<Regex>>,
}

impl Pattern {
    pub(crate) const fn new(source: &'static str, needed: &'static [&'static [&'static str]]) -> Self {
        Self { source, needed, compiled: OnceLock::new() }
    }

    /// The expression, if it may match the text.
    pub(crate) fn regex_for(&self, text: &str) -> Option<&Regex> {
        if !self.needed.iter().all(|words| words.iter().any(|word| text.contains(word))) {
            return None;
        }
        // That it is none cannot come of a checked rule file, which is where every pattern comes from.
        self.compiled.get_or_init(|| Regex::new(self.source).ok()).as_ref()
    }

    pub(crate) fn is_match(&self, text: &str) -> bool {
        self.regex_for(text).is_some_and(|regex| regex.is_match(text))
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.source, f)
    }
}
