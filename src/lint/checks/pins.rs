//! Packages without versions.

use crate::build::packages::{ActionKind, FileRole, PackageAction, PackageSource, PackageSpec};
use crate::lint::facts::{Facts, PackageUse};
use crate::lint::reporter::{Found, Reporter};

/// Packages that are installed in whatever version there is.
///
/// The rule's options say whose packages it is about (`managers`), installed by which `programs` (all, if none is named),
/// and which versions are `not-versions`.
pub(crate) fn unpinned(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    let question = Question::of(reporter);
    for found in facts.package_uses().iter().filter(|found| question.is_about(found)) {
        let action = &found.action;
        let unpinned: Vec<&PackageSpec> =
            action.packages.iter().filter(|package| question.is_unpinned(package, action)).collect();
        let Some((first, others)) = unpinned.split_first() else { continue };
        let names: Vec<&str> = unpinned.iter().map(|package| package.name.as_str()).collect();
        reporter.push(
            Found::at(first.span)
                .with("package", &first.name)
                .with("packages", enumerate(&names))
                .with("program", &action.program)
                .with("verb", if others.is_empty() { "has" } else { "have" })
                .labels(others.iter().map(|package| package.span), "and this"),
        );
    }
}

/// What a rule asks.
struct Question {
    managers: &'static [&'static str],
    programs: &'static [&'static str],
    not_versions: &'static [&'static str],
}

impl Question {
    fn of(reporter: &Reporter<'_>) -> Self {
        Self {
            managers: reporter.list("managers"),
            programs: reporter.list("programs"),
            not_versions: reporter.list("not-versions"),
        }
    }

    fn is_about(&self, found: &PackageUse) -> bool {
        let action = &found.action;
        self.managers.contains(&action.manager.as_str())
            && matches!(action.kind, ActionKind::Install | ActionKind::Run)
            && (self.programs.is_empty() || self.programs.contains(&bare(&action.program)))
            // A constraints file has the versions.
            && action.files(FileRole::Constraints).next().is_none()
    }

    fn is_unpinned(&self, package: &PackageSpec, action: &PackageAction) -> bool {
        match &package.source {
            PackageSource::Registry => match &package.constraint {
                Some(constraint) => constraint.resolved && self.not_versions.contains(&constraint.version.as_str()),
                // `name/release` takes the version that the release has; it was asked for, at least.
                None => package.repository.is_none() && action.virtual_group.as_deref() != Some(&package.name),
            },
            PackageSource::Git { revision, .. } => revision.is_none(),
            _ => false,
        }
    }
}

/// A program's name without the version at its end: `pip` of `pip3.11`.
fn bare(name: &str) -> &str {
    name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.' || c == '-')
}

/// `a`, `a and b`, `a, b and 3 others`.
fn enumerate(names: &[&str]) -> String {
    let quoted = |names: &[&str]| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    match names {
        [] => String::new(),
        [one] => quoted(&[one]),
        [one, two] => format!("`{one}` and `{two}`"),
        [one, two, three] => format!("`{one}`, `{two}` and `{three}`"),
        [one, two, others @ ..] => format!("{} and {} others", quoted(&[one, two]), others.len()),
    }
}
