//! Words without which a regular expression cannot match.

use regex_syntax::hir::{Hir, HirKind};

/// Single characters are in most texts.
const SHORTEST: usize = 2;

/// Some words of which every text that the expression matches holds at least one; none if there are no such words.
pub(super) fn needed(pattern: &str) -> Vec<String> {
    regex_syntax::parse(pattern).ok().and_then(|hir| of(&hir)).unwrap_or_default()
}

fn of(hir: &Hir) -> Option<Vec<String>> {
    match hir.kind() {
        HirKind::Literal(literal) => {
            let text = String::from_utf8(literal.0.to_vec()).ok()?;
            (text.len() >= SHORTEST).then(|| vec![text])
        }
        HirKind::Capture(capture) => of(&capture.sub),
        HirKind::Repetition(repetition) if repetition.min > 0 => of(&repetition.sub),
        // Any of its parts will do; the one with the longest words is the best.
        HirKind::Concat(parts) => parts.iter().filter_map(of).max_by_key(|words| words.iter().map(String::len).min()),
        HirKind::Alternation(ways) => {
            let words: Option<Vec<Vec<String>>> = ways.iter().map(of).collect();
            words.map(|words| words.concat())
        }
        _ => None,
    }
}
