//! The place in a Dockerfile of what Nix refuses in the expression that came of it.

use std::path::Path;

use crate::migrate::{FileSource, Plan, Recipe};
use crate::nix::verify::{Place, Refusal, places};
use crate::source::{SourceFile, Span};

/// The instruction that the refused part of the expression `text` comes from; its paths start from `folder`.
#[must_use]
pub fn span(refusal: &Refusal, text: &str, plan: &Plan, file: &SourceFile, folder: &Path) -> Option<Span> {
    let (first, last) = copied(&refusal.message, plan, folder).or_else(|| {
        let found = places(text, refusal.offset?, &plan.dockerfile);
        let place = found.iter().find(|place| is_about(place, &refusal.message)).or(found.first())?;
        Some((place.first, place.last))
    })?;
    let lines = file.lines();
    if first == 0 || last < first || last > lines.count() {
        return None;
    }
    let span = Span::new(lines.span(first).start, lines.span(last).end);
    let words = span.bytes(file.bytes());
    Some(Span::new(span.start, span.end - (words.len() - words.trim_ascii_end().len())))
}

/// The lines of the instruction that copies a file which the message names.
fn copied(message: &str, plan: &Plan, folder: &Path) -> Option<(usize, usize)> {
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
    Some((entry.origin.first_line, entry.origin.last_line))
}

fn ends_path(rest: &str) -> bool {
    rest.starts_with(['\'', '"', '\u{1b}', ' ', ':', '/'])
}

/// Whether the lines speak of something that the message has between quotes.
fn is_about(place: &Place, message: &str) -> bool {
    message.split(['\'', '"']).skip(1).step_by(2).any(|word| !word.is_empty() && place.text.contains(word))
}
