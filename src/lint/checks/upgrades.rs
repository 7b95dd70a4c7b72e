//! Upgrades to whatever is newest.

use super::selection::Selection;
use crate::build::packages::{ActionKind, FileRole, Flag, PackageAction, PackageSpec};
use crate::lint::facts::{Facts, PackageUse};
use crate::lint::reporter::{Found, Reporter};

/// Upgrades of everything that the base image has. One finding for an instruction.
///
/// The rule's options say what it is about ([`Selection`]).
pub(crate) fn of_the_system(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    let selection = Selection::of(reporter);
    report(facts, reporter, |found| {
        let action = &found.action;
        selection.covers(facts, found, &[ActionKind::UpgradeAll])
            && action.manager.is_of_system()
            && !selection.is_found_before(facts, super::command_span(action))
    });
}

/// Upgrades of packages to whatever is newest. One finding for an instruction.
pub(crate) fn of_packages(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    report(facts, reporter, |found| {
        let action = &found.action;
        let is_loose = |package: &PackageSpec| package.constraint.is_none();
        match action.kind {
            ActionKind::UpgradeAll => !action.manager.is_of_system(),
            ActionKind::Upgrade => action.packages.iter().any(is_loose),
            ActionKind::UpgradeSelf => action.packages.is_empty(),
            // What is named without a version is a finding of the rules about versions.
            ActionKind::Install => action.has(Flag::Upgrade) && action.files(FileRole::Requirements).next().is_some(),
            _ => false,
        }
    });
}

fn report(facts: &Facts<'_>, reporter: &mut Reporter<'_>, upgrades: impl Fn(&PackageUse) -> bool) {
    for uses in facts.package_uses().chunk_by(|a, b| a.statement == b.statement) {
        let found = uses.iter().filter(|found| !found.action.has(Flag::Simulate) && upgrades(found));
        let actions: Vec<&PackageAction> = found.map(|found| &found.action).collect();
        let Some((first, others)) = actions.split_first() else { continue };
        let found = Found::at(super::command_span(first))
            .with("program", &first.program)
            .with("command", super::command_words(facts, first));
        let found = found.fix_at(actions.iter().map(|action| action.span));
        reporter.push(found.with_others(others.iter().map(|action| super::command_span(action)), "and this"));
    }
}
