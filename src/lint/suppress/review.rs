//! What rules about comments look at.

use super::apply::Suppressions;
use super::pragma::Pragmas;
use crate::lint::catalogue;
use crate::lint::facts::Facts;
use crate::lint::reporter::Reporter;
use crate::lint::rule::{Check, Code, Rule};

/// The check of a rule about comments that ignore rules.
pub(crate) type IgnoreCheckFn = fn(&Review<'_>, &mut Reporter<'_>);

/// What is known of the comments that ignore rules when all other rules have been looked for.
pub(crate) struct Review<'a> {
    facts: &'a Facts<'a>,
    /// What came of the comments.
    pub(crate) suppressions: &'a Suppressions<'a>,
    looked_for: &'a [&'static Rule],
    custom: &'a [&'static Rule],
}

impl<'a> Review<'a> {
    /// `looked_for` are the other rules that are on, `custom` those besides the catalogue's.
    pub(crate) fn new(
        facts: &'a Facts<'a>,
        suppressions: &'a Suppressions<'a>,
        looked_for: &'a [&'static Rule],
        custom: &'a [&'static Rule],
    ) -> Self {
        Self { facts, suppressions, looked_for, custom }
    }

    /// What the comments say.
    pub(crate) fn pragmas(&self) -> &Pragmas {
        &self.facts.pragmas
    }

    /// The rule with this code.
    pub(crate) fn rule(&self, code: Code) -> Option<&'static Rule> {
        let listed = catalogue::find(code.as_str()).into_iter();
        listed.chain(self.custom.iter().copied()).find(|rule| rule.code == code)
    }

    /// Whether the rule was looked for, and could be found.
    pub(crate) fn was_looked_for(&self, code: Code) -> bool {
        self.looked_for.iter().any(|rule| rule.code == code && !matches!(rule.check, Check::Never(_) | Check::Outside))
    }
}
