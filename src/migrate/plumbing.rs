//! Commands that only tell a package manager where its packages come from: keys, lists of sources, scripts that add them.

use super::Outcome;
use super::commands::{Command, Commands};
use super::draft::Place;
use crate::build::downloads::{Download, FileDownload, Output, downloads};
use crate::build::files::{FileAction, file_actions};
use crate::facts::nix_commands;

const WHY: &str = "nixpkgs is the only source of packages";

/// What becomes of a command if that is all it does.
pub(super) fn translate(place: Place<'_>, commands: &Commands, command: &Command<'_>) -> Option<Outcome> {
    let name = command.call.name.as_str();
    let lookup = |name: &str| place.value(name);
    let site = commands.site(command.number, &lookup)?;
    let is_plumbing = nix_commands::is_plumbing(name)
        || downloads(&site).iter().any(is_for_packages)
        || only_touches_plumbing(&file_actions(&site))
        || is_fed_by_plumbing(place, commands, command);
    is_plumbing.then_some(WHY).or_else(|| unread(&file_actions(&site))).map(Outcome::not_needed)
}

fn is_for_packages(download: &Download) -> bool {
    let Download::File(FileDownload { url, output, sinks, saved, .. }) = download else { return false };
    let path = match output {
        Output::File(path) | Output::Folder(path) => path.path.as_deref(),
        _ => None,
    };
    let mut paths = saved.iter().filter_map(|path| path.path.as_deref()).chain(path);
    nix_commands::is_plumbing_address(&url.text)
        || paths.any(nix_commands::is_plumbing_path)
        || sinks.iter().any(|sink| nix_commands::is_plumbing(&sink.program))
}

/// Whether all that is written, moved or changed is read by package managers alone.
fn only_touches_plumbing(actions: &[FileAction]) -> bool {
    let is_plumbing = |action| changed(action).is_some_and(|path| nix_commands::is_plumbing_path(&path));
    !actions.is_empty() && actions.iter().all(is_plumbing)
}

/// Why nothing reads what is written, moved or changed.
fn unread(actions: &[FileAction]) -> Option<&'static str> {
    let mut reasons = actions.iter().map(|action| changed(action).and_then(|path| nix_commands::unread(&path)));
    let first = reasons.next()??;
    reasons.all(|reason| reason.is_some()).then_some(first)
}

/// The path that an action changes.
fn changed(action: &FileAction) -> Option<String> {
    match action {
        FileAction::MakeFolder { path, .. }
        | FileAction::Touch { path }
        | FileAction::Remove { path, .. }
        | FileAction::SetMode { path, .. }
        | FileAction::SetOwner { path, .. }
        | FileAction::Write { path, .. }
        | FileAction::Edit { path, .. } => path.path.clone(),
        FileAction::Copy { destination, .. } | FileAction::Move { destination, .. } => destination.path.path.clone(),
        _ => None,
    }
}

/// Whether the command is given, through a pipe, what sets up a package manager: `curl … | bash`.
fn is_fed_by_plumbing(place: Place<'_>, commands: &Commands, command: &Command<'_>) -> bool {
    let Some(here) = command.call.context.pipeline.filter(|here| here.index > 0) else { return false };
    let lookup = |name: &str| place.value(name);
    commands.iter().take(command.number).any(|earlier| {
        let is_in_front = earlier.call.context.pipeline.is_some_and(|there| there.pipeline == here.pipeline);
        let site = commands.site(earlier.number, &lookup);
        is_in_front && site.is_some_and(|site| downloads(&site).iter().any(is_for_packages))
    })
}
