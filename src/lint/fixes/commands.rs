//! Commands of a script that lose a word or go.

use std::collections::HashMap;

use super::script::RunScript;
use super::{Proposal, Site};
use crate::lint::checks::bare_name;
use crate::lint::facts::{Command, Facts};
use crate::source::{Edit, Span};

/// Calls what sudo runs directly, where the user is root already.
pub(crate) fn remove_sudo(facts: &Facts<'_>, site: &Site<'_>) -> Option<Proposal> {
    let statement = facts.statement_at(site.span.start)?;
    let user: &str = &statement.step?.before.user;
    if !matches!(user.split(':').next(), Some("" | "root" | "0")) {
        return None;
    }
    let commands = facts.commands_of(statement.number).map(|command| (command.call.program.span.start, command));
    // Of those that begin at one place the first counts.
    let by_place: HashMap<usize, Command<'_>> = commands.collect::<Vec<_>>().into_iter().rev().collect();
    let remove = |place: &Span| {
        let command = by_place.get(&place.start)?;
        let next =
            command.call.args.first().filter(|word| !word.starts_with("-") && !word.raw.as_str().contains('='))?;
        let gap = Span::new(command.call.program.span.start, next.span.start);
        (!facts.input.file.text(gap).contains(['\n', '#'])).then(|| Edit::delete(gap))
    };
    Proposal::of(site.places.iter().map(remove).collect::<Option<_>>()?)
}

/// Takes commands out of a RUN; the RUN, if nothing else is left of it.
pub(crate) fn remove(facts: &Facts<'_>, site: &Site<'_>) -> Option<Proposal> {
    let statement = facts.statement_at(site.span.start)?;
    let script = RunScript::of(facts, statement)?;
    if statement.onbuild.is_none() && script.is_nothing_but(site.places) {
        return Proposal::of(vec![Edit::delete(statement.instruction.span)]);
    }
    Proposal::of(script.without(site.places)?)
}

/// Adds words to the commands at the places, by program: the rule's option `flags` has them.
pub(crate) fn add_flag(facts: &Facts<'_>, site: &Site<'_>) -> Option<Proposal> {
    let add = |place: &Span| {
        let program = super::package_use(facts, *place).map(|action| action.program.as_str());
        let program = program.or(site.value("program"))?;
        let flag = site.entry("flags", program).or_else(|| site.entry("flags", bare_name(program)))?;
        Some(super::after_word(facts, *place, flag))
    };
    Proposal::of(site.places.iter().map(add).collect::<Option<_>>()?)
}

/// Makes a command of words that are arguments of the command before.
pub(crate) fn part(_: &Facts<'_>, site: &Site<'_>) -> Option<Proposal> {
    Proposal::of(vec![Edit::insert(site.span.start, "&& ")])
}
