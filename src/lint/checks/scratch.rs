//! Stages that begin with nothing.

use super::stage_relations::Seen;
use crate::build::{Action, Base, FileSource, FileTransfer, SourceKind};
use crate::dockerfile::{Body, Healthcheck, Invocation, MountType};
use crate::lint::facts::{Facts, Statement};
use crate::lint::reporter::{Found, Reporter};

/// Commands for a shell, in stages where nothing can have brought one.
pub(crate) fn shell_form(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    let shells = reporter.list("shells");
    let folders = reporter.list("folders");
    let mut shell = Seen::default();
    for statement in facts.statements().iter().filter(|statement| statement.onbuild.is_none()) {
        let Some(stage) = statement.stage else { continue };
        let invocation = match &statement.instruction.body {
            Body::From(_) => {
                shell.begin(statement.stage);
                if facts.root(stage).base != Base::Scratch {
                    shell.set();
                }
                continue;
            }
            Body::Run(command) | Body::Cmd(command) | Body::Entrypoint(command) => command,
            Body::Healthcheck(Healthcheck::Cmd { command, .. }) => command,
            _ => {
                if may_bring_shell(facts, statement, shells, folders) {
                    shell.set();
                }
                continue;
            }
        };
        if let (Invocation::Shell(text), false) = (invocation, shell.is_set() || mounts_shell(statement, folders)) {
            let program = statement.step.and_then(|step| step.before.shell.first()).map_or("", String::as_str);
            let found = Found::at(text.span()).with("instruction", statement.instruction.keyword.as_str());
            reporter.push(found.with("shell", program));
        }
    }
}

/// Whether a RUN mounts a folder in which there may be a shell.
fn mounts_shell(statement: &Statement<'_>, folders: &[&str]) -> bool {
    match statement.step.map(|step| &step.action) {
        Some(Action::Run { mounts }) => {
            mounts.iter().any(|mount| mount.kind == MountType::Bind && holds_programs(&mount.target, folders))
        }
        _ => false,
    }
}

/// Whether files come in among which there may be a shell: a file system, a folder of programs, or a shell by its name.
fn may_bring_shell(facts: &Facts<'_>, statement: &Statement<'_>, shells: &[&str], folders: &[&str]) -> bool {
    let transfer = match statement.step.map(|step| &step.action) {
        Some(Action::Add(_)) => return true,
        Some(Action::Copy(transfer)) => transfer,
        _ => return false,
    };
    let is_shell = |path: &str| shells.contains(&path.rsplit('/').next().unwrap_or(path));
    transfer.sources.iter().any(|source| match &source.kind {
        SourceKind::Path(path) => {
            is_shell(path)
                || is_shell(&transfer.destination)
                || holds_programs(&transfer.destination, folders) && is_folder(facts, transfer, path, folders)
        }
        _ => false,
    })
}

/// Whether a destination is the root or one of the folders.
fn holds_programs(destination: &str, folders: &[&str]) -> bool {
    let folder = destination.trim_matches('/').trim_end_matches("/.");
    matches!(folder, "" | ".") || folders.contains(&folder.rsplit('/').next().unwrap_or(folder))
}

/// Whether the source of a COPY seems to be a folder, or several files.
fn is_folder(facts: &Facts<'_>, transfer: &FileTransfer, path: &str, folders: &[&str]) -> bool {
    let name = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    path.ends_with('/')
        || matches!(name, "" | ".")
        || name.contains('*')
        || folders.contains(&name)
        || (transfer.from == FileSource::Context && facts.input.context.is_dir(path))
}
