//! Instructions that become another, or lose a flag.

use super::{Proposal, Site};
use crate::build::{Action, Remote, SourceKind};
use crate::dockerfile::{Body, Keyword};
use crate::lint::facts::{Facts, Statement};
use crate::source::{Edit, Span};

/// The label for what MAINTAINER says.
const AUTHORS: &str = "org.opencontainers.image.authors";

/// Takes a flag out, with the blanks after it.
pub(crate) fn remove_flag(facts: &Facts<'_>, site: &Site<'_>) -> Option<Proposal> {
    let after = facts.input.file.bytes().get(site.span.end..)?;
    let blanks = after.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    Proposal::of(vec![Edit::delete(Span::new(site.span.start, site.span.end + blanks))])
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
    let may_be_archive = |path: &String| !facts.input.context.is_dir(path) && is_open_ended(path);
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

/// A keyword in the casing of the statement's own.
fn cased(facts: &Facts<'_>, statement: &Statement<'_>, keyword: Keyword) -> String {
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
