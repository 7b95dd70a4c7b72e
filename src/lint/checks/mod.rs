//! The checks that need more than a declaration, by subject. A rule names one as `check: module::function`.

pub(super) mod base;
mod base_facts;
pub(super) mod copy;
pub(super) mod downloads;
pub(super) mod expose;
pub(super) mod extras;
pub(super) mod files;
pub(super) mod from;
pub(super) mod health;
mod hints;
pub(super) mod images;
pub(super) mod installs;
pub(super) mod invocations;
mod label_values;
pub(super) mod labels;
pub(super) mod layout;
pub(super) mod leftovers;
pub(super) mod manifests;
pub(super) mod order;
pub(super) mod pins;
pub(super) mod registries;
pub(super) mod runs;
pub(super) mod secrets;
pub(super) mod shell;
pub(super) mod stage_names;
mod stage_relations;
pub(super) mod syntax;
pub(super) mod upgrades;
pub(super) mod user;
mod values;
pub(super) mod variables;
pub(super) mod ways;
pub(super) mod workdir;

use crate::build::packages::PackageAction;
use crate::source::Span;

/// From the program to the words that say what it does.
fn command_span(action: &PackageAction) -> Span {
    Span::new(action.span.start, action.command_span.end.max(action.span.start))
}

/// A program's name without the version at its end: `pip` of `pip3.11`.
fn bare_name(name: &str) -> &str {
    name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.' || c == '-')
}

/// `a`, `a and b`, `a, b and 3 others`.
fn enumerate(names: &[&str]) -> String {
    let quoted = |names: &[&str]| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    match names {
        [] => String::new(),
        [one] => quoted(&[one]),
        [one, two] => format!("`{one}` and `{two}`"),
        [one, two, three] => format!("`{one}`, `{two}` and `{three}`"),
        [one, two, others @ ..] => format!("{} and {} others", quoted(&[one, two]), others.len()),
    }
}
