use std::collections::HashSet;

use super::catalogue;
use super::facts::Facts;
use super::finding::Finding;
use super::matching;
use super::outcome::Outcome;
use super::reporter::Reporter;
use super::rule::{Check, Rule};
use super::schema::Level;
use super::settings::Settings;
use super::suppress::{Pragmas, Review, Suppressions, is_buildkit_check};
use crate::build::Build;
use crate::context::BuildContext;
use crate::dockerfile::Dockerfile;
use crate::facts::build;
use crate::source::{SourceFile, Span};

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

/// The rule about what other rules could not look into.
const NOT_LOOKED_INTO: &str = "DF930";

/// The check of a coded rule.
pub(crate) type CheckFn = fn(&Facts<'_>, &mut Reporter<'_>);

/// Looks for everything that `settings` and the file's own comments ask for. The same input gives the same on the same
/// day: comments can say until when they count.
#[must_use]
pub fn lint(input: &Input<'_>, settings: &Settings) -> Outcome {
    let facts = Facts::of(input, settings);
    let wanted = wanted(&facts.pragmas, settings).into_iter();
    let (about_ignores, others): (Vec<&'static Rule>, Vec<_>) = wanted.partition(|rule| rule.is_about_ignores());
    // What could not be looked into is known when everything else has been looked for.
    let (last, first): (Vec<&'static Rule>, Vec<_>) =
        others.iter().partition(|rule| rule.code.as_str() == NOT_LOOKED_INTO);
    let mut findings: Vec<Finding> =
        first.into_iter().chain(last).flat_map(|rule| look_for(rule, &facts, settings)).collect();
    if let Some(end) = evaluation_end(input) {
        let missed = |finding: &Finding, id: &str| finding.span.start >= end && build::is_check_of_evaluation(id);
        for finding in &mut findings {
            let mut ids = std::mem::take(&mut finding.foreign_ids);
            ids.retain(|id| !missed(finding, id));
            finding.foreign_ids = ids;
        }
    }
    if facts.pragmas.buildkit_errors {
        findings.iter_mut().for_each(|finding| raise(finding, settings));
    }
    let mut suppressions = Suppressions::new(&facts.pragmas, &settings.custom, settings.no_ignores);
    let mut outcome = suppressions.apply(findings);
    let review = Review::new(&facts, &suppressions, &others, &settings.custom);
    let about_ignores =
        about_ignores.into_iter().flat_map(|rule| look_at_ignores(rule, &facts, &review, settings)).collect();
    outcome.extend(suppressions.apply(about_ignores));
    outcome
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

/// The rules that the settings or the file's comments ask for.
fn wanted(pragmas: &Pragmas, settings: &Settings) -> Vec<&'static Rule> {
    if pragmas.experimental.is_empty() {
        return settings.rules();
    }
    let rules = catalogue::all().iter().chain(settings.custom.iter().copied());
    rules.filter(|rule| settings.is_on(rule) || is_experimental(rule, pragmas, settings)).collect()
}

/// Whether `# check=experimental=…` asks for the rule. Whoever names rules, in or out, gets what they name.
fn is_experimental(rule: &Rule, pragmas: &Pragmas, settings: &Settings) -> bool {
    let is_asked_for = |id: &str| {
        let names = |word: &str| word == id || word == "all";
        build::is_experimental_check(id) && pragmas.experimental.iter().any(|word| names(word.as_str()))
    };
    settings.select.is_empty()
        && rule.aliases.iter().any(|id| is_asked_for(id))
        && !settings.ignore.iter().any(|selector| selector.covers(rule))
}

/// `# check=error=true`: what BuildKit finds is an error, unless the settings say otherwise of the rule.
fn raise(finding: &mut Finding, settings: &Settings) {
    let is_set = settings.levels.contains_key(finding.rule.code.as_str());
    if !is_set && finding.foreign_ids.iter().any(|id| is_buildkit_check(id)) {
        finding.level = Level::Error;
    }
}

/// The findings of one rule. They are given away: to ask again is to look again.
pub(super) fn look_for(rule: &'static Rule, facts: &Facts<'_>, settings: &Settings) -> Vec<Finding> {
    if let Some(findings) = facts.take_findings(rule.code) {
        return findings;
    }
    let mut reporter = Reporter::new(rule, settings);
    match rule.check {
        Check::Coded(check) => check(facts, &mut reporter),
        Check::Declared(matchers) => {
            for matcher in matchers {
                matching::find(matcher, facts, &mut reporter);
            }
        }
        Check::Ignores(_) | Check::Never(_) | Check::Outside => {}
    }
    reporter.finish(facts)
}

/// The places that rules find, those that only belong to a finding included.
pub(super) fn places_found_by(codes: &[&str], facts: &Facts<'_>) -> HashSet<Span> {
    let mut places = HashSet::new();
    for rule in catalogue::all().iter().filter(|rule| codes.contains(&rule.code.as_str())) {
        let findings = look_for(rule, facts, facts.settings());
        for finding in &findings {
            places.insert(finding.span);
            places.extend(finding.labels.iter().map(|(span, _)| *span));
        }
        facts.keep_findings(rule.code, findings);
    }
    places
}

/// The findings of one rule about comments that ignore rules.
fn look_at_ignores(rule: &'static Rule, facts: &Facts<'_>, review: &Review<'_>, settings: &Settings) -> Vec<Finding> {
    let mut reporter = Reporter::new(rule, settings);
    if let Check::Ignores(check) = rule.check {
        check(review, &mut reporter);
    }
    reporter.finish(facts)
}
