use std::fmt;

use serde::{Deserialize, Serialize};

/// How bad a finding is. The order is that of severity: `Style` is the least, `Error` the greatest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// A matter of taste.
    Style,
    /// Good to know.
    Info,
    /// Likely to cause trouble.
    Warning,
    /// The image does not build, or does not do what is written.
    Error,
}

/// What kind of trouble a rule is about. The first four are the families.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Category {
    /// The same Dockerfile may give another image tomorrow.
    Nondeterminism,
    /// The image holds what only its build needed.
    ExtraComponents,
    /// Something is used that no instruction provides.
    ImplicitDependencies,
    /// Software comes in by several ways that do not know of each other.
    PackageManagers,
    /// The Dockerfile does not do what it seems to.
    Correctness,
    /// The image or its build can be attacked.
    Security,
    /// How the file reads.
    Style,
}

/// What the words of a finding are, for editors that show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tag {
    /// Nothing would be lost without them: they are shown pale.
    Unnecessary,
    /// Something else has come in their place: they are shown crossed out.
    Deprecated,
}

/// A selection of rules.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Profile {
    /// What most files should be free of.
    #[default]
    Recommended,
    /// What hadolint looks for by default.
    Hadolint,
    /// Every rule.
    All,
}

impl Level {
    /// Every level, from the least to the greatest.
    pub const ALL: [Self; 4] = [Self::Style, Self::Info, Self::Warning, Self::Error];

    /// The name that rules, settings and reports use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Style => "style",
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl Category {
    /// Every category, families first.
    pub const ALL: [Self; 7] = [
        Self::Nondeterminism,
        Self::ExtraComponents,
        Self::ImplicitDependencies,
        Self::PackageManagers,
        Self::Correctness,
        Self::Security,
        Self::Style,
    ];

    /// The four that are about what a Dockerfile cannot say of its dependencies.
    pub const FAMILIES: [Self; 4] =
        [Self::Nondeterminism, Self::ExtraComponents, Self::ImplicitDependencies, Self::PackageManagers];

    /// Whether it is one of the four families.
    #[must_use]
    pub const fn is_family(self) -> bool {
        matches!(
            self,
            Self::Nondeterminism | Self::ExtraComponents | Self::ImplicitDependencies | Self::PackageManagers
        )
    }

    /// The name that rules, settings and reports use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Nondeterminism => "nondeterminism",
            Self::ExtraComponents => "extra-components",
            Self::ImplicitDependencies => "implicit-dependencies",
            Self::PackageManagers => "package-managers",
            Self::Correctness => "correctness",
            Self::Security => "security",
            Self::Style => "style",
        }
    }

    /// The beginning of our own codes in this category, such as `DF1`.
    #[must_use]
    pub const fn code_prefix(self) -> &'static str {
        match self {
            Self::Nondeterminism => "DF1",
            Self::ExtraComponents => "DF2",
            Self::ImplicitDependencies => "DF3",
            Self::PackageManagers => "DF4",
            Self::Security => "DF5",
            Self::Correctness => "DF6",
            Self::Style => "DF7",
        }
    }
}

impl Profile {
    /// The name that rules and settings use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Recommended => "recommended",
            Self::Hadolint => "hadolint",
            Self::All => "all",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Display for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
