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
use crate::facts::build;
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
    if let Some(end) = evaluation_end(input) {
        let missed = |finding: &Finding, id: &str| finding.span.start >= end && build::is_check_of_evaluation(id);
        for finding in &mut findings {
            let mut ids = std::mem::take(&mut finding.foreign_ids);
            ids.retain(|id| !missed(finding, id));
            finding.foreign_ids = ids;
        }
    }
    findings.sort_by(|a, b| a.key().cmp(&b.key()));
    findings
}

/// Where `docker build --check` stops to look into the stages, because of an error: what comes after it, that has only
/// dfcheck found. `None` if it reaches the end.
fn evaluation_end(input: &Input<'_>) -> Option<usize> {
    if !input.dockerfile.all_errors().is_empty() {
        return Some(0);
    }
    let fatal = input.build.problems.iter().filter(|problem| problem.fatal);
    fatal.map(|problem| if problem.kind.is_found_late() { problem.span.start } else { 0 }).min()
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
        Check::Never(_) => {}
    }
    reporter.finish(facts)
}
