//! The names of stages, and the names by which COPY asks for them.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::hints::{Hints, asking};
use super::stage_relations::used;
use crate::build::{Base, FileSource, Stage};
use crate::dockerfile::{Body, Instruction, Keyword};
use crate::lint::facts::Facts;
use crate::lint::reporter::{Found, Reporter};
use crate::source::{Span, Text};

/// Names that mean something else in `--from`.
const RESERVED: [&str; 2] = ["scratch", "context"];

/// Names that an earlier stage has, in any casing.
pub(crate) fn duplicates(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    let mut first: BTreeMap<String, Span> = BTreeMap::new();
    for name in stage_names(facts) {
        match first.get(&name.as_str().to_lowercase()) {
            Some(earlier) => {
                reporter.push(Found::at(name.span()).with("name", name.as_str()).label(*earlier, "the first one"));
            }
            None => {
                first.insert(name.as_str().to_lowercase(), name.span());
            }
        }
    }
}

/// Names that are taken.
pub(crate) fn reserved(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    for name in stage_names(facts) {
        if RESERVED.iter().any(|word| name.as_str().eq_ignore_ascii_case(word)) {
            reporter.push(Found::at(name.span()).with("name", name.as_str()));
        }
    }
}

/// Stages that the target does not need, and no other stage either. One that a variable may choose, as in
/// `FROM build-${TARGETARCH}`, is needed by other builds.
pub(crate) fn unreachable(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    let used = used(facts);
    let chosen: BTreeSet<&str> = facts.froms().filter_map(|(stage, from)| chosen_by_variable(stage, from)).collect();
    let may_be_chosen = |name: &Text| {
        let beginnings = (0..name.len()).filter_map(|end| name.as_str().get(..end));
        beginnings.into_iter().any(|beginning| chosen.contains(beginning))
    };
    let needless = |stage: &&Stage| {
        !stage.reachable && !used.contains(&stage.id.number()) && !stage.name.as_ref().is_some_and(may_be_chosen)
    };
    for (stage, from) in facts.froms().filter(|(stage, _)| needless(stage)) {
        let Body::From(from) = &from.body else { continue };
        let span = from.name.as_ref().unwrap_or(&from.image).span();
        reporter.push(Found::at(span).with("stage", stage.label()));
    }
}

/// A stage that takes files from itself.
pub(crate) fn copy_from_itself(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    for stage in facts.stages() {
        for dependency in stage.dependencies.iter().filter(|dependency| !dependency.triggered) {
            if dependency.source == FileSource::Stage(stage.id) {
                reporter.push(Found::at(dependency.span).with("stage", stage.label()));
            }
        }
    }
}

/// COPY from something that is neither an earlier stage nor visibly an image.
pub(crate) fn copy_from_unknown(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    let contexts = reporter.list("contexts");
    let mut names: Vec<String> = Vec::new();
    let mut known_names: HashSet<String> = HashSet::new();
    let mut stages: i64 = 0;
    let mut hints = Hints::new();
    for statement in facts.statements().iter().filter(|statement| statement.onbuild.is_none()) {
        match &statement.instruction.body {
            _ if statement.instruction.keyword == Keyword::From => {
                stages += 1;
                let name = stage_name(statement.instruction).map(|name| name.as_str().to_lowercase());
                names.extend(name.filter(|name| known_names.insert(name.clone())));
            }
            Body::Copy(_) => {
                let Some(from) = statement.instruction.flag("from").and_then(|flag| flag.value.as_ref()) else {
                    continue;
                };
                let word = from.as_str();
                let known = match word.parse::<i64>() {
                    Ok(number) => (0..stages).contains(&number),
                    Err(_) => {
                        word.is_empty()
                            || word.contains([':', '@', '$'])
                            || known_names.contains(&word.to_lowercase())
                            || contexts.contains(&word)
                    }
                };
                if !known {
                    let meant = hints.meant(word, names.iter().map(String::as_str));
                    reporter.push(asking(Found::at(from.span()).with("name", word), meant));
                }
            }
            _ => {}
        }
    }
}

/// What stands before the variable in the name of the stage that a stage is built on.
fn chosen_by_variable<'a>(stage: &Stage, from: &'a Instruction) -> Option<&'a str> {
    let Body::From(from) = &from.body else { return None };
    let (prefix, _) = from.image.as_str().split_once('$')?;
    (matches!(stage.base, Base::Stage(_)) || !prefix.is_empty() && !prefix.contains(['/', ':'])).then_some(prefix)
}

fn stage_names<'a>(facts: &'a Facts<'_>) -> impl Iterator<Item = &'a Text> {
    facts.stages().iter().filter_map(|stage| stage.name.as_ref())
}

fn stage_name(instruction: &Instruction) -> Option<&Text> {
    match &instruction.body {
        Body::From(from) => from.name.as_ref(),
        _ => None,
    }
}
