//! Which findings the comments of a file ignore, and which words of them ignore something.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::dialect::Dialect;
use super::pragma::{Ignore, Pragmas};
use super::target::{self, Key, Target};
use crate::lint::finding::Finding;
use crate::lint::outcome::{Ignored, IgnoredBy, Outcome};
use crate::lint::rule::Rule;
use crate::source::{Span, Text};

/// A word of an ignore comment with what it names.
#[derive(Debug)]
pub(crate) struct Word<'p> {
    /// The comment.
    pub(crate) ignore: &'p Ignore,
    /// The word.
    pub(crate) text: &'p Text,
    /// What it names.
    pub(crate) target: Target,
    /// Whether it is about a finding that there is, ignored or not.
    pub(crate) is_used: bool,
}

/// The ignore comments of a file, ready to be applied.
#[derive(Debug)]
pub(crate) struct Suppressions<'p> {
    words: Vec<Word<'p>>,
    today: Date,
    /// Whether nothing is ignored, whatever the comments say.
    off: bool,
}

impl<'p> Suppressions<'p> {
    /// `custom` are the rules besides the catalogue's; `off` says that no comment counts.
    pub(crate) fn new(pragmas: &'p Pragmas, custom: &[&'static Rule], off: bool) -> Self {
        let word = |ignore: &'p Ignore, text: &'p Text| Word {
            ignore,
            text,
            target: target::resolve(text.as_str(), ignore.dialect, custom),
            is_used: false,
        };
        let words = pragmas.ignores.iter().flat_map(|ignore| ignore.words.iter().map(move |text| word(ignore, text)));
        Self { words: words.collect(), today: Timestamp::now().to_zoned(TimeZone::UTC).date(), off }
    }

    /// Every word, in the order of the file.
    pub(crate) fn words(&self) -> &[Word<'p>] {
        &self.words
    }

    /// Whether the comment has ceased to count.
    pub(crate) fn is_over(&self, ignore: &Ignore) -> bool {
        ignore.until.is_some_and(|until| until <= self.today)
    }

    /// Parts findings into those that count and those that a comment ignores. A finding is where it begins; what else it
    /// underlines does not matter. Of several comments the one nearest before it is named.
    pub(crate) fn apply(&mut self, mut findings: Vec<Finding>) -> Outcome {
        findings.sort_by(|a, b| a.key().cmp(&b.key()));
        let mut by: Vec<Option<usize>> = vec![None; findings.len()];
        if !self.words.is_empty() {
            let mut index = Index::of(&findings, &self.tools());
            for number in self.nearest_first() {
                let Some(word) = self.words.get_mut(number) else { continue };
                let is_over = word.ignore.until.is_some_and(|until| until <= self.today);
                for key in word.keys() {
                    word.is_used |= index.has(key, word.ignore.reach);
                    if !self.off && !is_over {
                        index.take(key, word.ignore.reach, |finding| {
                            by.get_mut(finding).filter(|by| by.is_none()).into_iter().for_each(|by| *by = Some(number));
                        });
                    }
                }
            }
        }
        let mut outcome = Outcome::default();
        for (finding, by) in findings.into_iter().zip(by) {
            match by.and_then(|number| self.words.get(number)) {
                Some(word) => outcome.ignored.push(Ignored { finding, by: word.ignore.into() }),
                None => outcome.findings.push(finding),
            }
        }
        outcome
    }

    /// The dialects of the comments in which `all` means less than everything.
    fn tools(&self) -> Vec<&'static Dialect> {
        let mut tools: Vec<&'static Dialect> = Vec::new();
        for dialect in self.words.iter().filter(|word| word.target == Target::All).map(|word| word.ignore.dialect) {
            if dialect.limits_all() && !tools.iter().any(|tool| tool.name == dialect.name) {
                tools.push(dialect);
            }
        }
        tools
    }

    /// The numbers of the words, those that reach least far first: a line, an instruction, a range, a stage, the file.
    fn nearest_first(&self) -> Vec<usize> {
        let mut numbers: Vec<usize> = (0..self.words.len()).collect();
        numbers.sort_by_key(|number| self.words.get(*number).map(|word| word.ignore.reach.len()));
        numbers
    }
}

impl Word<'_> {
    /// The keys of the findings that it is about.
    pub(crate) fn keys(&self) -> Vec<Key> {
        match &self.target {
            Target::All if self.ignore.dialect.limits_all() => vec![Key::Tool(self.ignore.dialect.name)],
            Target::All => vec![Key::Any],
            Target::Some(keys) => keys.clone(),
            Target::Foreign | Target::Unknown { .. } => Vec::new(),
        }
    }
}

impl From<&Ignore> for IgnoredBy {
    fn from(ignore: &Ignore) -> Self {
        IgnoredBy::Comment {
            span: ignore.span,
            reason: ignore.reason.as_ref().map(|reason| reason.as_str().to_owned()),
        }
    }
}

/// Findings by key, in the order of the file.
struct Index {
    lists: HashMap<Key, List>,
}

#[derive(Default)]
struct List {
    /// Where each begins.
    offsets: Vec<usize>,
    /// Their numbers.
    findings: Vec<usize>,
    /// For each, the first from it on that has not been taken. Following it, each is looked at once.
    free: Vec<usize>,
}

impl Index {
    fn of(findings: &[Finding], tools: &[&'static Dialect]) -> Self {
        let mut lists: HashMap<Key, List> = HashMap::new();
        let told = target::told_apart(findings);
        for (number, finding) in findings.iter().enumerate().filter(|(_, finding)| finding.rule.ignorable) {
            for key in target::keys_of(finding, &told, tools) {
                let list = lists.entry(key).or_default();
                list.free.push(list.findings.len());
                list.findings.push(number);
                list.offsets.push(finding.span.start);
            }
        }
        Self { lists }
    }

    /// Whether a finding with the key begins in `reach`.
    fn has(&self, key: Key, reach: Span) -> bool {
        self.lists
            .get(&key)
            .is_some_and(|list| list.offsets.get(list.first(reach)).is_some_and(|offset| *offset < reach.end))
    }

    /// Hands over the findings with the key that begin in `reach` and have not been taken by that key before.
    fn take(&mut self, key: Key, reach: Span, mut each: impl FnMut(usize)) {
        let Some(list) = self.lists.get_mut(&key) else { return };
        let mut at = list.next_free(list.first(reach));
        while let Some(offset) = list.offsets.get(at).filter(|offset| **offset < reach.end) {
            debug_assert!(*offset >= reach.start);
            list.findings.get(at).copied().into_iter().for_each(&mut each);
            list.free.get_mut(at).into_iter().for_each(|free| *free = at + 1);
            at = list.next_free(at + 1);
        }
    }
}

impl List {
    fn first(&self, reach: Span) -> usize {
        self.offsets.partition_point(|offset| *offset < reach.start)
    }

    /// The first from `start` on that has not been taken. The way there is made shorter for the next time.
    fn next_free(&mut self, start: usize) -> usize {
        let mut end = start;
        while let Some(next) = self.free.get(end).copied().filter(|next| *next != end) {
            end = next;
        }
        let mut at = start;
        while let Some(next) = self.free.get_mut(at).filter(|_| at != end) {
            at = std::mem::replace(next, end);
        }
        end
    }
}
