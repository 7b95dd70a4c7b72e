//! Comments that ignore rules.

use super::{Proposal, Site};
use crate::lint::facts::Facts;
use crate::source::{Edit, Span};

/// Takes a comment out, or one word of it.
pub(crate) fn remove_ignore(facts: &Facts<'_>, site: &Site<'_>) -> Option<Proposal> {
    let lines = facts.input.file.lines();
    let line = lines.span(lines.line(site.span.start));
    let before = facts.input.file.text(Span::new(line.start, site.span.start));
    let after = facts.input.file.text(Span::new(site.span.end, line.end));
    if before.trim() == "#" && after.trim().is_empty() {
        return Proposal::of(vec![Edit::delete(line)]);
    }
    let edit = if let Some(list) = before.trim_end().strip_suffix(',') {
        // With the letter before the comma, so that it is plain that the comment goes on from there.
        let last = list.chars().next_back()?;
        let start = line.start + list.len() - last.len_utf8();
        Edit::replace(Span::new(start, site.span.end), last)
    } else {
        let rest = after.trim_start().strip_prefix(',')?.trim_start();
        Edit::delete(Span::new(site.span.start, line.end - rest.len()))
    };
    Proposal::of(vec![edit])
}
