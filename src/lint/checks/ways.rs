//! How many ways of getting software one image mixes.

use std::collections::{BTreeSet, HashMap};

use crate::build::downloads::Download;
use crate::build::packages::{ActionKind, PackageSource};
use crate::build::{Action, Base, FileSource, SourceKind};
use crate::dockerfile::Keyword;
use crate::facts::Manager;
use crate::lint::facts::{Facts, PackageUse};
use crate::lint::reporter::{Found, Reporter};
use crate::lint::software;
use crate::source::Span;

use super::extras::is_in_image;

/// An image that gets its software in more ways than the option `at-most` says. One finding, each way with its first place.
pub(crate) fn many_ways(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    let mut ways = Ways::default();
    ways.base_image(facts);
    ways.managers(facts);
    ways.files(facts);
    ways.downloads(facts);
    let most = reporter.number("at-most").unwrap_or(usize::MAX);
    if ways.found.len() <= most {
        return;
    }
    ways.found.sort_by_key(|way| way.span);
    let names: Vec<&str> = ways.found.iter().map(|way| way.name.as_str()).collect();
    let Some((first, others)) = ways.found.split_first() else { return };
    let Some((last, rest)) = names.split_last() else { return };
    let found = Found::at(first.span)
        .with("number", names.len().to_string())
        .with("ways", format!("{} and {last}", rest.join(", ")));
    reporter.push(others.iter().fold(found, |found, way| found.label(way.span, way.name.clone())));
}

/// Packages of a language that the distribution's package manager has installed already.
pub(crate) fn owned_twice(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    let mut owned: HashMap<(Manager, String), (Span, String, Manager)> = HashMap::new();
    for found in facts.package_uses().iter().filter(|found| installs(facts, found)) {
        let action = &found.action;
        for package in &action.packages {
            if action.manager.is_of_system() {
                if let Some(same) = software::language_package(&package.name) {
                    owned.entry(same).or_insert((package.span, package.name.clone(), action.manager));
                }
                continue;
            }
            let key = (action.manager, software::folded(&package.name));
            if let (Some((span, name, manager)), PackageSource::Registry) = (owned.get(&key), &package.source) {
                reporter.push(
                    Found::at(package.span)
                        .with("package", &package.name)
                        .with("program", &action.program)
                        .with("other", name)
                        .with("manager", manager.as_str())
                        .label(*span, format!("{manager} installs it here")),
                );
            }
        }
    }
}

fn installs(facts: &Facts<'_>, found: &PackageUse) -> bool {
    matches!(found.action.kind, ActionKind::Install | ActionKind::Upgrade) && is_in_image(facts, found)
}

#[derive(Default)]
struct Ways {
    found: Vec<Way>,
}

/// A way of getting software, and where it is gone first.
struct Way {
    name: String,
    span: Span,
}

impl Ways {
    fn add(&mut self, name: &str, span: Span) {
        self.found.push(Way { name: name.to_owned(), span });
    }

    fn base_image(&mut self, facts: &Facts<'_>) {
        let Some(target) = facts.input.build.target_stage() else { return };
        if let Base::Image(image) = &facts.root(target).base {
            self.add("the base image", image.span);
        }
    }

    fn managers(&mut self, facts: &Facts<'_>) {
        let mut seen = BTreeSet::new();
        for found in facts.package_uses().iter().filter(|found| is_in_image(facts, found)) {
            let action = &found.action;
            let fetches = matches!(
                action.kind,
                ActionKind::Install | ActionKind::ManifestInstall | ActionKind::LockInstall | ActionKind::Upgrade
            );
            if fetches && seen.insert(action.manager) {
                self.add(action.manager.as_str(), super::command_span(action));
            }
        }
    }

    /// Files from the context, and files from images that no FROM names.
    fn files(&mut self, facts: &Facts<'_>) {
        let (mut context, mut image) = (None, None);
        for statement in facts.direct(&[Keyword::Copy, Keyword::Add]).filter(|it| facts.is_in_image(it)) {
            let Some(Action::Copy(transfer) | Action::Add(transfer)) = statement.step.map(|step| &step.action) else {
                continue;
            };
            let paths = transfer.sources.iter().filter(|source| matches!(source.kind, SourceKind::Path(_)));
            let Some(span) = paths.map(|source| source.span).next() else { continue };
            match transfer.from {
                FileSource::Context => context = context.or(Some(span)),
                FileSource::Image(_) => image = image.or(Some(span)),
                _ => {}
            }
        }
        context.into_iter().for_each(|span| self.add("copied files", span));
        image.into_iter().for_each(|span| self.add("files of other images", span));
    }

    fn downloads(&mut self, facts: &Facts<'_>) {
        let in_image = |statement: usize| facts.statements().get(statement).is_some_and(|it| facts.is_in_image(it));
        let fetched = facts.downloads().iter().filter(|found| in_image(found.statement));
        let first = fetched
            .filter_map(|found| match &found.download {
                Download::File(file) if !file.is_for_checking() => Some(file.url.span),
                Download::Repository(repository) => Some(repository.url.span),
                _ => None,
            })
            .next();
        let added = facts.direct(&[Keyword::Add]).filter(|it| facts.is_in_image(it)).find_map(|statement| {
            let Some(Action::Add(transfer)) = statement.step.map(|step| &step.action) else { return None };
            let remote = transfer.sources.iter().find(|source| matches!(source.kind, SourceKind::Remote { .. }))?;
            Some(remote.span)
        });
        let earliest = first.into_iter().chain(added).min();
        earliest.into_iter().for_each(|span| self.add("downloads", span));
    }
}
