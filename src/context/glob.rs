//! Patterns for paths: those of COPY (Go's `filepath.Match`) and those of `.dockerignore` (moby's patternmatcher).
//!
//! The crates `globset`, `glob` and `ignore` are not used: to them `{a,b}` is a choice, `[!a]` a negation, `[]a]` and
//! `[a-]` are classes, and `**` needs a whole path part of its own. Docker has `[^a]` alone, refuses such classes,
//! and lets `a**` and `**a` mean something.

use regex::Regex;
use thiserror::Error;

use super::{ContextPath, path};

/// Why a pattern is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum GlobError {
    /// A `[…]` that is empty, not closed, or has a `-` without both ends; or a `\` at the end.
    #[error("a `[…]` is not well formed, or nothing follows the last `\\`")]
    Malformed,
    /// Too long to be compiled.
    #[error("the pattern is too long")]
    TooLong,
}

/// The pattern of a COPY or ADD source.
#[derive(Clone, Debug)]
pub struct Glob {
    base: ContextPath,
    matcher: Matcher,
    depth: Option<usize>,
}

impl Glob {
    /// A source of COPY as BuildKit reads it: `*` and `?` stop at slashes, and `**` is no more than `*`. From the first
    /// part with a wildcard on, `\` escapes; before it, `\` is a character like any other.
    pub fn new(pattern: &str) -> Result<Self, GlobError> {
        let whole = ContextPath::new(pattern);
        let fixed = whole.parts().take_while(|part| !has_wildcards(part)).count();
        let base = whole.parts().take(fixed).fold(ContextPath::root(), |path, part| path.child(part));
        if fixed == whole.depth() {
            return Ok(Glob {
                depth: Some(fixed),
                matcher: Matcher::Exact(base.as_str().to_owned()),
                base: base.parent(),
            });
        }
        let mut tokens: Vec<Token> = base.as_str().chars().map(Token::Char).collect();
        if !base.is_root() {
            tokens.push(Token::Char('/'));
        }
        let rest = whole.as_str().strip_prefix(base.as_str()).unwrap_or_default().trim_start_matches('/');
        tokens.extend(parse(rest, false)?.tokens);
        // A class may stand for a slash.
        let slashes = tokens.iter().filter(|token| matches!(token, Token::Char('/') | Token::Class { .. })).count();
        Ok(Glob { base, matcher: Matcher::regex(&tokens)?, depth: Some(slashes + 1) })
    }

    /// A source of `COPY --parents`, where `**` stands for any number of folders.
    pub fn parents(pattern: &str) -> Result<Self, GlobError> {
        let whole = ContextPath::new(pattern);
        let special = |part: &&str| part.contains(['*', '?', '[', '\\']);
        let fixed = whole.parts().take_while(|part| !special(part)).count().min(whole.depth().saturating_sub(1));
        let base = whole.parts().take(fixed).fold(ContextPath::root(), |path, part| path.child(part));
        let parsed = parse(whole.as_str(), true)?;
        let bounded = !parsed.tokens.iter().any(|token| matches!(token, Token::Folders { .. } | Token::Rest));
        let slashes = whole.as_str().matches(['/', '[']).count();
        Ok(Glob { base, matcher: parsed.matcher()?, depth: bounded.then_some(slashes + 1) })
    }

    /// Whether a source of COPY is a pattern rather than the path of one file or folder.
    pub fn is_pattern(source: &str) -> bool {
        has_wildcards(source)
    }

    /// Whether a path of the context, without leading slash, is one of those meant.
    pub fn matches(&self, path: &str) -> bool {
        self.matcher.matches(path)
    }

    /// The folder below which everything that the pattern matches is.
    pub(super) fn base(&self) -> &ContextPath {
        &self.base
    }

    /// Whether something in `folder` might match.
    pub(super) fn may_match_below(&self, folder: &ContextPath) -> bool {
        self.depth.is_none_or(|depth| folder.depth() < depth)
    }
}

