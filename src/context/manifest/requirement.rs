use std::fmt;

use super::text::is_commit;
use crate::source::{Span, Text};

/// One Python requirement.
#[derive(Clone, Debug)]
pub struct Requirement {
    /// The requirement as written, without options and comments.
    pub text: Text,
    /// The project's name as written; `None` for a path or a URL that does not say.
    pub name: Option<Text>,
    /// The extras between `[` and `]`.
    pub extras: Vec<Text>,
    /// The versions that are allowed.
    pub specifiers: Vec<Specifier>,
    /// The condition after the `;`.
    pub marker: Option<Text>,
    /// Where it comes from.
    pub source: RequirementSource,
    /// The values of `--hash`, such as `sha256:…`.
    pub hashes: Vec<Text>,
    /// Whether it is installed in place, by `-e`.
    pub editable: bool,
}

/// One clause of a version condition, such as `>=1.0`.
#[derive(Clone, Debug)]
pub struct Specifier {
    /// How versions are compared.
    pub operator: Operator,
    /// With what.
    pub version: Text,
    /// Operator and version.
    pub span: Span,
}

/// The comparisons of PEP 440.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operator {
    /// `===`
    Identical,
    /// `==`
    Equal,
    /// `~=`
    Compatible,
    /// `!=`
    NotEqual,
    /// `<=`
    AtMost,
    /// `>=`
    AtLeast,
    /// `<`
    Less,
    /// `>`
    Greater,
}

/// Where a requirement comes from.
#[derive(Clone, Debug)]
pub enum RequirementSource {
    /// The package index.
    Index,
    /// A repository.
    Vcs {
        /// The system, such as `git`.
        system: String,
        /// The whole URL.
        url: Text,
        /// What follows the `@`: a branch, tag or commit, or a variable.
        revision: Option<Text>,
    },
    /// A file to be downloaded.
    Url {
        /// The whole URL.
        url: Text,
    },
    /// A file or folder.
    Path {
        /// The path as written, without extras.
        path: Text,
    },
}

/// The name by which Python packages are compared (PEP 503): in lower case, runs of `-`, `_` and `.` as one `-`.
pub fn normalize_name(name: &str) -> String {
    let mut normal = String::with_capacity(name.len());
    for ch in name.trim().chars() {
        match ch {
            '-' | '_' | '.' if normal.ends_with('-') => {}
            '-' | '_' | '.' => normal.push('-'),
            _ => normal.extend(ch.to_lowercase()),
        }
    }
    normal
}

impl Operator {
    pub(super) const ALL: [Operator; 8] = [
        Operator::Identical,
        Operator::Equal,
        Operator::Compatible,
        Operator::NotEqual,
        Operator::AtMost,
        Operator::AtLeast,
        Operator::Less,
        Operator::Greater,
    ];

    /// The operator as written.
    pub fn as_str(self) -> &'static str {
        match self {
            Operator::Identical => "===",
            Operator::Equal => "==",
            Operator::Compatible => "~=",
            Operator::NotEqual => "!=",
            Operator::AtMost => "<=",
            Operator::AtLeast => ">=",
            Operator::Less => "<",
            Operator::Greater => ">",
        }
    }
}

impl fmt::Display for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Specifier {
    /// Whether only one version fits: `==` without `.*`, or `===`. A variable says nothing here.
    pub fn is_exact(&self) -> bool {
        let version = self.version.as_str();
        let compares = match self.operator {
            Operator::Identical => true,
            Operator::Equal => !version.contains('*'),
            _ => false,
        };
        compares && !version.contains('$')
    }
}

impl fmt::Display for Requirement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text.as_str())
    }
}

impl Requirement {
    /// The bytes of the requirement, without options and comments.
    pub fn span(&self) -> Span {
        self.text.span()
    }

    /// The name in its normal form (see [`normalize_name`]), if there is one.
    pub fn normal_name(&self) -> Option<String> {
        self.name.as_ref().map(|name| normalize_name(name.as_str()))
    }

    /// Whether this names one version: an exact specifier, a hash, a commit, a wheel (whose name holds its version),
    /// or a path, which is part of the context. A tag or branch may move, and an archive may be replaced.
    pub fn is_exact(&self) -> bool {
        !self.hashes.is_empty()
            || match &self.source {
                RequirementSource::Index => self.specifiers.iter().any(Specifier::is_exact),
                RequirementSource::Vcs { revision, .. } => {
                    revision.as_ref().is_some_and(|revision| is_commit(revision.as_str()))
                }
                RequirementSource::Url { url } => {
                    let (file, fragment) = url.as_str().split_once('#').unwrap_or((url.as_str(), ""));
                    let hashed = fragment.split('&').any(|field| field.starts_with("sha") || field.starts_with("md5="));
                    hashed || file.split('?').next().is_some_and(|path| path.ends_with(".whl"))
                }
                RequirementSource::Path { .. } => true,
            }
    }

    /// The one version that is meant, if a specifier says so.
    pub fn exact_version(&self) -> Option<&Text> {
        self.specifiers.iter().find(|specifier| specifier.is_exact()).map(|specifier| &specifier.version)
    }
}
