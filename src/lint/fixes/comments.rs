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
    let span = if let Some(list) = before.trim_end().strip_suffix(',') {
        Span::new(line.start + list.len(), site.span.end)
    } else if let Some(rest) = after.trim_start().strip_prefix(',') {
        let end = line.end - rest.len();
        Span::new(site.span.start, end + (rest.len() - rest.trim_start().len()))
    } else {
        return None;
    };
    Proposal::of(vec![Edit::delete(span)])
}
