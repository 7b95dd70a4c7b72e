//! The commands of RUN, and what becomes of those that only a build needs.

use super::Outcome;
use super::draft::{Draft, Place};
pub(super) use crate::build::commands::Command;
use crate::build::commands;
use crate::build::packages::{ActionKind, package_actions};

/// The commands of a step.
pub(super) fn of(draft: &Draft<'_>, place: Place<'_>) -> Vec<Command> {
    let heredocs = draft.instructions.get(place.plain.instruction).map_or(&[][..], |outer| outer.heredocs.as_slice());
    commands::commands(place.plain, place.instruction, heredocs, draft.sh())
}

/// What becomes of a command in a stage that `builder` stands for.
pub(super) fn in_builder(place: Place<'_>, command: &Command, builder: &str) -> Outcome {
    let actions = package_actions(&command.call, &|name| place.value(name));
    let fetches =
        |kind: &ActionKind| matches!(kind, ActionKind::Download | ActionKind::LockInstall | ActionKind::ManifestInstall);
    if actions.iter().any(|action| fetches(&action.kind)) {
        return Outcome::not_needed(format!("{builder} fetches what it needs"));
    }
    if actions.iter().any(|action| action.kind == ActionKind::Install) {
        return Outcome::not_needed(format!("{builder} brings its own tools"));
    }
    if !actions.is_empty() {
        return Outcome::not_needed("Nix has no package index and no cache of its own in a build");
    }
    if matches!(command.call.name.as_str(), "mkdir" | "cd" | "set" | "echo" | "true" | "rm") {
        return Outcome::not_needed("a derivation has a folder of its own");
    }
    Outcome::manual(format!("see whether the build needs it: {builder} does not run it"))
}
