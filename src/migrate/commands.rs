//! The commands of RUN, and what becomes of those that only a build needs.

use super::Outcome;
use super::compound;
use super::draft::{Draft, Place};
pub(super) use crate::build::commands::{Command, Commands};
use crate::build::files::{FileAction, file_actions};
use crate::build::packages::{ActionKind, PackageAction, package_actions};
use crate::facts::{self, Manager, nix_commands};
use crate::prose::enumeration;

/// The commands of a step.
pub(super) fn of(draft: &Draft<'_>, place: Place<'_>) -> Commands {
    Commands::settled(place.plain, &draft.instructions, &|name| place.value(name))
}

/// What becomes of a command of which it is known that it does not run, or what it answers.
pub(super) fn settled(commands: &Commands, command: &Command<'_>) -> Option<Outcome> {
    if commands.is_dead(command.call.span) {
        return Some(Outcome::not_needed("it is known beforehand that this branch is not taken"));
    }
    commands.is_asked(command.call.span).then(|| Outcome::not_needed("it is known beforehand how this turns out"))
}

/// What becomes of a command of packages in a stage whose commands are kept.
pub(super) fn in_stage(place: Place<'_>, command: &Command<'_>) -> Option<Outcome> {
    let actions = package_actions(command.call, &|name| place.value(name));
    let action = actions.first()?;
    let brings = "tools of the build";
    Some(match action.kind {
        ActionKind::Install if action.manager.is_of_system() => {
            let unknown: Vec<&str> = actions
                .iter()
                .filter(|action| action.kind == ActionKind::Install)
                .flat_map(|action| &action.packages)
                .filter(|package| package.resolved && facts::nix_package(action.manager, &package.name).is_none())
                .map(|package| package.name.as_str())
                .collect();
            match unknown.is_empty() {
                true => Outcome::translated(brings),
                false => Outcome::approximated(
                    brings,
                    format!("without {}, which the tables do not know", enumeration(&unknown)),
                ),
            }
        }
        ActionKind::Build | ActionKind::Script | ActionKind::Run => return None,
        ActionKind::Install
        | ActionKind::LockInstall
        | ActionKind::ManifestInstall
        | ActionKind::Upgrade
        | ActionKind::Download => {
            Outcome::manual(format!("have what {} installs fetched by nixpkgs' own builder", action.program))
        }
        ActionKind::Remove | ActionKind::RemoveUnused => {
            Outcome::not_needed("what is not asked for is not in the image")
        }
        _ => Outcome::not_needed("Nix has no package index and leaves no cache"),
    })
}

/// What becomes of a command that installs Python modules in a stage that the image copies from: they are the image's.
pub(super) fn python_modules(draft: &mut Draft<'_>, place: Place<'_>, command: &Command<'_>) -> Option<Outcome> {
    let actions = package_actions(command.call, &|name| place.value(name));
    let is_pip = |action: &PackageAction| {
        action.manager == Manager::Pip && !matches!(action.kind, ActionKind::Script | ActionKind::Run)
    };
    if actions.is_empty() || !actions.iter().all(is_pip) {
        return None;
    }
    super::packages::translate(draft, place, command)
}

/// Whether a program that builds is only told to test or to check, as `go vet` is.
fn checks_only(actions: &[PackageAction], command: &Command<'_>) -> bool {
    let is_build = actions.iter().all(|action| matches!(action.kind, ActionKind::Build));
    let subcommand = command.call.args.iter().map(|word| word.raw.as_str()).find(|word| !word.starts_with('-'));
    is_build && subcommand.is_some_and(nix_commands::only_checks)
}

/// Whether what a command prints goes to a file.
fn writes_a_file(draft: &Draft<'_>, place: Place<'_>, commands: &Commands, command: &Command<'_>) -> bool {
    let lookup = |name: &str| place.value(name);
    let actions = commands.site(command.number, &lookup).map(|site| file_actions(&site)).unwrap_or_default();
    actions.iter().any(|action| matches!(action, FileAction::Write { .. }))
        || compound::of(draft, place, commands).iter().any(|written| written.takes(command))
}

/// What becomes of a command in a stage that `builder` stands for.
pub(super) fn in_builder(
    draft: &Draft<'_>,
    place: Place<'_>,
    commands: &Commands,
    command: &Command<'_>,
    builder: &str,
) -> Outcome {
    if let Some(outcome) = settled(commands, command).or_else(|| super::plumbing::translate(place, commands, command)) {
        return outcome;
    }
    let actions = package_actions(command.call, &|name| place.value(name));
    let is = |kinds: &[ActionKind]| actions.iter().any(|action| kinds.contains(&action.kind));
    if is(&[ActionKind::Download, ActionKind::LockInstall, ActionKind::ManifestInstall]) {
        Outcome::not_needed(format!("{builder} fetches what it needs"))
    } else if is(&[ActionKind::Install, ActionKind::Upgrade]) {
        Outcome::not_needed(format!("{builder} brings its own tools"))
    } else if is(&[ActionKind::Build, ActionKind::Script, ActionKind::Run]) {
        match checks_only(&actions, command) {
            true => Outcome::not_needed("checks of the source leave nothing in the image"),
            false => Outcome::not_needed(format!("{builder} builds the project by itself")),
        }
    } else if !actions.is_empty() {
        Outcome::not_needed("Nix has no package index and leaves no cache")
    } else if super::setup::of(place, commands, command).is_some() {
        Outcome::not_needed(format!("{builder} brings its own tools"))
    } else if writes_a_file(draft, place, commands, command) {
        Outcome::manual(format!("have {builder} write this file, if the build or the image needs it"))
    } else if let Some(outcome) = super::root::only_prints(place, commands, command) {
        outcome
    } else if let Some(why) = nix_commands::not_needed(&command.call.name) {
        Outcome::not_needed(why)
    } else if nix_commands::prepares_a_build(&command.call.name) {
        Outcome::not_needed("a derivation has a folder of its own")
    } else {
        Outcome::manual(format!("see whether the build needs this: {builder} does not run it"))
    }
}
