//! Variables that are used before they are set.

use std::collections::{BTreeMap, BTreeSet};

use super::base_facts::environment;
use super::hints::{Hints, asking};
use crate::build::expand::{Expander, NoVariables, VariableUse};
use crate::build::{Scope, Step};
use crate::dockerfile::{Body, Keyword, Pair};
use crate::lint::facts::{Facts, Statement};
use crate::lint::reporter::{Found, Reporter};
use crate::source::Span;

/// ENV that uses a variable which the same ENV sets: it has its old value there, or none.
pub(crate) fn set_in_the_same_env(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    let mut before_from: BTreeSet<&str> = BTreeSet::new();
    for statement in facts.direct(&[Keyword::Env, Keyword::Arg]) {
        match &statement.instruction.body {
            Body::Env(pairs) => {
                let known = |name: &str| match statement.scope() {
                    Some(scope) => is_declared(scope, name),
                    None => before_from.contains(name),
                };
                for (used, place) in used_too_early(facts, pairs) {
                    if !known(&used.name) {
                        let found = Found::at(used.span).with("name", &used.name).label(place, "set here");
                        let defined = statement.scope().is_none_or(|scope| scope.knows(&used.name));
                        reporter.push(if defined { found } else { found.also("UndefinedVar") });
                    }
                }
                before_from.extend(pairs.iter().map(|pair| pair.key.as_str()));
            }
            Body::Arg(declarations) => before_from.extend(declarations.iter().map(|it| it.name.as_str())),
            _ => {}
        }
    }
}

/// Whether ENV or ARG of the file has the name; a base image does not count.
fn is_declared(scope: &Scope, name: &str) -> bool {
    scope.variable(name).is_some_and(|it| it.declared.is_some())
        || scope.argument(name).is_some_and(|it| it.declared.is_some())
}

/// The first use of each name in the value of another pair, and the key that sets it.
fn used_too_early(facts: &Facts<'_>, pairs: &[Pair]) -> Vec<(VariableUse, Span)> {
    if pairs.len() < 2 {
        return Vec::new();
    }
    let mut keys: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (number, pair) in pairs.iter().enumerate() {
        keys.entry(pair.key.as_str()).or_default().push(number);
    }
    let mut expander = Expander::new(facts.input.dockerfile.escape);
    let mut found = Vec::new();
    let mut told: BTreeSet<String> = BTreeSet::new();
    for (number, pair) in pairs.iter().enumerate() {
        let uses = expander.expand(&pair.value, &NoVariables).map(|it| it.uses).unwrap_or_default();
        for used in uses {
            let setters = keys.get(used.name.as_str()).map(Vec::as_slice).unwrap_or_default();
            let other = setters.iter().find(|setter| **setter != number).and_then(|setter| pairs.get(*setter));
            if let Some(other) = other.filter(|_| told.insert(used.name.clone())) {
                found.push((used, other.key.span()));
            }
        }
    }
    found
}

/// Variables that nothing has set, in the instructions that expand them themselves.
///
/// The variables of an unknown base image are unknown too. There, only what looks like a misspelling is reported.
pub(crate) fn undefined(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    let mut hints = Hints::new();
    for statement in facts.statements().iter().filter(|statement| statement.onbuild.is_none()) {
        let (Some(step), Some(stage)) = (statement.step, statement.stage) else { continue };
        let inherited = environment(facts, facts.root(stage));
        let is_inherited = |name: &str| inherited.is_some_and(|all| all.iter().any(|(known, _)| *known == name));
        let mut told: BTreeSet<&str> = BTreeSet::new();
        for used in unset(step) {
            if !told.insert(&used.name) || sets(statement, &used.name) || is_inherited(&used.name) {
                continue;
            }
            let meant = hints.meant(&used.name, names(&step.before.scope));
            if inherited.is_some() || meant.is_some() {
                let found = asking(Found::at(used.span).with("name", &used.name).fix_at([used.name_span]), meant);
                // BuildKit does not look at the variables of EXPOSE.
                let shared = statement.instruction.keyword != Keyword::Expose;
                reporter.push(if shared { found.also("UndefinedVar") } else { found });
            }
        }
    }
}

/// The uses of variables that are neither set nor declared, and for which no default is given.
fn unset(step: &Step) -> impl Iterator<Item = &VariableUse> {
    let scope = &step.before.scope;
    step.uses.iter().filter(move |it| !it.found && !it.has_default && !scope.knows(&it.name))
}

/// Whether the instruction is an ENV of several variables that sets this one: that is another rule's business.
fn sets(statement: &Statement<'_>, name: &str) -> bool {
    match &statement.instruction.body {
        Body::Env(pairs) => pairs.len() > 1 && pairs.iter().any(|pair| pair.key.as_str() == name),
        _ => false,
    }
}

/// The names of all variables.
fn names(scope: &Scope) -> impl Iterator<Item = &str> {
    let set = scope.variables().map(|(name, _)| name);
    set.chain(scope.arguments().map(|(name, _)| name))
}
