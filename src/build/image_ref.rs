use std::fmt;
use std::ops::Range;
use std::sync::LazyLock;

use dockerfile_parser::ImageRef as Split;
use regex::Regex;
use thiserror::Error;

use crate::source::Span;

/// A reference to an image in a registry, and where its parts stand in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageRef {
    /// The reference as it is after expansion.
    pub text: String,
    /// Where it stands.
    pub span: Span,
    /// The registry's host, with its port; `None` when it is left to the default, Docker Hub.
    pub registry: Option<Part>,
    /// The repository, such as `library/debian` or `debian`, as written.
    pub repository: Part,
    /// The tag, if there is one.
    pub tag: Option<Part>,
    /// The digest with its algorithm, such as `sha256:…`, if there is one.
    pub digest: Option<Part>,
}

/// A part of a reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its text.
    pub value: String,
    /// The bytes that it came from. For a part with a variable in it, the whole `${…}` belongs to it.
    pub span: Span,
}

/// A text that is no image reference.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("`{text}` is no image reference: {reason}")]
pub struct ImageRefError {
    /// The text.
    pub text: String,
    /// What is wrong with it.
    pub reason: ImageRefReason,
}

/// Why a text is no image reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ImageRefReason {
    /// It is the id of an image, 64 hexadecimal digits.
    #[error("64 hexadecimal digits are the id of an image, not its name")]
    Identifier,
    /// The repository has capital letters.
    #[error("the name of a repository is in lower case")]
    UpperCase,
    /// The repository's name breaks the rules of the format.
    #[error("the name is not of the form registry/repository:tag@digest")]
    Format,
    /// The repository's name is too long.
    #[error("the name is longer than 255 characters")]
    TooLong,
    /// The tag breaks the rules.
    #[error("a tag has up to 128 letters, digits, `_`, `.` and `-`, and begins with none of the last two")]
    Tag,
    /// The digest breaks the rules.
    #[error("a digest is sha256:, sha384: or sha512: with as many hexadecimal digits in lower case as belong to it")]
    Digest,
}

/// The longest repository name, without the registry.
const MAX_REPOSITORY: usize = 255;
const DEFAULT_REGISTRY: &str = "docker.io";
const OLD_DEFAULT_REGISTRY: &str = "index.docker.io";
const OFFICIAL: &str = "library/";

impl ImageRef {
    /// Reads a reference by the grammar of the distribution project (`github.com/distribution/reference`), as BuildKit
    /// does. `place` tells where in the file a range of the text came from.
    pub fn parse(text: &str, place: impl Fn(Range<usize>) -> Span) -> Result<Self, ImageRefError> {
        let ranges = Ranges::find(text);
        ranges.check(text).map_err(|reason| ImageRefError { text: text.to_owned(), reason })?;
        let part = |range: Range<usize>| Part { value: slice(text, &range).to_owned(), span: place(range) };
        Ok(ImageRef {
            text: text.to_owned(),
            span: place(0..text.len()),
            registry: ranges.registry.map(part),
            repository: part(ranges.repository),
            tag: ranges.tag.map(part),
            digest: ranges.digest.map(part),
        })
    }

    /// The registry's host, Docker Hub's `docker.io` if none is written.
    pub fn host(&self) -> &str {
        self.registry
            .as_ref()
            .map(|part| part.value.as_str())
            .filter(|host| *host != OLD_DEFAULT_REGISTRY)
            .unwrap_or(DEFAULT_REGISTRY)
    }

    /// The repository within its registry, with the `library/` of official images.
    pub fn path(&self) -> String {
        let repository = &self.repository.value;
        if self.host() == DEFAULT_REGISTRY && !repository.contains('/') {
            format!("{OFFICIAL}{repository}")
        } else {
            repository.clone()
        }
    }

    /// The name that people use: without registry and `library/` on Docker Hub, with the registry elsewhere.
    pub fn familiar_name(&self) -> String {
        let path = self.path();
        match self.host() {
            DEFAULT_REGISTRY => path.strip_prefix(OFFICIAL).map(str::to_owned).unwrap_or(path),
            host => format!("{host}/{path}"),
        }
    }

