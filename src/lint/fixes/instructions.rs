//! Instructions that become another, or lose a flag.

use super::{Proposal, Site};
use crate::build::{Action, Remote, SourceKind};
use crate::dockerfile::{Body, Item, Keyword, Line, LineKind};
use crate::lint::facts::{Facts, Statement};
use crate::source::{Edit, Span, Text};

/// The label for what MAINTAINER says.
const AUTHORS: &str = "org.opencontainers.image.authors";

/// Takes a flag out, with the blanks after it.
pub(crate) fn remove_flag(facts: &Facts<'_>, site: &Site<'_>) -> Option<Proposal> {
    Proposal::of(vec![Edit::delete(with_blanks_after(facts, site.span))])
}

/// `MAINTAINER name` → `LABEL org.opencontainers.image.authors="name"`, unless the stage has that label.
pub(crate) fn maintainer_to_label(facts: &Facts<'_>, site: &Site<'_>) -> Option<Proposal> {
    let statement = facts.statement_at(site.span.start)?;
    let Body::Maintainer(name) = &statement.instruction.body else { return None };
    let stage = statement.stage?;
    let has_label = stage.config.labels.contains_key(AUTHORS);
    let is_blank = name.as_str().trim_matches(['"', '\'', ' ']).is_empty();
    if has_label || is_blank {
        return None;
    }
    let keyword = cased(facts, statement, Keyword::Label);
    Proposal::of(vec![
        Edit::replace(statement.instruction.keyword_span, keyword),
        Edit::replace(
            name.span(),
            format!("{AUTHORS}={}", quoted(unquoted(name.as_str()), facts.input.dockerfile.escape)),
        ),
    ])
}

/// ADD → COPY, where all sources are plain files.
pub(crate) fn add_to_copy(facts: &Facts<'_>, site: &Site<'_>) -> Option<Proposal> {
    let statement = facts.statement_at(site.span.start)?;
    let instruction = statement.instruction;
    let Body::Add(transfer) = &instruction.body else { return None };
    let only_adds = ["checksum", "keep-git-dir", "unpack"];
    if instruction.flags.iter().any(|flag| only_adds.contains(&flag.name.as_str())) {
        return None;
    }
    let paths: Vec<String> = match statement.step.map(|step| &step.action) {
        Some(Action::Add(added)) if statement.onbuild.is_none() => {
            let path = |kind: &SourceKind| match kind {
                SourceKind::Path(path) => Some(path.clone()),
                SourceKind::Remote { .. } | SourceKind::Heredoc { .. } => None,
            };
            added.sources.iter().map(|source| path(&source.kind)).collect::<Option<_>>()?
        }
        _ => transfer.sources.iter().map(|source| unquoted(source.text().as_str()).to_owned()).collect(),
    };
    let archives = site.list("archives");
    let is_archive = |path: &String| archives.iter().any(|ending| path.ends_with(ending));
    if paths.iter().any(|path| is_archive(path) || Remote::of(path).is_some()) {
        return None;
    }
    let proposal = Proposal::of(vec![Edit::replace(instruction.keyword_span, cased(facts, statement, Keyword::Copy))])?;
    // A variable that has no value here may have one from the base image.
    let may_be_archive = |path: &String| path.is_empty() || !facts.input.context.is_dir(path) && is_open_ended(path);
    Some(if paths.iter().any(may_be_archive) {
        proposal.unsafe_because("archives that the pattern or the variable stands for are no longer unpacked")
    } else {
        proposal
    })
}

/// Whether a pattern or variable may stand for names with any ending.
fn is_open_ended(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let ending = name.rsplit('.').next().unwrap_or(name);
    ending.contains(['*', '?', '[', '$'])
}

/// Ends the destination with a slash, within its quotes.
pub(crate) fn end_with_slash(facts: &Facts<'_>, site: &Site<'_>) -> Option<Proposal> {
    let written = facts.input.file.text(site.span);
    let quotes = written.chars().rev().take_while(|ch| matches!(ch, '"' | '\'')).count();
    let (path, end) = written.split_at_checked(written.len() - quotes)?;
    Proposal::of(vec![Edit::replace(site.span, format!("{path}/{end}"))])
}

/// Takes address and port of the host out of a word of EXPOSE.
pub(crate) fn remove_host_part(facts: &Facts<'_>, site: &Site<'_>) -> Option<Proposal> {
    let statement = facts.statement_at(site.span.start)?;
    let Body::Expose(words) = &statement.instruction.body else { return None };
    let word = words.iter().map(Text::span).find(|word| word.encloses(site.span))?;
    // A variable is underlined as a whole.
    let is_part = facts.input.file.text(site.span).ends_with(':') && word.start == site.span.start;
    let rest = facts.input.file.text(Span::new(site.span.end, word.end));
    is_part.then(|| Edit::replace(word, rest)).and_then(|edit| Proposal::of(vec![edit]))
}

/// Writes a protocol of EXPOSE in lower case.
pub(crate) fn lower_protocol(facts: &Facts<'_>, site: &Site<'_>) -> Option<Proposal> {
    let is_part = facts.input.file.text(site.span) == site.value("protocol")?;
    let edit = Edit::replace(site.span, site.value("lower")?);
    is_part.then_some(edit).and_then(|edit| Proposal::of(vec![edit]))
}

