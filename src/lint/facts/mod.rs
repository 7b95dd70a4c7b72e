//! What is known of a Dockerfile, as rules ask for it.
//!
//! Everything is gathered once, and what takes some work only when a rule asks for it. Rules pick from these lists; none
//! walks through the file.

mod base_image;
mod commands;
mod context_files;
mod downloads;
mod locks;
mod packages;
mod scripts;
mod statement;
mod workdirs;

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;

use super::engine::Input;
use super::finding::Finding;
use super::rule::Code;
use super::settings::Settings;
use super::suppress::Pragmas;
use crate::build::{Base, Build, Program, Stage, StageId};
use crate::dockerfile::{Instruction, Keyword};
use crate::source::Span;

pub(crate) use commands::Command;
pub(crate) use downloads::DownloadUse;
pub(crate) use packages::PackageUse;
pub(crate) use scripts::shellcheck_number;
pub(crate) use statement::Statement;

use base_image::BaseImages;
use commands::Commands;
use context_files::ContextCopies;
use locks::Locks;
use packages::PackageFacts;
use scripts::ScriptNotes;
use statement::{loose_variables, statements};
use workdirs::WorkdirsByStage;

/// The facts of one Dockerfile.
pub(crate) struct Facts<'a> {
    pub(crate) input: Input<'a>,
    settings: &'a Settings,
    /// What comments say to linters.
    pub(crate) pragmas: Pragmas,
    statements: Vec<Statement<'a>>,
    /// For each stage, whether its files are in the image.
    shipped: Vec<bool>,
    /// For each stage, whether another is built on it.
    built_on: Vec<bool>,
    /// For each stage, the one at the beginning of the chain that it is built on.
    roots: Vec<StageId>,
    /// Variables that are set although there is no stage, as in a piece of a Dockerfile.
    loose: HashMap<String, String>,
    base_images: BaseImages,
    /// The numbers of the USERs.
    users: OnceCell<Vec<usize>>,
    /// For each statement, what it runs.
    programs: Vec<OnceCell<Option<Program>>>,
    commands: OnceCell<Commands>,
    packages: PackageFacts,
    downloads: OnceCell<Vec<DownloadUse>>,
    context_copies: OnceCell<ContextCopies>,
    locks: OnceCell<Locks>,
    script_notes: OnceCell<ScriptNotes>,
    /// What rules have found that nobody has taken yet.
    found: RefCell<HashMap<Code, Vec<Finding>>>,
    long_scripts: OnceCell<Vec<Span>>,
    workdirs: OnceCell<WorkdirsByStage>,
}

impl<'a> Facts<'a> {
    pub(super) fn of(input: &Input<'a>, settings: &'a Settings) -> Self {
        let pragmas = Pragmas::of(input.file.bytes(), input.dockerfile);
        let statements = statements(input, &pragmas);
        Self {
            input: *input,
            settings,
            programs: statements.iter().map(|_| OnceCell::new()).collect(),
            statements,
            pragmas,
            shipped: shipped(input.build),
            built_on: built_on(&input.build.stages),
            roots: roots(&input.build.stages),
            loose: loose_variables(input),
            users: OnceCell::new(),
            base_images: input.build.stages.iter().map(|_| OnceCell::new()).collect(),
            commands: OnceCell::new(),
            packages: PackageFacts::default(),
            downloads: OnceCell::new(),
            context_copies: OnceCell::new(),
            locks: OnceCell::new(),
            script_notes: OnceCell::new(),
            found: RefCell::default(),
            long_scripts: OnceCell::new(),
            workdirs: OnceCell::new(),
        }
    }