fn has_wildcards(text: &str) -> bool {
    let mut chars = text.chars();
    while let Some(ch) = chars.next() {
        match ch {
            '*' | '?' | '[' => return true,
            '\\' => {
                chars.next();
            }
            _ => {}
        }
    }
    false
}

/// How a path is compared.
#[derive(Clone, Debug)]
pub(super) enum Matcher {
    /// With a text.
    Exact(String),
    /// By how it begins.
    Prefix(String),
    /// By how it ends; `alone` is the text without its leading slash, which may also be the whole path.
    Suffix { suffix: String, alone: Option<String> },
    /// By all else.
    Regex(Box<Regex>),
}

impl Matcher {
    /// The matcher of a pattern of `.dockerignore`, cleaned and without its `!`.
    pub(super) fn ignore(pattern: &str) -> Result<Self, GlobError> {
        parse(pattern, true)?.matcher()
    }

    pub(super) fn matches(&self, path: &str) -> bool {
        match self {
            Matcher::Exact(text) => path == text,
            Matcher::Prefix(prefix) => path.starts_with(prefix.as_str()),
            Matcher::Suffix { suffix, alone } => {
                path.ends_with(suffix.as_str()) || alone.as_ref().is_some_and(|alone| path == alone)
            }
            Matcher::Regex(regex) => regex.is_match(path),
        }
    }

    fn regex(tokens: &[Token]) -> Result<Self, GlobError> {
        let body: String = tokens.iter().map(Token::regex).collect();
        let regex = Regex::new(&format!(r"(?s)\A{body}\z")).map_err(|_| GlobError::TooLong)?;
        Ok(Matcher::Regex(Box::new(regex)))
    }
}

/// A piece of a pattern.
#[derive(Clone, Debug, PartialEq)]
enum Token {
    /// Itself.
    Char(char),
    /// `*`: anything without a slash.
    Star,
    /// `?`: one character that is no slash.
    Question,
    /// `[…]`: one character. A negated class holds the slash, as in Go.
    Class { negated: bool, ranges: Vec<(char, char)> },
    /// `**` or `**/` before something: any number of folders. `slash` tells which of the two.
    Folders { slash: bool },
    /// `**` or `**/` at the end: anything.
    Rest,
}

impl Token {
    fn regex(&self) -> String {
        match self {
            Token::Char(ch) => regex::escape(ch.encode_utf8(&mut [0; 4])),
            Token::Star => "[^/]*".to_owned(),
            Token::Question => "[^/]".to_owned(),
            Token::Folders { .. } => "(?:.*/)?".to_owned(),
            Token::Rest => ".*".to_owned(),
            Token::Class { negated, ranges } => {
                let sign = if *negated { "^" } else { "" };
                let ranges: String = ranges
                    .iter()
                    .filter(|(low, high)| low <= high)
                    .map(|(low, high)| format!(r"\x{{{:x}}}-\x{{{:x}}}", *low as u32, *high as u32))
                    .collect();
                match (ranges.is_empty(), negated) {
                    (false, _) => format!("[{sign}{ranges}]"),
                    // Only reversed ranges: no character at all.
                    (true, false) => r"[^\s\S]".to_owned(),
                    (true, true) => ".".to_owned(),
                }
            }
        }
    }
}

struct Parsed {
    tokens: Vec<Token>,
    /// Whether a `\` stood somewhere.
    escapes: bool,
}

impl Parsed {
    /// Chooses the matcher as patternmatcher does. The choice shows: `**a` means everything that ends in `a`, but
    /// `**a*` means a last part that begins with `a`.
    fn matcher(&self) -> Result<Matcher, GlobError> {
        let literal = |tokens: &[Token]| -> Option<String> {
            tokens.iter().map(|token| if let Token::Char(ch) = token { Some(*ch) } else { None }).collect()
        };
        if let Some(text) = literal(&self.tokens) {
            return Ok(Matcher::Exact(text));
        }
        if let ([start @ .., Token::Rest], false) = (self.tokens.as_slice(), self.escapes)
            && let Some(prefix) = literal(start)
        {
            return Ok(Matcher::Prefix(prefix));
        }
        if let ([Token::Folders { slash }, end @ ..], false) = (self.tokens.as_slice(), self.escapes)
            && let Some(text) = literal(end)
        {
            return Ok(match slash {
                true => Matcher::Suffix { suffix: format!("/{text}"), alone: Some(text) },
                false => Matcher::Suffix { suffix: text, alone: None },
            });
        }
        Matcher::regex(&self.tokens)
    }
}

