//! Files and repositories that are fetched without saying what must come.

use crate::build::downloads::{Download, FileDownload, Output, RepositoryDownload, UrlSpec};
use crate::build::packages::Revision;
use crate::build::{Action, Remote, SourceKind};
use crate::dockerfile::Keyword;
use crate::facts::commands::SinkKind;
use crate::lint::facts::{DownloadUse, Facts, Statement};
use crate::lint::reporter::{Found, Reporter};
use crate::shell::{Call, PartKind, Word};
use crate::source::Span;

/// How much of an address is shown, in characters.
const SHOWN: usize = 60;

/// Files that RUN fetches, and that nothing in it checks. One finding for an instruction.
pub(crate) fn unchecked_files(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    for uses in facts.downloads().chunk_by(|a, b| a.statement == b.statement) {
        let unchecked: Vec<&UrlSpec> = uses.iter().filter_map(unchecked).collect();
        let Some((first, others)) = unchecked.split_first() else { continue };
        reporter.push(
            Found::at(first.span)
                .with("url", shown(&first.text))
                .with_others(others.iter().map(|url| url.span), "and this"),
        );
    }
}

/// Files that RUN fetches and hands to a shell or another interpreter, which runs whatever comes.
pub(crate) fn run_as_they_come(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    let script_flags = reporter.list("script-flags");
    for found in facts.downloads().iter().filter(|found| !found.is_checked) {
        let Download::File(file) = &found.download else { continue };
        let runner = file.sinks.iter().find_map(|sink| {
            let kind = sink.kind.filter(|kind| matches!(kind, SinkKind::Shell | SinkKind::Interpreter))?;
            let call = facts.command(facts.commands_of(found.statement).next()?.number + sink.index)?.call;
            let runs = match kind {
                _ if call.span.encloses(file.span) => runs_substitution(call, file.span),
                SinkKind::Shell if call.has_flag(&["-s"]).is_some() => true,
                SinkKind::Shell => runs_input(call, &["-c"]),
                _ => runs_input(call, script_flags),
            };
            runs.then_some(call)
        });
        if let Some(call) = runner {
            let url = &file.url;
            let found = Found::at(call.program.span).with("program", &call.name).with("url", shown(&url.text));
            reporter.push(found.label(url.span, "this is what it runs"));
        }
    }
}

/// Whether an interpreter runs its standard input: it is given neither a script nor a file.
fn runs_input(call: &Call, script_flags: &[&str]) -> bool {
    let is_input = |word: &Word| word.is("-") || word.is("/dev/stdin");
    let mut own = call.args.iter().take_while(|word| !word.is("--"));
    call.has_flag(script_flags).is_none() && own.find(|it| is_input(it) || !it.starts_with("-")).is_none_or(is_input)
}

/// Whether the output of a substitution at `place`, in the words of a shell, is run: in `eval "$(…)"`, `sh -c "$(…)"` and
/// `bash <(…)`.
fn runs_substitution(call: &Call, place: Span) -> bool {
    let Some(word) = call.args.iter().find(|word| word.span.encloses(place)) else { return false };
    let begins = word.parts.first().is_some_and(|part| part.span.encloses(place));
    let is_script = call.flag_value(&["-c"]).is_some_and(|script| script.span.encloses(place));
    let is_file = matches!(word.parts.first().map(|part| &part.kind), Some(PartKind::ProcessSubstitution(_)));
    begins
        && (call.name == "eval"
            || is_script
            || is_file && call.operands(&[]).first().is_some_and(|it| it.span == word.span))
}

/// Repositories that RUN clones at whatever commit there is. One finding for an instruction.
pub(crate) fn clones_without_commit(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    for uses in facts.downloads().chunk_by(|a, b| a.statement == b.statement) {
        let loose: Vec<&RepositoryDownload> = uses
            .iter()
            .enumerate()
            .filter_map(|(number, found)| match &found.download {
                Download::Repository(repository) => Some((number, repository)),
                _ => None,
            })
            .filter(|(number, repository)| !is_settled(repository, uses.get(number + 1..).unwrap_or_default()))
            .map(|(_, repository)| repository)
            .collect();
        let Some((first, others)) = loose.split_first() else { continue };
        reporter.push(
            Found::at(first.url.span)
                .with("program", &first.program)
                .with("url", shown(&first.url.text))
                .with_others(others.iter().map(|repository| repository.url.span), "and this"),
        );
    }
}

