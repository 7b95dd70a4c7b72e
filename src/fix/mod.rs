//! Fixing: the edits that findings propose → new text, proven.
//!
//! What is wrong and how it could be mended is for [`lint`](crate::lint) to say. A [`Fixer`] makes the edits that do not
//! collide, reads the result, looks for findings again, and goes on until nothing changes. After each step it compares:
//! what Docker accepted it still accepts, the findings are gone and no others came, and whatever the edits are not about
//! — words, commands, comments, configuration — is as it was. A fix that does not stand that is left out, and said.

mod apply;
mod each;
mod effects;
pub mod examples;
#[cfg(test)]
mod tests;
mod traces;
mod verify;
mod version;

use std::collections::{BTreeSet, HashSet};

use apply::Shift;
use verify::Comparison;
use version::Version;

use crate::build;
use crate::context::BuildContext;
use crate::lint::{Code, Finding, Ignored, Safety, Selector, Settings};
use crate::source::{Edit, SourceFile, Span};

pub use apply::{Applied, apply, written};
pub use verify::Refusal;

/// How many versions of a file are compared with the one before, at least and at most. Of a long file it is as many as
/// have this many bytes together: each takes time that grows with the file.
const MIN_COMPARISONS: usize = 12;
const MAX_COMPARISONS: usize = 400;
const MAX_COMPARED: usize = 8 << 20;
/// How many times over the findings that a fix brings may be fixed along with it.
const MAX_FOLLOW_UPS: usize = 3;

/// Fixes files.
#[derive(Clone, Copy, Debug)]
pub struct Fixer<'a> {
    /// What the build is given besides the file.
    pub options: &'a build::Options<'a>,
    /// The files that the build can copy.
    pub context: &'a BuildContext,
    /// Which rules are looked for, and how.
    pub settings: &'a Settings,
    /// The least safe of the fixes that are made: [`Safety::Safe`] or [`Safety::Unsafe`].
    pub safety: Safety,
    /// The rules whose findings are fixed; all if none is named.
    pub only: &'a [Selector],
}

/// What became of a file.
#[derive(Debug)]
pub struct Outcome {
    /// The file as it is now.
    pub file: SourceFile,
    /// How many findings were fixed.
    pub fixed: usize,
    /// The fixes that were left out.
    pub refused: Vec<Refused>,
    /// What is left to complain about in `file`.
    pub findings: Vec<Finding>,
    /// What does not count there.
    pub ignored: Vec<Ignored>,
}

/// A fix that was left out because the result would not have been what it should.
#[derive(Clone, Debug)]
pub struct Refused {
    /// The rule.
    pub code: Code,
    /// The words of the finding, in the file as it is now.
    pub span: Span,
    /// Why.
    pub reason: Refusal,
}

impl Fixer<'_> {
    /// Fixes a file.
    #[must_use]
    pub fn fix(&self, file: &SourceFile) -> Outcome {
        let mut work = Work {
            fixer: self,
            now: Version::of(file.clone(), self),
            seen: HashSet::from([file.bytes().to_vec()]),
            fixed: 0,
            comparisons: 0,
            most: (MAX_COMPARED / file.bytes().len().max(1)).clamp(MIN_COMPARISONS, MAX_COMPARISONS),
            refused: Vec::new(),
        };
        // What is refused at first may be good once other things are mended.
        while work.go_on() && !work.refused.is_empty() && work.comparisons < work.most {
            work.refused.clear();
        }
        let Version { file, findings, ignored, .. } = work.now;
        Outcome { file, fixed: work.fixed, refused: work.refused, findings, ignored }
    }

    /// Whether the fix of the finding is one that may be made.
    fn may_fix(&self, finding: &Finding) -> bool {
        let selected = self.only.is_empty() || self.only.iter().any(|selector| selector.covers(finding.rule));
        selected && finding.fix.as_ref().is_some_and(|fix| fix.safety <= self.safety && fix.safety < Safety::Display)
    }
}

/// A file on its way.
struct Work<'a> {
    fixer: &'a Fixer<'a>,
    now: Version,
    /// The contents that it has had, so that no two fixes undo each other for ever.
    seen: HashSet<Vec<u8>>,
    fixed: usize,
    comparisons: usize,
    /// How many comparisons there may be.
    most: usize,
    refused: Vec<Refused>,
}

/// A good next version.
struct Next {
    version: Version,
    /// The edits that led there, one step after the other.
    shifts: Vec<Shift>,
    fixed: usize,
}

