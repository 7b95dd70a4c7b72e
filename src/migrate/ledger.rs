use serde::Serialize;

use crate::source::Span;

/// What became of every instruction and every command that reaches the image, in the order of the Dockerfile.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Ledger {
    /// The entries.
    pub entries: Vec<Entry>,
}

/// One instruction, or one command of a RUN.
#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    /// Where it stands.
    pub span: Span,
    /// First line, from 1.
    pub line: usize,
    /// The instruction's number in the file.
    pub instruction: usize,
    /// The command's number within a RUN.
    pub command: Option<usize>,
    /// The instruction or command, shortened to one line.
    pub text: String,
    /// What became of it.
    pub outcome: Outcome,
}

/// What can become of a part of a Dockerfile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "outcome")]
pub enum Outcome {
    /// It is in the expression.
    Translated {
        /// As what.
        into: String,
    },
    /// The image does well without it.
    NotNeeded {
        /// Why.
        why: String,
    },
    /// It is in the expression, but not quite the same.
    Approximated {
        /// As what.
        into: String,
        /// What differs.
        differs: String,
    },
    /// Somebody has to see to it.
    Manual {
        /// What to do.
        what: String,
    },
}

impl Ledger {
    /// How many entries have an outcome of which `is` holds.
    pub fn count(&self, is: impl Fn(&Outcome) -> bool) -> usize {
        self.entries.iter().filter(|entry| is(&entry.outcome)).count()
    }
}

impl Outcome {
    /// Translated into this.
    pub fn translated(into: impl Into<String>) -> Self {
        Outcome::Translated { into: into.into() }
    }

    /// Not needed because of this.
    pub fn not_needed(why: impl Into<String>) -> Self {
        Outcome::NotNeeded { why: why.into() }
    }

    /// Translated into something that differs in this.
    pub fn approximated(into: impl Into<String>, differs: impl Into<String>) -> Self {
        Outcome::Approximated { into: into.into(), differs: differs.into() }
    }

    /// Left to somebody, who has to do this.
    pub fn manual(what: impl Into<String>) -> Self {
        Outcome::Manual { what: what.into() }
    }
}