/// Reads a pattern by the grammar of Go's `filepath.Match`, with patternmatcher's `**` on top if `double_star`.
///
/// Patternmatcher hands the inside of `[…]` and what follows a `\` to a regular expression unchanged, so that `[*]` or
/// `\d` come to mean something by accident. Here they mean what the grammar says.
fn parse(pattern: &str, double_star: bool) -> Result<Parsed, GlobError> {
    let mut parsed = Parsed { tokens: Vec::new(), escapes: false };
    let mut chars = pattern.chars().peekable();
    while let Some(ch) = chars.next() {
        let token = match ch {
            '*' if double_star && chars.next_if_eq(&'*').is_some() => {
                let slash = chars.next_if_eq(&'/').is_some();
                if chars.peek().is_none() { Token::Rest } else { Token::Folders { slash } }
            }
            '*' => Token::Star,
            '?' => Token::Question,
            '[' => class(&mut chars)?,
            '\\' => {
                parsed.escapes = true;
                Token::Char(chars.next().ok_or(GlobError::Malformed)?)
            }
            _ => Token::Char(ch),
        };
        parsed.tokens.push(token);
    }
    Ok(parsed)
}

type Chars<'a> = std::iter::Peekable<std::str::Chars<'a>>;

/// What follows a `[`.
fn class(chars: &mut Chars<'_>) -> Result<Token, GlobError> {
    let negated = chars.next_if_eq(&'^').is_some();
    let mut ranges = Vec::new();
    while ranges.is_empty() || chars.next_if_eq(&']').is_none() {
        let low = class_char(chars)?;
        let high = if chars.next_if_eq(&'-').is_some() { class_char(chars)? } else { low };
        ranges.push((low, high));
    }
    Ok(Token::Class { negated, ranges })
}

fn class_char(chars: &mut Chars<'_>) -> Result<char, GlobError> {
    match chars.next() {
        None | Some('-' | ']') => Err(GlobError::Malformed),
        Some('\\') => chars.next().ok_or(GlobError::Malformed),
        Some(ch) => Ok(ch),
    }
}

