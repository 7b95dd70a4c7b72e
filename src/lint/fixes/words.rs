//! Single words.

use super::{Proposal, Site};
use crate::lint::facts::Facts;
use crate::source::{Edit, Span};

/// Writes what was perhaps meant, if the check knows it.
pub(crate) fn meant(_: &Facts<'_>, site: &Site<'_>) -> Option<Proposal> {
    let [place] = site.places else { return None };
    Proposal::of(vec![Edit::replace(*place, site.value("meant")?)])
}

/// Takes the word out, if it is one of the rule's option `removable`.
pub(crate) fn remove(facts: &Facts<'_>, site: &Site<'_>) -> Option<Proposal> {
    let word = facts.input.file.text(site.span);
    let is_flag = site.list("removable").contains(&word.as_ref());
    is_flag.then(|| Edit::delete(with_blanks(facts, site.span))).and_then(|edit| Proposal::of(vec![edit]))
}

/// A word that is to go, with the blanks before it; with its line, if that has nothing else.
fn with_blanks(facts: &Facts<'_>, word: Span) -> Span {
    let bytes = facts.input.file.bytes();
    let is_blank = |byte: &u8| matches!(byte, b' ' | b'\t');
    let before = bytes.get(..word.start).unwrap_or_default();
    let start = before.iter().rposition(|byte| !is_blank(byte)).map_or(0, |at| at + 1);
    let starts_line = start == 0 || bytes.get(start - 1) == Some(&b'\n');
    let after = bytes.get(word.end..).unwrap_or_default();
    let blanks = after.iter().take_while(|byte| is_blank(byte)).count();
    let escape = u8::try_from(facts.input.dockerfile.escape).unwrap_or(b'\\');
    let rest = after.get(blanks..).unwrap_or_default();
    let line_end = rest.iter().position(|byte| *byte == b'\n');
    match (starts_line, rest.first() == Some(&escape), line_end) {
        (true, true, Some(end)) => Span::new(start, word.end + blanks + end + 1),
        (true, ..) => Span::new(word.start, word.end + blanks),
        _ => Span::new(start, word.end),
    }
}
