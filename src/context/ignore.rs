//! `.dockerignore`: what of the context a build does not get to see.

use std::path::Path;

use thiserror::Error;

use super::folder::read_regular;
use super::glob::{GlobError, Matcher, clean_pattern};
use super::resolve::resolve;
use super::{BuildContext, ContextError, ContextPath};
use crate::limits::Limits;
use crate::source::{SourceFile, Span, Text};

const FILE_NAME: &str = ".dockerignore";
const BOM: &str = "\u{feff}";

/// A `.dockerignore`, read by the rules of moby's `ignorefile` and `patternmatcher`.
#[derive(Clone, Debug)]
pub struct Ignore {
    /// The file.
    pub source: SourceFile,
    /// Its patterns, in order. A later one overrules those before it.
    pub patterns: Vec<IgnorePattern>,
    /// The lines that Docker refuses, and the build with them.
    pub errors: Vec<PatternError>,
}

/// A line of a `.dockerignore`.
#[derive(Clone, Debug)]
pub struct IgnorePattern {
    /// The line without white space around it.
    pub span: Span,
    /// The pattern in its shortest form, without `!` and leading slash.
    pub text: String,
    /// Whether it brings files back: it was written with a `!`.
    pub exception: bool,
    matcher: Matcher,
}

/// A line that is no pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatternError {
    /// The line without white space around it.
    pub span: Span,
    /// What is wrong.
    pub kind: PatternErrorKind,
}

/// What can be wrong with a line of a `.dockerignore`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PatternErrorKind {
    /// A `!` and nothing else.
    #[error("nothing follows the `!`")]
    EmptyException,
    /// Not a pattern.
    #[error(transparent)]
    Pattern(#[from] GlobError),
}

impl BuildContext {
    /// What this context is to be read without: by `<Dockerfile>.dockerignore` beside the Dockerfile if that is there,
    /// else by `.dockerignore` in the context's root. `None` if there is neither.
    ///
    /// `dockerfile` is the Dockerfile's path in the file system, wherever that is.
    pub fn ignore(&self, dockerfile: Option<&Path>) -> Result<Option<Ignore>, ContextError> {
        if let Some(source) = dockerfile.map(beside).transpose()?.flatten() {
            return Ok(Some(Ignore::parse(source)));
        }
        Ok(self.read(FILE_NAME)?.map(|file| Ignore::parse(file.source.clone())))
    }
}

fn beside(dockerfile: &Path) -> Result<Option<SourceFile>, ContextError> {
    let Some(name) = dockerfile.file_name() else { return Ok(None) };
    let name = format!("{}{FILE_NAME}", name.to_string_lossy());
    let folder = dockerfile.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let path = ContextPath::new(&name);
    let Some(place) = resolve(folder, &path)? else { return Ok(None) };
    let bytes = read_regular(&place.real, &path, Limits::default().context_file_size)?;
    Ok(Some(SourceFile::new(dockerfile.with_file_name(name).display().to_string(), bytes)))
}

impl Ignore {
    /// Reads the lines of a `.dockerignore`.
    pub fn parse(source: SourceFile) -> Self {
        let mut patterns = Vec::new();
        let mut errors = Vec::new();
        for number in 1..=source.lines().count() {
            let line = Text::verbatim(source.bytes(), source.lines().span(number));
            let line = match line.as_str().strip_prefix(BOM) {
                Some(rest) if number == 1 => line.slice_of(rest),
                _ => line,
            };
            let text = line.trimmed();
            // White space before a `#` makes it part of a name.
            if line.as_str().starts_with('#') || text.is_empty() {
                continue;
            }
            match IgnorePattern::read(&text) {
                Ok(pattern) => patterns.push(pattern),
                Err(kind) => errors.push(PatternError { span: text.span(), kind }),
            }
        }
        Self { source, patterns, errors }
    }

    /// The pattern by which `path`, a path of the context, is left out; `None` if the build sees it.
    ///
    /// A path is left out with the folders around it: a pattern that matches one of them matches the path.
    pub fn matches(&self, path: &str) -> Option<&IgnorePattern> {
        let path = ContextPath::new(path);
        let mut by = None;
        for pattern in &self.patterns {
            if pattern.exception == by.is_some() && path.with_ancestors().any(|part| pattern.matcher.matches(part)) {
                by = (!pattern.exception).then_some(pattern);
            }
        }
        by
    }

