//! Files of the build context that say which dependencies are installed.

use std::collections::{HashMap, HashSet};

use crate::build::call::normalise;
use crate::build::packages::{ActionKind, FileRole, Flag};
use crate::context::manifest::requirements::{Requirements, RequirementsFile};
use crate::context::manifest::{Requirement, RequirementSource};
use crate::facts::managers;
use crate::lint::facts::{Command, Facts, PackageUse};
use crate::lint::finding::Elsewhere;
use crate::lint::reporter::{Found, Reporter};

/// Requirements files with versions that are not exact. One finding for a file.
pub(crate) fn loose_requirements(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    let mut read: HashSet<String> = HashSet::new();
    let mut told: HashSet<String> = HashSet::new();
    for found in facts.package_uses() {
        for argument in found.action.files(FileRole::Requirements).filter(|file| file.resolved) {
            let path = facts.command(found.command).and_then(|command| context_path(facts, command, &argument.text));
            let path = path.filter(|path| read.insert(path.clone()));
            let requirements = path.and_then(|path| Requirements::read(facts.input.context, &path).ok().flatten());
            let Some(requirements) = requirements else { continue };
            for file in requirements.files.iter().filter(|file| !file.constraints) {
                let path = file.file.path.as_str().to_owned();
                let Some(place) = loose(&requirements, file).filter(|_| !told.contains(&path)) else { continue };
                let names = place.names.iter().map(String::as_str).collect::<Vec<_>>();
                reporter.push(
                    Found::at(argument.span)
                        .with("file", &path)
                        .with("packages", super::enumerate(&names))
                        .with("verb", if names.len() == 1 { "has" } else { "have" })
                        .in_file(place.elsewhere),
                );
                told.insert(path);
            }
        }
    }
}

/// Installations of a project that do not hold to the lock file beside its manifest.
pub(crate) fn lock_file_ignored(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    let programs = reporter.list("programs");
    let builders = reporter.list("builders");
    let settled = settled(facts, reporter.list("settings"));
    for found in facts.package_uses() {
        let action = &found.action;
        let programs = match action.kind {
            ActionKind::ManifestInstall => programs,
            ActionKind::Build => builders,
            _ => continue,
        };
        let holds = action.has(Flag::Frozen) && !action.has(Flag::NoLock)
            || settled.get(action.program.as_str()).is_some_and(|since| *since < found.command);
        if holds || action.has(Flag::Global) || !programs.contains(&super::bare_name(&action.program)) {
            continue;
        }
        if let Some(lock) = lock_file(facts, found) {
            reporter.push(Found::at(super::command_span(action)).with("program", &action.program).with("lock", lock));
        }
    }
}

/// The programs that hold to the lock file by a setting, each with the number of the first command that makes it. A
/// setting is given by the words of such a command (`bundle config frozen true`).
fn settled<'s>(facts: &Facts<'_>, settings: &[&'s str]) -> HashMap<&'s str, usize> {
    let mut settled: HashMap<&str, usize> = HashMap::new();
    for (program, words) in settings.iter().filter_map(|setting| setting.split_once(' ')) {
        let has = |command: &Command<'_>, word: &str| command.call.args.iter().any(|argument| argument.is(word));
        let mut commands = facts.commands_named(program);
        if let Some(first) = commands.find(|it| words.split_whitespace().all(|word| has(it, word))) {
            let number = settled.entry(program).or_insert(first.number);
            *number = first.number.min(*number);
        }
    }
    settled
}

/// The loose requirements of one file.
struct Loose {
    names: Vec<String>,
    elsewhere: Elsewhere,
}

fn loose(requirements: &Requirements, file: &RequirementsFile) -> Option<Loose> {
    let is_loose = |it: &&Requirement| matches!(it.source, RequirementSource::Index) && !requirements.is_pinned(it);
    let loose: Vec<&Requirement> = file.requirements.iter().filter(is_loose).collect();
    let (first, others) = loose.split_first()?;
    let name = |it: &&Requirement| it.name.as_ref().map_or_else(String::new, ToString::to_string);
    let elsewhere = Elsewhere {
        file: file.file.clone(),
        span: first.span(),
        others: others.iter().map(|requirement| requirement.span()).collect(),
    };
    Some(Loose { names: loose.iter().map(name).collect(), elsewhere })
}

/// The lock file in the folder of the context that the command runs in.
fn lock_file(facts: &Facts<'_>, found: &PackageUse) -> Option<String> {
    let command = facts.command(found.command)?;
    let program = managers::program(&found.action.program)?;
    program.locks.iter().filter(|lock| !lock.contains('*')).find_map(|lock| context_path(facts, command, lock))
}

/// The file of the context that a command finds at `path`.
pub(super) fn context_path(facts: &Facts<'_>, command: Command<'_>, path: &str) -> Option<String> {
    let statement = facts.statement_of(command)?;
    let absolute =
        if path.starts_with('/') { normalise(path) } else { normalise(&format!("{}/{path}", command.directory?)) };
    facts.context_path(statement, &absolute)
}
