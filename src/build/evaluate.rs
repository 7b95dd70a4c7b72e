//! From syntax to what a build of it does.

mod files;
mod globals;
mod mounts;
mod run;

use std::collections::BTreeMap;

use super::expand::Expander;
use super::problem::{Problems, Severity};
use super::stages::{Outline, Reading, Resolver, check_circles, mark_reachable, stage_name};
use super::{BaseImages, GlobalArg, NoBaseImages, Platform, Problem, ProblemKind, Scope, Stage, StageId};
use crate::dockerfile::{Dockerfile, Instruction, Keyword};
use crate::source::Span;

/// What a build is given besides the file.
#[derive(Clone, Debug)]
pub struct Options<'a> {
    /// The values of `--build-arg`.
    pub build_args: BTreeMap<String, String>,
    /// The stage to build; the last one by default.
    pub target: Option<String>,
    /// The platform to build for. The machine that builds is always taken to be `linux/amd64`.
    pub platform: Platform,
    /// What runs the shell form where neither SHELL nor what is known of the base image says it; Docker's default if it
    /// is not given.
    pub shell: Option<Vec<String>>,
    /// What is known of base images. Of others nothing is known but that they have Docker's default PATH.
    pub base_images: &'a dyn BaseImages,
}

/// What a build of a Dockerfile does.
#[derive(Clone, Debug)]
pub struct Build {
    /// The stages, in the order of the file.
    pub stages: Vec<Stage>,
    /// What ARG declares before the first FROM, name by name.
    pub global_args: Vec<GlobalArg>,
    /// The variables that FROM sees.
    pub globals: Scope,
    /// The stage that is built.
    pub target: Option<StageId>,
    /// What the options say of the shell.
    pub shell: Option<Vec<String>>,
    /// What BuildKit refuses besides wrong syntax, in the order of the file.
    pub problems: Vec<Problem>,
    /// Whether BuildKit would take the file: neither wrong syntax nor a fatal problem.
    pub accepted: bool,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self {
            build_args: BTreeMap::new(),
            target: None,
            platform: Platform::default(),
            shell: None,
            base_images: &NoBaseImages,
        }
    }
}

impl Build {
    /// A stage by its id.
    pub fn stage(&self, id: StageId) -> Option<&Stage> {
        self.stages.get(id.number())
    }

    /// The stage that is built.
    pub fn target_stage(&self) -> Option<&Stage> {
        self.target.and_then(|id| self.stage(id))
    }
}

/// Follows a build of `dockerfile`: its stages, variables, and the image that each stage makes.
///
/// Nothing stops it. An instruction that BuildKit refuses is left out, and what comes after it is still looked at; so
/// are the stages that the target does not need.
pub fn evaluate(dockerfile: &Dockerfile, options: &Options<'_>) -> Build {
    let instructions: Vec<&Instruction> = dockerfile.instructions().collect();
    let mut expander = Expander::new(dockerfile.escape);
    let mut problems = Problems::default();
    check_beginning(&instructions, &mut problems);

    let target_name = target_name(&instructions, options);
    let mut globals = Scope::predefined(&Platform::default(), &options.platform, &target_name, &options.build_args);
    let reading = Reading { instructions: &instructions, expander: &mut expander, problems: &mut problems };
    let global_args = globals::declare(reading, &options.build_args, &mut globals);
    let reading = Reading { instructions: &instructions, expander: &mut expander, problems: &mut problems };
    let Outline { mut stages, names } = Outline::read(reading, &globals, &options.platform);

    let resolver = Resolver::new(&names, &stages, dockerfile.escape);
    for stage in &mut stages {
        resolver.collect(stage, &instructions, &mut problems);
    }
    check_circles(&stages, &mut problems);
    let target = match &options.target {
        None => stages.last().map(|stage| stage.id),
        Some(name) => names.find(name),
    };
    match (target, &options.target) {
        (Some(target), _) => mark_reachable(&mut stages, target),
        (None, Some(name)) => {
            let kind = ProblemKind::UnknownTarget { target: name.clone() };
            problems.add(Span::empty(0), kind, None, Severity::Always);
        }
        (None, None) => {}
    }
    let reading = Reading { instructions: &instructions, expander: &mut expander, problems: &mut problems };
    run::run_stages(&mut stages, reading, &resolver, &globals, options);

    let problems = problems.finish(&stages);
    let accepted = dockerfile.all_errors().is_empty() && !problems.iter().any(|problem| problem.fatal);
    Build { stages, global_args, globals, target, shell: options.shell.clone(), problems, accepted }
}

/// Only ARG may stand before the first FROM, and there has to be one.
fn check_beginning(instructions: &[&Instruction], problems: &mut Problems) {
    let first = instructions.iter().find(|instruction| instruction.keyword != Keyword::Arg);
    if let Some(first) = first.filter(|first| first.keyword != Keyword::From) {
        let kind = ProblemKind::BeforeFrom { keyword: first.keyword };
        problems.add(first.keyword_span, kind, None, Severity::Always);
    }
    if !instructions.iter().any(|instruction| instruction.keyword == Keyword::From) {
        let end = instructions.last().map_or(0, |instruction| instruction.span.end);
        problems.add(Span::empty(end), ProblemKind::NoStage, None, Severity::Always);
    }
}

/// The value of TARGETSTAGE.
fn target_name(instructions: &[&Instruction], options: &Options<'_>) -> String {
    let last = || {
        let last = instructions.iter().rev().find(|instruction| instruction.keyword == Keyword::From)?;
        Some(stage_name(last)?.as_str().to_lowercase())
    };
    options.target.clone().or_else(last).unwrap_or_else(|| "default".to_owned())
}

#[cfg(test)]
mod tests;
