//! Whether edits have done what they should, and nothing else.

use std::collections::{BTreeMap, HashMap, HashSet};

use thiserror::Error;

use super::apply::Shift;
use super::effects::{changed_member, same_state, without_places};
use super::traces::{Traces, comments, steps};
use super::version::Version;
use crate::build::Step;
use crate::dockerfile::{Instruction, Item, Keyword};
use crate::lint::{Change, Code, Finding, Level};
use crate::source::Span;

/// Why a fix is not made.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// Two of its edits collide, or one is not within the file.
    #[error("its edits do not fit together")]
    Edits,
    /// There would be an error that was not there.
    #[error("Docker would refuse the result: {0}")]
    Error(String),
    /// A script would no longer be one.
    #[error("a shell could not read the result")]
    Script,
    /// Words would be lost, or become something else.
    #[error("it would change `{0}`, which it is not about")]
    Words(String),
    /// What surrounds an instruction would differ.
    #[error("{0} would do something else")]
    Step(&'static str),
    /// A part of the image's configuration would differ.
    #[error("it would change {0} in the configuration of the image")]
    Config(&'static str),
    /// A comment would be lost.
    #[error("a comment would be lost")]
    Comment,
    /// The byte-order mark or the end of the last line would differ.
    #[error("the beginning or the end of the file would change")]
    Ends,
    /// It would not help.
    #[error("the finding would still be there")]
    StillThere,
    /// The file has been like that before.
    #[error("another fix would undo it")]
    Circle,
    /// It would bring something else.
    #[error("it would bring {0}")]
    NewFinding(Code),
    /// The file has been checked too often already.
    #[error("too many other fixes were refused")]
    TooMany,
}

/// The fixed version next to the one before.
pub(super) struct Comparison<'a> {
    pub(super) before: &'a Version,
    pub(super) after: &'a Version,
    pub(super) shift: &'a Shift,
    /// The findings that were mended.
    pub(super) fixed: &'a [&'a Finding],
}

