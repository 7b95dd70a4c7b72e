//! The types that the values of labels can have.

use std::sync::LazyLock;

use email_address::{EmailAddress, Options};
use regex::Regex;

/// A type of values, by the names that hadolint's `label-schema` has for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LabelType {
    /// Anything.
    Text,
    /// A URL with its scheme.
    Url,
    /// A date and time, such as `2026-08-07T15:15:41+02:00` (RFC 3339).
    Rfc3339,
    /// A licence or an expression of several (SPDX).
    Spdx,
    /// A Git commit: 7 digits, or the full 40 (64 in repositories with SHA-256).
    Hash,
    /// A version (semver.org).
    Semver,
    /// An e-mail address.
    Email,
}

/// The names of the types.
pub const LABEL_TYPES: &[&str] = &["text", "url", "rfc3339", "spdx", "hash", "semver", "email"];

impl LabelType {
    /// The type of this name.
    pub(super) fn of(name: &str) -> Option<Self> {
        Some(match name {
            "" | "text" | "raw" => Self::Text,
            "url" => Self::Url,
            "rfc3339" => Self::Rfc3339,
            "spdx" => Self::Spdx,
            "hash" => Self::Hash,
            "semver" => Self::Semver,
            "email" => Self::Email,
            _ => return None,
        })
    }

    /// Whether a value is of this type.
    pub(super) fn accepts(self, value: &str) -> bool {
        match self {
            Self::Text => true,
            Self::Url => URL.as_ref().is_some_and(|url| url.is_match(value)),
            Self::Rfc3339 => is_rfc3339(value),
            Self::Spdx => spdx::Expression::parse(value).is_ok(),
            Self::Hash => {
                matches!(value.len(), 7 | 40 | 64) && value.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
            }
            Self::Semver => semver::Version::parse(value).is_ok(),
            Self::Email => EmailAddress::parse_with_options(value, Options::default().without_display_text()).is_ok(),
        }
    }
}

/// A date, `T`, a time with seconds, and an offset. The library also takes a space, a lower-case `t`, and no seconds.
fn is_rfc3339(value: &str) -> bool {
    let shape = DATE_TIME.as_ref().is_some_and(|shape| shape.is_match(value));
    shape && value.parse::<jiff::Timestamp>().is_ok()
}

/// A scheme, and characters that a URL can have (RFC 3986).
static URL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let character = r"(?:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})";
    Regex::new(&format!(r"^[A-Za-z][A-Za-z0-9+.-]*:{character}+$")).ok()
});

static DATE_TIME: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$").ok());

#[cfg(test)]
mod tests {
    use super::{LABEL_TYPES, LabelType};

    #[test]
    fn every_name_is_a_type() {
        assert!(LABEL_TYPES.iter().all(|name| LabelType::of(name).is_some()));
    }

    #[track_caller]
    fn check(name: &str, good: &[&str], bad: &[&str]) {
        let kind = LabelType::of(name).unwrap();
        for value in good {
            assert!(kind.accepts(value), "{name}: {value}");
        }
        for value in bad {
            assert!(!kind.accepts(value), "{name}: {value}");
        }
    }

    #[test]
    fn urls_have_a_scheme() {
        check(
            "url",
            &["https://example.org/a?b=c#d", "mailto:a@example.org", "ssh://git@example.org:22/x.git"],
            &["", "example.org", "https://exa mple.org", "https:", "https://example.org/%zz", "://x"],
        );
    }

    #[test]
    fn dates_are_of_the_internet_format() {
        check(
            "rfc3339",
            &["2026-08-07T15:15:41Z", "2026-08-07T15:15:41.25+02:00"],
            &["", "2026-08-07", "2026-08-07 15:15:41Z", "2026-13-07T15:15:41Z", "2026-08-07T15:15:41"],
        );
    }

    #[test]
    fn licences_are_those_of_spdx() {
        check("spdx", &["MIT", "Apache-2.0 OR MIT", "GPL-3.0-or-later"], &["", "Apache 2", "MIT License"]);
    }

    #[test]
    fn hashes_are_short_or_full() {
        check(
            "hash",
            &["2dbfae9", "43c572f1272b6b3171dd1db9e41b7027128ce080"],
            &["", "2dbfae", "2DBFAE9", "main", "2dbfae91"],
        );
    }

    #[test]
    fn versions_have_three_numbers() {
        check("semver", &["1.0.0", "2.0.1-rc1", "1.2.3+build.5"], &["", "1.0", "v1.0.0", "01.0.0"]);
    }

    #[test]
    fn addresses_are_bare() {
        check(
            "email",
            &["ada@example.org", "a.b+c@example.org"],
            &["", "ada", "Ada <ada@example.org>", "a b@example.org"],
        );
    }
}
