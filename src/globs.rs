//! Patterns with `*`, `?`, `[…]` and `{…}`, of bearable size.

use globset::{GlobBuilder, GlobMatcher};
use thiserror::Error;

/// The longest pattern, in bytes.
const MAX_LENGTH: usize = 1024;

/// How many alternatives in braces one may have: more of them in each other are more than a regular expression holds.
const MAX_BRACES: usize = 32;

/// Why a pattern cannot be used.
#[derive(Clone, Debug, Error)]
pub(crate) enum BadGlob {
    /// It is too long.
    #[error("it has more than {MAX_LENGTH} bytes")]
    TooLong,
    /// It has too many alternatives.
    #[error("it has more than {MAX_BRACES} braces")]
    TooManyBraces,
    /// It is malformed.
    #[error("{0}")]
    Malformed(globset::ErrorKind),
}

/// Reads a pattern. With `literal_separator` a wildcard is no slash.
pub(crate) fn matcher(pattern: &str, literal_separator: bool) -> Result<GlobMatcher, BadGlob> {
    if pattern.len() > MAX_LENGTH {
        return Err(BadGlob::TooLong);
    }
    if pattern.matches('{').count() > MAX_BRACES {
        return Err(BadGlob::TooManyBraces);
    }
    let glob = GlobBuilder::new(pattern).literal_separator(literal_separator).build();
    // Smaller ones are always a regular expression that can be compiled.
    glob.map(|glob| glob.compile_matcher()).map_err(|error| BadGlob::Malformed(error.kind().clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_patterns_can_be_compiled() {
        for piece in ["*a", "**/", "?", "[!a-z]", "[a-zé]", "{a,b}", "漢"] {
            let fits = MAX_LENGTH / piece.len();
            let times = if piece.contains('{') { MAX_BRACES } else { fits };
            assert!(matcher(&piece.repeat(times), true).is_ok(), "{piece}");
            assert!(matcher(&piece.repeat(fits + 1), true).is_err(), "{piece}");
        }
        let nested = |times: usize| format!("{}b{}", "{a,".repeat(times), "}".repeat(times));
        assert!(matcher(&nested(MAX_BRACES), false).is_ok());
        assert!(matches!(matcher(&nested(MAX_BRACES + 1), false), Err(BadGlob::TooManyBraces)));
        assert!(matches!(matcher("[z-a]", false), Err(BadGlob::Malformed(_))));
    }
}
