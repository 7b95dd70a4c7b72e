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
pub(crate) fn or_base_has(facts: &Facts<'_>, own: &BTreeSet<usize>) -> BTreeSet<usize> {
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

/// Whether an instruction of some kind has been seen in each stage; stages that are built on one of them inherit it.
#[derive(Default)]
pub(super) struct Seen {
    stages: Vec<bool>,
}

impl Seen {
    /// Begins a stage, at its FROM.
    pub(super) fn begin(&mut self, stage: Option<&Stage>) {
        let inherited = match stage.map(|stage| &stage.base) {
            // The first entry is for what stands before the first FROM.
            Some(Base::Stage(id)) => self.stages.get(id.number() + 1).copied(),
            _ => None,
        };
        if self.stages.is_empty() {
            self.stages.push(false);
        }
        self.stages.push(inherited.unwrap_or_default());
    }

    /// Whether it has been seen in this stage.
    pub(super) fn is_set(&self) -> bool {
        self.stages.last().copied().unwrap_or_default()
    }

    /// Notes that it is here.
    pub(super) fn set(&mut self) {
        match self.stages.last_mut() {
            Some(last) => *last = true,
            None => self.stages.push(true),
        }
    }
}

/// The stage that a stage is built on.
fn base(stage: &Stage) -> Option<usize> {
    match stage.base {
        Base::Stage(id) => Some(id.number()),
        _ => None,
    }
}
