use std::collections::BTreeMap;

use super::children::{all_inside, children};
use super::settled::{self, Settled};
use crate::build::resolve::{Lookup, resolve};
use crate::shell::{AndOr, Command, CommandKind, PartKind, Script, SimpleCommand, Word};
use crate::source::Span;

/// How deep commands in commands are looked into.
const MAX_DEPTH: usize = 64;
/// How long the values of a script's variables may be, all together, in bytes. What goes beyond is not known.
const MAX_LENGTH: usize = 256 * 1024;
/// Programs that set the variables among their arguments.
const SETTERS: &[&str] = &["export", "declare", "typeset", "local", "readonly"];
/// Programs that set the variables that they are told, to what is not known.
const READERS: &[&str] = &["read", "unset", "mapfile", "readarray", "getopts"];
/// Programs that ask a question: what follows them behind `&&` may well not happen.
const QUESTIONS: &[&str] = &[
    "[", "test", "grep", "egrep", "fgrep", "command", "which", "type", "hash", "id", "getent", "cmp", "diff", "false",
];

/// The variables that a script sets, and what they are from where on.
///
/// A value is known if its assignment surely happens and everything in it is known. What is set in a branch or loop is
/// known inside it and not known after it; what is set in `( … )` or a pipeline is forgotten after it.
#[derive(Clone, Debug, Default)]
pub struct Variables {
    changes: BTreeMap<String, Vec<Change>>,
    pub(super) settled: Settled,
}

#[derive(Clone, Debug)]
struct Change {
    /// The offset in the file from which on it holds.
    from: usize,
    value: Value,
}

/// What a script makes of a variable.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Value {
    /// It has not set it.
    #[default]
    Untouched,
    /// It is this.
    Known(String),
    /// It is something.
    Unknown,
}

impl Variables {
    /// Those of the script. `lookup` knows the variables that are there before.
    pub fn of(script: &Script, lookup: &Lookup) -> Self {
        Self::walk(script, lookup, None)
    }

    /// The same, where the values in `lookup` are those that the script surely runs with: then the branches that
    /// it does not take are left out. `is_unset` says which variables nobody gives a value.
    pub fn settled(script: &Script, lookup: &Lookup, is_unset: &dyn Fn(&str) -> bool) -> Self {
        Self::walk(script, lookup, Some(is_unset))
    }

    fn walk(script: &Script, lookup: &Lookup, settles: Option<&dyn Fn(&str) -> bool>) -> Self {
        let mut walk = Walk {
            variables: Self::default(),
            current: BTreeMap::new(),
            blocks: Vec::new(),
            lookup,
            settles,
            length: 0,
        };
        walk.list(&script.body);
        walk.variables.settled.sort();
        walk.variables
    }

    /// Whether it is known that what stands there is not run.
    pub fn is_dead(&self, span: Span) -> bool {
        settled::holds(&self.settled.dead, span)
    }

    /// Whether it is a question whose answer is known.
    pub fn is_asked(&self, span: Span) -> bool {
        settled::holds(&self.settled.asked, span)
    }

    /// Whether it is a compound command of which it is known which parts run.
    pub fn is_decided(&self, span: Span) -> bool {
        self.settled.decided.binary_search(&span).is_ok()
    }

    /// The value of the variable at an offset of the file, if it is known. `lookup` knows the variables that were
    /// there before the script.
    pub fn value(&self, name: &str, offset: usize, lookup: &Lookup) -> Option<String> {
        let changes = self.changes.get(name).map(Vec::as_slice).unwrap_or_default();
        let before = changes.partition_point(|change| change.from <= offset);
        match before.checked_sub(1).and_then(|last| changes.get(last)).map(|change| &change.value) {
            None | Some(Value::Untouched) => lookup(name),
            Some(Value::Known(value)) => Some(value.clone()),
            Some(Value::Unknown) => None,
        }
    }
}

