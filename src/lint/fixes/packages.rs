//! Package managers: another program, another command, a folder that is emptied.

use super::script::RunScript;
use super::{Proposal, Site, after_word};
use crate::build::packages::{ActionKind, FolderContent};
use crate::dockerfile::Keyword;
use crate::facts::{Manager, managers};
use crate::lint::facts::{Command, Facts, PackageUse, Statement};
use crate::source::{Edit, Span};

/// `apt` → `apt-get` or `apt-cache`, if one of them has the command.
pub(crate) fn apt_to_apt_get(facts: &Facts<'_>, site: &Site<'_>) -> Option<Proposal> {
    let statement = facts.statement_at(site.span.start)?;
    let programs = ["apt-get", "apt-cache"].map(|name| (name, site.list(name)));
    let replace = |place: &Span| {
        let command = command_at(facts, statement, place.start)?;
        let uses = facts.package_uses_of(statement.number).iter();
        let action = uses.map(|found| &found.action).find(|action| action.span == command.call.span)?;
        let word = facts.input.file.text(action.command_span);
        let (program, _) = programs.iter().find(|(_, commands)| commands.contains(&word.as_ref()))?;
        let span = command.call.program.span;
        // `/usr/bin/apt` and quotes are left to people.
        (facts.input.file.text(span) == "apt").then(|| Edit::replace(span, *program))
    };
    Proposal::of(site.places.iter().map(replace).collect::<Option<_>>()?)
}

/// Empties apt's lists at the end of the RUN, unless something later needs them.
pub(crate) fn remove_apt_lists(facts: &Facts<'_>, site: &Site<'_>) -> Option<Proposal> {
    let statement = facts.statement_at(site.span.start)?;
    let program = managers::program(site.value("program")?)?;
    let folder = program.folders.iter().find(|folder| folder.holds == FolderContent::Index)?.path;
    if statement.has_mount_on(folder) || lists_are_needed(facts, statement) {
        return None;
    }
    let edit = RunScript::of(facts, statement)?.append(&format!("rm -rf {folder}/*"))?;
    Proposal::of(vec![edit])
}

/// Whether a later RUN, which gets to see the files of this one, installs something without fetching the lists itself.
fn lists_are_needed(facts: &Facts<'_>, statement: &Statement<'_>) -> bool {
    let fetched =
        |found: &PackageUse| found.action.manager == Manager::Apt && found.action.kind == ActionKind::UpdateIndex;
    let mut later = facts.package_uses().chunk_by(|a, b| a.statement == b.statement).filter(|uses| {
        let other = uses.first().and_then(|found| facts.statement_of_use(found));
        other.is_some_and(|other| other.number > statement.number && may_see(facts, statement, other))
    });
    later.any(|uses| {
        let uses = uses.iter().filter(|found| found.action.manager == Manager::Apt);
        let mut before = uses.take_while(|found| !fetched(found));
        before.any(|found| {
            matches!(
                found.action.kind,
                ActionKind::Install | ActionKind::BuildDependencies | ActionKind::UpgradeAll | ActionKind::Download
            )
        })
    })
}

/// Whether the second statement finds the files of the first: both are of one stage, or of stages that begin alike.
fn may_see(facts: &Facts<'_>, first: &Statement<'_>, second: &Statement<'_>) -> bool {
    match (first.stage, second.stage) {
        (Some(a), Some(b)) => facts.root(a).id == facts.root(b).id,
        _ => true,
    }
}

/// `npm install` → `npm ci`, `yarn` → `yarn --frozen-lockfile` …
pub(crate) fn hold_to_lock_file(facts: &Facts<'_>, site: &Site<'_>) -> Option<Proposal> {
    let statement = facts.statement_at(site.span.start).filter(|it| it.instruction.keyword == Keyword::Run)?;
    let program = site.value("program")?;
    let entry = |option: &str| {
        let entries = site.list(option).iter().filter_map(|entry| entry.split_once('='));
        entries.into_iter().find(|(name, _)| *name == program).map(|(_, word)| word)
    };
    let uses = facts.package_uses_of(statement.number).iter();
    let action = uses.map(|found| &found.action).find(|it| it.span.start == site.span.start)?;
    let says_so = action.command_span.start > action.span.start;
    Proposal::of(vec![match (entry("commands"), entry("flags")) {
        (Some(command), _) if says_so => Edit::replace(action.command_span, command),
        (None, Some(flag)) => after_word(facts, site.span, flag),
        _ => return None,
    }])
}

fn command_at<'f>(facts: &'f Facts<'_>, statement: &Statement<'_>, offset: usize) -> Option<Command<'f>> {
    facts.commands_of(statement.number).find(|command| command.call.program.span.start == offset)
}
