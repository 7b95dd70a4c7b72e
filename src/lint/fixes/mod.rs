//! Fixes: the edits that mend a finding. What is wrong is for the checks to say, and whether a fix keeps what it
//! promises is for [`fix`](crate::fix) to see; here is only which words would have to change.
//!
//! A rule names one of the functions here as `coded: module::function`, or says all there is to say in its file.

mod columns;
pub(super) mod commands;
pub(super) mod comments;
pub(super) mod downloads;
pub(super) mod instructions;
pub(super) mod invocations;
pub(super) mod layout;
pub(super) mod packages;
pub(super) mod paths;
pub(super) mod pins;
pub(super) mod runs;
mod script;
pub(super) mod words;

use std::borrow::Cow;

use super::facts::Facts;
use super::reporter::{Reporter, fill};
use super::rule::{FixKind, FixRule};
use super::schema::{Change, Safety};
use crate::build::packages::{Flag, PackageAction};
use crate::source::{Edit, Span};

/// A way to mend one finding.
#[derive(Clone, Debug)]
pub struct Fix {
    /// What it may change.
    pub safety: Safety,
    /// What it does, in a few words.
    pub about: &'static str,
    /// What may be different afterwards: a clause. A safe fix has none.
    pub risk: Option<Cow<'static, str>>,
    /// The edits, which must be made all or not at all.
    pub edits: Vec<Edit>,
    /// What it may change besides the words that it edits.
    pub changes: Vec<Change>,
}

/// The fix of a coded rule.
pub(crate) type FixFn = fn(&Facts<'_>, &Site<'_>) -> Option<Proposal>;

/// Where something is to be mended.
pub(crate) struct Site<'a> {
    /// The words that are wrong.
    pub(crate) span: Span,
    /// The places that the check names for the fix; if it names none, the words that are wrong.
    pub(crate) places: &'a [Span],
    /// The values of the names in the rule's templates.
    values: &'a [(String, String)],
    /// Knows the rule's options.
    reporter: &'a Reporter<'a>,
}

/// Edits that mend something.
#[derive(Clone, Debug)]
pub(crate) struct Proposal {
    edits: Vec<Edit>,
    /// Why these edits are not as safe as others of the rule.
    risk: Option<Cow<'static, str>>,
}

impl<'a> Site<'a> {
    pub(super) fn new(
        span: &'a Span,
        places: &'a [Span],
        values: &'a [(String, String)],
        reporter: &'a Reporter<'a>,
    ) -> Self {
        let places = if places.is_empty() { std::slice::from_ref(span) } else { places };
        Self { span: *span, places, values, reporter }
    }

    /// The words of a list option of the rule.
    pub(crate) fn list(&self, option: &str) -> &'static [&'static str] {
        self.reporter.list(option)
    }

    /// The word of an option of the rule.
    pub(crate) fn text(&self, option: &str) -> Option<&'static str> {
        self.reporter.text(option)
    }

    /// The version that the user has named for a package.
    pub(crate) fn version(&self, manager: &str, package: &str) -> Option<&str> {
        self.reporter.version(manager, package)
    }

    /// What a list option of the rule has for a program, in an entry `program=words`.
    pub(crate) fn entry(&self, option: &str, program: &str) -> Option<&'static str> {
        let entries = self.list(option).iter().filter_map(|entry| entry.split_once('='));
        entries.into_iter().find(|(name, _)| *name == program).map(|(_, words)| words)
    }

    /// The value of a name in the rule's templates.
    pub(crate) fn value(&self, name: &str) -> Option<&str> {
        self.values.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

impl Proposal {
    /// These edits, as safe as the rule says. `None` if there are none.
    pub(crate) fn of(edits: Vec<Edit>) -> Option<Self> {
        (!edits.is_empty()).then_some(Self { edits, risk: None })
    }

    /// The same, but not safe, because of what `risk` says.
    pub(crate) fn unsafe_because(mut self, risk: impl Into<Cow<'static, str>>) -> Self {
        self.risk = Some(risk.into());
        self
    }
}

/// The fix at a site, if there is one.
pub(super) fn fix(rule: &FixRule, facts: &Facts<'_>, site: &Site<'_>) -> Option<Fix> {
    let proposal = match rule.kind {
        FixKind::InsertFlag(flag) => insert_flag(facts, site, flag),
        FixKind::Replace(template) => replace(site, template),
        FixKind::Coded(function) => function(facts, site),
    }?;
    let mut fix = Fix {
        safety: if proposal.risk.is_some() { rule.safety.max(Safety::Unsafe) } else { rule.safety },
        about: rule.about,
        risk: proposal.risk.or(rule.risk.map(Cow::Borrowed)),
        edits: columns::keep(facts, proposal.edits),
        changes: rule.changes.to_vec(),
    };
    if facts.statement_at(site.span.start).is_some_and(|statement| statement.onbuild.is_some()) {
        fix.safety = fix.safety.max(Safety::Unsafe);
        fix.risk.get_or_insert(Cow::Borrowed("the image keeps another trigger for those that are built on it"));
        fix.changes.push(Change::Onbuild);
    }
    Some(fix)
}

/// Puts a flag after each place.
fn insert_flag(facts: &Facts<'_>, site: &Site<'_>, flag: &str) -> Option<Proposal> {
    let edits = site.places.iter().map(|place| after_word(facts, *place, flag));
    Proposal::of(edits.collect())
}

/// Puts a word after another: in a JSON array as an element of its own. A flag that says yes to all stays where it is,
/// first of all flags.
fn after_word(facts: &Facts<'_>, place: Span, word: &str) -> Edit {
    let is_element = facts.statement_at(place.start).is_some_and(|statement| statement.instruction.is_json())
        && facts.input.file.bytes().get(place.end) == Some(&b'"');
    if is_element {
        return Edit::insert(place.end, format!("\", \"{word}"));
    }
    let yes = package_use(facts, place).and_then(|action| action.flag(Flag::AssumeYes)?.span);
    let is_next = |flag: &Span| {
        place.end < flag.start && facts.input.file.text(Span::new(place.end, flag.start)).chars().all(|ch| ch == ' ')
    };
    Edit::insert(yes.filter(is_next).map_or(place.end, |flag| flag.end), format!(" {word}"))
}

/// What the call does with packages whose program and command are at the place.
fn package_use<'f>(facts: &'f Facts<'_>, place: Span) -> Option<&'f PackageAction> {
    facts.package_use_at(place).map(|found| &found.action)
}

/// Puts the filled template in the place of what is wrong.
fn replace(site: &Site<'_>, template: &str) -> Option<Proposal> {
    let [_] = site.places else { return None };
    Proposal::of(vec![Edit::replace(site.span, fill(template, site.values))])
}