pub(super) struct Walk<'a> {
    pub(super) variables: Variables,
    pub(super) current: BTreeMap<String, Value>,
    /// For each of the blocks around: what the variables that it sets were before it.
    blocks: Vec<BTreeMap<String, Value>>,
    lookup: &'a Lookup<'a>,
    /// Which variables nobody gives a value, where branches are to be decided.
    pub(super) settles: Option<&'a dyn Fn(&str) -> bool>,
    /// How long the known values are together.
    length: usize,
}

/// What a variable is after a block that sets it.
#[derive(Clone, Copy)]
enum After {
    /// What it was before.
    Restored,
    /// One or the other.
    Doubtful,
}

impl Walk<'_> {
    pub(super) fn list(&mut self, commands: &[Command]) {
        for command in commands {
            self.command(command);
        }
    }

    pub(super) fn command(&mut self, command: &Command) {
        if self.blocks.len() >= MAX_DEPTH {
            return;
        }
        let end = command.span.end;
        match &command.kind {
            CommandKind::Simple(simple) => self.simple(simple),
            CommandKind::AndOr { first, rest } => {
                if !self.settle_and_or(command.span, first, rest) {
                    self.and_or(first, rest, end);
                }
            }
            CommandKind::Group(body) => self.list(body),
            CommandKind::If { branches, otherwise } => {
                self.branches_of(command.span, branches, otherwise.as_deref().unwrap_or_default());
            }
            CommandKind::Case { subject, arms } if self.settle_case(command.span, subject, arms) => {}
            CommandKind::Case { arms, .. } => {
                let bodies: Vec<&[Command]> = arms.iter().map(|(_, body)| body.as_slice()).collect();
                self.branches(&bodies, end);
            }
            CommandKind::For { variable, .. } => self.repeated(command, Some(variable)),
            CommandKind::While { .. } => self.repeated(command, None),
            CommandKind::Function { body, .. } => self.block(end, After::Doubtful, |walk| walk.list(body)),
            CommandKind::Pipeline { commands, .. } => {
                for stage in commands {
                    self.block(stage.span.end, After::Restored, |walk| walk.command(stage));
                }
            }
            CommandKind::Subshell(body) => self.block(end, After::Restored, |walk| walk.list(body)),
            CommandKind::Background(inner) => self.block(end, After::Restored, |walk| walk.command(inner)),
            CommandKind::Test(_) => {}
        }
    }

    /// What follows a question or `||` may not happen; it is taken to have happened up to the end of the list.
    pub(super) fn and_or(&mut self, first: &Command, rest: &[(AndOr, Command)], end: usize) {
        let or = rest.iter().any(|(operator, _)| *operator == AndOr::Or);
        let asks = is_question(first) || rest.iter().any(|(_, command)| is_question(command));
        let follow = |walk: &mut Self| {
            walk.command(first);
            for (operator, command) in rest {
                match operator {
                    AndOr::And => walk.command(command),
                    AndOr::Or => walk.block(command.span.end, After::Doubtful, |walk| walk.command(command)),
                }
            }
        };
        if or || asks { self.block(end, After::Doubtful, follow) } else { follow(self) }
    }

    /// Each of them may run, none after another.
    pub(super) fn branches(&mut self, bodies: &[&[Command]], end: usize) {
        let mut names = Vec::new();
        for body in bodies {
            let Some(last) = body.last() else { continue };
            self.block(last.span.end, After::Restored, |walk| {
                walk.list(body);
                names.extend(walk.blocks.last().into_iter().flat_map(|block| block.keys().cloned()));
            });
        }
        for name in names {
            self.set(&name, end, Value::Unknown);
        }
    }

    /// What a loop sets may be set already when its body begins.
    fn repeated(&mut self, command: &Command, variable: Option<&String>) {
        self.block(command.span.end, After::Doubtful, |walk| {
            let inside = all_inside(command);
            let simple = inside.into_iter().filter_map(|command| match &command.kind {
                CommandKind::Simple(simple) => Some(simple),
                _ => None,
            });
            for name in simple.flat_map(settings).map(|(name, ..)| name).chain(variable.cloned()) {
                walk.set(&name, command.span.start, Value::Unknown);
            }
            for command in children(command) {
                walk.command(command);
            }
        });
    }

    /// Runs `inside` as a block that ends at `end`.
    fn block(&mut self, end: usize, after: After, inside: impl FnOnce(&mut Self)) {
        self.blocks.push(BTreeMap::new());
        inside(self);
        for (name, before) in self.blocks.pop().unwrap_or_default() {
            if let Some(outer) = self.blocks.last_mut() {
                outer.entry(name.clone()).or_insert_with(|| before.clone());
            }
            let value = match after {
                After::Restored => before,
                After::Doubtful => Value::Unknown,
            };
            self.set(&name, end, value);
        }
    }

    fn simple(&mut self, simple: &SimpleCommand) {
        for (name, word, append, from) in settings(simple) {
            let value = match word {
                Some(word) if append => match (self.value(&name), self.evaluated(&word)) {
                    (Some(before), Value::Known(value)) => Value::Known(before + &value),
                    _ => Value::Unknown,
                },
                Some(word) => self.evaluated(&word),
                None => Value::Unknown,
            };
            self.set(&name, from, value);
        }
    }

    fn evaluated(&self, word: &Word) -> Value {
        let has_tilde = word.parts.iter().any(|part| matches!(part.kind, PartKind::Tilde(_)));
        let resolved = resolve(word, &|name| self.value(name));
        if resolved.complete && !has_tilde { Value::Known(resolved.text) } else { Value::Unknown }
    }

    pub(super) fn value(&self, name: &str) -> Option<String> {
        match self.current.get(name) {
            None | Some(Value::Untouched) => (self.lookup)(name),
            Some(Value::Known(value)) => Some(value.clone()),
            Some(Value::Unknown) => None,
        }
    }

    fn set(&mut self, name: &str, from: usize, value: Value) {
        let value = match value {
            Value::Known(text) if self.length + text.len() > MAX_LENGTH => Value::Unknown,
            value => value,
        };
        if let Value::Known(text) = &value {
            self.length += text.len();
        }
        let before = self.current.insert(name.to_owned(), value.clone()).unwrap_or_default();
        if let Some(block) = self.blocks.last_mut() {
            block.entry(name.to_owned()).or_insert(before);
        }
        let changes = self.variables.changes.entry(name.to_owned()).or_default();
        let from = changes.last().map_or(from, |last| last.from.max(from));
        changes.push(Change { from, value });
    }
}

