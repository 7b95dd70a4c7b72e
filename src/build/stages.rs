//! The stages of a file: their names, what each is based on, what it takes from others, which ones a target needs.

mod dependencies;
mod outline;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use super::expand::VariableUse;
use super::{FileSource, ImageConfig, ImageRef, Platform, ProblemKind, State, Step};
use crate::source::{Span, Text};

pub(super) use dependencies::{Resolver, check_circles, mark_reachable};
pub(super) use outline::{Outline, Reading, stage_name};

/// The number of a stage, from 0 on, as `--from=0` counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StageId(pub(super) usize);

/// A stage: a FROM and the instructions up to the next.
#[derive(Clone, Debug)]
pub struct Stage {
    /// Its number.
    pub id: StageId,
    /// The name that AS gives it, as written. Other instructions may write it in any casing.
    pub name: Option<Text>,
    /// Index of its FROM among the instructions of the file.
    pub from: usize,
    /// Indices of the instructions after FROM.
    pub body: Range<usize>,
    /// What it builds on.
    pub base: Base,
    /// The base as it is after expansion; empty if it cannot be expanded.
    pub base_name: String,
    /// The platform that it is built for.
    pub platform: Platform,
    /// The variables that its FROM names.
    pub uses: Vec<VariableUse>,
    /// The ONBUILD instructions of the base stage, by index: they run at the start of this one.
    pub triggers: Vec<usize>,
    /// What it takes from other stages and from images, in the order of the steps.
    pub dependencies: Vec<Dependency>,
    /// Whether the target needs it, or is it.
    pub reachable: bool,
    /// What its instructions do, triggers first.
    pub steps: Vec<Step>,
    /// What holds after the last step.
    pub after: State,
    /// The configuration of the image that it makes.
    pub config: ImageConfig,
}

/// What a stage builds on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Base {
    /// Nothing: `FROM scratch`.
    Scratch,
    /// An earlier stage.
    Stage(StageId),
    /// An image.
    Image(ImageRef),
    /// Something that BuildKit refuses.
    Invalid {
        /// Why; `None` where the syntax of FROM is wrong already.
        reason: Option<ProblemKind>,
    },
}

/// Something that a stage takes from elsewhere, other than its base.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dependency {
    /// From where. Never the context.
    pub source: FileSource,
    /// Where the name or number of the source stands.
    pub span: Span,
    /// Index of the instruction that needs it.
    pub instruction: usize,
    /// Whether that is an ONBUILD of the base stage.
    pub triggered: bool,
}

/// The value of one name that an ARG before the first FROM declares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GlobalArg {
    /// Index of the instruction.
    pub instruction: usize,
    /// The name.
    pub name: Text,
    /// Its value: the one given to the build, or the default, or what a predefined argument has.
    pub value: Option<Arc<str>>,
    /// The variables in its default.
    pub uses: Vec<VariableUse>,
}

impl StageId {
    /// The number.
    pub fn number(self) -> usize {
        self.0
    }
}

impl fmt::Display for StageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Stage {
    /// The stage's name, or its number where it has none.
    pub fn label(&self) -> String {
        self.name.as_ref().map_or_else(|| self.id.to_string(), Text::to_string)
    }
}

/// The stages that a name finds: the last of those that have it.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    by_name: BTreeMap<String, StageId>,
}

impl Names {
    fn insert(&mut self, name: &str, id: StageId) {
        self.by_name.insert(name.to_lowercase(), id);
    }

    /// The stage of this name, in any casing.
    pub(super) fn find(&self, name: &str) -> Option<StageId> {
        self.by_name.get(&name.to_lowercase()).copied()
    }

    /// The stage whose name in lower case is exactly this: FROM, unlike `--from`, minds the casing.
    fn find_exactly(&self, name: &str) -> Option<StageId> {
        self.by_name.get(name).copied()
    }
}
