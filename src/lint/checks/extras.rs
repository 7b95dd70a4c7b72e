//! Packages and tools in the image that only its build needs.

use std::collections::{BTreeMap, BTreeSet};

use crate::build::packages::{ActionKind, Flag, PackageAction, PackageSource, PackageSpec};
use crate::dockerfile::Keyword;
use crate::facts::Manager;
use crate::lint::facts::{Facts, PackageUse, Statement};
use crate::lint::reporter::{Found, Reporter};
use crate::lint::roles::{self, Role};
use crate::source::Span;

/// Packages of the roles that the rule's option `roles` names, which are installed in the image and not removed again in
/// the same instruction. One finding for the image.
pub(crate) fn packages_left(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    let wanted = reporter.list("roles");
    let mut left: Vec<(&PackageSpec, &PackageUse)> = Vec::new();
    for uses in facts.package_uses().chunk_by(|a, b| a.statement == b.statement) {
        let mut removal = None;
        for found in uses.iter().filter(|found| stays_installed(facts, found)) {
            let removal = removal.get_or_insert_with(|| Removal::of(facts, found.statement, uses));
            left.extend(
                found
                    .action
                    .packages
                    .iter()
                    .filter(|package| has_role(&found.action, package, wanted))
                    .filter(|package| !removal.covers(package, &found.action) && !runs_later(facts, &package.name))
                    .map(|package| (package, found)),
            );
        }
    }
    let Some(((first, used_by), others)) = left.split_first() else { return };
    let names: Vec<&str> = left.iter().map(|(package, _)| package.name.as_str()).collect();
    let found = Found::at(first.span)
        .with("packages", super::enumerate(&names))
        .with("verb", if others.is_empty() { "stays" } else { "stay" })
        .with("object", if others.is_empty() { "it" } else { "them" })
        .with_others(others.iter().map(|(package, _)| package.span), "and this");
    reporter.push(match from_base(facts, used_by, wanted) {
        Some(program) => found.label(program, "this comes with the base image, and stays too"),
        None => found,
    });
}

/// Package managers that install a newer version of themselves.
pub(crate) fn self_upgrades(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    for found in facts.package_uses().iter().filter(|found| is_in_image(facts, found)) {
        let action = &found.action;
        if action.kind == ActionKind::UpgradeSelf {
            let found = Found::at(action.span).with("program", &action.program).with("packages", &action.program);
            reporter.push(found);
            continue;
        }
        let own: Vec<&PackageSpec> =
            action.packages.iter().filter(|package| is_self_upgrade(action, package)).collect();
        let Some((first, others)) = own.split_first() else { continue };
        let names: Vec<&str> = own.iter().map(|package| package.name.as_str()).collect();
        let does_nothing_else = own.len() == action.packages.len() && action.files.is_empty();
        reporter.push(
            Found::at(first.span)
                .fix_at(does_nothing_else.then_some(action.span))
                .with("program", &action.program)
                .with("packages", super::enumerate(&names))
                .with_others(others.iter().map(|package| package.span), "and this"),
        );
    }
}

/// Dependencies that are only for development, installed in the image.
pub(crate) fn development_dependencies(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    let managers = reporter.list("managers");
    let uses = || facts.package_uses().iter().filter(|found| is_in_image(facts, found));
    let mut pruned: BTreeMap<Manager, usize> = BTreeMap::new();
    for found in uses() {
        let action = &found.action;
        if action.kind == ActionKind::RemoveUnused || (installs_project(action) && action.has(Flag::NoDev)) {
            pruned.insert(action.manager, found.command);
        }
    }
    for found in uses().filter(|found| installs_project(&found.action)) {
        let action = &found.action;
        let is_pruned = pruned.get(&action.manager).is_some_and(|last| *last > found.command);
        let is_ours = managers.contains(&action.manager.as_str()) && !action.has(Flag::Global);
        if is_ours && !action.has(Flag::NoDev) && !is_pruned {
            reporter.push(Found::at(super::command_span(action)).with("program", &action.program));
        }
    }
}

