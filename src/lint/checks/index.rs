//! The package index: the list of packages that a package manager fetches.

use crate::build::packages::{ActionKind, Flag};
use crate::dockerfile::Keyword;
use crate::facts::managers::{self, FolderContent};
use crate::lint::facts::{Facts, PackageUse, Statement};
use crate::lint::reporter::{Found, Reporter};
use crate::lint::software;

/// A RUN that fetches the index and installs nothing with it, while a later one of the stage installs without fetching it
/// anew, or there is nothing else in the RUN.
pub(crate) fn update_alone(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    for stage in facts.by_stage() {
        for (place, statement) in stage.iter().enumerate().filter(|(_, it)| is_run(it)) {
            let uses = facts.package_uses_of(statement.number);
            let Some(update) = uses.iter().find(|found| is_update(found)) else { continue };
            if uses.iter().any(|found| needs_index(found, update)) || is_gone(facts, statement, update) {
                continue;
            }
            let later = stage.get(place + 1..).unwrap_or_default();
            let action = &update.action;
            let found = Found::at(super::command_span(action)).with("program", &action.program);
            match stale_install(facts, later, update) {
                Some(install) => {
                    let span = super::command_span(&install.action);
                    reporter.push(found.label(span, "this goes by the list of that day"));
                }
                None if does_nothing_else(facts, statement) => reporter.push(found),
                None => {}
            }
        }
    }
}

fn is_run(statement: &Statement<'_>) -> bool {
    statement.onbuild.is_none() && statement.instruction.keyword == Keyword::Run
}

fn is_update(found: &PackageUse) -> bool {
    let action = &found.action;
    action.kind == ActionKind::UpdateIndex && action.manager.is_of_system() && !action.has(Flag::Simulate)
}

/// Whether this is done with the index that `update` fetches.
fn needs_index(found: &PackageUse, update: &PackageUse) -> bool {
    let kinds = [
        ActionKind::Install,
        ActionKind::Upgrade,
        ActionKind::UpgradeAll,
        ActionKind::BuildDependencies,
        ActionKind::Download,
        ActionKind::Query,
    ];
    found.is(&[update.action.manager], &kinds)
}

/// Whether the index is no part of the layer: mounted, or removed again.
fn is_gone(facts: &Facts<'_>, statement: &Statement<'_>, update: &PackageUse) -> bool {
    let manager = update.action.manager;
    let is_index = |holds| holds == FolderContent::Index;
    let mounted = managers::program(&update.action.program)
        .is_some_and(|program| program.folders.iter().any(|it| is_index(it.holds) && statement.has_mount_on(it.path)));
    mounted || facts.emptied_by(statement.number).iter().any(|it| is_index(it.holds) && it.manager == manager)
}

/// The first install of the stage that uses the same index, if none fetches it anew before.
fn stale_install<'f>(facts: &'f Facts<'_>, later: &[Statement<'_>], update: &PackageUse) -> Option<&'f PackageUse> {
    for statement in later.iter().filter(|it| is_run(it)) {
        let uses = facts.package_uses_of(statement.number);
        if uses.iter().any(|found| is_update(found) && found.action.manager == update.action.manager) {
            return None;
        }
        let install = uses.iter().find(|found| found.is(&[update.action.manager], &[ActionKind::Install]));
        if install.is_some() {
            return install;
        }
    }
    None
}

/// Whether the RUN has no command but those that update.
fn does_nothing_else(facts: &Facts<'_>, statement: &Statement<'_>) -> bool {
    let updates: Vec<usize> = facts.package_uses_of(statement.number).iter().map(|found| found.command).collect();
    facts.commands_of(statement.number).all(|command| {
        updates.binary_search(&command.number).is_ok()
            || software::is_builtin(&command.call.name)
            || runs_next(facts, command.number)
    })
}

/// Whether a command only runs the next one, as sudo does.
fn runs_next(facts: &Facts<'_>, number: usize) -> bool {
    let name = |number| facts.command(number).map(|command| &command.call.name);
    let next = facts.command(number + 1);
    next.is_some_and(|next| name(number).is_some_and(|name| next.call.wrappers.contains(name)))
}