/// What ADD fetches without a checksum or a commit.
pub(crate) fn unchecked_add(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    for statement in facts.direct(&[Keyword::Add]) {
        for (url, kind, span) in added(statement) {
            let (what, help) = match kind {
                Remote::Http => ("a checksum", "`--checksum=sha256:…`"),
                Remote::Git if git_reference(url).is_some_and(is_settled_name) => continue,
                Remote::Git => ("a commit", "the commit, `#<commit>`, after the address"),
            };
            reporter.push(Found::at(span).with("url", shown(url)).with("what", what).with("cure", help));
        }
    }
}

/// Addresses that stand for whatever is newest. One finding for an instruction.
pub(crate) fn moving_addresses(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    let words = reporter.list("words");
    for uses in facts.downloads().chunk_by(|a, b| a.statement == b.statement) {
        let unchecked = uses.iter().filter(|found| !found.is_checked).filter_map(address);
        let moving: Vec<(&UrlSpec, String)> =
            unchecked.filter_map(|url| Some((url, moving_word(&url.text, words)?))).collect();
        let Some(((first, word), others)) = moving.split_first() else { continue };
        let found = Found::at(first.span).with("url", shown(&first.text)).with("word", word);
        reporter.push(found.with_others(others.iter().map(|(url, _)| url.span), "and this"));
    }
    for statement in facts.direct(&[Keyword::Add]) {
        for (url, _, span) in added(statement) {
            if let Some(word) = moving_word(url, words) {
                reporter.push(Found::at(span).with("url", shown(url)).with("word", word));
            }
        }
    }
}

fn unchecked(found: &DownloadUse) -> Option<&UrlSpec> {
    let Download::File(file) = &found.download else { return None };
    (!found.is_checked && is_kept(file) && is_remote(&file.url)).then_some(&file.url)
}

/// Whether anything comes of the download, other than a check of something else.
fn is_kept(file: &FileDownload) -> bool {
    file.output != Output::Discarded && !file.is_for_checking()
}

/// Whether it is fetched from another machine.
fn is_remote(url: &UrlSpec) -> bool {
    let host = url.text.split_once("://").map_or(url.text.as_str(), |(_, rest)| rest);
    url.scheme() != "file" && !["localhost", "127.0.0.1", "[::1]"].iter().any(|local| host.starts_with(local))
}

fn address(found: &DownloadUse) -> Option<&UrlSpec> {
    match &found.download {
        Download::File(file) if is_kept(file) => Some(&file.url),
        _ => None,
    }
}

/// Whether it is said which commit is taken: by the clone, or by a checkout after it.
fn is_settled(repository: &RepositoryDownload, later: &[DownloadUse]) -> bool {
    let settles = |revision: &Revision| !revision.resolved || is_settled_name(&revision.text);
    repository.revision.as_ref().is_some_and(settles)
        || later.iter().any(|found| match &found.download {
            Download::Checkout { revision, .. } => settles(revision),
            _ => false,
        })
}

/// Whether a revision is a commit or a version. The names of branches have no numbers, as a rule.
fn is_settled_name(revision: &str) -> bool {
    revision.contains(|c: char| c.is_ascii_digit()) || revision.contains('$')
}

/// The sources of an ADD that are fetched.
fn added<'a>(statement: &Statement<'a>) -> Vec<(&'a str, Remote, Span)> {
    let Some(Action::Add(transfer)) = statement.step.map(|step| &step.action) else { return Vec::new() };
    if transfer.checksum.is_some() {
        return Vec::new();
    }
    let remote = transfer.sources.iter().filter_map(|source| match &source.kind {
        SourceKind::Remote { url, kind } => Some((url.as_str(), *kind, source.span)),
        _ => None,
    });
    remote.collect()
}

/// The branch, tag or commit of `https://host/name.git#reference:folder`.
fn git_reference(url: &str) -> Option<&str> {
    let (_, fragment) = url.split_once('#')?;
    Some(fragment.split(':').next().unwrap_or(fragment))
}

/// The part of an address that stands for something else tomorrow.
fn moving_word(url: &str, words: &[&str]) -> Option<String> {
    if url.contains("$(date") || url.contains("`date") {
        return Some("date".to_owned());
    }
    let (_, path) = url.split_once("://")?.1.split_once('/')?;
    let parts = path.split(['/', '?', '=', '&']);
    let is_moving = |part: &&str| words.iter().any(|word| has_word(part, word));
    parts.filter(|part| !part.is_empty()).find(is_moving).map(str::to_owned)
}

/// Whether `part` is the word, or has it between other characters than letters.
fn has_word(part: &str, word: &str) -> bool {
    let lower = part.to_ascii_lowercase();
    lower.split(|c: char| !c.is_ascii_alphabetic()).any(|piece| piece == word)
}

fn shown(url: &str) -> String {
    if url.chars().count() <= SHOWN {
        return url.to_owned();
    }
    let start: String = url.chars().take(SHOWN).collect();
    format!("{start}…")
}
