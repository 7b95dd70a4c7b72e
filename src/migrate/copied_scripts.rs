//! The scripts that COPY brings into the image → the programs that they call.

use std::collections::BTreeSet;

use super::commands::Command;
use super::draft::Draft;
use super::files::source_of;
use super::programs::Needed;
use super::{FileSource, Origin, Recipe};
use crate::build::{Action, Base, FileSource as From, FileTransfer, ImageConfig, SourceKind, StageId};
use crate::facts::nix_commands;
use crate::shell::{self, Call, Dialect, Word, shebang_dialect};
use crate::source::{Span, Text};

/// How many stages a file is followed through.
const MAX_STAGES: usize = 8;

/// A script of the image.
pub(super) struct CopiedScript {
    /// What tells it from others: where it is in the build context, or in the image.
    key: String,
    /// What it is called.
    name: String,
    text: String,
    /// Whether the container starts it.
    is_started: bool,
    origin: Origin,
}

/// The script of the build context that a command starts, by its name or as the argument of a shell.
pub(super) fn started(
    draft: &Draft<'_>,
    command: &Command<'_>,
    config: &ImageConfig,
    origin: &Origin,
) -> Option<CopiedScript> {
    let word = script_of(command.call)?;
    let mut places = places(&word, command.directory.unwrap_or(&config.working_dir), config).into_iter();
    places.find_map(|path| from_context(draft, &context_path(draft, &path)?, true, origin))
}

/// The word that names a script: the program, or what a shell is told to run.
fn script_of(call: &Call) -> Option<String> {
    if !nix_commands::is_shell(&call.name) {
        return call.program.literal();
    }
    let words: Vec<String> = call.args.iter().map_while(Word::literal).collect();
    words.into_iter().find(|word| !word.starts_with(['-', '+']))
}

/// Where a word may be found: a path, or a name in the folders of `PATH`.
fn places(word: &str, directory: &str, config: &ImageConfig) -> Vec<String> {
    if word.starts_with('/') {
        return vec![word.to_owned()];
    }
    let here = super::packages::absolute(directory, word);
    if word.contains('/') {
        return vec![here];
    }
    let path = config.env.iter().find(|(name, _)| *name == "PATH").map(|(_, value)| value.to_string());
    let folders = path.unwrap_or_default();
    folders.split(':').map(|folder| format!("{folder}/{word}")).chain([here]).collect()
}

/// The path in the build context of a file of the image, if COPY brings it, be it by way of other stages.
fn context_path(draft: &Draft<'_>, path: &str) -> Option<String> {
    draft.context_path_of(path).or_else(|| by_stages(draft, &draft.lineage, path, MAX_STAGES))
}

fn by_stages(draft: &Draft<'_>, lineage: &[StageId], path: &str, left: usize) -> Option<String> {
    let steps = lineage.iter().rev().filter_map(|id| draft.plain.stage(*id)).flat_map(|stage| stage.steps.iter().rev());
    let transfers = steps.filter_map(|step| match &step.action {
        Action::Copy(transfer) | Action::Add(transfer) => Some(transfer),
        _ => None,
    });
    let mut found = transfers.filter_map(|transfer| match transfer.from {
        From::Context => source_of(draft, transfer, path),
        From::Stage(id) if left > 0 => {
            let there = source_in_stage(transfer, path)?;
            by_stages(draft, &ancestry(draft, id), &there, left - 1)
        }
        _ => None,
    });
    found.next()
}

/// A stage and those that it is built on, the first of them first.
fn ancestry(draft: &Draft<'_>, stage: StageId) -> Vec<StageId> {
    let parent = |id: &StageId| match draft.plain.stage(*id)?.base {
        Base::Stage(parent) => Some(parent),
        _ => None,
    };
    let mut stages: Vec<StageId> = std::iter::successors(Some(stage), parent).take(draft.plain.stages.len()).collect();
    stages.reverse();
    stages
}

/// The path in the other stage of what a COPY puts at `path`: a file of that name, or one below a folder.
fn source_in_stage(transfer: &FileTransfer, path: &str) -> Option<String> {
    let destination = transfer.destination.trim_end_matches('/');
    let below = path.strip_prefix(destination)?;
    transfer.sources.iter().find_map(|source| {
        let SourceKind::Path(from) = &source.kind else { return None };
        let from = from.trim_end_matches('/');
        let is_file = from.rsplit('/').next() == below.strip_prefix('/');
        Some(if is_file { from.to_owned() } else { format!("{from}{below}") })
    })
}

