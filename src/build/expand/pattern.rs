//! The patterns of `${name#…}`, `${name%…}` and `${name/…/…}`: `?` is any character, `*` any text, `\` escapes.

use regex::Regex;

/// The longest pattern that is compiled, in bytes. Those that people write are a few characters long.
const MAX_LENGTH: usize = 1024;

/// A shell pattern. It has no bracket expressions: BuildKit knows none.
pub(super) struct Pattern(Regex);

impl Pattern {
    /// A pattern that matches at the start of a text, or at its end if `suffix`.
    pub(super) fn anchored(pattern: &str, longest: bool, suffix: bool) -> Result<Self, String> {
        // The shortest match at the end is the shortest at the start when both texts are read backwards.
        let reversed;
        let pattern = if suffix {
            reversed = reversed_pattern(pattern);
            &reversed
        } else {
            pattern
        };
        Ok(Self(compile(pattern, longest, "^")?))
    }

    /// A pattern that matches anywhere, and as much as it can.
    pub(super) fn anywhere(pattern: &str) -> Result<Self, String> {
        Ok(Self(compile(pattern, true, "")?))
    }

    /// `value` with the first match, or all of them, replaced. Only for all of them, `$1` and its like in the
    /// replacement mean parts of the match; there are none, so they vanish.
    pub(super) fn replace(&self, value: &str, replacement: &str, all: bool) -> String {
        if all {
            self.0.replace_all(value, replacement).into_owned()
        } else {
            self.0.replacen(value, 1, regex::NoExpand(replacement)).into_owned()
        }
    }
}

/// `value` without the prefix, or suffix, that an anchored pattern matches.
pub(super) fn trim(pattern: &Pattern, value: &str, suffix: bool) -> String {
    if suffix {
        let reversed: String = value.chars().rev().collect();
        without_prefix(pattern, &reversed).chars().rev().collect()
    } else {
        without_prefix(pattern, value).to_owned()
    }
}

fn without_prefix<'v>(pattern: &Pattern, value: &'v str) -> &'v str {
    let end = pattern.0.find(value).map_or(0, |found| found.end());
    value.get(end..).unwrap_or_default()
}

fn compile(pattern: &str, longest: bool, anchor: &str) -> Result<Regex, String> {
    if pattern.len() > MAX_LENGTH {
        return Err(format!("it is longer than {MAX_LENGTH} bytes"));
    }
    let mut expression = anchor.to_owned();
    let mut chars = pattern.chars().peekable();
    while let Some(ch) = chars.next() {
        match ch {
            '*' => expression.push_str(if longest { ".*" } else { ".*?" }),
            '?' => expression.push('.'),
            // Within `${…}`, `}` and `/` have to be escaped, and that escape is not the pattern's.
            '\\' if matches!(chars.peek(), Some('}' | '/')) => {}
            '\\' => match chars.next() {
                Some(escaped @ ('*' | '?' | '\\')) => push_literal(&mut expression, escaped),
                Some(other) => return Err(format!("`\\{other}` is no escape")),
                None => return Err("it ends with a `\\`".to_owned()),
            },
            _ => push_literal(&mut expression, ch),
        }
    }
    Regex::new(&expression).map_err(|_| "it is too complex".to_owned())
}

fn push_literal(expression: &mut String, ch: char) {
    expression.push_str(&regex::escape(ch.encode_utf8(&mut [0; 4])));
}

/// The pattern backwards, each `\` still before the character that it escapes.
fn reversed_pattern(pattern: &str) -> String {
    let mut units: Vec<String> = Vec::new();
    let mut chars = pattern.chars();
    while let Some(ch) = chars.next() {
        let mut unit = String::from(ch);
        if ch == '\\' {
            unit.extend(chars.next());
        }
        units.push(unit);
    }
    units.into_iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_away_the_shortest_or_the_longest_end() {
        let trimmed = |pattern: &str, longest, suffix, value| {
            trim(&Pattern::anchored(pattern, longest, suffix).unwrap(), value, suffix)
        };
        assert_eq!(trimmed("*.", false, false, "a.b.c"), "b.c");
        assert_eq!(trimmed("*.", true, false, "a.b.c"), "c");
        assert_eq!(trimmed(".*", false, true, "a.b.c"), "a.b");
        assert_eq!(trimmed(".*", true, true, "a.b.c"), "a");
        assert_eq!(trimmed("é?", false, true, "caféx"), "caf");
        assert_eq!(trimmed("x", false, true, "abc"), "abc");
    }

    #[test]
    fn escapes_stay_in_front_of_what_they_escape() {
        for (pattern, expected) in [(r"a\*c", r"c\*a"), (r"\\\ab", r"b\a\\"), (r"ab\", r"\ba"), (r"\\b", r"b\\")] {
            assert_eq!(reversed_pattern(pattern), expected, "{pattern}");
        }
    }

    #[test]
    fn refuses_escapes_of_ordinary_characters() {
        for pattern in ["\\", "\\x", "\\\\\\"] {
            assert!(Pattern::anywhere(pattern).is_err(), "{pattern}");
        }
        assert!(Pattern::anywhere(&"?".repeat(2000)).is_err());
    }
}