    /// The tag's text.
    pub fn tag(&self) -> Option<&str> {
        self.tag.as_ref().map(|part| part.value.as_str())
    }

    /// The digest's text.
    pub fn digest(&self) -> Option<&str> {
        self.digest.as_ref().map(|part| part.value.as_str())
    }

    /// The full reference that is pulled: with registry, `library/`, and `:latest` where neither tag nor digest is given.
    pub fn canonical(&self) -> String {
        let mut name = format!("{}/{}", self.host(), self.path());
        match (self.tag(), self.digest()) {
            (None, None) => name.push_str(":latest"),
            (tag, digest) => {
                name.extend(tag.map(|tag| format!(":{tag}")));
                name.extend(digest.map(|digest| format!("@{digest}")));
            }
        }
        name
    }
}

impl fmt::Display for ImageRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Whether `digest` names a known algorithm and has its digits.
pub(super) fn is_digest(digest: &str) -> bool {
    let Some((algorithm, digits)) = digest.split_once(':') else { return false };
    let length = match algorithm {
        "sha256" => 64,
        "sha384" => 96,
        "sha512" => 128,
        _ => return false,
    };
    digits.len() == length && digits.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

/// Where the parts of a reference begin and end.
struct Ranges {
    registry: Option<Range<usize>>,
    repository: Range<usize>,
    tag: Option<Range<usize>>,
    digest: Option<Range<usize>>,
}

impl Ranges {
    fn find(text: &str) -> Self {
        let (name_end, digest) = match text.find('@') {
            Some(at) => (at, Some(at + 1..text.len())),
            None => (text.len(), None),
        };
        let split = Split::parse(slice(text, &(0..name_end)));
        let mut registry = split.registry.as_ref().map(|registry| 0..registry.len());
        let start = registry.as_ref().map_or(0, |registry| registry.end + 1);
        let mut repository = start..start + split.image.len();
        let tag = split.tag.map(|_| repository.end + 1..name_end);
        // Namespaces have no capital letters, so a first component that has some is a host.
        if registry.is_none()
            && let Some((host, _)) = slice(text, &repository).split_once('/')
            && host.chars().any(char::is_uppercase)
        {
            registry = Some(0..host.len());
            repository.start = host.len() + 1;
        }
        Self { registry, repository, tag, digest }
    }

    fn check(&self, text: &str) -> Result<(), ImageRefReason> {
        let repository = slice(text, &self.repository);
        if text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
            return Err(ImageRefReason::Identifier);
        }
        if repository.chars().any(char::is_uppercase) {
            return Err(ImageRefReason::UpperCase);
        }
        let registry = self.registry.as_ref().map(|range| slice(text, range));
        if !registry.is_none_or(|registry| matches(&HOST, registry)) || !matches(&REPOSITORY, repository) {
            return Err(ImageRefReason::Format);
        }
        if repository.len() > MAX_REPOSITORY {
            return Err(ImageRefReason::TooLong);
        }
        if !self.tag.as_ref().is_none_or(|range| is_tag(slice(text, range))) {
            return Err(ImageRefReason::Tag);
        }
        if !self.digest.as_ref().is_none_or(|range| is_digest(slice(text, range))) {
            return Err(ImageRefReason::Digest);
        }
        Ok(())
    }
}

fn slice<'t>(text: &'t str, range: &Range<usize>) -> &'t str {
    text.get(range.clone()).unwrap_or_default()
}

fn matches(pattern: &LazyLock<Option<Regex>>, text: &str) -> bool {
    pattern.as_ref().is_some_and(|pattern| pattern.is_match(text))
}

static HOST: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let name = r"[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?";
    Regex::new(&format!(r"^(?:{name}(?:\.{name})*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?$")).ok()
});
static REPOSITORY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let component = r"[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
    Regex::new(&format!("^{component}(?:/{component})*$")).ok()
});

