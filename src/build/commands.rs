//! The commands of a RUN, each with the folder it runs in.

use std::sync::Arc;

use super::Step;
use super::files::working_directory_after;
use super::script::{Program, program};
use crate::dockerfile::{Heredoc, Instruction};
use crate::shell::{Call, Dialect};

/// A program that a step runs.
#[derive(Clone, Debug)]
pub struct Command {
    /// Its number within the step, from 0.
    pub number: usize,
    /// The program with its arguments.
    pub call: Call,
    /// The folder it runs in, absolute, as far as `cd` before it can be followed.
    pub working_dir: Arc<str>,
    /// Whether it only runs another command of the step, as `sudo` does.
    pub is_wrapper: bool,
}

/// What the step runs, in order. `instruction` is the one that does the work; `heredocs` are those of the instruction in
/// the file; `sh` is what `/bin/sh` of the base image speaks.
pub fn commands(step: &Step, instruction: &Instruction, heredocs: &[Heredoc], sh: Dialect) -> Vec<Command> {
    let Some(program) = program(instruction, heredocs, dialect(step, sh)) else { return Vec::new() };
    let calls = match &program {
        Program::Script(script) => script.calls(),
        Program::Exec(calls) => calls.clone(),
    };
    let scope = &step.before.scope;
    let lookup = |name: &str| scope.value(name).map(ToString::to_string);
    let mut working_dir: Arc<str> = step.before.working_dir.clone();
    let mut commands: Vec<Command> = Vec::with_capacity(calls.len());
    for (number, call) in calls.into_iter().enumerate() {
        let here = working_dir.clone();
        if !call.context.subshell
            && let Some(after) = working_directory_after(&call, &working_dir, &lookup)
        {
            working_dir = after.into();
        }
        commands.push(Command { number, call, working_dir: here, is_wrapper: false });
    }
    mark_wrappers(&mut commands);
    commands
}

/// A call is a wrapper when a later one, within its words, names it among its wrappers.
fn mark_wrappers(commands: &mut [Command]) {
    for number in 0..commands.len() {
        let (before, rest) = commands.split_at_mut(number + 1);
        let (Some(command), Some(next)) = (before.last_mut(), rest.first()) else { continue };
        command.is_wrapper =
            command.call.span.encloses(next.call.span) && next.call.wrappers.contains(&command.call.name);
    }
}

/// What the shell in force at a step speaks.
pub fn dialect(step: &Step, sh: Dialect) -> Dialect {
    let words: Vec<&str> = step.before.shell.iter().map(String::as_str).collect();
    match Dialect::of_shell(&words) {
        Dialect::Sh => sh,
        other => other,
    }
}
