//! The checks that need more than a declaration, by subject. A rule names one as `check: module::function`.

pub(super) mod base;
pub(super) mod base_facts;
pub(super) mod characters;
pub(super) mod continuations;
pub(super) mod copy;
pub(super) mod credentials;
pub(super) mod directives;
pub(super) mod downloads;
pub(super) mod expose;
pub(super) mod extras;
pub(super) mod files;
pub(super) mod from;
pub(super) mod health;
mod hints;
pub(super) mod ignores;
pub(super) mod images;
pub(super) mod index;
pub(super) mod installs;
pub(super) mod invocations;
pub(super) mod json_form;
mod label_values;
pub(super) mod labels;
pub(super) mod layout;
pub(super) mod leftovers;
pub(super) mod limits;
pub(super) mod manifests;
pub(super) mod order;
pub(super) mod pins;
pub(super) mod registries;
pub(super) mod runs;
pub(super) mod scratch;
pub(super) mod secrets;
mod selection;
pub(super) mod shell;
pub(super) mod sorting;
pub(super) mod stage_names;
pub(super) mod stage_relations;
pub(super) mod syntax;
pub(super) mod upgrades;
pub(super) mod user;
pub(super) mod values;
pub(super) mod variables;
pub(super) mod ways;
pub(super) mod workdir;

pub use label_values::LABEL_TYPES;

use super::facts::Facts;
use crate::build::packages::PackageAction;
use crate::source::Span;

/// From the program to the words that say what it does.
fn command_span(action: &PackageAction) -> Span {
    Span::new(action.span.start, action.command_span.end.max(action.span.start))
}

/// The words that say what a program is to do, as they are written: `group install`.
fn command_words(facts: &Facts<'_>, action: &PackageAction) -> String {
    let written = facts.input.file.text(action.command_span);
    let words = written.split_whitespace().filter(|word| !word.starts_with('-'));
    words.collect::<Vec<_>>().join(" ")
}

/// A program's name without the version at its end: `pip` of `pip3.11`.
pub(in crate::lint) fn bare_name(name: &str) -> &str {
    name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.' || c == '-')
}

/// An image as messages call it: of a digest only the beginning.
fn image_name(text: &str) -> String {
    const SHOWN: usize = "sha256:".len() + 12;
    match text.split_once('@') {
        Some((name, digest)) if digest.chars().count() > SHOWN => {
            let start: String = digest.chars().take(SHOWN).collect();
            format!("{name}@{start}…")
        }
        _ => text.to_owned(),
    }
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
