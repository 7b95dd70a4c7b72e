use std::sync::Arc;

use super::fixes::Fix;
use super::rule::Rule;
use super::schema::Level;
use crate::context::ContextFile;
use crate::source::{Position, SourceFile, Span};

/// Something that a rule complains about, and where.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule.
    pub rule: &'static Rule,
    /// How bad it is, by the rule or the settings.
    pub level: Level,
    /// The words of the Dockerfile that are wrong.
    pub span: Span,
    /// What is wrong with them, in a sentence without a full stop.
    pub message: String,
    /// Ids of other tools that have this finding too: the rule's aliases, and those of its
    /// [`overlaps`](Rule::overlaps) that hold here.
    pub foreign_ids: Vec<&'static str>,
    /// Other places that belong to it, each with a few words.
    pub labels: Vec<(Span, String)>,
    /// What to do about it.
    pub help: Option<String>,
    /// The place in another file that is the real one; `span` is then what in the Dockerfile leads there.
    pub in_file: Option<Elsewhere>,
    /// How it can be mended.
    pub fix: Option<Fix>,
}

/// Places in a file of the build context.
#[derive(Clone, Debug)]
pub struct Elsewhere {
    /// The file.
    pub file: Arc<ContextFile>,
    /// The words that are wrong.
    pub span: Span,
    /// Other words that are wrong in the same way.
    pub others: Vec<Span>,
}

impl Elsewhere {
    /// What the file holds. Its name is the context's folder and the path in it.
    #[must_use]
    pub fn source(&self) -> &SourceFile {
        &self.file.source
    }

    /// Line and column of the words.
    #[must_use]
    pub fn position(&self) -> Position {
        self.source().position(self.span.start)
    }
}

impl Finding {
    /// What findings are sorted by: place, then code, then message.
    pub(crate) fn key(&self) -> (usize, usize, &'static str, Option<usize>, &str) {
        let elsewhere = self.in_file.as_ref().map(|place| place.span.start);
        (self.span.start, self.span.end, self.rule.code.as_str(), elsewhere, &self.message)
    }
}
