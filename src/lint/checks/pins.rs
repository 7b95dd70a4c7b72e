//! Packages without versions.

use std::collections::HashSet;

use super::selection::Selection;
use crate::build::packages::{ActionKind, FileRole, PackageAction, PackageSource, PackageSpec};
use crate::facts::Manager;
use crate::lint::facts::{Facts, PackageUse};
use crate::lint::reporter::{Found, Reporter};

/// Packages that are installed in whatever version there is. One finding for an instruction.
///
/// The rule's options say which versions are `not-versions`, and what it is about ([`Selection`]).
pub(crate) fn unpinned(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    let question = Question { selection: Selection::of(reporter), not_versions: reporter.list("not-versions") };
    for uses in facts.package_uses().chunk_by(|a, b| a.statement == b.statement) {
        let asked = uses.iter().filter(|found| question.is_about(facts, found));
        let unpinned: Vec<(&PackageSpec, &PackageUse)> = asked
            .flat_map(|found| found.action.packages.iter().map(move |package| (package, found)))
            .filter(|(package, found)| question.is_unpinned(package, found, facts))
            .collect();
        let Some(((first, found), others)) = unpinned.split_first() else { continue };
        let mut seen = HashSet::new();
        let names = unpinned.iter().map(|(package, _)| package.name.as_str());
        let names: Vec<&str> = names.filter(|name| seen.insert(*name)).collect();
        reporter.push(
            Found::at(first.span)
                .with("package", &first.name)
                .with("packages", super::enumerate(&names))
                .with("program", &found.action.program)
                .with("verb", if names.len() == 1 { "has" } else { "have" })
                .fix_at(unpinned.iter().map(|(package, _)| package.span))
                .with_others(others.iter().map(|(package, _)| package.span), "and this"),
        );
    }
}

/// What a rule asks.
struct Question {
    selection: Selection,
    not_versions: &'static [&'static str],
}

impl Question {
    fn is_about(&self, facts: &Facts<'_>, found: &PackageUse) -> bool {
        self.selection.covers(facts, found, &[ActionKind::Install, ActionKind::Run])
            // A constraints file has the versions.
            && found.action.files(FileRole::Constraints).next().is_none()
    }

    fn is_unpinned(&self, package: &PackageSpec, found: &PackageUse, facts: &Facts<'_>) -> bool {
        let action = &found.action;
        if self.selection.is_found_before(facts, package.span) {
            return false;
        }
        match &package.source {
            PackageSource::Registry => match &package.constraint {
                Some(constraint) if constraint.resolved => self.not_versions.contains(&constraint.version.as_str()),
                Some(constraint) => action.manager == Manager::Dnf && is_empty(&constraint.version, found, facts),
                None => !is_named_otherwise(package, action),
            },
            PackageSource::Git { revision, .. } => revision.is_none(),
            // A group has no version, a module's stream is one.
            PackageSource::Group => package.constraint.is_none() && names_modules(action, facts),
            _ => false,
        }
    }
}

/// What looks like a package without a version, and is not.
fn is_named_otherwise(package: &PackageSpec, action: &PackageAction) -> bool {
    // apt's `name/release` takes the version that the release has; it was asked for, at least.
    let of_release = action.manager == Manager::Apt && package.repository.is_some();
    // pip takes whatever has a slash for a folder.
    let is_folder = action.manager == Manager::Pip && package.name.contains('/');
    of_release || is_folder || action.virtual_group.as_deref() == Some(&package.name)
}

/// Whether nobody gives a value to any of the variables in a version, so that the shell makes nothing of them.
fn is_empty(version: &str, found: &PackageUse, facts: &Facts<'_>) -> bool {
    let Some(statement) = facts.statement_of_use(found) else { return false };
    let names = version.split("${").skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name);
    let is_plain = |name: &str| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let script = statement.instruction.text.as_str();
    let mut names = names.peekable();
    names.peek().is_some()
        && names.all(|name| is_plain(name) && !facts.knows(statement, name) && !script.contains(&format!("{name}=")))
}

fn names_modules(action: &PackageAction, facts: &Facts<'_>) -> bool {
    facts.input.file.text(action.command_span).starts_with("module")
}
