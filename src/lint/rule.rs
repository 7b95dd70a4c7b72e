use std::fmt;

use serde::Serialize;

use super::engine::CheckFn;
use super::fixes::FixFn;
use super::matcher::Matcher;
use super::schema::{Category, Change, Level, Profile, Safety, Tag};
use super::suppress::IgnoreCheckFn;

/// The stable id of a rule, such as `DL3008`. Ids are never used again for something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Code(&'static str);

impl Code {
    pub(crate) const fn new(code: &'static str) -> Self {
        Self(code)
    }

    /// The id as it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.0)
    }
}

/// A rule of the catalogue, or a custom one. There is one rule for each concept.
#[derive(Debug)]
pub struct Rule {
    /// Its id.
    pub code: Code,
    /// A kebab-case name that reads well after "allow".
    pub name: &'static str,
    /// What kind of trouble it is about.
    pub category: Category,
    /// How bad it is, unless the settings say otherwise.
    pub level: Level,
    /// The version of dfcheck that first had it; empty for custom rules that do not say.
    pub since: &'static str,
    /// Ids and names that other tools have for exactly this.
    pub aliases: &'static [&'static str],
    /// Ids of other tools that share a part of this. A finding says which of them have it too.
    pub overlaps: &'static [&'static str],
    /// The profiles that it is part of besides [`Profile::All`].
    pub profiles: &'static [Profile],
    /// One line for lists.
    pub summary: &'static str,
    /// Why one should care.
    pub why: &'static str,
    /// The finding's text, a template.
    pub message: &'static str,
    /// What to do about it, a template.
    pub help: Option<&'static str>,
    /// What a user can set.
    pub options: &'static [RuleOption],
    /// Whether a comment in the Dockerfile can ignore it.
    pub ignorable: bool,
    /// How its findings can be mended.
    pub fix: Option<FixRule>,
    /// Whether what is underlined may be a whole instruction.
    pub whole_instruction: bool,
    /// What the words are that are underlined, for editors that show it.
    pub tag: Option<Tag>,
    /// Dockerfiles that show it.
    pub examples: &'static [Example],
    /// How it is looked for.
    pub(crate) check: Check,
}

impl Rule {
    /// Its code, its name and its aliases, which are its alone.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        [self.code.as_str(), self.name].into_iter().chain(self.aliases.iter().copied())
    }

    /// Whether it is about the comments that ignore other rules.
    #[must_use]
    pub fn is_about_ignores(&self) -> bool {
        matches!(self.check, Check::Ignores(_))
    }

    /// Every id of other tools that this rule answers to.
    pub fn foreign_ids(&self) -> impl Iterator<Item = &'static str> {
        self.aliases.iter().chain(self.overlaps).copied()
    }
}

/// The option of a rule that names those that come before it.
pub(crate) const UNLESS_FOUND_BY: &str = "unless-found-by";

impl Rule {
    /// Whether this rule says nothing where the other one does.
    #[must_use]
    pub fn gives_way_to(&self, other: &Rule) -> bool {
        let named = self.options.iter().filter(|option| option.name == UNLESS_FOUND_BY);
        named.map(|option| option.default).any(|codes| match codes {
            Value::List(codes) => codes.contains(&other.code.as_str()),
            _ => false,
        })
    }
}

/// Rules are the same if their codes are.
impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.code == other.code
    }
}

impl Eq for Rule {}

/// How a rule is looked for.
#[derive(Clone, Copy)]
pub(crate) enum Check {
    /// By a function.
    Coded(CheckFn),
    /// By a function, when it is known what comments ignore.
    Ignores(IgnoreCheckFn),
    /// By what its file declares: any of these.
    Declared(&'static [Matcher]),
    /// Not at all, because of this.
    Never(&'static str),
    /// Not by the engine: what runs it reports this.
    Outside,
}

impl fmt::Debug for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Check::Coded(_) => "Coded",
            Check::Ignores(_) => "Ignores",
            Check::Declared(_) => "Declared",
            Check::Never(_) => "Never",
            Check::Outside => "Outside",
        })
    }
}

/// Something that a user can set about a rule.
#[derive(Clone, Copy, Debug)]
pub struct RuleOption {
    /// Its key.
    pub name: &'static str,
    /// What it does.
    pub about: &'static str,
    /// Its value when it is not set. Its type is the option's type.
    pub default: Value,
}

/// The value of an option.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Value {
    /// `true` or `false`
    Bool(bool),
    /// A whole number
    Number(i64),
    /// A word
    Text(&'static str),
    /// A list of words
    List(&'static [&'static str]),
}

/// How the findings of a rule can be mended. What becomes of it for one finding is its [`Fix`](super::Fix).
#[derive(Clone, Copy, Debug)]
pub struct FixRule {
    /// What it may change. For one finding it may be less safe than this.
    pub safety: Safety,
    /// What it does, in a few words.
    pub about: &'static str,
    /// What may be different afterwards.
    pub risk: Option<&'static str>,
    /// What it may change besides the words that it edits.
    pub changes: &'static [Change],
    /// How it is made.
    pub(crate) kind: FixKind,
}

/// How a fix is made.
#[derive(Clone, Copy)]
pub(crate) enum FixKind {
    /// A flag is put after the sub-command.
    InsertFlag(&'static str),
    /// What is underlined is replaced by this template.
    Replace(&'static str),
    /// By a function.
    Coded(FixFn),
}

impl fmt::Debug for FixKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FixKind::InsertFlag(flag) => write!(f, "InsertFlag({flag:?})"),
            FixKind::Replace(template) => write!(f, "Replace({template:?})"),
            FixKind::Coded(_) => f.write_str("Coded"),
        }
    }
}

/// A Dockerfile that shows a rule. Each is a test.
#[derive(Clone, Copy, Debug)]
pub struct Example {
    /// Whether the rule complains about it.
    pub is_bad: bool,
    /// The Dockerfile.
    pub dockerfile: &'static str,
    /// The words that are underlined, in order; empty if the example does not say.
    pub at: &'static [&'static str],
    /// What the fixes of the rule make of it.
    pub fixed: Option<&'static str>,
    /// The file of the context that `at` is about; `None` for the Dockerfile.
    pub in_file: Option<&'static str>,
    /// What it shows.
    pub note: Option<&'static str>,
    /// Files of the build context: path and content.
    pub context: &'static [(&'static str, &'static str)],
    /// Options of the rule that are set.
    pub options: &'static [(&'static str, Value)],
    /// The table of versions that fixes may name.
    pub versions: &'static str,
}
