//! HEALTHCHECK.

use super::stage_relations::{or_base_has, used};
use crate::dockerfile::{Body, Keyword};
use crate::lint::facts::Facts;
use crate::lint::reporter::{Found, Reporter};

/// Images that say nothing of their health. A stage that others are built on or copy from is no image.
pub(crate) fn missing(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    let checks = facts.direct(&[Keyword::Healthcheck]);
    let own = checks.filter_map(|statement| statement.stage.map(|stage| stage.id.number())).collect();
    let (having, used) = (or_base_has(facts, &own), used(facts));
    for (stage, from) in facts.froms() {
        let number = stage.id.number();
        if having.contains(&number) || used.contains(&number) {
            continue;
        }
        if let Body::From(from) = &from.body {
            reporter.push(Found::at(from.image.span()).with("stage", stage.label()));
        }
    }
}
