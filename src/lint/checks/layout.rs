//! How the file is written: casing, continuations, the old form of ENV and LABEL, comments.

use crate::dockerfile::{Body, Comment, Instruction, Item, Keyword, LineKind};
use crate::lint::facts::Facts;
use crate::lint::reporter::{Found, Reporter};
use crate::lint::suppress;
use crate::source::Span;

/// Keywords that are not written like most of the others.
pub(crate) fn keyword_casing(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    let first = facts.statements().iter().filter(|it| it.onbuild.is_none() && it.stage.is_some());
    let keywords: Vec<(Span, String)> = first
        .map(|it| (it.instruction.keyword_span, facts.input.file.text(it.instruction.keyword_span).into_owned()))
        .collect();
    let count = |is: fn(&str) -> bool| keywords.iter().filter(|(_, word)| is(word)).count();
    let mostly_lower = count(is_lower) > count(is_upper);
    for (span, word) in &keywords {
        if if mostly_lower { is_lower(word) } else { is_upper(word) } {
            continue;
        }
        let expected = if mostly_lower { word.to_lowercase() } else { word.to_uppercase() };
        reporter.push(Found::at(*span).with("keyword", word).with("expected", expected));
    }
}

fn is_lower(word: &str) -> bool {
    !word.chars().any(char::is_uppercase)
}

fn is_upper(word: &str) -> bool {
    !word.chars().any(char::is_lowercase)
}

/// Blank lines between the lines of an instruction.
pub(crate) fn empty_continuation(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    for statement in facts.statements().iter().filter(|statement| statement.onbuild.is_none()) {
        let blank = statement.instruction.lines.iter().filter(|line| line.kind == LineKind::Blank);
        let mut spans = blank.map(|line| line.span);
        if let Some(first) = spans.next() {
            let found = Found::at(first).with("instruction", statement.instruction.keyword.as_str());
            reporter.push(found.with_others(spans, "and here"));
        }
    }
}

/// `ENV name value` and `LABEL key value`.
pub(crate) fn legacy_pairs(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    for statement in facts.direct(&[Keyword::Env, Keyword::Label]) {
        let (Body::Env(pairs) | Body::Label(pairs)) = &statement.instruction.body else { continue };
        for pair in pairs.iter().filter(|pair| pair.legacy) {
            let found = Found::at(pair.key.span().cover(pair.value.span())).with("name", pair.key.as_str());
            reporter.push(found.with("instruction", statement.instruction.keyword.as_str()));
        }
    }
}

/// Comments directly above ARG and named stages that do not begin with the name, as `docker build --call=outline` and
/// `--call=targets` expect.
pub(crate) fn description_comments(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    let items = facts.input.dockerfile.items.iter().filter(|item| !is_for_linters(item));
    let items: Vec<&Item> = items.collect();
    for pair in items.windows(2) {
        let [Item::Comment(comment), Item::Instruction(instruction)] = pair else { continue };
        let names = described(instruction);
        let Some(name) = names.first().filter(|_| !is_description(comment, instruction)) else { continue };
        let found = Found::at(comment.text.span()).with("name", *name);
        reporter.push(found.with("instruction", instruction.keyword.as_str()));
    }
}

fn is_for_linters(item: &Item) -> bool {
    matches!(item, Item::Comment(comment) if suppress::is_pragma(&comment.text))
}

/// Whether the comment, directly above the instruction, describes what it defines: it begins with its name.
pub(crate) fn is_description(comment: &Comment, instruction: &Instruction) -> bool {
    let first_word = comment.text.as_str().split(' ').next().unwrap_or_default();
    described(instruction).contains(&first_word)
}

/// The names that a comment above the instruction can describe.
fn described(instruction: &Instruction) -> Vec<&str> {
    match &instruction.body {
        Body::Arg(declarations) => declarations.iter().map(|it| it.name.as_str()).collect(),
        Body::From(from) => from.name.iter().map(|name| name.as_str()).collect(),
        _ => Vec::new(),
    }
}
