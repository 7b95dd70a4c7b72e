//! Packages without versions.

use crate::build::packages::{ActionKind, FileRole, PackageAction, PackageSource, PackageSpec};
use crate::lint::facts::{Facts, PackageUse};
use crate::lint::reporter::{Found, Reporter};

/// Packages that are installed in whatever version there is. One finding for an instruction.
///
/// The rule's options say whose packages it is about (`managers`), installed by which `programs` (all, if none is named),
/// and which versions are `not-versions`.
pub(crate) fn unpinned(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    let question = Question::of(reporter);
    for uses in facts.package_uses().chunk_by(|a, b| a.statement == b.statement) {
        let asked = uses.iter().filter(|found| question.is_about(found)).map(|found| &found.action);
        let unpinned: Vec<(&PackageSpec, &PackageAction)> = asked
            .flat_map(|action| action.packages.iter().map(move |package| (package, action)))
            .filter(|(package, action)| question.is_unpinned(package, action, facts))
            .collect();
        let Some(((first, action), others)) = unpinned.split_first() else { continue };
        let mut names: Vec<&str> = Vec::new();
        for (package, _) in &unpinned {
            if !names.contains(&package.name.as_str()) {
                names.push(&package.name);
            }
        }
        reporter.push(
            Found::at(first.span)
                .with("package", &first.name)
                .with("packages", super::enumerate(&names))
                .with("program", &action.program)
                .with("verb", if names.len() == 1 { "has" } else { "have" })
                .with_others(others.iter().map(|(package, _)| package.span), "and this"),
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
            && (self.programs.is_empty() || self.programs.contains(&super::bare_name(&action.program)))
            // A constraints file has the versions.
            && action.files(FileRole::Constraints).next().is_none()
    }

    fn is_unpinned(&self, package: &PackageSpec, action: &PackageAction, facts: &Facts<'_>) -> bool {
        match &package.source {
            PackageSource::Registry => match &package.constraint {
                Some(constraint) => constraint.resolved && self.not_versions.contains(&constraint.version.as_str()),
                // `name/release` takes the version that the release has; it was asked for, at least.
                None => package.repository.is_none() && action.virtual_group.as_deref() != Some(&package.name),
            },
            PackageSource::Git { revision, .. } => revision.is_none(),
            // A group has no version, a module's stream is one.
            PackageSource::Group => package.constraint.is_none() && names_modules(action, facts),
            _ => false,
        }
    }
}

fn names_modules(action: &PackageAction, facts: &Facts<'_>) -> bool {
    facts.input.file.text(action.command_span).starts_with("module")
}
