use std::path::Path;

use globset::GlobMatcher;
use thiserror::Error;

use crate::globs;

/// A pattern over paths, as in a `.gitignore`: `*` stays in one folder, `**` does not; a pattern without a slash is about
/// names at any depth; what matches a folder matches everything in it.
#[derive(Clone, Debug)]
pub(crate) struct PathPattern(GlobMatcher);

/// A pattern that is none.
#[derive(Clone, Debug, Error)]
#[error("this is no pattern for paths: {0}")]
pub(crate) struct BadPattern(String);

impl PathPattern {
    /// Reads a pattern.
    pub(crate) fn new(pattern: &str) -> Result<Self, BadPattern> {
        let trimmed = pattern.trim().strip_prefix("./").unwrap_or(pattern.trim()).trim_end_matches('/');
        if trimmed.is_empty() {
            return Err(BadPattern("it is empty".to_owned()));
        }
        let anchored = match trimmed.strip_prefix('/') {
            Some(rest) => rest.to_owned(),
            None if trimmed.contains('/') => trimmed.to_owned(),
            None => format!("**/{trimmed}"),
        };
        globs::matcher(&anchored, true).map(Self).map_err(|error| BadPattern(error.to_string()))
    }

    /// Whether it is about this path, which is relative to the folder of the pattern.
    pub(crate) fn is_match(&self, path: &Path) -> bool {
        path.ancestors().filter(|path| !path.as_os_str().is_empty()).any(|path| self.0.is_match(path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pattern: &str, good: &[&str], bad: &[&str]) {
        let it = PathPattern::new(pattern).unwrap();
        for path in good {
            assert!(it.is_match(Path::new(path)), "{pattern} {path}");
        }
        for path in bad {
            assert!(!it.is_match(Path::new(path)), "{pattern} {path}");
        }
    }

    #[test]
    fn patterns_are_those_of_gitignore() {
        check("vendor", &["vendor/Dockerfile", "a/vendor/b/Dockerfile"], &["vendored/Dockerfile"]);
        check("*.dev.Dockerfile", &["api.dev.Dockerfile", "x/y.dev.Dockerfile"], &["dev.Dockerfile"]);
        check(
            "services/*/Dockerfile",
            &["services/api/Dockerfile"],
            &["services/a/b/Dockerfile", "x/services/a/Dockerfile"],
        );
        check("services/**", &["services/a/b/Dockerfile"], &["service/Dockerfile"]);
        check("./legacy/", &["legacy/Dockerfile"], &["a/b"]);
        check("/Dockerfile", &["Dockerfile"], &["a/Dockerfile"]);
        check("{a,b}/Dockerfile*", &["a/Dockerfile", "b/Dockerfile.dev"], &["c/Dockerfile"]);
        for bad in ["", " ", "[a", "{a"] {
            assert!(PathPattern::new(bad).is_err(), "{bad}");
        }
    }
}