impl Work<'_> {
    /// Fixes until nothing changes; tells whether anything did.
    fn go_on(&mut self) -> bool {
        let mut changed = false;
        while let Some(accepted) = self.round() {
            changed |= accepted;
        }
        changed
    }

    /// Makes as many fixes as fit together, or refuses one. `None` if there is nothing left to do.
    fn round(&mut self) -> Option<bool> {
        let mut batch = self.batch(&self.now);
        if self.comparisons >= self.most {
            batch.iter().for_each(|number| self.refuse(*number, Refusal::TooMany));
            return (!batch.is_empty()).then_some(false);
        }
        while !batch.is_empty() {
            match self.attempt(&self.now, &batch, MAX_FOLLOW_UPS, self.comparisons) {
                (Ok(next), comparisons) => {
                    self.comparisons = comparisons;
                    self.accept(next);
                    return Some(true);
                }
                (Err(reason), comparisons) => {
                    self.comparisons = comparisons;
                    if let [only] = batch.as_slice() {
                        self.refuse(*only, reason);
                        return Some(false);
                    }
                    // Some of them are good: the first half, or a part of that.
                    batch.truncate(batch.len().div_ceil(2));
                }
            }
        }
        None
    }

    fn refuse(&mut self, number: usize, reason: Refusal) {
        let found = self.now.findings.get(number).map(|finding| (finding.rule.code, finding.span));
        self.refused.extend(found.map(|(code, span)| Refused { code, span, reason }));
    }

    /// The findings whose fixes can be made at once, by number.
    fn batch(&self, version: &Version) -> Vec<usize> {
        let refused: HashSet<(Code, Span)> = self.refused.iter().map(|it| (it.code, it.span)).collect();
        let is_open = |finding: &Finding| !refused.contains(&(finding.rule.code, finding.span));
        let findings = version.findings.iter().enumerate();
        let open: Vec<_> = findings.filter(|(_, finding)| self.fixer.may_fix(finding) && is_open(finding)).collect();
        // What one fix declares to change, no other may: those that declare nothing come first, and alone.
        let changes = |finding: &Finding| finding.fix.as_ref().map(|fix| fix.changes.clone()).unwrap_or_default();
        let least = open.iter().map(|(_, finding)| changes(finding)).min_by_key(Vec::len).unwrap_or_default();
        choose(open.into_iter().filter(|(_, finding)| changes(finding) == least))
    }

    /// Makes the fixes of some findings, and those of the findings that they bring, and compares.
    /// Also gives how many comparisons there have been.
    fn attempt(
        &self,
        from: &Version,
        batch: &[usize],
        follow_ups: usize,
        comparisons: usize,
    ) -> (Result<Next, Refusal>, usize) {
        if comparisons >= self.most {
            return (Err(Refusal::TooMany), comparisons);
        }
        let comparisons = comparisons + 1;
        let fixed: Vec<&Finding> = batch.iter().filter_map(|number| from.findings.get(*number)).collect();
        let edits: Vec<Edit> =
            fixed.iter().filter_map(|it| it.fix.as_ref()).flat_map(|fix| fix.edits.clone()).collect();
        let Some(applied) = apply(from.file.bytes(), &edits).filter(|applied| applied.bytes != from.file.bytes())
        else {
            return (Err(Refusal::Edits), comparisons);
        };
        let version = from.with_bytes(applied.bytes, self.fixer);
        let comparison = Comparison { before: from, after: &version, shift: &applied.shift, fixed: &fixed };
        if let Err(reason) = comparison.check() {
            return (Err(reason), comparisons);
        }
        let new = comparison.new_findings();
        let Some(first) = new.first() else {
            let next = Next { fixed: fixed.len(), shifts: vec![applied.shift], version };
            let is_known = self.seen.contains(next.version.file.bytes());
            return (if is_known { Err(Refusal::Circle) } else { Ok(next) }, comparisons);
        };
        let reason = Refusal::NewFinding(first.rule.code);
        if follow_ups == 0 || !new.iter().all(|finding| self.fixer.may_fix(finding)) {
            return (Err(reason), comparisons);
        }
        let is_new = |finding: &Finding| new.iter().any(|new| std::ptr::eq(*new, finding));
        let batch = choose(version.findings.iter().enumerate().filter(|(_, finding)| is_new(finding)));
        let (next, comparisons) = self.attempt(&version, &batch, follow_ups - 1, comparisons);
        let next = next.map(|mut next| {
            next.shifts.insert(0, applied.shift);
            // What a fix brought does not count as found.
            next.fixed = fixed.len();
            next
        });
        (next.map_err(|_| reason), comparisons)
    }

    fn accept(&mut self, next: Next) {
        for refused in &mut self.refused {
            refused.span = next.shifts.iter().fold(refused.span, |span, shift| shift.span(span));
        }
        self.seen.insert(next.version.file.bytes().to_vec());
        self.fixed += next.fixed;
        self.now = next.version;
    }
}

/// The numbers of those findings whose fixes can be made at once: in their order, each unless it collides with one before.
/// Two that ask for the same edits are both mended by them.
fn choose<'f>(findings: impl Iterator<Item = (usize, &'f Finding)>) -> Vec<usize> {
    let mut chosen = Vec::new();
    let mut edits: BTreeSet<&Edit> = BTreeSet::new();
    for (number, finding) in findings {
        let Some(fix) = &finding.fix else { continue };
        if !fix.edits.iter().any(|edit| collides(edit, &edits)) {
            edits.extend(&fix.edits);
            chosen.push(number);
        }
    }
    chosen
}

/// Whether an edit collides with one of others, which do not collide with each other.
fn collides(edit: &Edit, others: &BTreeSet<&Edit>) -> bool {
    let next = Edit::insert(edit.span.end + 1, "");
    let before = others.range::<Edit, _>(..&next).rev();
    let mut near = before.take_while(|other| other.span.end >= edit.span.start);
    near.any(|other| *other != edit && other.collides_with(edit))
}