/// What a command sets: the name, the value if one is written there, whether it is added, and from where on it holds.
fn settings(simple: &SimpleCommand) -> Vec<(String, Option<Word>, bool, usize)> {
    let Some((program, arguments)) = simple.words.split_first() else {
        let one = |assignment: &crate::shell::Assignment| {
            (assignment.name.clone(), Some(assignment.value.clone()), assignment.append, assignment.span.end)
        };
        return simple.assignments.iter().map(one).collect();
    };
    let program = program.literal().unwrap_or_default();
    if READERS.contains(&program.as_str()) {
        let named = arguments.iter().filter_map(|word| Some((word.literal()?, None, false, word.span.end)));
        return named.filter(|(name, ..)| is_name(name)).collect();
    }
    if !SETTERS.contains(&program.as_str()) {
        return Vec::new();
    }
    let setting = |word: &Word| {
        let prefix = word.literal_prefix();
        let (name, _) = prefix.split_once('=')?;
        let value = word.strip_prefix(&format!("{name}="))?;
        is_name(name).then(|| (name.to_owned(), Some(value), false, word.span.end))
    };
    arguments.iter().filter_map(setting).collect()
}

fn is_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && text.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
}

fn is_question(command: &Command) -> bool {
    match &command.kind {
        CommandKind::Test(_) => true,
        CommandKind::Simple(simple) => {
            let program = simple.words.first().and_then(Word::file_name);
            program.is_some_and(|program| QUESTIONS.contains(&program.as_str()))
        }
        CommandKind::Pipeline { commands, negated } => *negated || commands.last().is_some_and(is_question),
        _ => false,
    }
}
