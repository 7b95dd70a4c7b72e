//! What a word of an ignore comment names.

use std::collections::HashSet;

use super::dialect::{Dialect, is_buildkit_check, is_foreign_id};
use crate::lint::catalogue;
use crate::lint::finding::Finding;
use crate::lint::rule::{Code, Rule};
use crate::lint::settings::Selector;

/// What a word names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// `all`: every finding, or those that the tool of the dialect has too.
    All,
    /// The findings with one of these keys.
    Some(Vec<Key>),
    /// Nothing of dfcheck's, but the id of another tool.
    Foreign,
    /// Nothing that is known.
    Unknown {
        /// The code, name or id that was perhaps meant.
        suggestion: Option<&'static str>,
    },
}

/// What a finding is looked up by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Key {
    /// All findings of a rule.
    Rule(Code),
    /// Those findings of a rule that another tool may have under this id: see [`told_apart`].
    Shared(Code, &'static str),
    /// The findings that the tool of this dialect has.
    Tool(&'static str),
    /// Every finding.
    Any,
}

impl Key {
    /// The rule that it is about, if it is one.
    pub(crate) fn code(self) -> Option<Code> {
        match self {
            Key::Rule(code) | Key::Shared(code, _) => Some(code),
            Key::Tool(_) | Key::Any => None,
        }
    }
}

/// What `word` names in a comment of the dialect: what a [`Selector`] can be, or a range of ShellCheck's codes
/// (`SC2000-SC2099`).
pub(super) fn resolve(word: &str, dialect: &Dialect, custom: &[&'static Rule]) -> Target {
    if word == "*" {
        return Target::All;
    }
    let of_rules = |is_meant: &dyn Fn(&Rule) -> bool| -> Vec<Key> {
        let rules = catalogue::all().iter().chain(custom.iter().copied());
        rules.filter(|rule| is_meant(rule)).map(|rule| Key::Rule(rule.code)).collect()
    };
    if let Some((first, last)) = range(word) {
        return match of_rules(&|rule| shellcheck(rule.code.as_str()).is_some_and(|it| (first..=last).contains(&it))) {
            keys if keys.is_empty() => Target::Foreign,
            keys => Target::Some(keys),
        };
    }
    let own = custom.iter().filter(|rule| names(rule).any(|name| name.eq_ignore_ascii_case(word)));
    let own = own.map(|rule| Key::Rule(rule.code));
    let listed = catalogue::find_shared(word).into_iter().map(|(rule, id)| match id {
        Some(id) => Key::Shared(rule.code, id),
        None => Key::Rule(rule.code),
    });
    let named: Vec<Key> = listed.chain(own).collect();
    if !named.is_empty() {
        return Target::Some(named);
    }
    if is_foreign_id(word) {
        return Target::Foreign;
    }
    match Selector::parse(word) {
        Ok(Selector::All) => Target::All,
        Ok(selector) => Target::Some(of_rules(&|rule| selector.covers(rule))),
        Err(_) if dialect.knows(word) => Target::Foreign,
        Err(unknown) => Target::Unknown { suggestion: unknown.suggestion },
    }
}

/// Whether a word looks like a code: one of the catalogue's or of another tool's, with a number in it.
pub(super) fn is_code(word: &str) -> bool {
    word.bytes().any(|b| b.is_ascii_digit()) && (is_foreign_id(word) || !catalogue::find(word).is_empty())
}

/// The ids that rules only share a part with, where the check says which findings those are: the check does so for the
/// names of BuildKit's checks, and for others if it does so for any of these findings.
pub(super) fn told_apart(findings: &[Finding]) -> HashSet<(Code, &'static str)> {
    let pairs = findings.iter().flat_map(|finding| finding.foreign_ids.iter().map(|id| (finding.rule.code, *id)));
    pairs.collect()
}

/// What a finding is looked up by; `told` comes of [`told_apart`], and `tools` are the dialects in which `all` means less
/// than everything.
pub(super) fn keys_of(finding: &Finding, told: &HashSet<(Code, &'static str)>, tools: &[&'static Dialect]) -> Vec<Key> {
    let code = finding.rule.code;
    let has =
        |id: &'static str| finding.foreign_ids.contains(&id) || !(is_buildkit_check(id) || told.contains(&(code, id)));
    let shared = finding.rule.overlaps.iter().copied().filter(|id| has(id)).map(|id| Key::Shared(code, id));
    let is_of = |tool: &Dialect| {
        let mut ids = std::iter::once(code.as_str()).chain(finding.foreign_ids.iter().copied());
        ids.any(|id| tool.all_means(id))
    };
    let of_tools = tools.iter().filter(|tool| is_of(tool)).map(|tool| Key::Tool(tool.name));
    [Key::Any, Key::Rule(code)].into_iter().chain(shared).chain(of_tools).collect()
}

fn names(rule: &Rule) -> impl Iterator<Item = &'static str> {
    [rule.code.as_str(), rule.name].into_iter().chain(rule.foreign_ids())
}

/// `SC2000-SC2099`
fn range(word: &str) -> Option<(u32, u32)> {
    let (first, last) = word.split_once('-')?;
    Some((shellcheck(first)?, shellcheck(last)?))
}

fn shellcheck(code: &str) -> Option<u32> {
    code.get(..2).filter(|start| start.eq_ignore_ascii_case("SC"))?;
    code.get(2..)?.parse().ok()
}
