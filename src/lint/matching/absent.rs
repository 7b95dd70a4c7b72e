//! Stages in which nothing matches.

use std::collections::BTreeSet;

use super::{find_present, is_about};
use crate::dockerfile::Body;
use crate::lint::checks::stage_relations::or_base_has;
use crate::lint::facts::Facts;
use crate::lint::matcher::Matcher;
use crate::lint::reporter::{Found, Reporter};

/// Reports the stages that the matcher is about and in which, and in whose bases, it matches nothing.
pub(super) fn find(matcher: &Matcher, facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    let mut found = reporter.fresh();
    find_present(matcher, facts, &mut found);
    let own: BTreeSet<usize> =
        found.finish(facts).iter().filter_map(|finding| stage_at(facts, finding.span.start)).collect();
    let having = or_base_has(facts, &own);
    for (stage, from) in facts.froms().filter(|(stage, _)| is_about(matcher, facts, stage)) {
        if having.contains(&stage.id.number()) {
            continue;
        }
        if let Body::From(from) = &from.body {
            reporter.push(Found::at(from.image.span()).with("stage", stage.label()));
        }
    }
}

/// The stage that an offset of the file is in.
fn stage_at(facts: &Facts<'_>, offset: usize) -> Option<usize> {
    let statements = facts.statements();
    let next = statements.partition_point(|statement| statement.instruction.span.start <= offset);
    let statement = next.checked_sub(1).and_then(|last| statements.get(last))?;
    statement.stage.map(|stage| stage.id.number())
}
