//! Lists that are easier to read in order.

use crate::build::packages::{ActionKind, PackageSource};
use crate::lint::facts::Facts;
use crate::lint::reporter::{Found, Reporter};

/// Packages of an installation that are not in the order of their names. One finding for a command.
pub(crate) fn packages(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    let managers = reporter.list("managers");
    for found in facts.package_uses() {
        let action = &found.action;
        let packages = &action.packages;
        let is_plain = packages.iter().all(|it| it.resolved && it.source == PackageSource::Registry)
            // Several packages may come of one variable, which is one place.
            && packages.windows(2).all(|pair| matches!(pair, [a, b] if a.span.end < b.span.start));
        if action.kind != ActionKind::Install || !managers.contains(&action.manager.as_str()) || !is_plain {
            continue;
        }
        let key = |name: &str| name.to_lowercase();
        let wrong = packages.windows(2).find_map(|pair| match pair {
            [a, b] if key(&b.name) < key(&a.name) => Some((a, b)),
            _ => None,
        });
        let Some((_, second)) = wrong else { continue };
        let before = packages.iter().find(|it| key(&it.name) > key(&second.name));
        reporter.push(
            Found::at(second.span)
                .with("package", &second.name)
                .with("before", before.map_or("", |it| it.name.as_str()))
                .fix_at(packages.iter().map(|package| package.span)),
        );
    }
}
