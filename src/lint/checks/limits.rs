//! What was left alone, because it was too much or could not be read.

use std::collections::HashSet;

use crate::build::packages::FileRole;
use crate::build::{Action, SourceKind};
use crate::context::manifest::ManifestError;
use crate::context::manifest::requirements::Requirements;
use crate::context::{ContextError, ContextPath};
use crate::lint::facts::Facts;
use crate::lint::finding::Elsewhere;
use crate::lint::reporter::{Found, Reporter};
use crate::source::Span;

/// Everything that other checks wanted to look into and could not. They have all been asked before.
pub(crate) fn reached(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    for (path, error) in facts.input.context.failures() {
        let way = match error {
            // A build copies folders, and refuses links that lead out.
            ContextError::IsFolder { .. } | ContextError::LinkLeaves { .. } => continue,
            ContextError::TooLarge { .. } => "`limits: {context-file-size: BYTES}` in .dfcheck.yaml lets it read more",
            _ => "mend the file, or leave it out of the build",
        };
        let what = format!("{error}, and is not looked into");
        reporter.push(Found::at(place(facts, &path)).with("what", what).with("way", way));
    }
    requirements(facts, reporter);
    for deep in facts.too_deep() {
        let what = "this is nested too deeply, and is not looked into";
        let way = "put the inner commands into functions, or into a file that COPY brings";
        reporter.push(Found::at(*deep).with("what", what).with("way", way));
    }
    let keyword =
        |script: Span| facts.statement_at(script.start).map_or(script, |statement| statement.instruction.keyword_span);
    for script in facts.failed_scripts() {
        let what = "what looks for ShellCheck's rules has failed with this script, so that it is not looked into";
        let way = "give ShellCheck the work with --shellcheck, and report the script";
        reporter.push(Found::at(keyword(script)).with("what", what).with("way", way));
    }
    for script in facts.long_scripts() {
        let span = keyword(*script);
        let what =
            "this script is too long for all of ShellCheck's rules, or has too many variables, or they get too long";
        let way = "copy it into the image as a file of its own, or give ShellCheck the work with --shellcheck";
        reporter.push(Found::at(span).with("what", what).with("way", way));
    }
}

/// Requirements files that lead to too many others.
fn requirements(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    let mut read: HashSet<String> = HashSet::new();
    for found in facts.package_uses() {
        for argument in found.action.files(FileRole::Requirements).filter(|file| file.resolved) {
            let command = facts.command(found.command);
            let path = command.and_then(|command| super::manifests::context_path(facts, command, &argument.text));
            let path = path.filter(|path| read.insert(path.clone()));
            let requirements = path.and_then(|path| Requirements::read(facts.input.context, &path).ok().flatten());
            for file in requirements.iter().flat_map(|it| &it.files) {
                let too_many = |error: &&ManifestError| matches!(error, ManifestError::TooManyFiles { .. });
                let Some(error) = file.errors.iter().find(too_many) else { continue };
                let ManifestError::TooManyFiles { span, .. } = error else { continue };
                let elsewhere = Elsewhere { file: file.file.clone(), span: *span, others: Vec::new() };
                let found = Found::at(argument.span).with("what", format!("{error}, and the rest is not looked into"));
                reporter.push(found.with("way", "put the requirements into fewer files").in_file(elsewhere));
            }
        }
    }
}

/// The words that bring a file of the build context into the build: of COPY, or else of a command that names it.
fn place(facts: &Facts<'_>, path: &ContextPath) -> Span {
    let copies = |statement: &&crate::lint::facts::Statement<'_>| match statement.step.map(|step| &step.action) {
        Some(Action::Copy(transfer) | Action::Add(transfer)) => {
            transfer.sources.iter().any(|source| match &source.kind {
                SourceKind::Path(source) => ContextPath::new(source) == *path,
                _ => false,
            })
        }
        _ => false,
    };
    let name = path.as_str().rsplit('/').next().unwrap_or_default();
    let word = || facts.commands().find_map(|command| command.call.args.iter().find(|word| word.is(name)));
    let copy = facts.statements().iter().find(copies).and_then(|statement| {
        let start = statement.instruction.span.start;
        let text = statement.instruction.span.bytes(facts.input.file.bytes());
        let at = text.windows(name.len().max(1)).position(|words| words == name.as_bytes())?;
        Some(Span::new(start + at, start + at + name.len()))
    });
    let first = || facts.statements().first().map(|statement| statement.instruction.keyword_span);
    copy.or_else(|| word().map(|word| word.span)).or_else(first).unwrap_or_default()
}
