//! Patterns of package names, as `rules/nix/package-families.yaml` writes them.
//!
//! `openjdk-{jdk}-jre[-headless|]` is text, a value and alternatives. `{jdk}` takes what stands there and names
//! it, `*` takes at least one character, `[a|b]` is one of its alternatives (the last may be empty) and is spelt
//! out when the rules are compiled. The build script uses this file too.

/// A part of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    /// Exactly this.
    Text(&'a str),
    /// At least one character, of no interest.
    Any,
    /// At least one character, with a name.
    Value(&'a str),
}

/// The parts of a pattern without alternatives; `None` if a brace is not closed.
pub(crate) fn pieces(pattern: &str) -> Option<Vec<Piece<'_>>> {
    let mut pieces = Vec::new();
    let mut rest = pattern;
    while !rest.is_empty() {
        let (piece, after) = if let Some(after) = rest.strip_prefix('*') {
            (Piece::Any, after)
        } else if let Some(after) = rest.strip_prefix('{') {
            let (name, after) = after.split_once('}')?;
            (Piece::Value(name), after)
        } else {
            let (text, after) = rest.split_at(rest.find(['*', '{']).unwrap_or(rest.len()));
            (Piece::Text(text), after)
        };
        pieces.push(piece);
        rest = after;
    }
    Some(pieces)
}

/// The values of a name that matches, in the order of the pattern.
///
/// Of several ways to match, the one that gives the most to the earlier values counts. `accepts` says whether a
/// value may be what its name stands for.
pub(crate) fn matches<'n>(
    pieces: &[Piece<'_>],
    name: &'n str,
    accepts: &dyn Fn(&str, &str) -> bool,
) -> Option<Vec<&'n str>> {
    let Some((piece, following)) = pieces.split_first() else {
        return name.is_empty().then(Vec::new);
    };
    if let Piece::Text(text) = piece {
        return matches(following, name.strip_prefix(text)?, accepts);
    }
    for (end, _) in name.char_indices().rev().map(|(at, c)| (at + c.len_utf8(), c)) {
        let (taken, rest) = name.split_at(end);
        if let Piece::Value(value) = piece
            && !accepts(value, taken)
        {
            continue;
        }
        if let Some(mut values) = matches(following, rest, accepts) {
            if matches!(piece, Piece::Value(_)) {
                values.insert(0, taken);
            }
            return Some(values);
        }
    }
    None
}

/// The patterns without alternatives that a pattern stands for; `None` if a bracket is not closed.
#[allow(dead_code, reason = "the build script is the one that compiles rules")]
pub(crate) fn spelt_out(pattern: &str) -> Option<Vec<String>> {
    let Some((before, rest)) = pattern.split_once('[') else {
        return Some(vec![pattern.to_owned()]);
    };
    let (alternatives, after) = rest.split_once(']')?;
    let mut all = Vec::new();
    for tail in spelt_out(after)? {
        all.extend(alternatives.split('|').map(|alternative| format!("{before}{alternative}{tail}")));
    }
    Some(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values<'n>(pattern: &str, name: &'n str) -> Option<Vec<&'n str>> {
        let digits = |value: &str, text: &str| {
            value != "number" || text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        };
        matches(&pieces(pattern)?, name, &digits)
    }

    #[test]
    fn text_matches_itself_alone() {
        assert_eq!(values("curl", "curl"), Some(vec![]));
        assert_eq!(values("curl", "curls"), None);
        assert_eq!(values("curl", "cur"), None);
    }

    #[test]
    fn a_value_is_what_stands_between_the_texts() {
        assert_eq!(values("lib{perl}-perl", "libwww-perl"), Some(vec!["www"]));
        assert_eq!(values("lib{perl}-perl", "lib-perl"), None);
        assert_eq!(values("{a}-{b}", "x-y-z"), Some(vec!["x-y", "z"]));
    }

    #[test]
    fn a_value_is_only_what_is_accepted() {
        assert_eq!(values("php{number}-{ext}", "php8.2-curl"), Some(vec!["8.2", "curl"]));
        assert_eq!(values("php{number}-{ext}", "php-curl"), None);
    }

    #[test]
    fn a_star_takes_anything_but_nothing() {
        assert_eq!(values("linux-*", "linux-headers-6.1"), Some(vec![]));
        assert_eq!(values("linux-*", "linux-"), None);
        assert_eq!(values("*-doc", "é-doc"), Some(vec![]));
    }

    #[test]
    fn alternatives_are_spelt_out() {
        assert_eq!(spelt_out("a[-b|]c[1|2]"), Some(vec!["a-bc1".into(), "ac1".into(), "a-bc2".into(), "ac2".into()]));
        assert_eq!(spelt_out("a[b"), None);
    }

    #[test]
    fn an_open_brace_is_no_pattern() {
        assert_eq!(pieces("a{b"), None);
    }
}
