//! COPY and ADD: destinations, whole file systems, and archives that are unpacked by hand.

use std::collections::BTreeMap;
use std::path::Path;

use super::base_facts::is_windows;
use super::values::{expanded, unquoted};
use crate::build::{Action, FileSource, SourceKind};
use crate::context::{ContextPath, IgnorePattern};
use crate::dockerfile::{Body, Keyword, Source, Transfer};
use crate::lint::facts::{Command, Facts, Statement};
use crate::lint::reporter::{Found, Reporter};
use crate::shell::Call;
use crate::source::{Span, Text};

/// Several sources, and a destination that is not written as a folder.
pub(crate) fn file_as_destination_of_many(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    for (statement, transfer) in transfers(facts, &[Keyword::Copy, Keyword::Add]) {
        if transfer.sources.len() > 1 && !is_folder(facts, statement, &transfer.destination) {
            let destination = unquoted(&transfer.destination);
            let found = Found::at(transfer.destination.span()).with("destination", destination);
            let found = found.with("instruction", statement.instruction.keyword.as_str());
            reporter.push(found.with("number", transfer.sources.len().to_string()));
        }
    }
}

/// `COPY --from=… / /`
pub(crate) fn whole_file_system(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    for (statement, transfer) in transfers(facts, &[Keyword::Copy]) {
        let Some(from) = statement.instruction.flag("from") else { continue };
        let root = transfer.sources.iter().map(Source::text).find(|source| unquoted(source) == "/");
        if let Some(root) = root.filter(|_| unquoted(&transfer.destination) == "/") {
            let span = root.span().cover(transfer.destination.span());
            reporter.push(Found::at(span).with("from", from.value_str()));
        }
    }
}

/// Sources that `.dockerignore` keeps out of the build. As in BuildKit, nothing is said where a pattern brings files back.
pub(crate) fn ignored_sources(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    let dockerfile = Path::new(facts.input.file.name());
    let Ok(Some(ignore)) = facts.input.context.ignore(Some(dockerfile)) else { return };
    if ignore.has_exceptions() {
        return;
    }
    let ignores_all = |pattern: &IgnorePattern| matches!(pattern.text.as_str(), "*" | "**" | "**/*");
    for statement in facts.direct(&[Keyword::Copy, Keyword::Add]) {
        let Some(Action::Copy(transfer) | Action::Add(transfer)) = statement.step.map(|step| &step.action) else {
            continue;
        };
        for source in transfer.sources.iter().filter(|_| transfer.from == FileSource::Context) {
            let SourceKind::Path(path) = &source.kind else { continue };
            let pattern = match ContextPath::new(path).is_root() {
                true => ignore.patterns.iter().find(|pattern| ignores_all(pattern)),
                false => ignore.matches(path),
            };
            if let Some(pattern) = pattern {
                let found = Found::at(source.span).with("source", path).with("pattern", &pattern.text);
                reporter.push(found.with("file", ignore.source.name()));
            }
        }
    }
}

/// The whole context, where no `.dockerignore` says what of it is not for the build. One finding for the file.
///
/// Nothing is said when another source is not in the folder: then another folder is the context.
pub(crate) fn whole_context(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    let context = facts.input.context;
    let dockerfile = Path::new(facts.input.file.name());
    if !context.has_folder() || !matches!(context.ignore(Some(dockerfile)), Ok(None)) {
        return;
    }
    let mut places: Vec<Span> = Vec::new();
    for (path, span) in context_paths(facts) {
        if ContextPath::new(path).is_root() || path == "*" {
            places.push(span);
        } else if !path.contains(['*', '?', '[', '$']) && !context.exists(path) {
            return;
        }
    }
    let Some((first, others)) = places.split_first() else { return };
    let needless: Vec<&str> = reporter.list("needless").iter().copied().filter(|path| context.exists(path)).collect();
    let named = if needless.is_empty() { String::new() } else { format!(", {} too", super::enumerate(&needless)) };
    reporter.push(Found::at(*first).with("needless", named).with_others(others.iter().copied(), "and this"));
}

/// The sources of every COPY and ADD from the context that the image needs, and where they stand.
fn context_paths<'f>(facts: &'f Facts<'_>) -> impl Iterator<Item = (&'f str, Span)> {
    let copies =
        facts.direct(&[Keyword::Copy, Keyword::Add]).filter(|it| it.stage.is_some_and(|stage| stage.reachable));
    let transfers = copies.filter_map(|statement| match &statement.step?.action {
        Action::Copy(transfer) | Action::Add(transfer) => Some(transfer),
        _ => None,
    });
    let sources = transfers.filter(|it| it.from == FileSource::Context).flat_map(|transfer| &transfer.sources);
    sources.filter_map(|source| match &source.kind {
        SourceKind::Path(path) => Some((path.as_str(), source.span)),
        _ => None,
    })
}

