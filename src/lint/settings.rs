use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use thiserror::Error;

use super::catalogue;
use super::rule::{FixRule, Rule, Value};
use super::schema::{Category, Level, Profile};
use crate::shellcheck::Installed;
use crate::suggest;
use crate::versions::Versions;

/// Which rules are looked for, and how.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The rules to begin with.
    pub profile: Profile,
    /// If there are any, only these rules, whatever the profile.
    pub select: Vec<Selector>,
    /// Not these rules.
    pub ignore: Vec<Selector>,
    /// Levels that differ from the rules' own, by code.
    pub levels: BTreeMap<&'static str, Level>,
    /// Options that differ from their defaults, by code and name.
    pub options: BTreeMap<(&'static str, &'static str), Value>,
    /// Rules besides the catalogue's.
    pub custom: Vec<&'static Rule>,
    /// Whether comments that ignore rules count for nothing.
    pub no_ignores: bool,
    /// Rules whose findings are not to be mended.
    pub never_fix: Vec<Selector>,
    /// The versions that fixes may name.
    pub versions: Arc<Versions>,
    /// The ShellCheck that looks into scripts, in place of dfcheck itself.
    pub shellcheck: Option<Arc<Installed>>,
}

/// Some of the rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Selector {
    /// Every rule.
    All,
    /// The rules of a category.
    Category(Category),
    /// The rules whose code begins with this, such as `DF1` for `DF1*`.
    Prefix(String),
    /// These.
    Rules(BTreeSet<&'static str>),
}

/// A word that selects nothing.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("there is no rule `{word}`{}", suggestion.map(|name| format!("; is it `{name}`?")).unwrap_or_default())]
pub struct UnknownRule {
    /// The word.
    pub word: String,
    /// What was perhaps meant.
    pub suggestion: Option<&'static str>,
}

impl Selector {
    /// Reads `all`, a category, the beginning of codes (`DF1*`), a code, a name, or an id of another tool.
    ///
    /// # Errors
    ///
    /// A word that is none of these, with what was perhaps meant.
    pub fn parse(word: &str) -> Result<Self, UnknownRule> {
        Self::parse_among(word, &[])
    }

    /// Reads the same, where there are rules besides the catalogue's.
    ///
    /// # Errors
    ///
    /// As [`Selector::parse`].
    pub fn parse_among(word: &str, custom: &[&'static Rule]) -> Result<Self, UnknownRule> {
        let word = word.trim();
        if word.eq_ignore_ascii_case("all") {
            return Ok(Selector::All);
        }
        if let Some(category) = Category::ALL.into_iter().find(|it| it.as_str().eq_ignore_ascii_case(word)) {
            return Ok(Selector::Category(category));
        }
        if let Some(prefix) = word.strip_suffix('*') {
            let prefix = prefix.to_uppercase();
            if catalogue::all().iter().chain(custom.iter().copied()).any(|rule| rule.code.as_str().starts_with(&prefix))
            {
                return Ok(Selector::Prefix(prefix));
            }
        }
        let own = custom.iter().copied().filter(|rule| rule.names().any(|name| name.eq_ignore_ascii_case(word)));
        let rules: Vec<&'static Rule> = catalogue::find(word).into_iter().chain(own).collect();
        if rules.is_empty() {
            let names = || custom.iter().copied().flat_map(Rule::names);
            let suggestion = catalogue::suggestion(word).or_else(|| suggest::closest(word, names()));
            return Err(UnknownRule { word: word.to_owned(), suggestion });
        }
        Ok(Selector::Rules(rules.iter().map(|rule| rule.code.as_str()).collect()))
    }

    /// Whether it is about the rule.
    #[must_use]
    pub fn covers(&self, rule: &Rule) -> bool {
        match self {
            Selector::All => true,
            Selector::Category(category) => rule.category == *category,
            Selector::Prefix(prefix) => rule.code.as_str().starts_with(prefix),
            Selector::Rules(codes) => codes.contains(rule.code.as_str()),
        }
    }
}

/// As it can be read again.
impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Selector::All => f.write_str("all"),
            Selector::Category(category) => f.write_str(category.as_str()),
            Selector::Prefix(prefix) => write!(f, "{prefix}*"),
            Selector::Rules(codes) => f.write_str(&codes.iter().copied().collect::<Vec<_>>().join(", ")),
        }
    }
}

impl Settings {
    /// Whether the rule is looked for.
    #[must_use]
    pub fn is_on(&self, rule: &Rule) -> bool {
        let selected = if self.select.is_empty() {
            self.profile == Profile::All || rule.profiles.contains(&self.profile)
        } else {
            self.select.iter().any(|selector| selector.covers(rule))
        };
        selected && !self.ignore.iter().any(|selector| selector.covers(rule))
    }

    /// The rules that are looked for, those of the user's own last.
    pub(crate) fn rules(&self) -> Vec<&'static Rule> {
        let custom = self.custom.iter().copied().filter(|rule| self.is_on(rule));
        let own = catalogue::all().iter();
        match (self.select.as_slice(), self.ignore.as_slice()) {
            // What a configuration comes to. Both are sorted, and this is asked for every file.
            ([Selector::Rules(codes)], []) => {
                let mut codes = codes.iter().copied().peekable();
                let is_next = |rule: &&Rule| {
                    while codes.next_if(|code| *code < rule.code.as_str()).is_some() {}
                    codes.next_if_eq(&rule.code.as_str()).is_some()
                };
                own.filter(is_next).chain(custom).collect()
            }
            _ => own.filter(|rule| self.is_on(rule)).chain(custom).collect(),
        }
    }

    /// How the rule's findings are mended, if they are to be.
    pub(super) fn fix(&self, rule: &'static Rule) -> Option<&'static FixRule> {
        rule.fix.as_ref().filter(|_| !self.never_fix.iter().any(|selector| selector.covers(rule)))
    }

    /// How bad the rule's findings are.
    #[must_use]
    pub fn level(&self, rule: &Rule) -> Level {
        self.levels.get(rule.code.as_str()).copied().unwrap_or(rule.level)
    }

    /// The value of a rule's option. `None` for an option that the rule does not have.
    #[must_use]
    pub fn option(&self, rule: &Rule, name: &str) -> Option<Value> {
        let option = rule.options.iter().find(|option| option.name == name)?;
        Some(self.options.get(&(rule.code.as_str(), option.name)).copied().unwrap_or(option.default))
    }
}
