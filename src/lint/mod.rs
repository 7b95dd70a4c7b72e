//! Findings: what is wrong with a Dockerfile, by the rules of the catalogue.
//!
//! A rule is a file, `rules/checks/<CODE>.yaml`: its texts, its examples, and either what it looks for (`match:`) or
//! the name of a function in `checks` (`check:`). [`lint()`] gathers the facts of a file once; each rule that is on
//! picks those that it is about.

pub mod catalogue;
mod checks;
pub mod custom;
mod engine;
mod explain;
mod facts;
mod finding;
mod fixes;
mod matcher;
mod matching;
mod pattern;
mod reporter;
mod roles;
mod rule;
pub mod schema;
mod settings;
mod software;

pub use engine::{Input, lint};
pub use explain::explain;
pub use finding::{Elsewhere, Finding};
pub use fixes::Fix;
pub use rule::{Code, Example, FixRule, Rule, RuleOption, Value};
pub use schema::{Category, Change, Level, Profile, Safety};
pub use settings::{Selector, Settings, UnknownRule};
