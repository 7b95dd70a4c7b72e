//! Adds the comments that ignore every finding of a Dockerfile, or one of them.

use std::collections::{BTreeMap, BTreeSet};

use thiserror::Error;

use crate::dockerfile::{self, Dockerfile, Item};
use crate::lint::{self, Code, Finding, Outcome};
use crate::source::{SourceFile, Span};

/// A Dockerfile with comments added.
#[derive(Clone, Debug)]
pub struct Added {
    /// The Dockerfile.
    pub text: Vec<u8>,
    /// How many comments were added.
    pub comments: usize,
    /// What is still found, because no comment can ignore it.
    pub left: Vec<Finding>,
}

/// A Dockerfile to which no comment can be added without changing it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error(
    "comments would change what the instructions say; nothing was written. This is a defect of dfcheck, please report it"
)]
pub struct Changed;

/// Adds the comments that ignore what `lint` finds, with the reason if there is one.
///
/// A comment is a line of its own, above the instruction that it is for; what belongs to no instruction, or to one that
/// can have no comment, is ignored for the whole file by a comment at the top. All other bytes stay as they are.
///
/// # Errors
///
/// [`Changed`] if the instructions would not be the same afterwards.
pub fn add(file: &SourceFile, reason: Option<&str>, lint: &dyn Fn(&SourceFile) -> Outcome) -> Result<Added, Changed> {
    let dockerfile = dockerfile::parse(file.bytes());
    let mut plan = Plan::of(&dockerfile, &ignorable(lint(file).findings).0);
    loop {
        let (text, comments) = plan.write(file.bytes(), &dockerfile, reason);
        let written = SourceFile::new(file.name(), text);
        let (found, left) = ignorable(lint(&written).findings);
        // What a comment did not reach, or brought about, is ignored everywhere. That ends: there are so many rules.
        if found.iter().all(|finding| !plan.everywhere.insert(finding.rule.code)) {
            let same = is_same(&dockerfile, &dockerfile::parse(written.bytes()));
            return if same { Ok(Added { text: written.bytes().to_vec(), comments, left }) } else { Err(Changed) };
        }
    }
}

/// How far a comment that ignores a rule is to count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// For the instruction that the finding is in.
    Instruction,
    /// For the whole file.
    File,
}

/// Adds the comment that ignores the rule of one finding. `None` if no comment can do that: the rule, or the place, does
/// not allow it.
#[must_use]
pub fn add_one(
    file: &SourceFile,
    finding: &Finding,
    reach: Reach,
    lint: &dyn Fn(&SourceFile) -> Outcome,
) -> Option<Vec<u8>> {
    if !finding.rule.ignorable {
        return None;
    }
    let dockerfile = dockerfile::parse(file.bytes());
    let plan = match reach {
        Reach::Instruction => Some(Plan::of(&dockerfile, std::slice::from_ref(finding))).filter(Plan::is_near)?,
        Reach::File => Plan { everywhere: BTreeSet::from([finding.rule.code]), ..Plan::default() },
    };
    let (text, _) = plan.write(file.bytes(), &dockerfile, None);
    let added = text.len().saturating_sub(file.bytes().len());
    let written = SourceFile::new(file.name(), text);
    // Comments come above what they are for. One at the top reaches everything.
    let is_it = |left: &Finding| left.rule == finding.rule && left.span.start == finding.span.start + added;
    let is_left = || reach == Reach::Instruction && lint(&written).findings.iter().any(is_it);
    let is_good = is_same(&dockerfile, &dockerfile::parse(written.bytes())) && !is_left();
    is_good.then(|| written.bytes().to_vec())
}

/// Parts findings into those that comments can ignore, and others.
fn ignorable(findings: Vec<Finding>) -> (Vec<Finding>, Vec<Finding>) {
    findings.into_iter().partition(|finding| finding.rule.ignorable)
}

/// Which comments are to be written.
#[derive(Default)]
struct Plan {
    /// By the number of the instruction's item.
    instructions: BTreeMap<usize, BTreeSet<Code>>,
    everywhere: BTreeSet<Code>,
}

impl Plan {
    fn of(dockerfile: &Dockerfile, findings: &[Finding]) -> Self {
        let mut plan = Plan::default();
        for finding in findings {
            match dockerfile.item_at(finding.span.start).filter(|number| can_have_comment(dockerfile, *number)) {
                Some(number) => plan.instructions.entry(number).or_default().insert(finding.rule.code),
                None => plan.everywhere.insert(finding.rule.code),
            };
        }
        plan
    }

    /// Whether no comment counts for the whole file.
    fn is_near(&self) -> bool {
        self.everywhere.is_empty()
    }

