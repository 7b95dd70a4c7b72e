use std::collections::HashSet;

use super::facts::Facts;
use super::finding::{Elsewhere, Finding};
use super::fixes::{self, Site};
use super::rule::{Code, Rule, Value};
use super::schema::{Piece, pieces};
use super::settings::Settings;
use crate::source::Span;

/// Takes what a check finds, and makes findings of it with the texts of the rule.
#[derive(Debug)]
pub(crate) struct Reporter<'a> {
    rule: &'static Rule,
    settings: &'a Settings,
    findings: Vec<Finding>,
    /// For each finding, what its fix is made of.
    sites: Vec<FixSite>,
}

/// The places for a fix, and the values of the templates' names.
type FixSite = (Vec<Span>, Vec<(String, String)>);

/// One thing that a check found.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    span: Span,
    values: Vec<(String, String)>,
    labels: Vec<(Span, String)>,
    in_file: Option<Elsewhere>,
    helpless: bool,
    also: Vec<&'static str>,
    fix_places: Vec<Span>,
}

impl Found {
    /// Something is wrong with the words at `span`.
    pub(crate) fn at(span: Span) -> Self {
        Self {
            span,
            values: Vec::new(),
            labels: Vec::new(),
            in_file: None,
            helpless: false,
            also: Vec::new(),
            fix_places: Vec::new(),
        }
    }

    /// Gives a name of the rule's templates its value.
    pub(crate) fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.values.push((name.to_owned(), value.into()));
        self
    }

    /// Gives several names their values.
    pub(crate) fn with_all(mut self, values: impl IntoIterator<Item = (String, String)>) -> Self {
        self.values.extend(values);
        self
    }

    /// Adds another place that belongs to it.
    pub(crate) fn label(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push((span, text.into()));
        self
    }

    /// Adds other places, each with the same words; one that was told already is left out.
    pub(crate) fn with_others(mut self, spans: impl IntoIterator<Item = Span>, text: &str) -> Self {
        let mut told: HashSet<Span> = self.labels.iter().map(|(span, _)| *span).collect();
        told.insert(self.span);
        let others = spans.into_iter().filter(|span| told.insert(*span));
        self.labels.extend(others.map(|span| (span, text.to_owned())));
        self
    }

    /// Leaves the rule's help out.
    pub(crate) fn without_help(mut self) -> Self {
        self.helpless = true;
        self
    }

    /// Says that one of the rule's `overlaps` has this too.
    pub(crate) fn also(mut self, id: &'static str) -> Self {
        self.also.push(id);
        self
    }

    /// Names places for the rule's fix, where they are not just what is wrong.
    pub(crate) fn fix_at(mut self, places: impl IntoIterator<Item = Span>) -> Self {
        self.fix_places.extend(places);
        self
    }

    /// Says that the real place is in another file.
    pub(crate) fn in_file(mut self, place: Elsewhere) -> Self {
        self.in_file = Some(place);
        self
    }
}

impl<'a> Reporter<'a> {
    pub(super) fn new(rule: &'static Rule, settings: &'a Settings) -> Self {
        Self { rule, settings, findings: Vec::new(), sites: Vec::new() }
    }

    /// The rule's code.
    pub(crate) fn code(&self) -> Code {
        self.rule.code
    }

    /// One of the same rule that has found nothing yet.
    pub(super) fn fresh(&self) -> Self {
        Self::new(self.rule, self.settings)
    }

    /// Adds a finding.
    pub(crate) fn push(&mut self, found: Found) {
        let also = found.also.into_iter().filter(|id| self.rule.overlaps.contains(id));
        self.findings.push(Finding {
            rule: self.rule,
            level: self.settings.level(self.rule),
            span: found.span,
            message: fill(self.rule.message, &found.values),
            foreign_ids: self.rule.aliases.iter().copied().chain(also).collect(),
            labels: found.labels,
            help: self.rule.help.filter(|_| !found.helpless).map(|help| fill(help, &found.values)),
            in_file: found.in_file,
            fix: None,
        });
        self.sites.push((found.fix_places, found.values));
    }

    /// Adds findings.
    pub(crate) fn extend(&mut self, found: impl IntoIterator<Item = Found>) {
        found.into_iter().for_each(|found| self.push(found));
    }

    /// The words of a list option of the rule; none if it has no such option.
    pub(crate) fn list(&self, option: &str) -> &'static [&'static str] {
        match self.settings.option(self.rule, option) {
            Some(Value::List(words)) => words,
            _ => &[],
        }
    }

    /// The word of an option of the rule.
    pub(crate) fn text(&self, option: &str) -> Option<&'static str> {
        match self.settings.option(self.rule, option) {
            Some(Value::Text(word)) => Some(word),
            _ => None,
        }
    }

    /// The version that the settings have for a package.
    pub(crate) fn version(&self, manager: &str, package: &str) -> Option<&'a str> {
        self.settings.versions.get(manager, package)
    }

    /// Whether an option of the rule is on.
    pub(crate) fn is_on(&self, option: &str) -> bool {
        self.settings.option(self.rule, option) == Some(Value::Bool(true))
    }

    /// The number of an option of the rule.
    pub(crate) fn number(&self, option: &str) -> Option<usize> {
        match self.settings.option(self.rule, option) {
            Some(Value::Number(number)) => usize::try_from(number).ok(),
            _ => None,
        }
    }

    /// The findings, with their fixes.
    pub(super) fn finish(mut self, facts: &Facts<'_>) -> Vec<Finding> {
        let mut findings = std::mem::take(&mut self.findings);
        if let Some(fix) = self.settings.fix(self.rule) {
            for (finding, (places, values)) in
                findings.iter_mut().zip(&self.sites).filter(|(it, _)| it.in_file.is_none())
            {
                finding.fix = fixes::fix(fix, facts, &Site::new(&finding.span, places, values, &self));
            }
        }
        findings
    }
}

/// The template with its names replaced. A name without a value stays as it is written; the tests let none pass.
pub(super) fn fill(template: &str, values: &[(String, String)]) -> String {
    let mut text = String::new();
    for piece in pieces(template).unwrap_or_default() {
        match piece {
            Piece::Text(piece) => text.push_str(piece),
            Piece::Name(name) => match values.iter().find(|(key, _)| key == name) {
                Some((_, value)) => text.push_str(value),
                None => text.extend(["{", name, "}"]),
            },
        }
    }
    text
}