impl Comparison<'_> {
    /// Looks at everything that edits could break. New findings are for [`Comparison::new_findings`].
    pub(super) fn check(&self) -> Result<(), Refusal> {
        self.check_errors()?;
        self.check_ends()?;
        self.check_comments()?;
        self.check_words()?;
        self.check_steps()?;
        self.check_config()?;
        let places: HashSet<(Code, usize)> = self.fixed.iter().map(|finding| self.place(finding)).collect();
        let left = self.unmatched().after;
        match left.iter().any(|finding| places.contains(&(finding.rule.code, finding.span.start))) {
            true => Err(Refusal::StillThere),
            false => Ok(()),
        }
    }

    /// The findings, at warning or above, that were not there. One that another rule had found at the same place was.
    pub(super) fn new_findings(&self) -> Vec<&Finding> {
        let Unmatched { after, before: mut gone } = self.unmatched();
        let labels = self.fixed.iter().flat_map(|finding| finding.labels.iter().map(move |(span, _)| (finding, *span)));
        let told: HashSet<(Code, usize)> =
            labels.map(|(finding, span)| (finding.rule.code, self.shift.span(span).start)).collect();
        let mut new = Vec::new();
        for finding in after.into_iter().filter(|finding| finding.level >= Level::Warning) {
            // Of a finding at several places some may be left.
            if told.contains(&(finding.rule.code, finding.span.start)) {
                continue;
            }
            // It may have moved to other words of the same thing.
            let is_same = |other: &&Finding| {
                let here = self.shift.span(other.span).start == finding.span.start;
                let handed_over = other.rule.gives_way_to(finding.rule) || finding.rule.gives_way_to(other.rule);
                other.rule == finding.rule || here && handed_over
            };
            match gone.iter().position(is_same) {
                Some(at) => {
                    gone.swap_remove(at);
                }
                None => new.push(finding),
            }
        }
        new
    }

    /// Looks which findings of the two versions are the same: those of the same rule at the same place.
    fn unmatched(&self) -> Unmatched<'_> {
        let fixed: HashSet<*const Finding> = self.fixed.iter().map(|finding| std::ptr::from_ref(*finding)).collect();
        let mut places: BTreeMap<(Code, usize), Vec<&Finding>> = BTreeMap::new();
        for finding in self.before.findings.iter().filter(|finding| !fixed.contains(&std::ptr::from_ref(*finding))) {
            places.entry(self.place(finding)).or_default().push(finding);
        }
        let mut after = Vec::new();
        for finding in &self.after.findings {
            if places.get_mut(&(finding.rule.code, finding.span.start)).and_then(Vec::pop).is_none() {
                after.push(finding);
            }
        }
        Unmatched { after, before: places.into_values().flatten().collect() }
    }

    /// The rule of a finding, and where it is after the edits.
    fn place(&self, finding: &Finding) -> (Code, usize) {
        (finding.rule.code, self.shift.span(finding.span).start)
    }

    fn may(&self, change: Change) -> bool {
        self.fixed.iter().filter_map(|finding| finding.fix.as_ref()).any(|fix| fix.changes.contains(&change))
    }

    fn changes(&self) -> Vec<Change> {
        self.fixed.iter().filter_map(|finding| finding.fix.as_ref()).flat_map(|fix| fix.changes.clone()).collect()
    }

    /// No error may come; what was wrong before may stay.
    fn check_errors(&self) -> Result<(), Refusal> {
        let errors = |version: &Version| -> Vec<String> {
            let syntax = version.dockerfile.all_errors().into_iter().map(|error| error.kind.to_string());
            let fatal = version.build.problems.iter().filter(|problem| problem.fatal);
            syntax.chain(fatal.map(|problem| problem.kind.to_string())).collect()
        };
        let (before, after) = (errors(self.before), errors(self.after));
        let lost = self.before.build.accepted && !self.after.build.accepted;
        if lost || after.len() > before.len() {
            let new = after.iter().find(|error| !before.contains(error)).or(after.first());
            return Err(Refusal::Error(new.cloned().unwrap_or_default()));
        }
        Ok(())
    }

    fn check_ends(&self) -> Result<(), Refusal> {
        let (before, after) = (self.before.file.bytes(), self.after.file.bytes());
        const BOM: &[u8] = b"\xef\xbb\xbf";
        let same =
            before.starts_with(BOM) == after.starts_with(BOM) && before.ends_with(b"\n") == after.ends_with(b"\n");
        if same { Ok(()) } else { Err(Refusal::Ends) }
    }

    /// Every comment that no edit has touched is still there, and none was touched unless that was declared.
    fn check_comments(&self) -> Result<(), Refusal> {
        let before = comments(self.before);
        let after = comments(self.after).into_iter().filter(|span| !self.shift.is_new(*span));
        let kept = before.iter().filter(|span| !self.shift.changed(**span)).map(|span| self.shift.span(*span));
        let touched = before.iter().any(|span| self.shift.changed(*span));
        let same = kept.eq(after) && (!touched || self.may(Change::Comments));
        if same { Ok(()) } else { Err(Refusal::Comment) }
    }

    /// Every word that no edit has touched is still there and means the same, and no word is there that no edit has put.
    fn check_words(&self) -> Result<(), Refusal> {
        let (before, after) = (Traces::of(self.before), Traces::of(self.after));
        if after.shell_errors > before.shell_errors {
            return Err(Refusal::Script);
        }
        let (mut kept, mut old) = (before.kept(self.shift), after.old(self.shift));
        if self.may(Change::Instruction) {
            let edited = self.edited_items();
            let is_edited = |span: Span| {
                let next = edited.partition_point(|item| item.end <= span.start);
                edited.get(next).is_some_and(|item| item.overlaps(span))
            };
            kept.retain(|trace| !is_edited(trace.span()));
            old.retain(|trace| !is_edited(trace.span()));
        }
        match kept.symmetric_difference(&old).next() {
            None => Ok(()),
            Some(trace) => Err(Refusal::Words(self.after.file.text(trace.span()).into_owned())),
        }
    }

    /// Where the lines are now of which something was edited.
    fn edited_items(&self) -> Vec<Span> {
        let items = self.before.dockerfile.items.iter().map(Item::span);
        items.filter(|span| self.shift.changed(*span)).map(|span| self.shift.span(span)).collect()
    }

    /// Whether it could not be told before what the file does.
    fn was_unclear(&self) -> bool {
        self.may(Change::Instruction) && !self.before.build.accepted
    }

    /// Every instruction that no edit has touched does the same in the same circumstances.
    fn check_steps(&self) -> Result<(), Refusal> {
        if self.was_unclear() {
            return Ok(());
        }
        let changes = self.changes();
        let (old_steps, new_steps) = (steps(self.before), steps(self.after));
        let new = self.after.dockerfile.instructions().zip(new_steps);
        let new: HashMap<usize, Option<&Step>> = new.map(|(it, step)| (it.keyword_span.start, step)).collect();
        for (instruction, step) in self.before.dockerfile.instructions().zip(old_steps) {
            if self.shift.changed_or_continued(whole(instruction)) {
                continue;
            }
            let same = match (step, new.get(&self.shift.start(instruction.keyword_span.start))) {
                (Some(before), Some(Some(after))) => {
                    same_state(&before.before, &after.before, &changes)
                        && (is_declared(instruction.keyword, &changes)
                            || without_places(&before.action) == without_places(&after.action))
                }
                // FROM and what stands before it has no step.
                (None, Some(None)) => true,
                _ => false,
            };
            if !same {
                return Err(Refusal::Step(instruction.keyword.as_str()));
            }
        }
        Ok(())
    }

    fn check_config(&self) -> Result<(), Refusal> {
        if self.was_unclear() {
            return Ok(());
        }
        let changes = self.changes();
        let (before, after) = (&self.before.build.stages, &self.after.build.stages);
        if before.len() != after.len() {
            return Err(Refusal::Step("FROM"));
        }
        for (before, after) in before.iter().zip(after) {
            let same_base = self.may(Change::Base) || before.base_name.eq_ignore_ascii_case(&after.base_name);
            if !same_base {
                return Err(Refusal::Step("FROM"));
            }
            if let Some(member) = changed_member(&before.config, &after.config, &changes) {
                return Err(Refusal::Config(member));
            }
        }
        Ok(())
    }
}

/// What has no counterpart in the other version.
struct Unmatched<'a> {
    /// The findings after the edits.
    after: Vec<&'a Finding>,
    /// The findings before them, those left out that are mended.
    before: Vec<&'a Finding>,
}

/// Whether what the instruction gives the image may differ.
fn is_declared(keyword: Keyword, changes: &[Change]) -> bool {
    let change = match keyword {
        Keyword::Cmd => Change::Cmd,
        Keyword::Entrypoint => Change::Entrypoint,
        Keyword::Healthcheck => Change::Healthcheck,
        _ => return false,
    };
    changes.contains(&change)
}

/// From the keyword to the end of the text or of the last heredoc.
fn whole(instruction: &Instruction) -> Span {
    let heredocs = instruction.heredocs.iter().filter_map(|heredoc| heredoc.terminator);
    heredocs.fold(instruction.text_span(), Span::cover)
}