/// A file of the build context, if it is a script.
fn from_context(draft: &Draft<'_>, path: &str, is_started: bool, origin: &Origin) -> Option<CopiedScript> {
    let file = draft.request.context.read(path).ok().flatten()?;
    let text = String::from_utf8(file.source.bytes().to_vec()).ok()?;
    let name = path.rsplit('/').next().unwrap_or(path).to_owned();
    let is_script = text.starts_with("#!") || is_started && !text.contains('\0');
    is_script.then(|| CopiedScript { key: path.to_owned(), name, text, is_started, origin: origin.clone() })
}

/// The programs that scripts call: `scripts` and all that are copied by their names.
pub(super) fn programs(draft: &Draft<'_>, scripts: Vec<CopiedScript>, config: &ImageConfig) -> Vec<Needed> {
    let mut scripts = scripts;
    scripts.extend(draft.files.iter().filter_map(|entry| match &entry.source {
        FileSource::File { path } => from_context(draft, path, false, &entry.origin),
        _ => None,
    }));
    scripts.extend(draft.bindings.iter().filter_map(|binding| match &binding.recipe {
        Recipe::TextFile { path, text, .. } if text.to_string().starts_with("#!") => Some(CopiedScript {
            key: path.clone(),
            name: path.rsplit('/').next().unwrap_or(path).to_owned(),
            text: text.to_string(),
            is_started: false,
            origin: binding.origins.first()?.clone(),
        }),
        _ => None,
    }));
    // Where there is no shell, no script runs with Docker either.
    let has_shell = draft.family.is_some_and(|family| family.sh().is_some());
    let mut seen = BTreeSet::new();
    let mut needed = Vec::new();
    while let Some(script) = (!scripts.is_empty()).then(|| scripts.remove(0)) {
        if !seen.insert(script.key.clone()) {
            continue;
        }
        let calls = calls(&script.text);
        needed.extend(interpreter(&script.text).into_iter().map(|word| Needed {
            word,
            user: script.name.clone(),
            is_certain: script.is_started && has_shell,
            origin: script.origin.clone(),
        }));
        let functions: BTreeSet<&str> = calls.iter().filter_map(|call| call.context.function.as_deref()).collect();
        for call in calls.iter().filter(|call| !functions.contains(call.name.as_str())) {
            let Some(word) = call.program.literal() else { continue };
            let called = script_of(call).map(|word| places(&word, &config.working_dir, config)).unwrap_or_default();
            let called = called.iter().find_map(|path| context_path(draft, path));
            scripts.extend(called.and_then(|path| from_context(draft, &path, false, &script.origin)));
            needed.push(Needed { word, user: script.name.clone(), is_certain: false, origin: script.origin.clone() });
        }
    }
    needed
}

/// The programs that a script runs, if it is one of a shell.
fn calls(script: &str) -> Vec<Call> {
    let dialect = shebang_dialect(script).unwrap_or(Dialect::Sh);
    shell::parse(&Text::verbatim(script.as_bytes(), Span::new(0, script.len())), dialect).calls()
}

/// What runs a script: the program of its first line, and the one that `env` looks for.
fn interpreter(script: &str) -> Vec<String> {
    let Some(line) = script.strip_prefix("#!").and_then(|rest| rest.lines().next()) else { return Vec::new() };
    let mut words = line.split_whitespace();
    let Some(program) = words.next() else { return Vec::new() };
    let mut interpreter = vec![program.to_owned()];
    if program.ends_with("/env") {
        interpreter.extend(words.find(|word| !word.starts_with('-') && !word.contains('=')).map(str::to_owned));
    }
    interpreter
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_names_what_runs_a_script() {
        assert_eq!(interpreter("#!/bin/bash -e\n"), ["/bin/bash"]);
        assert_eq!(interpreter("#! /usr/bin/env -S A=1 python3 -u\n"), ["/usr/bin/env", "python3"]);
        assert_eq!(interpreter("echo"), [""; 0]);
    }

    #[test]
    fn scripts_of_shells_are_read() {
        let names = |script: &str| calls(script).into_iter().map(|call| call.name).collect::<Vec<_>>();
        assert_eq!(names("#!/bin/sh\nset -e\nif grep -q a b; then sed s/a/b/ c; fi\n"), ["set", "grep", "sed"]);
        assert_eq!(names("#!/usr/bin/python3\nimport os\n"), [""; 0]);
    }
}
