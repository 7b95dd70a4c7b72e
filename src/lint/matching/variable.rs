//! Variables that ENV, ARG or a command sets.

use super::{dressed, holds_here, words};
use crate::dockerfile::{Body, Instruction};
use crate::lint::facts::{Facts, Statement};
use crate::lint::matcher::Matcher;
use crate::lint::pattern::Pattern;
use crate::lint::reporter::{Found, Reporter};
use crate::shell::Word;
use crate::source::Span;

/// Reports the settings of variables that match.
pub(super) fn find(
    matcher: &Matcher,
    (name, value): (&Pattern, Option<&Pattern>),
    facts: &Facts<'_>,
    reporter: &mut Reporter<'_>,
) {
    for statement in facts.statements().iter().filter(|statement| holds_here(matcher, facts, statement)) {
        let declared = declared(statement.instruction);
        let given = facts.commands_of(statement.number).flat_map(|command| {
            let exported = command.call.args.iter().filter(|_| command.call.name == "export").filter_map(assignment);
            let assigned = command.call.assignments.iter().map(|it| Setting {
                span: it.span,
                name: it.name.clone(),
                value: words::text(&it.value),
            });
            assigned.chain(exported).collect::<Vec<_>>()
        });
        for setting in declared.into_iter().chain(given) {
            if name.is_match(&setting.name) && value.is_none_or(|value| value.is_match(&setting.value)) {
                reporter.push(dressed(matcher, found(statement, setting)));
            }
        }
    }
}

/// A name with the value that it is given.
struct Setting {
    span: Span,
    name: String,
    value: String,
}

fn found(statement: &Statement<'_>, setting: Setting) -> Found {
    Found::at(setting.span)
        .with("instruction", statement.instruction.keyword.as_str())
        .with("variable", setting.name)
        .with("value", setting.value)
}

fn declared(instruction: &Instruction) -> Vec<Setting> {
    let unquoted = |value: &str| value.trim_matches(['"', '\'']).to_owned();
    match &instruction.body {
        Body::Env(pairs) => pairs
            .iter()
            .map(|pair| Setting {
                span: pair.key.span().cover(pair.value.span()),
                name: pair.key.to_string(),
                value: unquoted(pair.value.as_str()),
            })
            .collect(),
        Body::Arg(declarations) => declarations
            .iter()
            .map(|it| Setting {
                span: it.written.span(),
                name: it.name.to_string(),
                value: it.default.as_ref().map(|value| unquoted(value.as_str())).unwrap_or_default(),
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// `NAME=value` as an argument.
fn assignment(word: &Word) -> Option<Setting> {
    let text = words::text(word);
    let (name, value) = text.split_once('=')?;
    Some(Setting { span: word.span, name: name.to_owned(), value: value.to_owned() })
}