/// Takes the instruction out whose keyword the check names.
pub(crate) fn remove_instruction(facts: &Facts<'_>, site: &Site<'_>) -> Option<Proposal> {
    let statement = facts.statement_at(site.places.first()?.start).filter(|it| it.onbuild.is_none())?;
    Proposal::of(vec![Edit::delete(statement.instruction.span)])
}

/// Takes `--platform` out of FROM.
pub(crate) fn remove_platform(facts: &Facts<'_>, site: &Site<'_>) -> Option<Proposal> {
    let statement = facts.statement_at(site.span.start)?;
    let flag = statement.instruction.flag("platform")?.span;
    Proposal::of(vec![Edit::delete(with_blanks_after(facts, flag))])
}

/// Gives what COPY and ADD bring to the user in force.
pub(crate) fn add_chown(facts: &Facts<'_>, site: &Site<'_>) -> Option<Proposal> {
    let add = |place: &Span| {
        let statement = facts.statement_at(place.start).filter(|it| it.onbuild.is_none())?;
        let user = &statement.step?.before.user;
        let before = facts.user_before(statement)?;
        let is_literal = matches!(&before.instruction.body, Body::User(word) if word.as_str() == &**user);
        is_literal.then(|| Edit::insert(statement.instruction.keyword_span.end, format!(" --chown={user}")))
    };
    Proposal::of(site.places.iter().map(add).collect::<Option<_>>()?)
}

/// Takes the pair of LABEL out whose key the check names; the whole instruction, if it has no other.
pub(crate) fn remove_pair(facts: &Facts<'_>, site: &Site<'_>) -> Option<Proposal> {
    let statement = facts.statement_at(site.places.first()?.start).filter(|it| it.onbuild.is_none())?;
    let Body::Label(pairs) = &statement.instruction.body else { return None };
    let at = pairs.iter().position(|pair| Some(&pair.key.span()) == site.places.first())?;
    let pair = pairs.get(at)?;
    let span = match (at.checked_sub(1).and_then(|before| pairs.get(before)), pairs.get(at + 1)) {
        (None, None) => statement.instruction.span,
        (_, Some(next)) => Span::new(pair.key.span().start, next.key.span().start),
        (Some(before), None) => Span::new(before.value.span().end, pair.value.span().end),
    };
    Proposal::of(vec![Edit::delete(span)])
}

/// Takes out a continuation character after which nothing comes.
pub(crate) fn remove_backslash(facts: &Facts<'_>, site: &Site<'_>) -> Option<Proposal> {
    let statement = facts.statement_at(site.span.start)?;
    let instruction = statement.onbuild.unwrap_or(statement.instruction);
    let end = |line: &Line| matches!(line.kind, LineKind::Text { .. }).then_some(line.span.end);
    let last = instruction.lines.iter().filter_map(end).next_back()?;
    let bytes = facts.input.file.bytes().get(..site.span.start)?;
    let blanks = bytes.iter().rev().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    // What comes after it would become an instruction of its own.
    let is_last = site.span.start < last && !facts.input.file.bytes().get(site.span.end..last)?.contains(&b'#');
    let is_last = is_last
        && facts.input.file.lines().line(site.span.start) == facts.input.file.lines().line(last.saturating_sub(1));
    is_last
        .then(|| Edit::delete(Span::new(site.span.start - blanks, site.span.end)))
        .and_then(|edit| Proposal::of(vec![edit]))
}

/// Where a line can be put that is to come before the statement: above the comments on it.
pub(super) fn place_above(facts: &Facts<'_>, statement: &Statement<'_>) -> usize {
    let items = &facts.input.dockerfile.items;
    let start = statement.onbuild.unwrap_or(statement.instruction).span.start;
    let own = items.partition_point(|item| item.span().start < start);
    let comments =
        items.get(..own).unwrap_or_default().iter().rev().take_while(|item| matches!(item, Item::Comment(_)));
    comments.last().map_or(start, |comment| comment.span().start)
}

/// What stands before the keyword of the statement in its line.
pub(super) fn indent(facts: &Facts<'_>, statement: &Statement<'_>) -> String {
    let instruction = statement.instruction;
    facts.input.file.text(Span::new(instruction.span.start, instruction.keyword_span.start)).into_owned()
}

fn with_blanks_after(facts: &Facts<'_>, word: Span) -> Span {
    let after = facts.input.file.bytes().get(word.end..).unwrap_or_default();
    Span::new(word.start, word.end + after.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count())
}

/// A keyword in the casing of the statement's own.
pub(super) fn cased(facts: &Facts<'_>, statement: &Statement<'_>, keyword: Keyword) -> String {
    let written = facts.input.file.text(statement.instruction.keyword_span);
    if written.chars().all(char::is_lowercase) { keyword.as_str().to_lowercase() } else { keyword.as_str().to_owned() }
}

/// Without the quotes around all of it.
fn unquoted(text: &str) -> &str {
    let within = |quote: char| text.strip_prefix(quote)?.strip_suffix(quote).filter(|inner| !inner.contains(quote));
    within('"').or_else(|| within('\'')).unwrap_or(text)
}

/// In double quotes, with nothing in it expanded.
fn quoted(text: &str, escape: char) -> String {
    let mut quoted = String::from("\"");
    for ch in text.chars() {
        if matches!(ch, '"' | '$') || ch == escape {
            quoted.push(escape);
        }
        quoted.push(ch);
    }
    quoted.push('"');
    quoted
}
