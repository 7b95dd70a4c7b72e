//! LABEL: keys, and what a schema of labels asks for.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::label_values::LabelType;
use super::stage_relations::{copied, or_base_has, or_derived_has};
use super::values::{expanded, unquoted};
use crate::dockerfile::{Body, Keyword, Pair};
use crate::lint::facts::{Facts, Statement};
use crate::lint::reporter::{Found, Reporter};
use crate::source::Span;

/// The beginnings of keys that Docker keeps for itself.
const RESERVED: [&str; 3] = ["com.docker.", "io.docker.", "org.dockerproject."];

/// Keys that break the guidelines for label keys (docs.docker.com, "Object labels").
pub(crate) fn invalid_keys(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    for (_, pair) in labels(facts) {
        let key = key(pair);
        if let Some(reason) = objection(key) {
            reporter.push(Found::at(pair.key.span()).with("key", key).with("reason", reason));
        }
    }
}

fn objection(key: &str) -> Option<&'static str> {
    let is_end = |ch: char| ch.is_ascii_lowercase() || ch.is_ascii_digit();
    let is_inner = |ch: char| is_end(ch) || matches!(ch, '.' | '-' | '_' | '/');
    if !key.starts_with(|ch: char| ch.is_ascii_lowercase()) {
        Some("it does not begin with a lower-case letter")
    } else if !key.ends_with(is_end) {
        Some("it does not end with a lower-case letter or a digit")
    } else if !key.chars().all(is_inner) {
        Some("it has other characters than lower-case letters, digits, `.`, `-`, `_` and `/`")
    } else if RESERVED.iter().any(|prefix| key.starts_with(prefix)) {
        Some("this namespace is kept for Docker's own use")
    } else if key.contains("..") || key.contains("--") {
        Some("two separators follow each other")
    } else {
        None
    }
}

/// Labels of the schema that an image does not have.
///
/// A stage that only gives others its files is no image, and neither is one on which another stage is built that sets
/// the label.
pub(crate) fn missing(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    let schema = Schema::read(reporter);
    let copied = copied(facts);
    for label in schema.types.keys() {
        let own: BTreeSet<usize> = labels(facts)
            .filter(|(_, pair)| key(pair) == *label)
            .filter_map(|(statement, _)| statement.stage.map(|stage| stage.id.number()))
            .collect();
        let (before, after) = (or_base_has(facts, &own), or_derived_has(facts, &own));
        for (stage, from) in facts.froms() {
            let number = stage.id.number();
            if ![&before, &after, &copied].into_iter().any(|numbers| numbers.contains(&number)) {
                let image = match &from.body {
                    Body::From(from) => from.image.span(),
                    _ => from.keyword_span,
                };
                reporter.push(Found::at(image).with("label", *label).with("stage", stage.label()));
            }
        }
    }
}

/// Labels that a stage sets a second time.
pub(crate) fn duplicates(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    let mut first: HashMap<(Option<usize>, &str), Span> = HashMap::new();
    for (statement, pair) in labels(facts) {
        let stage = statement.stage.map(|stage| stage.id.number());
        match first.entry((stage, key(pair))) {
            Entry::Occupied(earlier) => {
                let found = Found::at(pair.key.span()).with("label", key(pair));
                reporter.push(found.label(*earlier.get(), "this value is lost").fix_at([*earlier.get()]));
            }
            Entry::Vacant(place) => {
                place.insert(pair.key.span());
            }
        }
    }
}

/// Labels that the schema does not have.
pub(crate) fn superfluous(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    let schema = Schema::read(reporter);
    if !reporter.is_on("strict-labels") {
        return;
    }
    for (_, pair) in labels(facts).filter(|(_, pair)| !schema.types.contains_key(key(pair))) {
        reporter.push(Found::at(pair.key.span()).with("label", key(pair)));
    }
}

/// Labels of the schema without a value.
pub(crate) fn empty(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    let schema = Schema::read(reporter);
    for (statement, pair) in labels(facts).filter(|(_, pair)| schema.types.contains_key(key(pair))) {
        if expanded(facts, statement, &pair.value).is_some_and(|value| value.is_empty()) {
            let span = pair.key.span().cover(pair.value.span());
            reporter.push(Found::at(span).with("label", key(pair)));
        }
    }
}

/// Labels whose values are no URLs.
pub(crate) fn not_url(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    check_values(LabelType::Url, facts, reporter);
}

/// Labels whose values are no dates.
pub(crate) fn not_rfc3339(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    check_values(LabelType::Rfc3339, facts, reporter);
}

/// Labels whose values are no licences.
pub(crate) fn not_spdx(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    check_values(LabelType::Spdx, facts, reporter);
}

/// Labels whose values are no Git hashes.
pub(crate) fn not_hash(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    check_values(LabelType::Hash, facts, reporter);
}

/// Labels whose values are no semantic versions.
pub(crate) fn not_semver(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    check_values(LabelType::Semver, facts, reporter);
}

/// Labels whose values are no e-mail addresses.
pub(crate) fn not_email(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    check_values(LabelType::Email, facts, reporter);
}

fn check_values(expected: LabelType, facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    let schema = Schema::read(reporter);
    for (statement, pair) in labels(facts).filter(|(_, pair)| schema.types.get(key(pair)) == Some(&expected)) {
        let Some(value) = expanded(facts, statement, &pair.value) else { continue };
        if !expected.accepts(&value) {
            let span = if pair.value.is_empty() { pair.key.span() } else { pair.value.span() };
            reporter.push(Found::at(span).with("label", key(pair)).with("value", value));
        }
    }
}

/// The labels that images should have, with the types of their values.
struct Schema {
    types: BTreeMap<&'static str, LabelType>,
}

impl Schema {
    /// Reads the option `label-schema`: a list of `key=type`. A type that is unknown is as good as `text`.
    fn read(reporter: &Reporter<'_>) -> Self {
        let entries = reporter.list("label-schema").iter().map(|entry| {
            let (key, name) = entry.rsplit_once('=').unwrap_or((entry, ""));
            (key.trim(), LabelType::of(name.trim()).unwrap_or(LabelType::Text))
        });
        Self { types: entries.collect() }
    }
}

/// Every label that is set where it stands.
fn labels<'f, 'a>(facts: &'f Facts<'a>) -> impl Iterator<Item = (&'f Statement<'a>, &'a Pair)> {
    facts.direct(&[Keyword::Label]).flat_map(|statement| {
        let pairs = match &statement.instruction.body {
            Body::Label(pairs) => pairs.as_slice(),
            _ => &[],
        };
        pairs.iter().map(move |pair| (statement, pair))
    })
}

fn key(pair: &Pair) -> &str {
    unquoted(&pair.key)
}
