//! USER.

use std::collections::BTreeSet;

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

/// Users that are given by name, or by a variable of which the file does not say that it holds a number.
pub(crate) fn by_name(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    let mut arguments: BTreeSet<&str> = BTreeSet::new();
    for statement in facts.direct(&[Keyword::Arg, Keyword::User]) {
        match &statement.instruction.body {
            Body::Arg(declarations) => arguments.extend(declarations.iter().map(|it| it.name.as_str())),
            Body::User(user) => {
                let uses = statement.step.map(|step| step.uses.as_slice()).unwrap_or_default();
                let given = uses.iter().any(|it| arguments.contains(it.name.as_str()))
                    || arguments.iter().any(|name| mentions(user.as_str(), name));
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

fn mentions(text: &str, variable: &str) -> bool {
    text.contains(&format!("${{{variable}}}")) || text.contains(&format!("${variable}"))
}
