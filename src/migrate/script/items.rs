//! The statements of a RUN, one by one.

use std::collections::BTreeMap;

use super::{Outcome, Verdict};
use crate::facts;
use crate::migrate::commands::Commands;
use crate::shell::{AndOr, Command, CommandKind};
use crate::source::Span;

/// The statements of a script. `a && b` is two of them: a build stops at the first that fails.
///
/// Of a branching of which it is known which way it goes, these are the statements of that way.
pub(super) fn top_level<'s>(body: &'s [Command], commands: &Commands) -> Vec<&'s Command> {
    let mut items = Vec::new();
    for (number, command) in body.iter().enumerate() {
        let is_last = number + 1 == body.len();
        if let Some(taken) = taken(command, commands) {
            for part in taken {
                items.extend(top_level(std::slice::from_ref(part), commands));
            }
            continue;
        }
        match &command.kind {
            CommandKind::AndOr { first, rest }
                if rest.iter().all(|(operator, _)| *operator == AndOr::And) && (is_last || !asks(first, rest)) =>
            {
                items.extend(top_level(std::slice::from_ref(first.as_ref()), commands));
                for (_, command) in rest {
                    items.extend(top_level(std::slice::from_ref(command), commands));
                }
            }
            _ => items.push(command),
        }
    }
    items
}

/// The commands of a branching that are run, where that is known and they run whatever happens.
fn taken<'s>(command: &'s Command, commands: &Commands) -> Option<Vec<&'s Command>> {
    if !commands.is_decided(command.span) {
        return None;
    }
    let is_live = |command: &&Command| !commands.is_dead(command.span) && !commands.is_asked(command.span);
    match &command.kind {
        CommandKind::If { branches, otherwise } => {
            let bodies = branches.iter().map(|(_, body)| body).chain(otherwise);
            Some(bodies.flatten().filter(is_live).collect())
        }
        CommandKind::Case { arms, .. } => Some(arms.iter().flat_map(|(_, body)| body).filter(is_live).collect()),
        CommandKind::AndOr { first, rest } => {
            let live: Vec<&Command> = std::iter::once(first.as_ref())
                .chain(rest.iter().map(|(_, command)| command))
                .filter(is_live)
                .collect();
            let goes_on = rest.iter().filter(|(_, command)| is_live(&command)).skip(1);
            let is_plain = goes_on.clone().all(|(operator, _)| *operator == AndOr::And)
                && !live.iter().any(|command| is_question(command));
            is_plain.then_some(live)
        }
        _ => None,
    }
}

/// Whether the commands are only run if a test says so: then a build does not stop when it does not.
fn asks(first: &Command, rest: &[(AndOr, Command)]) -> bool {
    is_question(first) || rest.iter().any(|(_, command)| is_question(command))
}

fn is_question(command: &Command) -> bool {
    let program = |command: &Command| match &command.kind {
        CommandKind::Simple(simple) => simple.words.first().and_then(crate::shell::Word::literal),
        CommandKind::Test(_) => Some("test".to_owned()),
        _ => None,
    };
    program(command).is_some_and(|program| facts::nix_commands::is_test(&program))
        || matches!(command.kind, CommandKind::Pipeline { negated: true, .. })
}

/// Whether the statement is one command, or one pipeline.
pub(super) fn is_simple(item: &Command) -> bool {
    matches!(item.kind, CommandKind::Simple(_) | CommandKind::Pipeline { .. })
}

/// The innermost commands of words, with all that belongs to them.
pub(super) fn simple_spans(item: &Command, spans: &mut Vec<Span>) {
    let mut all = |commands: &[Command]| commands.iter().for_each(|command| simple_spans(command, spans));
    match &item.kind {
        CommandKind::Simple(_) => spans.push(item.span),
        CommandKind::Pipeline { commands, .. } | CommandKind::Group(commands) | CommandKind::Subshell(commands) => {
            all(commands)
        }
        CommandKind::AndOr { first, rest } => {
            all(std::slice::from_ref(first.as_ref()));
            rest.iter().for_each(|(_, command)| all(std::slice::from_ref(command)));
        }
        CommandKind::If { branches, otherwise } => {
            for (condition, body) in branches {
                all(condition);
                all(body);
            }
            otherwise.iter().for_each(|body| all(body));
        }
        CommandKind::For { body, .. } | CommandKind::Function { body, .. } => all(body),
        CommandKind::While { condition, body, .. } => {
            all(condition);
            all(body);
        }
        CommandKind::Case { arms, .. } => arms.iter().for_each(|(_, body)| all(body)),
        CommandKind::Background(command) => all(std::slice::from_ref(command.as_ref())),
        CommandKind::Test(_) => {}
    }
}

/// In a statement of which a part cannot run, nothing runs: the other parts are left to do as well.
pub(super) fn block(body: &[Command], commands: &Commands, calls: &[Span], verdicts: &mut BTreeMap<usize, Verdict>) {
    for item in top_level(body, commands) {
        let inside: Vec<usize> =
            calls.iter().enumerate().filter(|(_, span)| item.span.encloses(**span)).map(|(number, _)| number).collect();
        let manual = inside.iter().find_map(|number| match verdicts.get(number) {
            Some(Verdict::Manual(what)) => Some(what.clone()),
            _ => None,
        });
        let is_left_out = |number: &usize| matches!(verdicts.get(number), Some(Verdict::Drop(_)));
        if is_simple(item) && inside.last().is_some_and(is_left_out) && inside.len() > 1 && manual.is_none() {
            // Nobody reads what the others print.
            for number in inside {
                if let Some(verdict @ Verdict::Keep(_)) = verdicts.get_mut(&number) {
                    *verdict = Verdict::Drop(Outcome::not_needed("nothing reads what it prints"));
                }
            }
            continue;
        }
        let Some(what) = manual else { continue };
        for number in inside {
            if let Some(verdict @ (Verdict::Keep(_) | Verdict::Replace(..))) = verdicts.get_mut(&number) {
                *verdict = Verdict::Manual(what.clone());
            }
        }
    }
}
