//! The forms of `${name…}` that cut a value or replace a part of it, for patterns that need no shell to be read.

use crate::globs;

/// The longest value that a pattern with classes is tried on, in bytes.
const MAX_VALUE: usize = 256;

/// The value after `operator`, as it is written after the name: `#v`, `%%.*`, `//./-`. `None` where only a shell could
/// tell.
pub(super) fn apply(operator: &str, value: &str) -> Option<String> {
    if operator.contains(['$', '`', '"', '\'', '\\', '(', '{', '}']) {
        return None;
    }
    if let Some(rest) = operator.strip_prefix('/') {
        return replaced(rest, value);
    }
    let sign = operator.chars().next().filter(|sign| ['#', '%'].contains(sign))?;
    let rest = operator.strip_prefix(sign)?;
    let (pattern, longest) = rest.strip_prefix(sign).map_or((rest, false), |pattern| (pattern, true));
    let (start, end) = pattern.split_once('*').unwrap_or((pattern, ""));
    if end.contains('*') || pattern.contains(['[', '?']) {
        return cut(sign, pattern, longest, value);
    }
    let rest = match (sign, pattern.contains('*')) {
        ('#', false) => value.strip_prefix(pattern),
        ('#', true) => without_start(value, start, end, longest),
        (_, false) => value.strip_suffix(pattern),
        (_, true) => without_end(value, start, end, longest),
    };
    Some(rest.unwrap_or(value).to_owned())
}

/// `value` without what a pattern of any form matches at its start or end.
fn cut(sign: char, pattern: &str, longest: bool, value: &str) -> Option<String> {
    if value.len() > MAX_VALUE {
        return None;
    }
    let matcher = globs::matcher(pattern, false).ok()?;
    let bounds = value.char_indices().map(|(at, _)| at).chain([value.len()]);
    let mut parts = bounds.filter_map(|at| value.split_at_checked(at));
    let found = match (sign, longest) {
        ('#', false) => parts.find(|(start, _)| matcher.is_match(start)).map(|(_, rest)| rest),
        ('#', true) => parts.rfind(|(start, _)| matcher.is_match(start)).map(|(_, rest)| rest),
        (_, true) => parts.find(|(_, end)| matcher.is_match(end)).map(|(rest, _)| rest),
        (_, false) => parts.rfind(|(_, end)| matcher.is_match(end)).map(|(rest, _)| rest),
    };
    Some(found.unwrap_or(value).to_owned())
}

/// `value` without what `start*end` matches at its start.
fn without_start<'v>(value: &'v str, start: &str, end: &str, longest: bool) -> Option<&'v str> {
    let rest = value.strip_prefix(start)?;
    match (longest, end) {
        (true, "") => Some(""),
        (true, _) => rest.rfind(end).and_then(|at| rest.get(at + end.len()..)),
        (false, _) => rest.find(end).and_then(|at| rest.get(at + end.len()..)),
    }
}

/// `value` without what `start*end` matches at its end.
fn without_end<'v>(value: &'v str, start: &str, end: &str, longest: bool) -> Option<&'v str> {
    let rest = value.strip_suffix(end)?;
    let at = if longest { rest.find(start) } else { rest.rfind(start) };
    at.and_then(|at| rest.get(..at))
}

/// `/old/new` for the first, and `//old/new` (here without the first `/`) for all.
fn replaced(rest: &str, value: &str) -> Option<String> {
    let (rest, all) = rest.strip_prefix('/').map_or((rest, false), |rest| (rest, true));
    let (old, new) = rest.split_once('/').unwrap_or((rest, ""));
    if old.is_empty() || old.contains(['*', '[', '?']) || old.starts_with(['#', '%']) || new.contains('&') {
        return None;
    }
    Some(if all { value.replace(old, new) } else { value.replacen(old, new, 1) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_cut_as_the_shell_cuts_them() {
        for (operator, value, expected) in [
            ("#v", "v1.2", "1.2"),
            ("#x", "v1.2", "v1.2"),
            ("%.*", "1.2.3", "1.2"),
            ("%%.*", "1.2.3", "1"),
            ("#*.", "1.2.3", "2.3"),
            ("##*.", "1.2.3", "3"),
            ("##*/", "a/b/c", "c"),
            ("%/*", "a/b/c", "a/b"),
            ("%-rc*x", "1-rc-rcx", "1-rc"),
            ("//./-", "1.2.3", "1-2-3"),
            ("/./-", "1.2.3", "1-2.3"),
            ("//.", "1.2.3", "123"),
            ("%%[a-z]*", "3.15.0rc1", "3.15.0"),
            ("#[0-9]", "1.2.3", ".2.3"),
            ("##*.*.", "1.2.3", "3"),
            ("%?", "1.2.3", "1.2."),
        ] {
            assert_eq!(apply(operator, value).as_deref(), Some(expected), "{operator} of {value}");
        }
    }

    #[test]
    fn what_needs_a_shell_is_left_alone() {
        for operator in ["%$x", "%{a,b}", "^^", ":0:2", "[@]", "/*/x", "//[a]/x", "//a/&b"] {
            assert_eq!(apply(operator, "1.2.3"), None, "{operator}");
        }
    }
}