/// The cleaned form of a pattern in a `.dockerignore`.
pub(super) fn clean_pattern(pattern: &str) -> String {
    let clean = path::clean(pattern);
    match clean.strip_prefix('/') {
        Some(rest) if !rest.is_empty() => rest.to_owned(),
        _ => clean,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn copy(pattern: &str, path: &str) -> bool {
        Glob::new(pattern).unwrap().matches(path)
    }

    #[test]
    fn copy_patterns_match_as_in_go() {
        for (pattern, path, expected) in [
            ("abc", "abc", true),
            ("*", "abc", true),
            ("*c", "abc", true),
            ("a*", "ab/c", false),
            ("a*/b", "abc/b", true),
            ("a*/b", "a/c/b", false),
            ("a*b*c*d*e*/f", "axbxcxdxe/f", true),
            ("a*b*c*d*e*/f", "axbxcxdxe/xxx/f", false),
            ("a?b", "a/b", false),
            ("a?c", "aéc", true),
            ("ab[c]", "abc", true),
            ("ab[b-d]", "abc", true),
            ("ab[e-g]", "abc", false),
            ("ab[^c]", "abc", false),
            ("ab[^e-g]", "abc", true),
            ("a[^a]b", "a/b", true),
            ("a[!x]b", "a!b", true),
            ("a[!x]b", "ayb", false),
            (r"a[\]]b", "a]b", true),
            (r"a\*b*", "a*bc", true),
            (r"a\*b*", "axbc", false),
            (r"a[\-x]*", "a-", true),
            ("[c-a]*", "b", false),
            ("{a,b}*", "a", false),
            ("{a,b}*", "{a,b}c", true),
            ("a**c", "abc", true),
            ("a/**/c", "a/x/c", true),
            ("a/**/c", "a/x/y/c", false),
            ("/src/../lib/./*.so", "lib/x.so", true),
            (r"odd\name", r"odd\name", true),
            ("package*.json", "package-lock.json", true),
            ("package*.json", "sub/package.json", false),
        ] {
            assert_eq!(copy(pattern, path), expected, "{pattern} {path}");
        }
    }

    #[test]
    fn malformed_patterns_are_refused() {
        for pattern in ["[]a]*", "[", "[^", "[^bc", "[-x]", "[x-]", "[a-b-c]", "a*\\", "[a-\\"] {
            assert_eq!(Glob::new(pattern).unwrap_err(), GlobError::Malformed, "{pattern}");
        }
    }

    #[test]
    fn ignore_patterns_match_as_in_patternmatcher() {
        for (pattern, path, expected) in [
            ("**", "file", true),
            ("**", "dir/file", true),
            ("**/", "dir/file", true),
            ("**/**", "dir/file", true),
            ("dir/**", "dir/file", true),
            ("dir/**", "dir", false),
            ("dir/**", "dir/a/b", true),
            ("**/dir", "dir", true),
            ("**/dir", "a/b/dir", true),
            ("**/dir", "adir", false),
            ("**dir", "adir", true),
            ("**dir*", "adir", false),
            ("**dir*", "a/dirx", true),
            ("**/dir2/*", "dir/dir2/file", true),
            ("**/*.txt", "a/b.txt", true),
            ("**/*.txt", "b.txt", true),
            ("a**/*.txt", "a/dir/dir/file.txt", true),
            ("a/*/*.txt", "a/dir/dir/file.txt", false),
            ("a**", "abc/d", true),
            ("a**", "ba", false),
            ("a/*", "a/b/c", false),
            ("a[b-d]e", "ae", false),
            ("a[b-d]e", "ace", true),
            ("[a-z]f*", "af/", false),
            (".*", ".foo", true),
            (".*", "foo", false),
            ("a.|)$(}+{bc", "a.|)$(}+{bc", true),
            ("abc.def", "abcZdef", false),
            ("ab?", "ab/", false),
            (r"a\**", "a*b", true),
            (r"**/foo\*", "xfoo*", false),
            (
                "dist/proxy.py-2.4.0rc3.dev36+g08acad9-py3-none-any.whl",
                "dist/proxy.py-2.4.0rc3.dev36+g08acad9-py3-none-any.whl",
                true,
            ),
        ] {
            assert_eq!(Matcher::ignore(pattern).unwrap().matches(path), expected, "{pattern} {path}");
        }
    }

    #[test]
    fn parents_go_through_folders() {
        let glob = Glob::parents("./src/**/*.rs").unwrap();
        assert_eq!(glob.base().as_str(), "src");
        assert!(glob.matches("src/a.rs") && glob.matches("src/a/b/c.rs"));
        assert!(!glob.matches("a.rs"));
        assert!(glob.may_match_below(&ContextPath::new("src/a/b/c/d")));
        let glob = Glob::parents("src/main.rs").unwrap();
        assert!(glob.matches("src/main.rs") && !glob.may_match_below(&ContextPath::new("src/a")));
    }

    #[test]
    fn knows_where_to_look() {
        let glob = Glob::new("a/b/*/c").unwrap();
        assert_eq!(glob.base().as_str(), "a/b");
        assert!(glob.may_match_below(&ContextPath::new("a/b/x")));
        assert!(!glob.may_match_below(&ContextPath::new("a/b/x/y")));
        assert!(Glob::is_pattern("a*") && !Glob::is_pattern(r"a\*"));
        assert!(Glob::new(".").unwrap().matches(""));
    }
}