/// The longest tag (distribution/reference, `reference.go`).
const MAX_TAG: usize = 128;

fn is_tag(text: &str) -> bool {
    let word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    text.len() <= MAX_TAG
        && text.bytes().next().is_some_and(word)
        && text.bytes().all(|byte| word(byte) || matches!(byte, b'.' | b'-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<ImageRef, ImageRefError> {
        ImageRef::parse(text, Span::from)
    }

    #[track_caller]
    fn parts(text: &str) -> (Option<String>, String, Option<String>, Option<String>) {
        let image = parse(text).unwrap();
        let check = |part: &Part| {
            assert_eq!(part.span.bytes(text.as_bytes()), part.value.as_bytes(), "{text}");
            part.value.clone()
        };
        (
            image.registry.as_ref().map(check),
            check(&image.repository),
            image.tag.as_ref().map(check),
            image.digest.as_ref().map(check),
        )
    }

    #[test]
    fn finds_the_parts() {
        let owned = |text: &str| Some(text.to_owned());
        let digest = format!("sha256:{}", "0a".repeat(32));
        assert_eq!(parts("debian"), (None, "debian".into(), None, None));
        assert_eq!(parts("debian:12-slim"), (None, "debian".into(), owned("12-slim"), None));
        assert_eq!(parts("me/app:1"), (None, "me/app".into(), owned("1"), None));
        assert_eq!(parts("localhost:5000/a/b"), (owned("localhost:5000"), "a/b".into(), None, None));
        assert_eq!(parts("Host/app:1"), (owned("Host"), "app".into(), owned("1"), None));
        assert_eq!(parts("[::1]:5000/app"), (owned("[::1]:5000"), "app".into(), None, None));
        let text = format!("r.example.com/a/b:1.2@{digest}");
        assert_eq!(parts(&text), (owned("r.example.com"), "a/b".into(), owned("1.2"), owned(&digest)));
        assert_eq!(parts(&format!("a@{digest}")), (None, "a".into(), None, owned(&digest)));
    }

    #[test]
    fn refuses_what_the_grammar_refuses() {
        let reason = |text: &str| parse(text).unwrap_err().reason;
        assert_eq!(reason("REPLACE-ME"), ImageRefReason::UpperCase);
        assert_eq!(reason("gcr.io/Project/x"), ImageRefReason::UpperCase);
        assert_eq!(reason(&"0f".repeat(32)), ImageRefReason::Identifier);
        assert_eq!(reason("a:"), ImageRefReason::Tag);
        assert_eq!(reason("a:-x"), ImageRefReason::Tag);
        assert_eq!(reason(&format!("a:{}", "x".repeat(129))), ImageRefReason::Tag);
        assert_eq!(reason("a@sha256:abc"), ImageRefReason::Digest);
        assert_eq!(reason(&format!("a@md5:{}", "0".repeat(32))), ImageRefReason::Digest);
        assert_eq!(reason(&format!("a/{}", "x".repeat(256))), ImageRefReason::TooLong);
        for text in ["", ":", "a//b", "-a", "a-", "a_/b", "gcr.io//x:latest", "a b", "a___b", "/a", "a/", "http://x/y"]
        {
            assert_eq!(reason(text), ImageRefReason::Format, "{text}");
        }
    }

    #[test]
    fn completes_names() {
        let canonical = |text: &str| parse(text).unwrap().canonical();
        assert_eq!(canonical("debian"), "docker.io/library/debian:latest");
        assert_eq!(canonical("index.docker.io/debian:12"), "docker.io/library/debian:12");
        assert_eq!(canonical("me/app"), "docker.io/me/app:latest");
        assert_eq!(canonical("quay.io/app"), "quay.io/app:latest");
        assert_eq!(parse("docker.io/library/debian").unwrap().familiar_name(), "debian");
        assert_eq!(parse("quay.io/app:1").unwrap().familiar_name(), "quay.io/app");
    }
}
