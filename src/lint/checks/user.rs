//! USER.

use std::collections::BTreeSet;

use super::base_facts::{brings, is_server, is_windows, runs_as_root};
use super::stage_relations::used;
use super::values::{expanded, expanded_by_file, unquoted};
use crate::build::Base;
use crate::dockerfile::{Body, Keyword};
use crate::lint::facts::{Facts, Statement};
use crate::lint::reporter::{Found, Reporter};
use crate::source::Text;

/// Images whose last USER is root. A stage that others only copy from, or are built on, is no image.
pub(crate) fn root(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    let used = used(facts);
    let mut told = BTreeSet::new();
    for (stage, user) in facts.stages().iter().zip(last_users(facts)) {
        let Some((statement, user)) = user.filter(|_| !used.contains(&stage.id.number())) else { continue };
        let name = expanded(facts, statement, user).unwrap_or_else(|| unquoted(user).to_owned());
        if matches!(uid(&name), "root" | "0") && told.insert(statement.number) {
            reporter.push(Found::at(user.span()).with("user", name).with("stage", stage.label()));
        }
    }
}

/// An image that says nothing of its user, built on one that is known to leave it at root.
///
/// Only where the file says what runs in the container, or the base image is that of a server. Nothing is said where
/// the program gives up its rights by itself: what does that for it (the option `droppers`) is in the image.
pub(crate) fn missing(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    let Some(target) = facts.input.build.target_stage() else { return };
    let root = facts.root(target);
    let droppers = reporter.list("droppers");
    let is_set = last_users(facts).get(target.id.number()).is_some_and(Option::is_some);
    if is_set || runs_as_root(facts, root) != Some(true) || is_windows(facts, root) || brings(facts, root, droppers) {
        return;
    }
    // What an entry point is given to run says more than the entry point, which may be the same for anything.
    let command = [&target.config.cmd, &target.config.entrypoint].into_iter().find(|words| !words.is_empty());
    let runs = command.map_or_else(|| is_server(facts, root), |words| !is_bare(words, reporter.list("interpreters")));
    let mentions = |statement: &Statement<'_>| {
        let words = statement.instruction.text.as_str().split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
        words.into_iter().any(|word| droppers.contains(&word))
    };
    if !runs || facts.statements().iter().filter(|it| facts.is_in_image(it)).any(mentions) {
        return;
    }
    let from = facts.froms().find(|(stage, _)| stage.id == target.id);
    if let Some(Body::From(from)) = from.map(|(_, instruction)| &instruction.body) {
        reporter
            .push(Found::at(from.image.span()).with("image", super::image_name(from.image.as_str())).also("DS-0002"));
    }
}

/// Whether a command is a shell or another interpreter with nothing to run, as base images have it.
fn is_bare(command: &[String], interpreters: &[&str]) -> bool {
    let Some((program, arguments)) = command.split_first() else { return true };
    let name = program.rsplit('/').next().unwrap_or(program);
    interpreters.contains(&name) && arguments.iter().all(|word| word.starts_with('-') && word != "-c")
}

/// Users that are given by name, or by a variable of which the file does not say that it holds a number.
pub(crate) fn by_name(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    let mut arguments: BTreeSet<&str> = BTreeSet::new();
    for statement in facts.direct(&[Keyword::Arg, Keyword::User]) {
        match &statement.instruction.body {
            Body::Arg(declarations) => arguments.extend(declarations.iter().map(|it| it.name.as_str())),
            Body::User(user) => {
                let uses = statement.step.map(|step| step.uses.as_slice()).unwrap_or_default();
                let given = uses.iter().any(|it| arguments.contains(it.name.as_str()))
                    || variables(user.as_str()).any(|name| arguments.contains(name));
                let value = expanded_by_file(facts, statement, user);
                let name = value.unwrap_or_else(|| unquoted(user).to_owned());
                if !given && !uid(&name).bytes().all(|byte| byte.is_ascii_digit()) {
                    reporter.push(Found::at(user.span()).with("user", user.as_str()));
                }
            }
            _ => {}
        }
    }
}

/// The USER that holds at the end of each stage, from the stage itself or from those that it is built on.
fn last_users<'f, 'a>(facts: &'f Facts<'a>) -> Vec<Option<(&'f Statement<'a>, &'a Text)>> {
    let mut users: Vec<Option<(&Statement<'a>, &'a Text)>> = Vec::new();
    for statement in facts.direct(&[Keyword::From, Keyword::User]) {
        match (&statement.instruction.body, statement.stage) {
            (Body::User(user), Some(_)) => {
                if let Some(last) = users.last_mut() {
                    *last = Some((statement, user));
                }
            }
            (_, Some(stage)) if statement.instruction.keyword == Keyword::From => users.push(match stage.base {
                Base::Stage(id) => users.get(id.number()).copied().flatten(),
                _ => None,
            }),
            _ => {}
        }
    }
    users
}

/// What stands before the group.
fn uid(user: &str) -> &str {
    user.split(':').next().unwrap_or_default()
}

/// The names after the dollar signs of a text.
fn variables(text: &str) -> impl Iterator<Item = &str> {
    text.split('$').skip(1).map(|after| {
        let name = after.strip_prefix('{').unwrap_or(after);
        name.split(|ch: char| !ch.is_ascii_alphanumeric() && ch != '_').next().unwrap_or_default()
    })
}
