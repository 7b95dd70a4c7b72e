use std::fmt;
use std::path::PathBuf;

use super::origin::Place;
use crate::limits::Limit;
use crate::lint::{Level, Profile, Rule, Safety, Selector, Value};
use crate::shell::Dialect;

/// One thing that a source of the configuration says.
#[derive(Clone, Debug)]
pub enum Setting {
    /// The rules to begin with.
    Profile(Profile),
    /// Only these rules.
    Select(Vec<Selector>),
    /// These rules too.
    ExtendSelect(Selector),
    /// Not these rules.
    Ignore(Selector),
    /// How bad the findings of these rules are; `None` is not to look for them.
    Level(Selector, Option<Level>),
    /// What makes a run fail.
    FailureThreshold(Threshold),
    /// An option that several rules share.
    Shared(&'static str, Value),
    /// A label that images have, and the type of its value.
    Label(String, &'static str),
    /// An option of one rule.
    Option(&'static Rule, &'static str, Value),
    /// The build context.
    Context(PathBuf),
    /// A named context, and where it is.
    NamedContext(String, String),
    /// What runs the shell form.
    Shell(Vec<String>),
    /// What fixes may change.
    FixSafety(Safety),
    /// Rules whose findings are not to be mended.
    NeverFix(Selector),
    /// How much is looked at, by the limit's key.
    Limit(Limit, u64),
    /// Whether comments that ignore rules count for nothing.
    DisableIgnoreComments(bool),
    /// How to report, unless the command line says it. Only hadolint's configuration has it.
    Format(String),
    /// Whether to use no colours. Only hadolint's configuration has it.
    NoColor(bool),
}

/// A setting, and the words that say it.
#[derive(Clone, Debug)]
pub struct Placed {
    /// What is said.
    pub setting: Setting,
    /// Where.
    pub place: Place,
}

/// From which level on a finding makes the run fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Threshold {
    /// This level, and those that are worse.
    Level(Level),
    /// No finding does.
    None,
}

impl Threshold {
    /// Whether a finding of this level makes the run fail.
    #[must_use]
    pub fn is_reached(self, level: Level) -> bool {
        match self {
            Threshold::Level(least) => level >= least,
            Threshold::None => false,
        }
    }

    /// Reads a level, or `none`.
    pub(crate) fn parse(word: &str) -> Option<Self> {
        if word == "none" { Some(Threshold::None) } else { level(word).map(Threshold::Level) }
    }
}

impl Default for Threshold {
    /// Every finding.
    fn default() -> Self {
        Threshold::Level(Level::Style)
    }
}

impl fmt::Display for Threshold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Threshold::Level(level) => level.fmt(f),
            Threshold::None => f.write_str("none"),
        }
    }
}

/// The level of this name.
pub(crate) fn level(word: &str) -> Option<Level> {
    Level::ALL.into_iter().find(|level| level.as_str() == word)
}

impl Setting {
    /// The key that says it, with dots between its parts.
    #[must_use]
    pub fn key(&self) -> String {
        match self {
            Setting::Profile(_) => "profile".to_owned(),
            Setting::Select(_) => "select".to_owned(),
            Setting::ExtendSelect(_) => "extend-select".to_owned(),
            Setting::Ignore(_) => "ignore".to_owned(),
            Setting::Level(selector, _) => format!("levels.{selector}"),
            Setting::FailureThreshold(_) => "failure-threshold".to_owned(),
            Setting::Shared(name, _) => (*name).to_owned(),
            Setting::Label(label, _) => format!("label-schema.{label}"),
            Setting::Option(rule, name, _) => format!("options.{}.{name}", rule.code),
            Setting::Context(_) => "context".to_owned(),
            Setting::NamedContext(name, _) => format!("contexts.{name}"),
            Setting::Shell(_) => "shell".to_owned(),
            Setting::FixSafety(_) => "fix.safety".to_owned(),
            Setting::NeverFix(_) => "fix.never".to_owned(),
            Setting::Limit(limit, _) => format!("limits.{}", limit.name()),
            Setting::DisableIgnoreComments(_) => "disable-ignore-comments".to_owned(),
            Setting::Format(_) => "format".to_owned(),
            Setting::NoColor(_) => "no-color".to_owned(),
        }
    }

    /// Whether it adds to what was said before instead of replacing it.
    #[must_use]
    pub fn is_one_of_several(&self) -> bool {
        matches!(self, Setting::ExtendSelect(_) | Setting::Ignore(_) | Setting::NeverFix(_))
    }

    /// The value.
    #[must_use]
    pub fn value(&self) -> serde_json::Value {
        match self {
            Setting::Profile(profile) => profile.as_str().into(),
            Setting::Select(selectors) => selectors.iter().map(ToString::to_string).collect(),
            Setting::ExtendSelect(selector) | Setting::Ignore(selector) | Setting::NeverFix(selector) => {
                selector.to_string().into()
            }
            Setting::Level(_, level) => level.map_or("off", Level::as_str).into(),
            Setting::FailureThreshold(threshold) => threshold.to_string().into(),
            Setting::Shared(_, value) | Setting::Option(_, _, value) => json(value),
            Setting::Label(_, kind) => (*kind).into(),
            Setting::Context(path) => path.display().to_string().into(),
            Setting::NamedContext(_, text) | Setting::Format(text) => text.as_str().into(),
            Setting::Shell(words) => words.iter().map(String::as_str).collect(),
            Setting::FixSafety(Safety::Safe) => "safe".into(),
            Setting::FixSafety(_) => "unsafe".into(),
            Setting::Limit(_, value) => (*value).into(),
            Setting::DisableIgnoreComments(on) | Setting::NoColor(on) => (*on).into(),
        }
    }
}

fn json(value: &Value) -> serde_json::Value {
    match value {
        Value::Bool(value) => (*value).into(),
        Value::Number(value) => (*value).into(),
        Value::Text(text) => (*text).into(),
        Value::List(words) => words.iter().copied().collect(),
    }
}

/// The words of a SHELL instruction for a shell that is given by its name or path; `None` if it is not known to be one.
pub(crate) fn shell_words(name: &str) -> Option<Vec<String>> {
    let is_shell = Dialect::of_shell(&[name]) != Dialect::Other;
    is_shell.then(|| vec![name.to_owned(), "-c".to_owned()])
}
