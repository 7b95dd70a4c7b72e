use super::finding::Finding;
use crate::source::Span;

/// What was found in a Dockerfile. Both lists are in the order of the file; findings at the same words are in the order
/// of their codes.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// The findings that count.
    pub findings: Vec<Finding>,
    /// Those that do not, each with what says so.
    pub ignored: Vec<Ignored>,
}

/// A finding that does not count.
#[derive(Clone, Debug)]
pub struct Ignored {
    /// The finding.
    pub finding: Finding,
    /// What says that it does not count.
    pub by: IgnoredBy,
}

/// What says that a finding does not count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IgnoredBy {
    /// A comment in the Dockerfile.
    Comment {
        /// Its words, without the `#`.
        span: Span,
        /// Why, by the comment.
        reason: Option<String>,
    },
    /// It was there before: it is in the baseline.
    Baseline,
}

impl Outcome {
    /// Adds what else was found.
    pub(super) fn extend(&mut self, other: Outcome) {
        self.findings.extend(other.findings);
        self.findings.sort_by(|a, b| a.key().cmp(&b.key()));
        self.add_ignored(other.ignored);
    }

    /// Adds findings that do not count.
    pub(crate) fn add_ignored(&mut self, ignored: impl IntoIterator<Item = Ignored>) {
        self.ignored.extend(ignored);
        self.ignored.sort_by(|a, b| a.finding.key().cmp(&b.finding.key()));
    }
}
