//! COPY and ADD.

use crate::build::{Action, SourceKind};
use crate::dockerfile::{Body, Keyword, Source, Transfer};
use crate::lint::facts::{Facts, Statement};
use crate::lint::reporter::{Found, Reporter};
use crate::source::{Span, Text};

/// ADD of something that is neither fetched nor unpacked.
pub(crate) fn add_of_plain_file(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    let archives = reporter.list("archives");
    for statement in facts.of_kind(&[Keyword::Add]) {
        for (name, span) in plain_sources(statement) {
            if !archives.iter().any(|ending| name.ends_with(ending)) {
                // What expands to nothing is called by its variable.
                let name = if name.is_empty() { facts.input.file.text(span).into_owned() } else { name };
                reporter.push(Found::at(span).with("source", name));
            }
        }
    }
}

/// The paths among the sources; variables are expanded where that is possible.
fn plain_sources(statement: &Statement<'_>) -> Vec<(String, Span)> {
    if let (Some(Action::Add(transfer)), None) = (statement.step.map(|step| &step.action), statement.onbuild) {
        let path = |kind: &SourceKind| match kind {
            SourceKind::Path(path) => Some(path.clone()),
            _ => None,
        };
        return transfer.sources.iter().filter_map(|it| Some((path(&it.kind)?, it.span))).collect();
    }
    let Body::Add(Transfer { sources, .. }) = &statement.instruction.body else { return Vec::new() };
    sources.iter().filter_map(written_path).map(|text| (unquoted(text), text.span())).collect()
}

/// A source that is neither a heredoc nor, as far as one can see, something that is fetched.
fn written_path(source: &Source) -> Option<&Text> {
    match source {
        Source::Path(text) => {
            let text_ = unquoted(text);
            let fetched = text_.contains("://") || text_.starts_with("git@") || text_.starts_with('$');
            (!fetched).then_some(text)
        }
        Source::Heredoc { .. } => None,
    }
}

fn unquoted(text: &Text) -> String {
    text.as_str().trim_matches(['"', '\'']).to_owned()
}
