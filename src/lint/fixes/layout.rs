//! How the file is written.

use super::{Proposal, Site};
use crate::build::FileSource;
use crate::dockerfile::{Body, Keyword, Line, LineKind, Pair};
use crate::lint::facts::Facts;
use crate::source::{Edit, Span, Text};

/// Takes the blank lines out of an instruction.
pub(crate) fn remove_blank_lines(facts: &Facts<'_>, site: &Site<'_>) -> Option<Proposal> {
    let statement = facts.statement_at(site.span.start)?;
    let instruction = statement.onbuild.unwrap_or(statement.instruction);
    // What stands after a blank line may have been meant as an instruction of its own.
    let is_keyword = |line: Span| {
        let text = facts.input.file.text(line);
        let word = text.split_whitespace().next().unwrap_or_default();
        Keyword::from_word(word).is_some_and(|keyword| keyword.as_str() == word)
    };
    let swallows = |pair: &[Line]| match pair {
        [first, second] => first.kind == LineKind::Blank && is_keyword(second.span),
        _ => false,
    };
    if instruction.lines.windows(2).any(swallows) {
        return None;
    }
    let blank = instruction.lines.iter().filter(|line| line.kind == LineKind::Blank);
    Proposal::of(blank.map(|line| Edit::delete(line.span)).collect())
}

/// Writes the name of a stage in lower case, and so wherever it is used. FROM finds a stage by that name only.
pub(crate) fn lower_stage_name(facts: &Facts<'_>, site: &Site<'_>) -> Option<Proposal> {
    let lower = site.value("lower")?;
    let stages = facts.stages();
    let stage = stages.iter().find(|stage| stage.name.as_ref().is_some_and(|name| name.span() == site.span))?;
    let uses = stages.iter().flat_map(|user| &user.dependencies).filter(|it| !it.triggered);
    let uses = uses.filter(|it| it.source == FileSource::Stage(stage.id)).map(|it| it.span);
    let written = uses.filter(|span| {
        let text = facts.input.file.text(*span);
        text != lower && text.to_lowercase() == lower
    });
    Proposal::of(written.chain([site.span]).map(|span| Edit::replace(span, lower)).collect())
}

/// `ENV name value` → `ENV name=value`, in quotes where it has blanks.
pub(crate) fn legacy_pair(facts: &Facts<'_>, site: &Site<'_>) -> Option<Proposal> {
    let statement = facts.statement_at(site.span.start)?;
    let (Body::Env(pairs) | Body::Label(pairs)) = &statement.instruction.body else { return None };
    let pair = pairs.iter().find(|pair| pair.legacy)?;
    let gap = Span::new(pair.key.span().end, pair.value.span().start);
    // A comment may stand between the two.
    if facts.input.file.text(gap).contains('#') {
        return None;
    }
    let escape = facts.input.dockerfile.escape;
    let mut edits = vec![Edit::replace(gap, "=")];
    match blanks(pair, escape) {
        Blanks::None => {}
        Blanks::Plain => edits = in_quotes(&pair.value, gap),
        Blanks::AmongQuotes(spans) => edits.extend(spans.into_iter().map(|at| Edit::insert(at, escape.to_string()))),
    }
    Proposal::of(edits)
}

/// Puts quotes around a value, and an equals sign in the place of `gap` before it. What is between its first and its last
/// character stays as it is, over however many lines.
fn in_quotes(value: &Text, gap: Span) -> Vec<Edit> {
    let text = value.as_str();
    let first = text.chars().next().map_or(0, char::len_utf8);
    let last = text.char_indices().next_back().map_or(0, |(at, _)| at);
    if last < first {
        return vec![Edit::replace(gap.cover(value.span()), format!("=\"{text}\""))];
    }
    let (start, end) = (value.span_of(0..first), value.span_of(last..text.len()));
    let character = |range: std::ops::Range<usize>| text.get(range).unwrap_or_default();
    vec![
        Edit::replace(gap.cover(start), format!("=\"{}", character(0..first))),
        Edit::replace(end, format!("{}\"", character(last..text.len()))),
    ]
}

/// The blanks that would end a value.
enum Blanks {
    None,
    /// There are some, and quotes around the value do no harm.
    Plain,
    /// There are some, and quotes or escapes too; where they stand.
    AmongQuotes(Vec<usize>),
}

fn blanks(pair: &Pair, escape: char) -> Blanks {
    let value = pair.value.as_str();
    let mut quote: Option<char> = None;
    let mut blanks = Vec::new();
    let mut chars = value.char_indices();
    while let Some((at, ch)) = chars.next() {
        if ch == escape && quote != Some('\'') {
            chars.next();
        } else if quote == Some(ch) {
            quote = None;
        } else if quote.is_none() && matches!(ch, '"' | '\'') {
            quote = Some(ch);
        } else if quote.is_none() && ch.is_whitespace() {
            blanks.push(pair.value.span_of(at..at + ch.len_utf8()).start);
        }
    }
    if blanks.is_empty() {
        Blanks::None
    } else if value.contains(['"', '\'', escape]) {
        Blanks::AmongQuotes(blanks)
    } else {
        Blanks::Plain
    }
}