fn installs_project(action: &PackageAction) -> bool {
    matches!(action.kind, ActionKind::ManifestInstall | ActionKind::LockInstall)
}

/// Whether what the use does is in the image.
pub(super) fn is_in_image(facts: &Facts<'_>, found: &PackageUse) -> bool {
    let idle = found.action.has(Flag::Simulate) || found.action.has(Flag::DownloadOnly);
    !idle && facts.statement_of_use(found).is_some_and(|statement| facts.is_in_image(statement))
}

fn stays_installed(facts: &Facts<'_>, found: &PackageUse) -> bool {
    matches!(found.action.kind, ActionKind::Install | ActionKind::BuildDependencies) && is_in_image(facts, found)
}

fn has_role(action: &PackageAction, package: &PackageSpec, wanted: &[&str]) -> bool {
    let plain = matches!(package.source, PackageSource::Registry);
    let role = roles::role(action.manager, &package.name).filter(|_| plain);
    role.is_some_and(|role| wanted.contains(&role.as_str())) && !is_self_upgrade(action, package)
}

/// `pip install --upgrade pip setuptools`, `npm install -g npm`
fn is_self_upgrade(action: &PackageAction, package: &PackageSpec) -> bool {
    let installs = matches!(action.kind, ActionKind::Install | ActionKind::Upgrade);
    let is_manager = roles::role(action.manager, &package.name) == Some(Role::PackageManager);
    let upgrades = action.has(Flag::Upgrade) || action.kind == ActionKind::Upgrade;
    installs
        && !action.manager.is_of_system()
        && (package.name == super::bare_name(&action.program) || (is_manager && upgrades))
}

/// Whether a program of this name is run when the container is.
fn runs_later(facts: &Facts<'_>, name: &str) -> bool {
    facts.commands_named(name).any(|command| {
        facts.statement_of(command).is_some_and(|statement| statement.instruction.keyword != Keyword::Run)
    })
}

/// The package manager that installed the first of them: it came with the base image, and stays too.
fn from_base(facts: &Facts<'_>, found: &PackageUse, wanted: &[&str]) -> Option<Span> {
    if !wanted.contains(&Role::PackageManager.as_str()) || !found.action.manager.is_of_system() {
        return None;
    }
    Some(facts.command(found.command)?.call.program.span)
}

/// What a statement removes again of what it installs.
struct Removal<'f> {
    names: BTreeSet<&'f str>,
    /// Everything that nobody has asked to keep.
    unused: bool,
}

impl<'f> Removal<'f> {
    /// `uses` are those of the statement.
    fn of(facts: &Facts<'_>, statement: usize, uses: &'f [PackageUse]) -> Self {
        let removed = uses.iter().filter(|other| other.action.kind == ActionKind::Remove);
        let marked = facts.commands_of(statement).any(|command| {
            command.call.name == "apt-mark" && command.call.args.first().is_some_and(|word| word.is("auto"))
        });
        Self {
            names: removed.flat_map(|other| &other.action.packages).map(|package| package.name.as_str()).collect(),
            unused: marked && uses.iter().any(|other| other.action.kind == ActionKind::RemoveUnused),
        }
    }

    fn covers(&self, package: &PackageSpec, action: &PackageAction) -> bool {
        self.unused
            || self.names.contains(package.name.as_str())
            || action.virtual_group.as_deref().is_some_and(|group| self.names.contains(group))
    }
}

/// Whether the statement takes away packages that it needed itself.
pub(super) fn tidies_up(facts: &Facts<'_>, statement: &Statement<'_>) -> bool {
    facts
        .package_uses_of(statement.number)
        .iter()
        .any(|found| matches!(found.action.kind, ActionKind::Remove | ActionKind::RemoveUnused))
}