    /// The file with the comments, and how many these are.
    fn write(&self, source: &[u8], dockerfile: &Dockerfile, reason: Option<&str>) -> (Vec<u8>, usize) {
        let mut lines: Vec<(usize, String)> = Vec::new();
        if !self.everywhere.is_empty() {
            lines.push((top(source, dockerfile), comment("global ignore", self.everywhere.iter(), reason)));
        }
        for (number, codes) in &self.instructions {
            let codes: Vec<&Code> = codes.difference(&self.everywhere).collect();
            if !codes.is_empty() {
                lines.push((above(dockerfile, *number), comment("ignore", codes.into_iter(), reason)));
            }
        }
        let mut text = Vec::with_capacity(source.len());
        let mut from = 0;
        for (at, line) in &lines {
            text.extend_from_slice(Span::new(from, *at).bytes(source));
            let ending = line_ending(source, *at);
            // Lines begin at items. Only the end of a file can be in the middle of one.
            let is_unended = *at == source.len() && !(source.ends_with(b"\n") || is_bare(dockerfile));
            let (before, after) = if is_unended { (ending, "") } else { ("", ending) };
            text.extend([before, line, after].into_iter().flat_map(str::bytes));
            from = *at;
        }
        text.extend_from_slice(Span::new(from, source.len()).bytes(source));
        (text, lines.len())
    }
}

/// Whether there is no line in the file.
fn is_bare(dockerfile: &Dockerfile) -> bool {
    dockerfile.items.iter().all(|item| matches!(item, Item::Bom(_)))
}

/// Whether a comment can stand above the item: it is an instruction, and what stands above is complete.
fn can_have_comment(dockerfile: &Dockerfile, number: usize) -> bool {
    let mut before = dockerfile.items.get(..number).unwrap_or_default().iter().rev();
    let is_open = before.find_map(|item| match item {
        Item::Instruction(it) => Some(it.heredocs.iter().any(|heredoc| heredoc.terminator.is_none())),
        Item::Unknown(_) => Some(false),
        _ => None,
    });
    matches!(dockerfile.items.get(number), Some(Item::Instruction(_) | Item::Unknown(_))) && is_open != Some(true)
}

/// Where the comment above an instruction goes: above those that have to stand directly above it, which are other
/// comments for linters and the description of what the instruction defines.
fn above(dockerfile: &Dockerfile, number: usize) -> usize {
    let items = dockerfile.items.get(..=number).unwrap_or_default();
    let Some((item, before)) = items.split_last() else { return 0 };
    let belongs = |it: &&Item| match (it, item) {
        (Item::Comment(comment), Item::Instruction(instruction)) => {
            lint::is_pragma(&comment.text) || lint::is_description(comment, instruction)
        }
        (Item::Comment(comment), _) => lint::is_pragma(&comment.text),
        _ => false,
    };
    before.iter().rev().take_while(belongs).last().unwrap_or(item).span().start
}

/// Where a comment about the whole file goes: after the parser directives, a `#!` line and the byte-order mark.
fn top(source: &[u8], dockerfile: &Dockerfile) -> usize {
    let directive = dockerfile.items.iter().rev().find(|item| matches!(item, Item::Directive(_)));
    let first = dockerfile.items.iter().find(|item| !matches!(item, Item::Bom(_)));
    match (directive, first) {
        (Some(directive), _) => directive.span().end,
        (None, Some(line)) if line.span().bytes(source).trim_ascii_start().starts_with(b"#!") => line.span().end,
        (None, Some(line)) => line.span().start,
        (None, None) => source.len(),
    }
}

fn comment<'c>(key: &str, codes: impl Iterator<Item = &'c Code>, reason: Option<&str>) -> String {
    let codes: Vec<&str> = codes.map(|code| code.as_str()).collect();
    let said = format!("# {} {key}={}", env!("CARGO_PKG_NAME"), codes.join(","));
    let reason = reason.into_iter().flat_map(str::split_whitespace);
    std::iter::once(said.as_str()).chain(reason).collect::<Vec<_>>().join(" ")
}

/// How the line at `at` ends, or else the one before.
fn line_ending(source: &[u8], at: usize) -> &'static str {
    let (before, after) = source.split_at(at.min(source.len()));
    let own = after.iter().position(|b| *b == b'\n').map(|end| at + end);
    let end = own.or_else(|| before.iter().rposition(|b| *b == b'\n'));
    match end.and_then(|end| source.get(end.checked_sub(1)?)) {
        Some(b'\r') => "\r\n",
        _ => "\n",
    }
}

/// Whether two Dockerfiles have the same directives and instructions with the same texts and heredocs.
fn is_same(a: &Dockerfile, b: &Dockerfile) -> bool {
    let parts = |dockerfile: &Dockerfile| dockerfile.items.iter().filter_map(part).collect::<Vec<_>>();
    a.escape == b.escape && parts(a) == parts(b)
}

/// What BuildKit makes of an item.
fn part(item: &Item) -> Option<Vec<String>> {
    Some(match item {
        Item::Directive(directive) => vec![directive.name.as_str().to_owned(), directive.value.to_string()],
        Item::Instruction(instruction) => {
            let heredocs = instruction.heredocs.iter();
            let bodies = heredocs.flat_map(|it| [it.delimiter.clone(), it.body.to_string()]);
            std::iter::once(instruction.text.to_string()).chain(bodies).collect()
        }
        Item::Unknown(unknown) => vec![unknown.text.to_string()],
        Item::Bom(_) | Item::Blank(_) | Item::Comment(_) => return None,
    })
}
