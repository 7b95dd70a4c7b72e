//! The commands of RUN, and what becomes of those that only a build needs.

use super::Outcome;
use super::draft::{Draft, Place};
pub(super) use crate::build::commands::{Command, Commands};
use crate::build::packages::{ActionKind, package_actions};
use crate::facts::nix_commands;

/// The commands of a step.
pub(super) fn of(draft: &Draft<'_>, place: Place<'_>) -> Commands {
    Commands::of(place.plain, &draft.instructions)
}

/// What becomes of a command in a stage that `builder` stands for.
pub(super) fn in_builder(place: Place<'_>, command: &Command<'_>, builder: &str) -> Outcome {
    let actions = package_actions(command.call, &|name| place.value(name));
    let is = |kinds: &[ActionKind]| actions.iter().any(|action| kinds.contains(&action.kind));
    if is(&[ActionKind::Download, ActionKind::LockInstall, ActionKind::ManifestInstall]) {
        Outcome::not_needed(format!("{builder} fetches what it needs"))
    } else if is(&[ActionKind::Install, ActionKind::Upgrade]) {
        Outcome::not_needed(format!("{builder} brings its own tools"))
    } else if !actions.is_empty() {
        Outcome::not_needed("Nix has no package index and leaves no cache")
    } else if let Some(why) = nix_commands::not_needed(&command.call.name) {
        Outcome::not_needed(why)
    } else if nix_commands::prepares_a_build(&command.call.name) {
        Outcome::not_needed("a derivation has a folder of its own")
    } else {
        Outcome::manual(format!("see whether the build needs this: {builder} does not run it"))
    }
}
