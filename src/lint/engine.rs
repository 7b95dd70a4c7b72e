use super::catalogue;
use super::facts::Facts;
use super::finding::Finding;
use super::matching;
use super::reporter::Reporter;
use super::rule::{Check, Rule};
use super::settings::Settings;
use crate::build::Build;
use crate::context::BuildContext;
use crate::dockerfile::Dockerfile;
use crate::source::SourceFile;

/// A Dockerfile with everything that is known of it.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    /// Its bytes.
    pub file: &'a SourceFile,
    /// Its syntax.
    pub dockerfile: &'a Dockerfile,
    /// What it does.
    pub build: &'a Build,
    /// The files that it can copy.
    pub context: &'a BuildContext,
}

/// The check of a coded rule.
pub(crate) type CheckFn = fn(&Facts<'_>, &mut Reporter<'_>);

/// Looks for everything that `settings` asks for.
///
/// The findings are in the order of the file; those at the same words in the order of their codes. The same input gives
/// the same findings.
#[must_use]
pub fn lint(input: &Input<'_>, settings: &Settings) -> Vec<Finding> {
    let facts = Facts::of(input);
    let rules = catalogue::all().iter().chain(settings.custom.iter().copied());
    let mut findings: Vec<Finding> =
        rules.filter(|rule| settings.is_on(rule)).flat_map(|rule| look_for(rule, &facts, settings)).collect();
    findings.sort_by(|a, b| a.key().cmp(&b.key()));
    findings
}

/// The findings of one rule.
pub(super) fn look_for(rule: &'static Rule, facts: &Facts<'_>, settings: &Settings) -> Vec<Finding> {
    let mut reporter = Reporter::new(rule, settings);
    match rule.check {
        Check::Coded(check) => check(facts, &mut reporter),
        Check::Declared(matchers) => {
            for matcher in matchers {
                matching::find(matcher, facts, &mut reporter);
            }
        }
    }
    reporter.finish()
}
