//! The rules that a word of an ignore comment names, by the place of the word.

use super::pragma::Pragmas;
use super::target::{self, Key, Target};
use crate::dockerfile::Dockerfile;
use crate::lint::catalogue;
use crate::lint::rule::Rule;
use crate::source::Span;

/// The word of an ignore comment at `offset`, and the rules that it names; none for a word like `all`. `custom` are the
/// rules besides the catalogue's.
#[must_use]
pub fn rules_named_at(
    source: &[u8],
    dockerfile: &Dockerfile,
    custom: &[&'static Rule],
    offset: usize,
) -> Option<(Span, Vec<&'static Rule>)> {
    let pragmas = Pragmas::of(source, dockerfile);
    let words = pragmas.ignores.iter().flat_map(|ignore| ignore.words.iter().map(move |word| (ignore, word)));
    let mut here = words.filter(|(_, word)| word.span().start <= offset && offset <= word.span().end);
    let (ignore, word) = here.next()?;
    let Target::Some(keys) = target::resolve(word.as_str(), ignore.dialect, custom) else {
        return Some((word.span(), Vec::new()));
    };
    let is_named = |rule: &&'static Rule| keys.iter().filter_map(|key| Key::code(*key)).any(|code| code == rule.code);
    let rules = catalogue::all().iter().chain(custom.iter().copied());
    Some((word.span(), rules.filter(is_named).collect()))
}
