//! Which lines of the expression belong to which lines of the Dockerfile.

use std::collections::BTreeMap;

use super::{Fragment, Kind, Step};
use crate::dockerfile::{self, Item};
use crate::migrate::{Entry, Plan};
use crate::nix::{Emitted, Lines, Region};
use crate::source::SourceFile;

/// How many lines of an expression may be shown at each instruction that they come from; more are shown at the first.
const REPEATED: usize = 3;

/// The Dockerfile from top to bottom.
pub(super) fn steps<'a>(file: &SourceFile, plan: &'a Plan, emitted: &Emitted) -> Vec<Step<'a>> {
    let mut steps = of_dockerfile(file, plan);
    let text_lines: Vec<&str> = emitted.text.lines().collect();
    let comment = format!("# {}:", plan.dockerfile);
    let owners = emitted.trace.by_line(text_lines.len());
    let homes: Vec<Vec<usize>> = emitted.trace.regions.iter().map(|region| homes(region, &steps)).collect();
    for (number, owner) in owners.iter().enumerate() {
        let line = number + 1;
        let Some(region) = owner.and_then(|owner| emitted.trace.regions.get(owner)) else { continue };
        let homes = owner.and_then(|owner| homes.get(owner)).map_or(&[] as &[usize], Vec::as_slice);
        // A comment that says where the Nix comes from says what its place in the view says too.
        if line < region.lines.first || text_lines.get(number).is_some_and(|text| text.trim().starts_with(&comment)) {
            continue;
        }
        let repeated = region.lines.count() <= REPEATED && region.place.is_empty();
        for (rank, home) in homes.iter().enumerate() {
            if let Some(step) = steps.get_mut(*home) {
                add(step, region, line, rank > 0 && !repeated);
            }
        }
    }
    for step in &mut steps {
        settle(step, &text_lines);
    }
    steps
}

/// The steps that a region comes from: those with something to show first.
fn homes(region: &Region, steps: &[Step<'_>]) -> Vec<usize> {
    let mut homes: Vec<usize> = Vec::new();
    for source in &region.sources {
        let from = steps.partition_point(|step| step.lines.last < source.first);
        let overlapping = steps.iter().enumerate().skip(from).take_while(|(_, step)| step.lines.first <= source.last);
        let with_entries = overlapping.filter(|(_, step)| !step.entries.is_empty()).map(|(number, _)| number);
        // A command that begins on a line is named by that line.
        let mut candidates: Vec<usize> = with_entries.collect();
        if let Some(exact) =
            candidates.iter().find(|it| steps.get(**it).is_some_and(|it| it.lines.first == source.first))
        {
            candidates = vec![*exact];
        }
        candidates.into_iter().for_each(|it| {
            if !homes.contains(&it) {
                homes.push(it)
            }
        });
    }
    // What is in the expression goes before what only gave the occasion.
    homes.sort_by_key(|it| steps.get(*it).and_then(Step::kind) == Some(Kind::NotNeeded));
    homes
}

/// Adds a line to the fragments of a step.
fn add(step: &mut Step<'_>, region: &Region, line: usize, elsewhere: bool) {
    match step.fragments.last_mut() {
        Some(last)
            if last.lines.last + 1 == line && last.elsewhere == elsewhere && !is_new_place(last, region, line) =>
        {
            last.lines.last = line;
        }
        _ => step.fragments.push(Fragment {
            place: region.place.clone(),
            lines: Lines { first: line, last: line },
            elsewhere,
        }),
    }
}

/// Whether the region begins on this line, in another place than the lines before.
fn is_new_place(last: &Fragment, region: &Region, line: usize) -> bool {
    region.lines.first == line && last.place != region.place && !region.place.starts_with(&last.place)
}

/// Leaves out the places that are shown, pointers beside what they point to, and empty lines at the edges.
fn settle(step: &mut Step<'_>, text: &[&str]) {
    let is_empty = |line: usize| text.get(line - 1).is_none_or(|line| line.trim().is_empty());
    for fragment in &mut step.fragments {
        while fragment.lines.first < fragment.lines.last && is_empty(fragment.lines.last) {
            fragment.lines.last -= 1;
        }
    }
    if step.fragments.iter().any(|fragment| !fragment.elsewhere) {
        step.fragments.retain(|fragment| !fragment.elsewhere);
    } else {
        step.fragments.truncate(1);
    }
}

/// The lines of the Dockerfile, with the entries of the ledger that are about them.
fn of_dockerfile<'a>(file: &SourceFile, plan: &'a Plan) -> Vec<Step<'a>> {
    let lines = file.lines();
    let mut entries: BTreeMap<usize, Vec<&Entry>> = BTreeMap::new();
    for entry in &plan.ledger.entries {
        entries.entry(entry.line).or_default().push(entry);
    }
    let mut steps: Vec<Step<'a>> = Vec::new();
    let count = match file.bytes().last() {
        Some(b'\n') => lines.count().saturating_sub(1),
        _ => lines.count(),
    };
    let mut next = 1;
    let step = |first: usize, last: usize, entries: Vec<&'a Entry>| Step {
        lines: Lines { first, last },
        entries,
        fragments: Vec::new(),
    };
    for item in &dockerfile::parse(file.bytes()).items {
        let span = match item {
            Item::Instruction(instruction) => instruction.span,
            Item::Unknown(unknown) => unknown.span,
            _ => continue,
        };
        let (first, last) = (lines.line(span.start), lines.last_line(span));
        if next < first {
            steps.push(step(next, first - 1, Vec::new()));
        }
        // A RUN is parted where a command begins on a line of its own.
        let starts: Vec<usize> = entries.range(first + 1..last.max(first) + 1).map(|(line, _)| *line).collect();
        let mut from = first.max(next);
        let mut own = entries.get(&first).cloned().unwrap_or_default();
        for start in starts.into_iter().chain([last + 1]) {
            let new = entries.get(&start).filter(|_| start <= last).cloned().unwrap_or_default();
            // What comes before the first command stays with it.
            if own.is_empty() && start <= last {
                own = new;
                continue;
            }
            if from < start {
                steps.push(step(from, start - 1, std::mem::replace(&mut own, new)));
            } else {
                own.extend(new);
            }
            from = start;
        }
        next = last + 1;
    }
    if next <= count {
        steps.push(step(next, count, Vec::new()));
    }
    steps
}
