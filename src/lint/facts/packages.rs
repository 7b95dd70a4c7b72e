//! What a file does with packages.

use std::cell::OnceCell;
use std::collections::HashMap;

use super::{Facts, Statement};
use crate::build::packages::{ActionKind, EmptiedFolder, PackageAction, emptied_folders, package_actions};
use crate::facts::Manager;
use crate::shell::Call;
use crate::source::Span;

/// Something that a command does with packages.
#[derive(Clone, Debug)]
pub(crate) struct PackageUse {
    /// Number of the statement.
    pub(crate) statement: usize,
    /// Number of the command among all commands.
    pub(crate) command: usize,
    /// What it does.
    pub(crate) action: PackageAction,
    /// Whether the words are only arguments of the command before, because nothing parts the two.
    pub(crate) is_swallowed: bool,
}

/// Gathered when they are first asked for.
#[derive(Default)]
pub(super) struct PackageFacts {
    uses: OnceCell<Vec<PackageUse>>,
    /// By statement, the numbers of the uses that may empty a cache.
    cleanings: OnceCell<HashMap<usize, Vec<usize>>>,
    /// By where their programs begin and their commands end, the first use that stands there.
    places: OnceCell<HashMap<(usize, usize), usize>>,
    /// By statement.
    emptied: OnceCell<HashMap<usize, Vec<EmptiedFolder>>>,
}

impl<'a> Facts<'a> {
    /// Everything that is done with packages, in the order of the file.
    pub(crate) fn package_uses(&self) -> &[PackageUse] {
        self.packages.uses.get_or_init(|| {
            let uses = self.commands().flat_map(|command| {
                let lookup = |name: &str| self.value_at(command, name);
                let own = package_actions(command.call, &lookup);
                let swallowed = swallowed(command.call, &own).map(|call| package_actions(&call, &lookup));
                let use_of = move |action, is_swallowed| PackageUse {
                    statement: command.statement,
                    command: command.number,
                    action,
                    is_swallowed,
                };
                let swallowed = swallowed.unwrap_or_default().into_iter().map(move |action| use_of(action, true));
                own.into_iter().map(move |action| use_of(action, false)).chain(swallowed)
            });
            uses.collect()
        })
    }

    /// The folders of package managers that a statement empties.
    pub(crate) fn emptied_by(&self, statement: usize) -> &[EmptiedFolder] {
        let by_statement = self.packages.emptied.get_or_init(|| {
            let mut emptied: HashMap<usize, Vec<EmptiedFolder>> = HashMap::new();
            for command in self.commands() {
                let lookup = |name: &str| self.value_at(command, name);
                let folders = emptied_folders(command.call, &lookup);
                if !folders.is_empty() {
                    emptied.entry(command.statement).or_default().extend(folders);
                }
            }
            emptied
        });
        by_statement.get(&statement).map_or(&[], Vec::as_slice)
    }

    /// What is done in one statement.
    pub(crate) fn package_uses_of(&self, statement: usize) -> &[PackageUse] {
        let all = self.package_uses();
        let start = all.partition_point(|it| it.statement < statement);
        let end = all.partition_point(|it| it.statement <= statement);
        all.get(start..end).unwrap_or_default()
    }

    /// The use whose program and command are at the place.
    pub(crate) fn package_use_at(&self, place: Span) -> Option<&PackageUse> {
        let uses = self.package_uses();
        let places = self.packages.places.get_or_init(|| {
            let mut places = HashMap::new();
            for (number, found) in uses.iter().enumerate() {
                places.entry((found.action.span.start, found.action.command_span.end)).or_insert(number);
            }
            places
        });
        uses.get(*places.get(&(place.start, place.end))?)
    }

    /// What is done in one statement that may empty a cache: uses that do, and those that tell where it is.
    pub(crate) fn cleanings_of(&self, statement: usize) -> impl Iterator<Item = &PackageUse> {
        let uses = self.package_uses();
        let by_statement = self.packages.cleanings.get_or_init(|| {
            let mut cleanings: HashMap<usize, Vec<usize>> = HashMap::new();
            for (number, found) in uses.iter().enumerate() {
                if !found.action.cleans.is_empty() || !found.action.tells.is_empty() {
                    cleanings.entry(found.statement).or_default().push(number);
                }
            }
            cleanings
        });
        let numbers = by_statement.get(&statement).map_or(&[][..], Vec::as_slice);
        numbers.iter().filter_map(|number| uses.get(*number))
    }

    /// The statement that a use is part of.
    pub(crate) fn statement_of_use(&self, found: &PackageUse) -> Option<&Statement<'a>> {
        self.statements.get(found.statement)
    }
}

/// `apk update apk add curl`: what the author meant to be a call of its own.
fn swallowed(call: &Call, actions: &[PackageAction]) -> Option<Call> {
    actions.first().filter(|action| action.kind == ActionKind::UpdateIndex)?;
    let at = call.args.iter().position(|word| word.is(&call.name))?;
    let program = call.args.get(at)?.clone();
    let args = call.args.get(at + 1..)?.to_vec();
    Some(Call {
        span: args.last().map_or(program.span, |last| program.span.cover(last.span)),
        program,
        args,
        ..call.clone()
    })
}

impl PackageUse {
    /// Whether it is one of these kinds, by one of these managers.
    pub(crate) fn is(&self, managers: &[Manager], kinds: &[ActionKind]) -> bool {
        managers.contains(&self.action.manager) && kinds.contains(&self.action.kind)
    }
}
