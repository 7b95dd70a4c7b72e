//! Findings: what is wrong with a Dockerfile, by the rules of the catalogue.
//!
//! A rule is a file, `rules/checks/<CODE>.yaml`: its texts, its examples, and either what it looks for (`match:`) or
//! the name of a function in `checks` (`check:`). [`lint()`] gathers the facts of a file once; each rule that is on
//! picks those that it is about. Comments of the file can ignore what was found (`suppress`).

pub mod catalogue;
mod checks;
pub mod custom;
mod engine;
pub mod examples;
mod explain;
mod facts;
mod failure;
mod finding;
mod fixes;
mod matcher;
mod matching;
mod outcome;
mod pattern;
mod reporter;
mod roles;
mod rule;
pub mod schema;
mod settings;
mod software;
mod suppress;

pub use checks::LABEL_TYPES;
pub(crate) use checks::layout::is_description;
pub use engine::{Input, lint};
pub use explain::{explain, rule_index, rule_page};
pub use failure::failed;
pub use finding::{Elsewhere, Finding};
pub use fixes::Fix;
pub use outcome::{Ignored, IgnoredBy, Outcome};
pub use rule::{Code, Example, FixRule, Rule, RuleOption, Value};
pub use schema::{Category, Change, Level, Profile, Safety, Tag};
pub use settings::{Selector, Settings, UnknownRule};
pub(crate) use suppress::is_pragma;
pub use suppress::rules_named_at;