    /// What is looked for, and how.
    pub(super) fn settings(&self) -> &'a Settings {
        self.settings
    }

    /// Keeps what a rule has found for whoever asks next: another rule may have wanted to know its places.
    pub(super) fn keep_findings(&self, rule: Code, findings: Vec<Finding>) {
        self.found.borrow_mut().insert(rule, findings);
    }

    /// What a rule has found, if it is kept.
    pub(super) fn take_findings(&self, rule: Code) -> Option<Vec<Finding>> {
        self.found.borrow_mut().remove(&rule)
    }

    /// Every instruction, in the order of the file.
    pub(crate) fn statements(&self) -> &[Statement<'a>] {
        &self.statements
    }

    /// The instruction that the byte at `offset` belongs to; the inner one for what stands in ONBUILD.
    pub(crate) fn statement_at(&self, offset: usize) -> Option<&Statement<'a>> {
        let after = self.statements.partition_point(|statement| statement.instruction.span.start <= offset);
        let statement = self.statements.get(after.checked_sub(1)?)?;
        let whole = statement.onbuild.unwrap_or(statement.instruction).span;
        (offset <= whole.end).then_some(statement)
    }

    /// The instructions of these kinds, those inside ONBUILD included.
    pub(crate) fn of_kind(&self, keywords: &[Keyword]) -> impl Iterator<Item = &Statement<'a>> {
        self.statements.iter().filter(move |statement| keywords.contains(&statement.instruction.keyword))
    }

    /// The instructions of these kinds that do something in this file: not those inside ONBUILD.
    pub(crate) fn direct(&self, keywords: &[Keyword]) -> impl Iterator<Item = &Statement<'a>> {
        self.of_kind(keywords).filter(|statement| statement.onbuild.is_none())
    }

    /// The USER before a statement, of whatever stage.
    pub(crate) fn user_before(&self, statement: &Statement<'_>) -> Option<&Statement<'a>> {
        let users = self.users.get_or_init(|| self.direct(&[Keyword::User]).map(|user| user.number).collect());
        let after = users.partition_point(|user| *user < statement.number);
        self.statements.get(*users.get(after.checked_sub(1)?)?)
    }

    /// The instructions of each stage in turn, its FROM first; what stands before the first FROM comes before them.
    pub(crate) fn by_stage(&self) -> impl Iterator<Item = &[Statement<'a>]> {
        let number = |statement: &Statement<'_>| statement.stage.map(|stage| stage.id);
        self.statements.chunk_by(move |a, b| number(a) == number(b))
    }

    /// The stages, in the order of the file.
    pub(crate) fn stages(&self) -> &'a [Stage] {
        &self.input.build.stages
    }

    /// The stages, each with the FROM that begins it.
    pub(crate) fn froms(&self) -> impl Iterator<Item = (&'a Stage, &'a Instruction)> {
        self.direct(&[Keyword::From]).filter_map(|statement| Some((statement.stage?, statement.instruction)))
    }

    /// Whether the stage is the target, or the target is built on it: its files are in the image.
    pub(crate) fn is_shipped(&self, stage: &Stage) -> bool {
        self.shipped.get(stage.id.number()).copied().unwrap_or_default()
    }

    /// Whether what the statement does is in the image.
    pub(crate) fn is_in_image(&self, statement: &Statement<'_>) -> bool {
        statement.onbuild.is_none() && statement.stage.is_some_and(|stage| self.is_shipped(stage))
    }

    /// Whether what the statement leaves behind is in an image, or in a stage that another is built on. What ONBUILD holds
    /// may be in any.
    pub(crate) fn is_kept(&self, statement: &Statement<'_>) -> bool {
        let is_built_on = |stage: &Stage| self.built_on.get(stage.id.number()).copied().unwrap_or_default();
        statement.onbuild.is_some() || statement.stage.is_none_or(|stage| self.is_shipped(stage) || is_built_on(stage))
    }

    /// The stage at the beginning of the chain of stages that this one is built on; itself if it is built on an image.
    pub(crate) fn root(&self, stage: &'a Stage) -> &'a Stage {
        self.roots.get(stage.id.number()).and_then(|id| self.input.build.stage(*id)).unwrap_or(stage)
    }

    /// Whether ENV or ARG, or the base image as far as it is known, declares a variable before a statement.
    pub(crate) fn knows(&self, statement: &Statement<'_>, name: &str) -> bool {
        statement.scope().is_some_and(|scope| scope.knows(name)) || self.loose.contains_key(name)
    }

    /// The value of a variable before a statement.
    pub(crate) fn value(&self, statement: &Statement<'_>, name: &str) -> Option<String> {
        match statement.scope() {
            Some(scope) => scope.value(name).map(ToString::to_string),
            None => self.loose.get(name).cloned(),
        }
    }
}

/// Marks the target and the stages that it is built on.
fn shipped(build: &Build) -> Vec<bool> {
    let mut shipped = vec![false; build.stages.len()];
    let mut next = build.target_stage();
    while let Some(stage) = next {
        match shipped.get_mut(stage.id.number()) {
            Some(mark) if !*mark => *mark = true,
            _ => break,
        }
        next = match stage.base {
            Base::Stage(id) => build.stage(id),
            _ => None,
        };
    }
    shipped
}

/// Marks the stages that others are built on.
fn built_on(stages: &[Stage]) -> Vec<bool> {
    let mut marks = vec![false; stages.len()];
    for stage in stages {
        if let Base::Stage(id) = stage.base
            && let Some(mark) = marks.get_mut(id.number())
        {
            *mark = true;
        }
    }
    marks
}

/// FROM names an earlier stage, so one pass is enough.
fn roots(stages: &[Stage]) -> Vec<StageId> {
    let mut roots: Vec<StageId> = Vec::new();
    for stage in stages {
        let root = match stage.base {
            Base::Stage(id) => roots.get(id.number()).copied().unwrap_or(stage.id),
            _ => stage.id,
        };
        roots.push(root);
    }
    roots
}
