//! Files in the image that only its build needs.

use std::collections::HashMap;

use crate::build::packages::{ActionKind, Flag};
use crate::build::{Action, FileSource, FileTransfer, SourceKind};
use crate::dockerfile::Keyword;
use crate::facts::managers::{self, FolderContent};
use crate::lint::facts::{Command, Facts, PackageUse, Statement};
use crate::lint::reporter::{Found, Reporter};
use crate::lint::roles;
use crate::source::Span;

use super::extras;
use super::selection::Selection;

/// What fills a cache.
const FILLING: &[ActionKind] = &[
    ActionKind::Install,
    ActionKind::Upgrade,
    ActionKind::UpgradeAll,
    ActionKind::LockInstall,
    ActionKind::ManifestInstall,
    ActionKind::Build,
];

/// Files that tell a package manager or a compiler what to do, copied into the image. One finding for the image.
pub(crate) fn build_files(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    let mut left: Vec<(String, Span)> = Vec::new();
    let removals = removals(facts);
    for statement in facts.direct(&[Keyword::Copy, Keyword::Add]).filter(|it| facts.is_in_image(it)) {
        for (name, span) in context_sources(statement) {
            if roles::is_build_file(&name) && removals.get(&name).is_none_or(|last| *last < statement.number) {
                left.push((name, span));
            }
        }
    }
    let Some(((_, first), others)) = left.split_first() else { return };
    let names: Vec<&str> = left.iter().map(|(name, _)| name.as_str()).collect();
    reporter.push(
        Found::at(*first)
            .with("files", super::enumerate(&names))
            .with("verb", if others.is_empty() { "stays" } else { "stay" })
            .with("object", if others.is_empty() { "it" } else { "them" })
            .with_others(others.iter().map(|(_, span)| *span), "and this"),
    );
}

/// A build in a stage whose files are in the image. One finding for the image.
pub(crate) fn build_in_final_stage(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    let mut places: Vec<Span> = Vec::new();
    for statement in facts.direct(&[Keyword::Run]).filter(|it| facts.is_in_image(it)) {
        if !extras::tidies_up(facts, statement) {
            places.extend(builds_of(facts, statement));
        }
    }
    places.sort();
    places.dedup();
    let Some((first, others)) = places.split_first() else { return };
    let copies = facts.direct(&[Keyword::Copy, Keyword::Add]).filter(|it| facts.is_in_image(it));
    let sources: Vec<Span> = copies.flat_map(|statement| whole_context(statement)).collect();
    reporter.push(
        Found::at(*first)
            .with("command", facts.input.file.text(*first).split_whitespace().collect::<Vec<_>>().join(" "))
            .with_others(others.iter().copied(), "and this")
            .with_others(sources, "so do the sources"),
    );
}

/// Caches that package managers leave in a layer. One finding for an instruction.
///
/// The rule's options say what it is about ([`Selection`]).
pub(crate) fn cache_left(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    let selection = Selection::of(reporter);
    for uses in facts.package_uses().chunk_by(|a, b| a.statement == b.statement) {
        let left = uses.iter().filter(|found| selection.covers(facts, found, FILLING) && leaves_a_cache(facts, found));
        let left: Vec<&PackageUse> = left.collect();
        let Some((first, others)) = left.split_first() else { continue };
        reporter.push(
            Found::at(super::command_span(&first.action))
                .with("program", &first.action.program)
                .with("command", super::command_words(facts, &first.action))
                .with("folder", cache_folder(first).unwrap_or_default())
                .fix_at(left.iter().map(|found| found.action.span))
                .with_others(others.iter().map(|found| super::command_span(&found.action)), "and this"),
        );
    }
}

/// Caches of package managers that no other rule is about. One finding for the image.
///
/// The rule's options say what it is about ([`Selection`]).
pub(crate) fn package_caches(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    let selection = Selection::of(reporter);
    let mut left: Vec<&PackageUse> = Vec::new();
    for found in facts.package_uses().iter().filter(|found| extras::is_in_image(facts, found)) {
        let name = super::bare_name(&found.action.program);
        let is_new = left.iter().all(|other| super::bare_name(&other.action.program) != name);
        let is_ours = is_new && selection.covers(facts, found, FILLING);
        if is_ours
            && !selection.is_found_before(facts, super::command_span(&found.action))
            && leaves_a_cache(facts, found)
        {
            left.push(found);
        }
    }
    let Some((first, others)) = left.split_first() else { return };
    let names: Vec<&str> = left.iter().map(|found| super::bare_name(&found.action.program)).collect();
    reporter.push(
        Found::at(super::command_span(&first.action))
            .with("programs", super::enumerate(&names))
            .with("verb", if others.is_empty() { "leaves its cache" } else { "leave their caches" })
            .with("folder", cache_folder(first).unwrap_or("its cache"))
            .fix_at(left.iter().map(|found| found.action.span))
            .with_others(others.iter().map(|found| super::command_span(&found.action)), "and this"),
    );
}

