//! What a file does with packages.

use std::cell::OnceCell;
use std::collections::HashMap;

use super::{Facts, Statement};
use crate::build::packages::{ActionKind, EmptiedFolder, PackageAction, emptied_folders, package_actions};
use crate::facts::Manager;

/// Something that a command does with packages.
#[derive(Clone, Debug)]
pub(crate) struct PackageUse {
    /// Number of the statement.
    pub(crate) statement: usize,
    /// Number of the command among all commands.
    pub(crate) command: usize,
    /// What it does.
    pub(crate) action: PackageAction,
}

/// Gathered when they are first asked for.
#[derive(Default)]
pub(super) struct PackageFacts {
    uses: OnceCell<Vec<PackageUse>>,
    /// By statement.
    emptied: OnceCell<HashMap<usize, Vec<EmptiedFolder>>>,
}

impl<'a> Facts<'a> {
    /// Everything that is done with packages, in the order of the file.
    pub(crate) fn package_uses(&self) -> &[PackageUse] {
        self.packages.uses.get_or_init(|| {
            let uses = self.commands().flat_map(|command| {
                let lookup = |name: &str| self.value_at(command, name);
                let actions = package_actions(command.call, &lookup).into_iter();
                actions.map(move |action| PackageUse { statement: command.statement, command: command.number, action })
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

    /// The statement that a use is part of.
    pub(crate) fn statement_of_use(&self, found: &PackageUse) -> Option<&Statement<'a>> {
        self.statements.get(found.statement)
    }
}

impl PackageUse {
    /// Whether it is one of these kinds, by one of these managers.
    pub(crate) fn is(&self, managers: &[Manager], kinds: &[ActionKind]) -> bool {
        managers.contains(&self.action.manager) && kinds.contains(&self.action.kind)
    }
}
