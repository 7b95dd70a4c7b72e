//! What a file does with packages.

use std::cell::OnceCell;

use super::{Command, Facts, Statement};
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

/// A folder of a package manager that a command empties.
#[derive(Clone, Debug)]
pub(crate) struct Emptied {
    /// Number of the statement.
    pub(crate) statement: usize,
    /// Number of the command among all commands.
    pub(crate) command: usize,
    /// Which.
    pub(crate) folder: EmptiedFolder,
}

/// Gathered when they are first asked for.
#[derive(Default)]
pub(super) struct PackageFacts {
    uses: OnceCell<Vec<PackageUse>>,
    emptied: OnceCell<Vec<Emptied>>,
}

impl<'a> Facts<'a> {
    /// Everything that is done with packages, in the order of the file.
    pub(crate) fn package_uses(&self) -> &[PackageUse] {
        self.packages.uses.get_or_init(|| {
            self.each_command(|statement, number, command| {
                let lookup = |name: &str| self.lookup(statement, command, name);
                let actions = package_actions(&command.call, &lookup).into_iter();
                actions.map(|action| PackageUse { statement: statement.number, command: number, action }).collect()
            })
        })
    }

    /// The folders of package managers that are emptied, in the order of the file.
    pub(crate) fn emptied_folders(&self) -> &[Emptied] {
        self.packages.emptied.get_or_init(|| {
            self.each_command(|statement, number, command| {
                let lookup = |name: &str| self.lookup(statement, command, name);
                let folders = emptied_folders(&command.call, &lookup).into_iter();
                folders.map(|folder| Emptied { statement: statement.number, command: number, folder }).collect()
            })
        })
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

    fn each_command<T>(&self, mut make: impl FnMut(&Statement<'a>, usize, &Command) -> Vec<T>) -> Vec<T> {
        let commands = self.commands().iter().enumerate();
        let found = commands.filter_map(|(number, command)| {
            let statement = self.statements.get(command.statement)?;
            Some(make(statement, number, command))
        });
        found.flatten().collect()
    }

    /// The value of a variable where a command stands: exported by the same script, or known to the statement.
    fn lookup(&self, statement: &Statement<'a>, command: &Command, name: &str) -> Option<String> {
        let exported = self.exports_of(statement.number);
        let before = exported.iter().rev().find(|export| export.at < command.call.span.start && export.name == name);
        match before {
            Some(export) => export.value.clone(),
            None => self.value(statement, name),
        }
    }
}

impl PackageUse {
    /// Whether it is one of these kinds, by one of these managers.
    pub(crate) fn is(&self, managers: &[Manager], kinds: &[ActionKind]) -> bool {
        managers.contains(&self.action.manager) && kinds.contains(&self.action.kind)
    }
}
