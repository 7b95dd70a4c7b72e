//! The programs that a file runs.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use super::{Facts, Statement};
use crate::build::call::{Site, Variables, directories};
use crate::build::resolve::Lookup;
use crate::build::{self, Program};
use crate::facts::wrappers::wrapper;
use crate::shell::{Call, Dialect};
use crate::source::Span;

/// A program that a statement runs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Command<'f> {
    /// Its number among all commands of the file.
    pub(crate) number: usize,
    /// Number of the statement.
    pub(crate) statement: usize,
    /// The program with its arguments.
    pub(crate) call: &'f Call,
    /// The folder it runs in, as far as it can be followed.
    pub(crate) directory: Option<&'f str>,
}

/// The commands of all statements, one after the other.
#[derive(Default)]
pub(super) struct Commands {
    calls: Vec<Call>,
    directories: Vec<Option<Arc<str>>>,
    /// For each call, its statement.
    statements: Vec<usize>,
    /// For each statement that runs something, its calls and the language of its script.
    scripts: HashMap<usize, (Range<usize>, Dialect)>,
    by_name: HashMap<String, Vec<usize>>,
    /// For each statement, by name, in the order of the script.
    exports: HashMap<usize, HashMap<String, Vec<Export>>>,
    /// Where scripts are nested too deeply to be read.
    too_deep: Vec<Span>,
}

/// `export NAME=value` in a script.
struct Export {
    /// Where it stands.
    at: usize,
    /// `None` if only a shell could tell.
    value: Option<String>,
}

impl<'a> Facts<'a> {
    /// The programs that RUN, CMD, ENTRYPOINT and HEALTHCHECK run, in the order of the file.
    pub(crate) fn commands(&self) -> impl Iterator<Item = Command<'_>> {
        let commands = self.gathered();
        (0..commands.calls.len()).filter_map(|number| commands.get(number))
    }

    /// One of them.
    pub(crate) fn command(&self, number: usize) -> Option<Command<'_>> {
        self.gathered().get(number)
    }

    /// Those of them whose program has this name.
    pub(crate) fn commands_named(&self, name: &str) -> impl Iterator<Item = Command<'_>> {
        let commands = self.gathered();
        let numbers = commands.by_name.get(name).map_or(&[][..], Vec::as_slice);
        numbers.iter().filter_map(|number| commands.get(*number))
    }

    /// The programs that one statement runs.
    pub(crate) fn commands_of(&self, statement: usize) -> impl Iterator<Item = Command<'_>> {
        let commands = self.gathered();
        let numbers = commands.scripts.get(&statement).map_or(0..0, |(numbers, _)| numbers.clone());
        numbers.filter_map(|number| commands.get(number))
    }

    /// Whether the instruction itself calls the program, by its plain name: not by a path, and not by way of another
    /// program or of a script in the script. `python -m pip` counts as `pip`.
    pub(crate) fn is_direct(&self, command: Command<'_>) -> bool {
        let is_plain = |call: &Call| call.program.raw.as_str() == call.name;
        match command.call.wrappers.as_slice() {
            [] => is_plain(command.call),
            [runner] if wrapper(runner).is_some_and(|it| !it.module_flags.is_empty()) => {
                // What runs another program stands right before it.
                let outer = command.number.checked_sub(1).and_then(|number| self.command(number));
                outer.is_some_and(|outer| outer.call.name == *runner && is_plain(outer.call))
            }
            _ => false,
        }
    }

    /// The statement that a command is part of.
    pub(crate) fn statement_of(&self, command: Command<'_>) -> Option<&Statement<'a>> {
        self.statements.get(command.statement)
    }

    /// A command among its neighbours.
    pub(crate) fn site<'f>(&'f self, command: Command<'f>, lookup: &'f Lookup<'f>) -> Option<Site<'f>> {
        let commands = self.gathered();
        let (numbers, dialect) = commands.scripts.get(&command.statement)?;
        let calls = commands.calls.get(numbers.clone())?;
        Site::new(calls, command.number - numbers.start, command.directory, *dialect, lookup)
    }

    /// The value of a variable where a command stands: exported by the same script, or known to the statement.
    pub(crate) fn value_at(&self, command: Command<'_>, name: &str) -> Option<String> {
        let exported = self.gathered().exports.get(&command.statement).and_then(|exports| exports.get(name));
        let exported = exported.map_or(&[][..], Vec::as_slice);
        let before = exported.iter().rev().find(|export| export.at < command.call.span.start);
        match before {
            Some(export) => export.value.clone(),
            None => self.value(self.statement_of(command)?, name),
        }
    }

    /// Where scripts are nested too deeply to be read.
    pub(crate) fn too_deep(&self) -> &[Span] {
        &self.gathered().too_deep
    }

    /// What the statement runs, if it runs something.
    pub(crate) fn program(&self, statement: &Statement<'_>) -> Option<&Program> {
        let read = || build::program(statement.instruction, statement.heredocs(), statement.dialect());
        self.programs.get(statement.number)?.get_or_init(read).as_ref()
    }

    fn gathered(&self) -> &Commands {
        self.commands.get_or_init(|| Commands::of(self))
    }
}

impl Commands {
    fn of(facts: &Facts<'_>) -> Self {
        let mut commands = Commands::default();
        for statement in &facts.statements {
            commands.add(facts, statement);
        }
        for (number, call) in commands.calls.iter().enumerate() {
            commands.by_name.entry(call.name.clone()).or_default().push(number);
        }
        for number in commands.by_name.get("export").into_iter().flatten() {
            let (Some(call), Some(statement)) = (commands.calls.get(*number), commands.statements.get(*number)) else {
                continue;
            };
            let exported = commands.exports.entry(*statement).or_default();
            exports(call).for_each(|(name, export)| exported.entry(name).or_default().push(export));
        }
        commands
    }

    fn add(&mut self, facts: &Facts<'_>, statement: &Statement<'_>) {
        let lookup = |name: &str| facts.value(statement, name);
        let (calls, variables, dialect) = match facts.program(statement) {
            Some(Program::Script(script)) => {
                let deep = script.errors.iter().filter(|error| error.is_about_depth());
                self.too_deep.extend(deep.map(|error| error.span));
                let calls = script.calls();
                self.too_deep.extend(script.too_deep(&calls));
                (calls, Variables::of(script, &lookup), script.dialect)
            }
            Some(Program::Exec(calls)) => (calls.clone(), Variables::default(), Dialect::Sh),
            None => return,
        };
        let start = self.calls.len();
        let folder = statement.step.map_or("/", |step| &step.before.working_dir);
        self.directories.extend(directories(&calls, Some(folder), &variables, &lookup));
        self.statements.extend(calls.iter().map(|_| statement.number));
        self.calls.extend(calls);
        self.scripts.insert(statement.number, (start..self.calls.len(), dialect));
    }

    fn get(&self, number: usize) -> Option<Command<'_>> {
        Some(Command {
            number,
            statement: *self.statements.get(number)?,
            call: self.calls.get(number)?,
            directory: self.directories.get(number).and_then(Option::as_deref),
        })
    }
}

fn exports(call: &Call) -> impl Iterator<Item = (String, Export)> {
    let at = call.span.start;
    let export = move |written: &str, literal: Option<String>| {
        let (name, value) = written.split_once('=')?;
        let literal = literal.and_then(|text| text.split_once('=').map(|(_, value)| value.to_owned()));
        let value = literal.or_else(|| (!value.contains(['$', '`'])).then(|| value.to_owned()));
        Some((name.to_owned(), Export { at, value }))
    };
    call.args.iter().filter_map(move |word| export(word.raw.as_str(), word.literal()))
}
