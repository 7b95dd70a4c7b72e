//! Words without which a regular expression cannot match.

use regex_syntax::hir::{Hir, HirKind};

/// What a text holds at least one of.
type Words = Vec<String>;

/// Letters and the like that are in most texts by themselves.
const COMMON: &str = " \t\n-_./:=\"'$\\";

/// For each of these, every text that the expression matches holds one of the words.
pub(super) fn needed(pattern: &str) -> Vec<Words> {
    let mut needed = regex_syntax::parse(pattern).map(|hir| of(&hir)).unwrap_or_default();
    // What is rare in texts is asked for first.
    needed.sort_by_key(|words| std::cmp::Reverse(shortest(words)));
    needed.dedup();
    needed
}

fn of(hir: &Hir) -> Vec<Words> {
    match hir.kind() {
        HirKind::Literal(literal) => match std::str::from_utf8(&literal.0) {
            Ok(text) if says_something(text) => vec![vec![text.to_owned()]],
            _ => Vec::new(),
        },
        HirKind::Capture(capture) => of(&capture.sub),
        HirKind::Repetition(repetition) if repetition.min > 0 => of(&repetition.sub),
        HirKind::Concat(parts) => parts.iter().flat_map(of).collect(),
        // Of each way the best.
        HirKind::Alternation(ways) => {
            let best = |way| of(way).into_iter().max_by_key(shortest);
            ways.iter().map(best).collect::<Option<Vec<Words>>>().map(|words| words.concat()).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

fn says_something(text: &str) -> bool {
    text.len() > 1 || !text.chars().all(|ch| ch.is_ascii_alphanumeric() || COMMON.contains(ch))
}

fn shortest(words: &Words) -> usize {
    words.iter().map(String::len).min().unwrap_or_default()
}
