//! The place in a Dockerfile of what Nix refuses in the expression that came of it.

use std::path::Path;

use crate::migrate::{FileSource, Plan, Recipe};
use crate::nix::verify::Refusal;
use crate::nix::{Emitted, Lines};
use crate::source::{LineIndex, SourceFile, Span};

/// The instruction that the refused part of the expression comes from; its paths start from `folder`.
#[must_use]
pub fn span(refusal: &Refusal, emitted: &Emitted, plan: &Plan, file: &SourceFile, folder: &Path) -> Option<Span> {
    let source = copied(&refusal.message, plan, folder).or_else(|| traced(refusal, emitted, file))?;
    let span = whole(source, file)?;
    let words = span.bytes(file.bytes());
    Some(Span::new(span.start, span.end - (words.len() - words.trim_ascii_end().len())))
}

/// The lines that the refused part of the text comes from; of several, those that have what the message names.
fn traced(refusal: &Refusal, emitted: &Emitted, file: &SourceFile) -> Option<Lines> {
    let lines = LineIndex::new(emitted.text.as_bytes());
    let line = lines.line(refusal.offset?.min(emitted.text.len()));
    let owner = (*emitted.trace.by_line(lines.count()).get(line.checked_sub(1)?)?)?;
    let sources = &emitted.trace.regions.get(owner)?.sources;
    let is_about = |source: &&Lines| {
        let text = whole(**source, file).map(|span| file.text(span)).unwrap_or_default();
        refusal.message.split(['\'', '"']).skip(1).step_by(2).any(|word| !word.is_empty() && text.contains(word))
    };
    sources.iter().find(is_about).or(sources.first()).copied()
}

/// Lines of the Dockerfile, if it has them.
fn whole(lines: Lines, file: &SourceFile) -> Option<Span> {
    let index = file.lines();
    let there = lines.first > 0 && lines.first <= lines.last && lines.last <= index.count();
    there.then(|| index.span(lines.first).cover(index.span(lines.last)))
}

/// The lines of the instruction that copies a file which the message names.
fn copied(message: &str, plan: &Plan, folder: &Path) -> Option<Lines> {
    let folder = folder.canonicalize().ok()?;
    let entries = plan.bindings.iter().filter_map(|binding| match &binding.recipe {
        Recipe::Files { entries, .. } => Some(entries),
        _ => None,
    });
    let is_named = |path: &str| {
        let path = folder.join(path).display().to_string();
        let mut places = message.match_indices(&path);
        places.any(|(at, _)| message.get(at + path.len()..).is_some_and(|rest| rest.is_empty() || ends_path(rest)))
    };
    let entry = entries.flatten().find(|entry| match &entry.source {
        FileSource::File { path } | FileSource::Directory { path, .. } => !path.is_empty() && is_named(path),
        _ => false,
    })?;
    Some(Lines { first: entry.origin.first_line, last: entry.origin.last_line })
}

fn ends_path(rest: &str) -> bool {
    rest.starts_with(['\'', '"', '\u{1b}', ' ', ':', '/'])
}
