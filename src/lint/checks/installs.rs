//! How packages are installed, and what that leaves behind.

use super::selection::Selection;
use crate::build::packages::{ActionKind, Flag, PackageAction};
use crate::facts::Manager;
use crate::facts::managers::FolderContent;
use crate::lint::facts::{Facts, PackageUse, Statement};
use crate::lint::reporter::{Found, Reporter};
use crate::source::Span;

/// The file of Debian's and Ubuntu's images that has apt remove the packages it has fetched.
const DOCKER_CLEAN: &str = "docker-clean";
const APT_LISTS: &str = "/var/lib/apt/lists";
const APT_CACHE: &str = "/var/cache/apt";

/// Installations that lack a flag. One finding for an instruction.
///
/// The rule's options say which `flag`, which folders may be cache mounts instead (`mounts`), and what it is about
/// ([`Selection`]).
pub(crate) fn without_flag(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    let Some(flag) = Flag::ALL.iter().copied().find(|flag| Some(flag.as_str()) == reporter.text("flag")) else {
        return;
    };
    let mounts = reporter.list("mounts");
    let selection = Selection::of(reporter);
    let lacks_it = |found: &&PackageUse| {
        !found.action.has(flag)
            && selection.covers(facts, found, &[ActionKind::Install])
            && !selection.is_found_before(facts, super::command_span(&found.action))
    };
    for uses in facts.package_uses().chunk_by(|a, b| a.statement == b.statement) {
        let lacking: Vec<&PackageUse> = uses.iter().filter(lacks_it).collect();
        let Some((first, others)) = lacking.split_first() else { continue };
        let Some(statement) = facts.statement_of_use(first) else { continue };
        if mounts.iter().any(|folder| statement.has_mount_on(folder)) {
            continue;
        }
        let found = Found::at(super::command_span(&first.action))
            .with("program", &first.action.program)
            .with("command", super::command_words(facts, &first.action))
            .with("call", call(facts, &first.action));
        let found = found.with_others(others.iter().map(|found| super::command_span(&found.action)), "and this");
        let found = found.fix_at(lacking.iter().map(|found| super::command_span(&found.action)));
        reporter.push(match index_of(facts, first) {
            Some(span) => found.label(span, "this fetches the index"),
            None => found,
        });
    }
}

/// The program with what says what it is to do: `apt-get install`, `pacman -S`, `xbps-install`.
fn call(facts: &Facts<'_>, action: &PackageAction) -> String {
    let words = super::command_words(facts, action);
    match action.command_span.start == action.span.start {
        true => action.program.clone(),
        false if words.is_empty() => format!("{} {}", action.program, facts.input.file.text(action.command_span)),
        false => format!("{} {words}", action.program),
    }
}

/// Calls that are only arguments of the call before, because nothing parts the two.
pub(crate) fn swallowed(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    for found in facts.package_uses().iter().filter(|found| found.is_swallowed) {
        let Some(outer) = facts.command(found.command) else { continue };
        let words = super::command_span(&found.action);
        reporter.push(
            Found::at(words)
                .with("words", facts.input.file.text(words))
                .with("program", &outer.call.name)
                .label(outer.call.program.span, "a call of this"),
        );
    }
}

/// apt's package lists that stay in the image. One finding for an instruction.
pub(crate) fn apt_lists_left(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    for uses in facts.package_uses().chunk_by(|a, b| a.statement == b.statement) {
        let updates: Vec<&PackageUse> = uses.iter().filter(|found| is_apt_update(found)).collect();
        let Some((first, others)) = updates.split_first() else { continue };
        let Some(statement) = facts.statement_of_use(first) else { continue };
        if facts.is_kept(statement) && !lists_are_removed(facts, statement) && !lists_are_mounted(facts, statement) {
            reporter.push(
                Found::at(super::command_span(&first.action))
                    .with("program", &first.action.program)
                    .with_others(others.iter().map(|found| super::command_span(&found.action)), "and this"),
            );
        }
    }
}

fn is_apt_update(found: &PackageUse) -> bool {
    let action = &found.action;
    let tells = action.command_span != action.span;
    found.is(&[Manager::Apt], &[ActionKind::UpdateIndex]) && tells && !action.has(Flag::Simulate)
}

/// By `rm`, or by `apt-get dist-clean`.
fn lists_are_removed(facts: &Facts<'_>, statement: &Statement<'_>) -> bool {
    let cleans = |found: &PackageUse| {
        found.action.manager == Manager::Apt && found.action.cleans.contains(&FolderContent::Index)
    };
    facts.package_uses_of(statement.number).iter().any(cleans)
        || facts
            .emptied_by(statement.number)
            .iter()
            .any(|folder| folder.manager == Manager::Apt && folder.holds == FolderContent::Index)
}

/// Whether the lists are on a mount, and so is what apt fetches if the image does not remove that by itself.
fn lists_are_mounted(facts: &Facts<'_>, statement: &Statement<'_>) -> bool {
    statement.has_mount_on(APT_LISTS) && (statement.has_mount_on(APT_CACHE) || !docker_clean_is_off(facts, statement))
}

/// Whether the stage, up to this statement, has removed `docker-clean`.
fn docker_clean_is_off(facts: &Facts<'_>, statement: &Statement<'_>) -> bool {
    let stage = statement.stage.map(|stage| stage.id);
    facts.commands_named("rm").any(|command| {
        command.statement <= statement.number
            && facts.statement_of(command).is_some_and(|other| other.stage.map(|stage| stage.id) == stage)
            && command.call.args.iter().any(|word| word.raw.as_str().contains(DOCKER_CLEAN))
    })
}

/// The option of the same call that fetches the index.
fn index_of(facts: &Facts<'_>, found: &PackageUse) -> Option<Span> {
    let mut same = facts.package_uses_of(found.statement).iter().filter(|other| other.command == found.command);
    let index = same.find(|other| other.action.kind == ActionKind::UpdateIndex)?;
    Some(index.action.command_span).filter(|span| *span != found.action.command_span)
}
