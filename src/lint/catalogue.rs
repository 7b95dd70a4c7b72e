//! The rules that dfcheck has (`rules/checks/`), and finding them by any of their names.

use std::borrow::Cow;

use super::rule::Rule;
use crate::suggest;
use table::{NAMES, RULES};

#[allow(unused_imports, reason = "the generated constants are made of these, some only with some rules")]
mod table {
    use crate::dockerfile::Keyword;
    use crate::lint::checks;
    use crate::lint::fixes;
    use crate::lint::matcher::{Matcher, Subject, Words};
    use crate::lint::pattern::Pattern;
    use crate::lint::rule::{Check, Code, Example, FixKind, FixRule, Rule, RuleOption, Value};
    use crate::lint::schema::{Category, Change, Form, Level, Mark, Profile, Safety, ShellLanguage, StageKind, Tag};

    include!(concat!(env!("OUT_DIR"), "/checks.rs"));
}

/// Every rule, by code.
#[must_use]
pub fn all() -> &'static [Rule] {
    &RULES
}

/// The rules that `word` names, in any casing: a code, a name, or an id of another tool.
///
/// A code, name or alias is one rule's only. Some ids of other tools cover what several rules of ours are about
/// (Trivy's DS-0001 is both the missing tag and `latest`): those give several. An unknown word gives none.
#[must_use]
pub fn find(word: &str) -> Vec<&'static Rule> {
    find_shared(word).into_iter().map(|(rule, _)| rule).collect()
}

/// As [`find`], each rule with the id that it only shares a part with, if `word` is such an id.
pub(crate) fn find_shared(word: &str) -> Vec<(&'static Rule, Option<&'static str>)> {
    let lower = word.trim().to_lowercase();
    let exact = look_up(&lower);
    let spelling = if exact.is_empty() { canonical(&lower) } else { Cow::Borrowed(lower.as_str()) };
    let rules = look_up(&spelling).iter().filter_map(|number| RULES.get(*number));
    rules.map(|rule| (rule, rule.overlaps.iter().copied().find(|id| id.eq_ignore_ascii_case(&spelling)))).collect()
}

/// The code, name or id that an unknown word was perhaps meant to be.
#[must_use]
pub fn suggestion(word: &str) -> Option<&'static str> {
    let spelling = suggest::closest(word.trim(), NAMES.iter().map(|(name, _)| *name))?;
    let rules = look_up(spelling).iter().filter_map(|number| RULES.get(*number));
    let written = |rule: &'static Rule| [rule.code.as_str(), rule.name].into_iter().chain(rule.foreign_ids());
    rules.flat_map(written).find(|name| name.eq_ignore_ascii_case(spelling))
}

fn look_up(lower: &str) -> &'static [usize] {
    let found = NAMES.binary_search_by(|(name, _)| (*name).cmp(lower)).ok();
    found.and_then(|at| NAMES.get(at)).map_or(&[], |(_, rules)| rules)
}

/// The main spelling of an id: without the name of its tool in front (`hadolint/dl3006`), and for Trivy's of the three
/// that it has had (`avd-ds-0001`, `ds001`) the present one.
fn canonical(lower: &str) -> Cow<'_, str> {
    let tools = ["hadolint/", "buildkit/", "shellcheck/", "trivy/", "checkov/", "tally/", "avd-"];
    let bare = tools.iter().find_map(|tool| lower.strip_prefix(tool)).unwrap_or(lower);
    match bare.strip_prefix("ds").filter(|digits| digits.len() == 3 && digits.bytes().all(|b| b.is_ascii_digit())) {
        Some(digits) => Cow::Owned(format!("ds-0{digits}")),
        None => Cow::Borrowed(bare),
    }
}
