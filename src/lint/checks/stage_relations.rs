//! What stages are to each other. Stages are named by their numbers.

use std::collections::BTreeSet;

use crate::build::{Base, FileSource, Stage};
use crate::lint::facts::Facts;

/// The stages that others copy from or mount.
pub(super) fn copied(facts: &Facts<'_>) -> BTreeSet<usize> {
    let dependencies = facts.stages().iter().flat_map(|stage| stage.dependencies.iter().map(move |it| (stage, it)));
    let sources = dependencies.filter_map(|(stage, it)| match it.source {
        FileSource::Stage(id) if id != stage.id => Some(id.number()),
        _ => None,
    });
    sources.collect()
}

/// The stages that others are built on, copy from or mount. The rest are the images that the file is for.
pub(super) fn used(facts: &Facts<'_>) -> BTreeSet<usize> {
    let mut used = copied(facts);
    used.extend(facts.stages().iter().filter_map(base));
    used
}

/// The stages of `own`, and those that are built on one of them.
pub(super) fn or_base_has(facts: &Facts<'_>, own: &BTreeSet<usize>) -> BTreeSet<usize> {
    let mut having = own.clone();
    for stage in facts.stages() {
        if base(stage).is_some_and(|base| having.contains(&base)) {
            having.insert(stage.id.number());
        }
    }
    having
}

/// The stages of `own`, and those that one of them is built on.
pub(super) fn or_derived_has(facts: &Facts<'_>, own: &BTreeSet<usize>) -> BTreeSet<usize> {
    let mut having = own.clone();
    for stage in facts.stages().iter().rev() {
        if having.contains(&stage.id.number()) {
            having.extend(base(stage));
        }
    }
    having
}

/// The stage that a stage is built on.
fn base(stage: &Stage) -> Option<usize> {
    match stage.base {
        Base::Stage(id) => Some(id.number()),
        _ => None,
    }
}
