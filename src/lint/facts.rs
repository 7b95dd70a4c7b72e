//! What is known of a Dockerfile, as rules ask for it.
//!
//! Everything is gathered once, and what takes some work only when a rule asks for it. Rules pick from these lists; none
//! walks through the file.

use std::cell::OnceCell;
use std::collections::HashMap;

use super::engine::Input;
use crate::build::{self, Program};
use crate::build::{Base, Build, Scope, Stage, StageId, Step};
use crate::dockerfile::{Instruction, Keyword};
use crate::shell::{Call, Dialect};

/// The facts of one Dockerfile.
pub(crate) struct Facts<'a> {
    pub(crate) input: Input<'a>,
    statements: Vec<Statement<'a>>,
    /// For each stage, whether its files are in the image.
    shipped: Vec<bool>,
    /// For each stage, the one at the beginning of the chain that it is built on.
    roots: Vec<StageId>,
    commands: OnceCell<Commands>,
}

/// An instruction of the file. What ONBUILD holds is a statement of its own, after the ONBUILD.
#[derive(Clone, Copy)]
pub(crate) struct Statement<'a> {
    /// Its number among the statements.
    pub(crate) number: usize,
    /// The instruction.
    pub(crate) instruction: &'a Instruction,
    /// The ONBUILD that holds it. Its heredocs are there.
    pub(crate) onbuild: Option<&'a Instruction>,
    /// The stage it stands in; `None` before the first FROM.
    pub(crate) stage: Option<&'a Stage>,
    /// What it does; `None` for FROM and before the first FROM. Inside ONBUILD it is the ONBUILD's.
    pub(crate) step: Option<&'a Step>,
}

/// A program that a statement runs.
#[derive(Clone, Debug)]
pub(crate) struct Command {
    /// Number of the statement.
    pub(crate) statement: usize,
    /// The program with its arguments.
    pub(crate) call: Call,
}

struct Commands {
    all: Vec<Command>,
    by_name: HashMap<String, Vec<usize>>,
}

impl<'a> Facts<'a> {
    pub(super) fn of(input: &Input<'a>) -> Self {
        Self {
            input: *input,
            statements: statements(input),
            shipped: shipped(input.build),
            roots: roots(&input.build.stages),
            commands: OnceCell::new(),
        }
    }

    /// Every instruction, in the order of the file.
    pub(crate) fn statements(&self) -> &[Statement<'a>] {
        &self.statements
    }

    /// The instructions of these kinds, those inside ONBUILD included.
    pub(crate) fn of_kind(&self, keywords: &[Keyword]) -> impl Iterator<Item = &Statement<'a>> {
        self.statements.iter().filter(move |statement| keywords.contains(&statement.instruction.keyword))
    }

    /// The instructions of these kinds that do something in this file: not those inside ONBUILD.
    pub(crate) fn direct(&self, keywords: &[Keyword]) -> impl Iterator<Item = &Statement<'a>> {
        self.of_kind(keywords).filter(|statement| statement.onbuild.is_none())
    }

    /// The instructions of each stage in turn, its FROM first; what stands before the first FROM comes before them.
    pub(crate) fn by_stage(&self) -> impl Iterator<Item = &[Statement<'a>]> {
        let number = |statement: &Statement<'_>| statement.stage.map(|stage| stage.id);
        self.statements.chunk_by(move |a, b| number(a) == number(b))
    }

    /// The programs that RUN, CMD, ENTRYPOINT and HEALTHCHECK run, in the order of the file.
    pub(crate) fn commands(&self) -> &[Command] {
        &self.gathered_commands().all
    }

    /// Those of them whose program has this name.
    pub(crate) fn commands_named(&self, name: &str) -> impl Iterator<Item = &Command> {
        let commands = self.gathered_commands();
        let numbers = commands.by_name.get(name).map_or(&[][..], Vec::as_slice);
        numbers.iter().filter_map(|number| commands.all.get(*number))
    }

    /// The programs that one statement runs.
    pub(crate) fn commands_of(&self, statement: usize) -> &[Command] {
        let all = self.commands();
        let start = all.partition_point(|command| command.statement < statement);
        let end = all.partition_point(|command| command.statement <= statement);
        all.get(start..end).unwrap_or_default()
    }

    /// The statement that a command is part of.
    pub(crate) fn statement_of(&self, command: &Command) -> Option<&Statement<'a>> {
        self.statements.get(command.statement)
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

    /// The stage at the beginning of the chain of stages that this one is built on; itself if it is built on an image.
    pub(crate) fn root(&self, stage: &'a Stage) -> &'a Stage {
        self.roots.get(stage.id.number()).and_then(|id| self.input.build.stage(*id)).unwrap_or(stage)
    }

    fn gathered_commands(&self) -> &Commands {
        self.commands.get_or_init(|| {
            let all: Vec<Command> = self.statements.iter().flat_map(commands_of).collect();
            let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
            for (number, command) in all.iter().enumerate() {
                by_name.entry(command.call.name.clone()).or_default().push(number);
            }
            Commands { all, by_name }
        })
    }
}

impl<'a> Statement<'a> {
    /// The variables before it.
    pub(crate) fn scope(&self) -> Option<&'a Scope> {
        self.step.map(|step| &step.before.scope)
    }

    /// The value of a variable before it.
    pub(crate) fn value(&self, name: &str) -> Option<String> {
        self.scope()?.value(name).map(ToString::to_string)
    }

    /// What the shell at this place speaks.
    pub(crate) fn dialect(&self) -> Dialect {
        let words: Vec<&str> =
            self.step.map_or_else(Vec::new, |step| step.before.shell.iter().map(String::as_str).collect());
        if words.is_empty() { Dialect::Sh } else { Dialect::of_shell(&words) }
    }
}

fn statements<'a>(input: &Input<'a>) -> Vec<Statement<'a>> {
    let mut statements = Vec::new();
    let mut stages = input.build.stages.iter().peekable();
    let mut stage: Option<&Stage> = None;
    for (index, instruction) in input.dockerfile.instructions().enumerate() {
        if let Some(next) = stages.next_if(|stage| stage.from == index) {
            stage = Some(next);
        }
        let step = stage.and_then(|stage| own_step(stage, index));
        let number = statements.len();
        statements.push(Statement { number, instruction, onbuild: None, stage, step });
        let inner = instruction.effective();
        if !std::ptr::eq(inner, instruction) {
            let onbuild = Some(instruction);
            statements.push(Statement { number: number + 1, instruction: inner, onbuild, stage, step });
        }
    }
    statements
}

/// What the instruction does where it stands. The triggers of the base come before a stage's own steps.
fn own_step(stage: &Stage, instruction: usize) -> Option<&Step> {
    let own = stage.steps.iter().position(|step| !step.triggered)?;
    let steps = stage.steps.get(own..)?;
    let at = steps.binary_search_by_key(&instruction, |step| step.instruction).ok()?;
    steps.get(at)
}

fn commands_of(statement: &Statement<'_>) -> Vec<Command> {
    let heredocs = statement.onbuild.map_or(&statement.instruction.heredocs, |onbuild| &onbuild.heredocs);
    let program = build::program(statement.instruction, heredocs, statement.dialect());
    let calls = program.as_ref().map_or_else(Vec::new, Program::calls);
    calls.into_iter().map(|call| Command { statement: statement.number, call }).collect()
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