    /// Whether some pattern brings files back, so that a folder that is left out may hold some that are not.
    pub fn has_exceptions(&self) -> bool {
        self.patterns.iter().any(|pattern| pattern.exception)
    }
}

impl IgnorePattern {
    fn read(line: &Text) -> Result<Self, PatternErrorKind> {
        let (exception, pattern) = match line.as_str().strip_prefix('!') {
            Some(rest) => (true, rest.trim()),
            None => (false, line.as_str()),
        };
        if pattern.is_empty() {
            return Err(PatternErrorKind::EmptyException);
        }
        let text = clean_pattern(pattern);
        Ok(Self { span: line.span(), matcher: Matcher::ignore(&text)?, text, exception })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ignore(text: &str) -> Ignore {
        Ignore::parse(SourceFile::new(FILE_NAME, text))
    }

    #[track_caller]
    fn assert_left_out(lines: &str, path: &str, expected: bool) {
        assert_eq!(ignore(lines).matches(path).is_some(), expected, "{lines:?} {path}");
    }

    #[test]
    fn leaves_out_what_patternmatcher_leaves_out() {
        for (lines, path, expected) in [
            ("docs", "docs/README.md", true),
            ("docs/", "docs/README.md", true),
            ("/docs", "docs/a/b", true),
            ("./docs/.", "docs/a", true),
            ("docs", "src/docs/a", false),
            ("**/docs", "src/docs/a", true),
            ("*\n!README.md", "README.md", false),
            ("*\n!README.md", "src/README.md", true),
            ("docs\n!docs/README.md", "docs/README.md", false),
            ("docs\n!docs/README.md", "docs/CHANGES.md", true),
            ("docs/*\n!docs/a", "docs/a/b", false),
            ("!docs/README.md\ndocs", "docs/README.md", true),
            ("*.md\n!README*.md\nREADME-secret.md", "README-secret.md", true),
            ("*.md\n!README*.md\nREADME-secret.md", "README.md", false),
            ("**\n!src\n!src/**", "src/main.rs", false),
            ("  node_modules  ", "node_modules/x", true),
            ("! x\nx", "x", true),
            ("x\n! x", "x", false),
            ("x\n!/x", "x", false),
            ("#x", "#x", false),
            (" #x", "#x", true),
            (r"\!x", "!x", true),
            ("a\r\nb\r\n", "a", true),
            ("\u{feff}a\n", "a", true),
            (".", "a", false),
            ("*", "", false),
            ("*/temp*", "a/temporary.txt", true),
            ("*/*/temp*", "a/temporary.txt", false),
            ("a/../b", "b", true),
            ("é?", "éx/y", true),
        ] {
            assert_left_out(lines, path, expected);
        }
    }

    #[test]
    fn tells_which_pattern_it_was() {
        let ignore = ignore("# logs\n*.log\n\n  /secret/ \n!secret/x\n");
        assert_eq!(ignore.patterns.len(), 3);
        let pattern = ignore.matches("secret/key").unwrap();
        assert_eq!((pattern.text.as_str(), ignore.source.text(pattern.span).as_ref()), ("secret", "/secret/"));
        assert_eq!(ignore.source.position(pattern.span.start).line, 4);
        assert!(ignore.has_exceptions());
    }

    #[test]
    fn keeps_what_is_wrong_apart() {
        let ignore = ignore("!\n[a\nb\n");
        assert_eq!(
            ignore.errors,
            [
                PatternError { span: Span::new(0, 1), kind: PatternErrorKind::EmptyException },
                PatternError { span: Span::new(2, 4), kind: PatternErrorKind::Pattern(GlobError::Malformed) },
            ]
        );
        assert!(ignore.matches("b").is_some());
    }

    #[test]
    fn bytes_that_are_not_utf8_do_no_harm() {
        let ignore = Ignore::parse(SourceFile::new(FILE_NAME, b"\xff\xfe\nb\n".as_slice()));
        assert!(ignore.matches("b").is_some());
    }
}
