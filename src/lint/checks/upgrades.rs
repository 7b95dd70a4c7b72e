//! Upgrades to whatever is newest.

use crate::build::packages::{ActionKind, FileRole, Flag, PackageSpec};
use crate::lint::facts::{Facts, PackageUse};
use crate::lint::reporter::{Found, Reporter};
use crate::lint::roles;
use crate::source::Span;

/// Upgrades of everything that the base image has. One finding for an instruction.
pub(crate) fn of_the_system(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    report(facts, reporter, |found| {
        let action = &found.action;
        (action.kind == ActionKind::UpgradeAll && roles::is_system(action.manager))
            .then(|| (super::command_span(action), action.program.clone()))
    });
}

/// Upgrades of packages to whatever is newest. One finding for an instruction.
pub(crate) fn of_packages(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    report(facts, reporter, |found| {
        let action = &found.action;
        let is_loose = |package: &PackageSpec| package.constraint.is_none();
        let upgrades = match action.kind {
            ActionKind::UpgradeAll => !roles::is_system(action.manager),
            ActionKind::Upgrade => action.packages.iter().any(is_loose),
            ActionKind::UpgradeSelf => action.packages.is_empty(),
            // What is named without a version is a finding of the rules about versions.
            ActionKind::Install => action.has(Flag::Upgrade) && action.files(FileRole::Requirements).next().is_some(),
            _ => false,
        };
        upgrades.then(|| (super::command_span(action), action.program.clone()))
    });
}

fn report(facts: &Facts<'_>, reporter: &mut Reporter<'_>, upgrade: impl Fn(&PackageUse) -> Option<(Span, String)>) {
    for uses in facts.package_uses().chunk_by(|a, b| a.statement == b.statement) {
        let simulated = |found: &&PackageUse| found.action.has(Flag::Simulate);
        let upgrading = uses.iter().filter(|it| !simulated(it) && upgrade(it).is_some());
        let calls = upgrading.map(|found| found.action.span);
        let upgrades: Vec<(Span, String)> = uses.iter().filter(|it| !simulated(it)).filter_map(&upgrade).collect();
        let Some(((span, program), others)) = upgrades.split_first() else { continue };
        let found = Found::at(*span).with("program", program);
        reporter.push(found.with_others(others.iter().map(|(span, _)| *span), "and this").fix_at(calls));
    }
}
