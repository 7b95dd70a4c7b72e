//! What an instruction does, without the places at which it says so.

use crate::build::{Action, FileSource, FileTransfer, ImageConfig, State};
use crate::lint::Change;
use crate::source::Span;

/// The action with all places forgotten, so that it can be compared with that of another version of the file.
pub(super) fn without_places(action: &Action) -> Action {
    let mut action = action.clone();
    match &mut action {
        Action::Run { mounts } => mounts.iter_mut().for_each(|mount| {
            mount.span = Span::default();
            forget_source(&mut mount.from);
        }),
        Action::Copy(transfer) | Action::Add(transfer) => forget(transfer),
        Action::Expose(words) => words.iter_mut().for_each(|word| word.span = Span::default()),
        _ => {}
    }
    action
}

fn forget(transfer: &mut FileTransfer) {
    transfer.destination_span = Span::default();
    transfer.sources.iter_mut().for_each(|source| source.span = Span::default());
    forget_source(&mut transfer.from);
}

fn forget_source(source: &mut FileSource) {
    if let FileSource::Image(image) = source {
        image.span = Span::default();
        image.repository.span = Span::default();
        image
            .registry
            .iter_mut()
            .chain(&mut image.tag)
            .chain(&mut image.digest)
            .for_each(|it| it.span = Span::default());
    }
}

/// Whether the same holds before an instruction, but for declared changes.
pub(super) fn same_state(before: &State, after: &State, changes: &[Change]) -> bool {
    let may = |change| changes.contains(&change);
    (may(Change::WorkingDir) || before.working_dir == after.working_dir)
        && (may(Change::Shell) || before.shell == after.shell)
        && before.user == after.user
}

/// The member of the configuration that differs although no fix has declared so.
pub(super) fn changed_member(before: &ImageConfig, after: &ImageConfig, changes: &[Change]) -> Option<&'static str> {
    let may = |change| changes.contains(&change);
    let members = [
        ("User", before.user == after.user),
        ("ExposedPorts", before.exposed_ports == after.exposed_ports),
        ("Env", before.env == after.env),
        ("Entrypoint", may(Change::Entrypoint) || before.entrypoint == after.entrypoint),
        ("Cmd", may(Change::Cmd) || before.cmd == after.cmd),
        ("Healthcheck", may(Change::Healthcheck) || before.healthcheck == after.healthcheck),
        ("Volumes", before.volumes == after.volumes),
        ("WorkingDir", may(Change::WorkingDir) || before.working_dir == after.working_dir),
        ("OnBuild", may(Change::Onbuild) || before.on_build == after.on_build),
        ("Labels", may(Change::Labels) || before.labels == after.labels),
        ("StopSignal", before.stop_signal == after.stop_signal),
        ("Shell", may(Change::Shell) || before.shell == after.shell),
    ];
    members.iter().find(|(_, same)| !same).map(|(name, _)| *name)
}
