//! The commands of a step, each with the folder it runs in.

use std::sync::Arc;

use super::Step;
use super::call::{Site, Variables, directories};
use super::files::{self, FileAction};
use super::resolve::Lookup;
use super::script::Program;
use crate::dockerfile::Instruction;
use crate::shell::{Call, Dialect, Script};
use crate::source::Span;

/// The programs that a step runs, in order.
#[derive(Clone, Debug)]
pub struct Commands {
    calls: Vec<Call>,
    directories: Vec<Option<Arc<str>>>,
    variables: Variables,
    dialect: Dialect,
}

/// One of them.
#[derive(Clone, Debug)]
pub struct Command<'a> {
    /// Its number within the step, from 0.
    pub number: usize,
    /// The program with its arguments.
    pub call: &'a Call,
    /// The folder it runs in, absolute, as far as it can be followed.
    pub directory: Option<&'a str>,
    /// Whether it only runs another command of the step, as `sudo` does.
    pub is_wrapper: bool,
}

impl Commands {
    /// What the step runs; nothing if it is no RUN, CMD, ENTRYPOINT or HEALTHCHECK. `instructions` are those of the file.
    pub fn of(step: &Step, instructions: &[&Instruction]) -> Self {
        let scope = &step.before.scope;
        let lookup = |name: &str| scope.value(name).map(ToString::to_string);
        Self::with(step, instructions, &lookup, &|script| Variables::of(script, &lookup))
    }

    /// The same for a build whose arguments and machine are settled: commands in branches that it does not take are
    /// known to be dead. `lookup` knows the values of variables, and what commands print that ask about the machine.
    pub fn settled(step: &Step, instructions: &[&Instruction], lookup: &Lookup<'_>) -> Self {
        let scope = &step.before.scope;
        let is_unset = |name: &str| scope.argument(name).is_some_and(|argument| argument.value.is_none());
        Self::with(step, instructions, lookup, &|script| Variables::settled(script, lookup, &is_unset))
    }

    fn with(
        step: &Step,
        instructions: &[&Instruction],
        lookup: &Lookup<'_>,
        variables: &dyn Fn(&Script) -> Variables,
    ) -> Self {
        let (calls, variables, dialect) = match step.program(instructions) {
            Some(Program::Script(script)) => (script.calls(), variables(&script), script.dialect),
            Some(Program::Exec(calls)) => (calls, Variables::default(), Dialect::Sh),
            None => (Vec::new(), Variables::default(), Dialect::Sh),
        };
        let directories = directories(&calls, Some(&step.before.working_dir), &variables, lookup);
        Self { calls, directories, variables, dialect }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.calls.is_empty()
    }

    /// The commands, in order.
    pub fn iter(&self) -> impl Iterator<Item = Command<'_>> {
        self.calls.iter().enumerate().map(|(number, call)| Command {
            number,
            call,
            directory: self.directories.get(number).and_then(Option::as_deref),
            is_wrapper: self.is_wrapper(number),
        })
    }

    /// Those of which it is not known that they do not run.
    pub fn live(&self) -> impl Iterator<Item = Command<'_>> {
        self.iter().filter(|command| !self.is_dead(command.call.span))
    }

    /// Whether it is known that what stands there is not run.
    pub fn is_dead(&self, span: Span) -> bool {
        self.variables.is_dead(span)
    }

    /// Whether it is a question whose answer is known.
    pub fn is_asked(&self, span: Span) -> bool {
        self.variables.is_asked(span)
    }

    /// Whether it is a compound command of which it is known which parts run.
    pub fn is_decided(&self, span: Span) -> bool {
        self.variables.is_decided(span)
    }

    /// A command among its neighbours, for what asks about files, users and downloads.
    pub fn site<'a>(&'a self, number: usize, lookup: &'a Lookup<'a>) -> Option<Site<'a>> {
        let directory = self.directories.get(number).and_then(Option::as_deref);
        let site = Site::new(&self.calls, number, directory, self.dialect, lookup)?;
        Some(site.with_variables(&self.variables))
    }

    /// What the redirections of compound commands write (`{ …; } > file`), each with the place of its command. Those
    /// that are known not to run are not among them.
    pub fn compound_writes(
        &self,
        step: &Step,
        instructions: &[&Instruction],
        lookup: &Lookup<'_>,
    ) -> Vec<(Span, FileAction)> {
        let Some(Program::Script(script)) = step.program(instructions) else { return Vec::new() };
        let sites: Vec<Site<'_>> = (0..self.calls.len()).filter_map(|number| self.site(number, lookup)).collect();
        let start = Some(step.before.working_dir.as_ref());
        let mut found = files::compound_writes(&script, &sites, start, &self.variables, lookup);
        found.retain(|(span, _)| !self.is_dead(*span));
        found
    }

    /// A call is a wrapper when the one after it stands within its words and names it among its wrappers.
    fn is_wrapper(&self, number: usize) -> bool {
        let (Some(call), Some(next)) = (self.calls.get(number), self.calls.get(number + 1)) else { return false };
        call.span.encloses(next.span) && next.wrappers.contains(&call.name)
    }
}