/// COPY and ADD after USER that leave their files to root. One finding for a stage.
pub(crate) fn owned_by_root(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    let roots = reporter.list("roots");
    for statements in facts.by_stage() {
        let Some(stage) = statements.first().and_then(|first| first.stage) else { continue };
        if !stage.reachable || is_windows(facts, facts.root(stage)) {
            continue;
        }
        let mut user: Option<Span> = None;
        let mut found: Option<Found> = None;
        for statement in statements.iter().filter(|statement| statement.onbuild.is_none()) {
            match &statement.instruction.body {
                Body::User(word) => user = Some(word.span()),
                Body::Copy(transfer) | Body::Add(transfer) => {
                    let Some(owner) = forgotten_owner(statement, roots) else { continue };
                    let destination = &transfer.destination;
                    let keyword = statement.instruction.keyword_span;
                    found = Some(match found {
                        Some(found) => found.label(destination.span(), "and this").fix_at([keyword]),
                        None => {
                            let found = Found::at(destination.span()).with("destination", destination.as_str());
                            let found = found.with("user", owner).fix_at([keyword]);
                            user.iter().fold(found, |found, user| found.label(*user, "this user does not own it"))
                        }
                    });
                }
                _ => {}
            }
        }
        reporter.extend(found);
    }
}

/// The user that a COPY or ADD does not give its files to, if nothing in it says what anybody may do with them.
fn forgotten_owner<'a>(statement: &Statement<'a>, roots: &[&str]) -> Option<&'a str> {
    let user: &str = &statement.step?.before.user;
    let name = user.split(':').next().unwrap_or_default();
    let is_said = ["chown", "chmod"].iter().any(|flag| statement.instruction.flag(flag).is_some());
    (!is_said && !name.is_empty() && !roots.contains(&name)).then_some(user)
}

/// Archives that COPY brings in and a later RUN of the stage unpacks, although ADD would have unpacked them.
pub(crate) fn unpacked_by_hand(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    let endings = reporter.list("archives");
    let unpackers = reporter.list("unpackers");
    for stage in facts.by_stage() {
        let mut archives: BTreeMap<String, &Text> = BTreeMap::new();
        for statement in stage.iter().filter(|statement| statement.onbuild.is_none()) {
            match &statement.instruction.body {
                Body::Copy(transfer) if statement.instruction.flag("from").is_none() => {
                    archives.extend(archives_of(transfer, endings));
                }
                Body::Run(_) if !archives.is_empty() => {
                    for (name, place) in unpacked_files(facts.commands_of(statement.number), unpackers) {
                        if let Some(source) = archives.remove(&name) {
                            let found = Found::at(source.span()).with("archive", name);
                            reporter.push(found.label(place, "unpacked here"));
                        }
                    }
                }
                _ => {}
            }
        }
    }
}

/// The archives that COPY brings in, by their file names in the image.
fn archives_of<'a>(transfer: &'a Transfer, endings: &[&str]) -> Vec<(String, &'a Text)> {
    let is_archive = |name: &str| endings.iter().any(|ending| name.ends_with(ending));
    let paths = transfer.sources.iter().filter_map(|source| match source {
        Source::Path(text) => Some(text),
        Source::Heredoc { .. } => None,
    });
    let target = file_name(unquoted(&transfer.destination));
    if is_archive(target) {
        return paths.take(1).map(|source| (target.to_owned(), source)).collect();
    }
    let named = paths.map(|source| (file_name(unquoted(source)).to_owned(), source));
    named.filter(|(name, _)| is_archive(name)).collect()
}

/// The names of the files that the commands unpack, and where they stand.
fn unpacked_files<'f>(commands: impl Iterator<Item = Command<'f>>, unpackers: &[&str]) -> Vec<(String, Span)> {
    let unpacking = commands.map(|command| command.call).filter(|call| {
        let name = call.name.as_str();
        if name == "tar" { extracts(call) } else { unpackers.contains(&name) }
    });
    let words = unpacking.flat_map(|call| &call.args);
    words
        .map(|word| (file_name(&word.literal().unwrap_or_else(|| word.raw.to_string())).to_owned(), word.span))
        .collect()
}

/// Whether tar is asked to extract: `-x` in any cluster, a long name, or the old style without a dash.
fn extracts(call: &Call) -> bool {
    let old_style = call.args.first().is_some_and(|word| {
        let letters = word.literal().unwrap_or_default();
        letters.starts_with(|first: char| first.is_ascii_alphabetic())
            && letters.contains('x')
            && !letters.contains('.')
    });
    old_style || call.has_flag(&["-x", "--extract", "--get"]).is_some()
}

/// Every COPY or ADD that can be read, but not those inside ONBUILD.
fn transfers<'f, 'a>(
    facts: &'f Facts<'a>,
    keywords: &'f [Keyword],
) -> impl Iterator<Item = (&'f Statement<'a>, &'a Transfer)> {
    facts.of_kind(keywords).filter(|statement| statement.onbuild.is_none()).filter_map(|statement| {
        match &statement.instruction.body {
            Body::Copy(transfer) | Body::Add(transfer) => Some((statement, transfer)),
            _ => None,
        }
    })
}

/// Whether the destination is written as a folder. Where a variable without a value decides that, it counts as one.
fn is_folder(facts: &Facts<'_>, statement: &Statement<'_>, destination: &Text) -> bool {
    let written = |path: &str| path.ends_with('/');
    // On Windows a backslash will do, which expansion would take for an escape.
    if unquoted(destination).ends_with('\\') {
        return true;
    }
    expanded(facts, statement, destination).is_none_or(|path| written(&path))
}

/// What follows the last slash or, on Windows, backslash.
fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or_default()
}