/// The files that are copied from the context, by name.
fn context_sources(statement: &Statement<'_>) -> Vec<(String, Span)> {
    let Some(transfer) = transfer(statement).filter(|transfer| transfer.from == FileSource::Context) else {
        return Vec::new();
    };
    let path = |kind: &SourceKind| match kind {
        SourceKind::Path(path) => Some(path.rsplit('/').next().unwrap_or(path).to_owned()),
        _ => None,
    };
    transfer.sources.iter().filter_map(|source| Some((path(&source.kind)?, source.span))).collect()
}

/// The sources that are all of the context.
fn whole_context(statement: &Statement<'_>) -> Vec<Span> {
    let sources = context_sources(statement).into_iter();
    sources.filter(|(name, _)| name.is_empty() || name == ".").map(|(_, span)| span).collect()
}

fn transfer<'a>(statement: &Statement<'a>) -> Option<&'a FileTransfer> {
    match &statement.step?.action {
        Action::Copy(transfer) | Action::Add(transfer) => Some(transfer),
        _ => None,
    }
}

/// For each file name that `rm` is given, the last statement that does.
fn removals(facts: &Facts<'_>) -> HashMap<String, usize> {
    let removed = facts.commands_named("rm").flat_map(|command| {
        let names = command.call.args.iter().filter_map(|word| word.file_name());
        names.map(move |name| (name, command.statement)).collect::<Vec<_>>()
    });
    // In the order of the file, so that the last one stays.
    removed.collect()
}

/// The places in a RUN at which something is built.
fn builds_of(facts: &Facts<'_>, statement: &Statement<'_>) -> Vec<Span> {
    let programs = facts.commands_of(statement.number).filter(|command| is_build(command));
    let programs = programs.map(|command| command.call.program.span);
    let actions = facts.package_uses_of(statement.number).iter().filter(|found| match found.action.kind {
        ActionKind::Build => true,
        ActionKind::Script => runs_build_script(facts, found),
        _ => false,
    });
    programs.chain(actions.map(|found| super::command_span(&found.action))).collect()
}

fn is_build(command: &Command<'_>) -> bool {
    let asks = command.call.has_flag(&["--version", "-v", "--help"]).is_some();
    roles::is_build_program(&command.call.name) && !asks
}

/// `npm run build`, `yarn build:prod`
fn runs_build_script(facts: &Facts<'_>, found: &PackageUse) -> bool {
    let Some(command) = facts.command(found.command) else { return false };
    let mut operands = command.call.args.iter().filter_map(|word| word.literal()).filter(|word| !word.starts_with('-'));
    operands.any(|word| word.split(':').any(|part| part == "build" || part == "compile"))
}

fn leaves_a_cache(facts: &Facts<'_>, found: &PackageUse) -> bool {
    let action = &found.action;
    let idle = [Flag::NoCache, Flag::Simulate].iter().any(|flag| action.has(*flag));
    let Some(statement) = facts.statement_of_use(found).filter(|_| !idle) else { return false };
    let folders = cache_folders(found);
    let is_mounted = folders.iter().any(|folder| statement.has_mount_on(folder));
    let mut later = facts.cleanings_of(found.statement).filter(|other| other.command > found.command);
    let emptied = facts.emptied_by(found.statement).iter().any(|folder| {
        let is_ours = folder.manager == action.manager && folder.holds == FolderContent::Cache;
        is_ours && folder.span.start > action.span.start
    });
    !folders.is_empty() && !is_mounted && !emptied && !later.any(|other| cleans(facts, other, &folders))
}

/// Whether a use empties these caches: it is told to, or its program tells `rm` where they are.
fn cleans(facts: &Facts<'_>, found: &PackageUse, folders: &[&str]) -> bool {
    let action = &found.action;
    let is_given_to_rm = || {
        let mut removals = facts.commands_of(found.statement).filter(|command| command.call.name == "rm");
        removals.any(|rm| rm.call.span.encloses(action.span))
    };
    let cleans = action.cleans.contains(&FolderContent::Cache)
        || action.tells.contains(&FolderContent::Cache) && is_given_to_rm();
    let own = cache_folders(found);
    cleans && folders.iter().all(|folder| own.contains(folder))
}

fn cache_folder(found: &PackageUse) -> Option<&'static str> {
    cache_folders(found).first().copied()
}

/// Where the program of a use keeps what it downloads.
fn cache_folders(found: &PackageUse) -> Vec<&'static str> {
    let folders = managers::program(&found.action.program).map_or(&[][..], |program| program.folders);
    folders.iter().filter(|folder| folder.holds == FolderContent::Cache).map(|folder| folder.path).collect()
}
