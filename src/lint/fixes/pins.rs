//! Versions of packages, and digests of images, where somebody has said which.

use super::{Proposal, Site};
use crate::build::packages::{PackageAction, PackageSource, PackageSpec};
use crate::dockerfile::Body;
use crate::lint::facts::Facts;
use crate::source::{Edit, Span};
use crate::versions::IMAGE;

/// Names the versions of packages that the table of the user or a lock file has. The first package has to be among them;
/// the rule's option `operator` says what stands before a version.
pub(crate) fn packages(facts: &Facts<'_>, site: &Site<'_>) -> Option<Proposal> {
    let operator = site.text("operator")?;
    let statement = facts.statement_at(site.span.start)?;
    let uses = facts.package_uses_of(statement.number);
    let pin = |place: &Span| {
        let mut packages = uses.iter().flat_map(|found| found.action.packages.iter().map(|it| (&found.action, it)));
        let (action, package) = packages.find(|(_, package)| package.span == *place)?;
        pinned(facts, site, action, package, operator)
    };
    let mut edits = site.places.iter().map(pin);
    let first = edits.next()??;
    Proposal::of(std::iter::once(first).chain(edits.flatten()).collect())
}

fn pinned(
    facts: &Facts<'_>,
    site: &Site<'_>,
    action: &PackageAction,
    package: &PackageSpec,
    operator: &str,
) -> Option<Edit> {
    let manager = action.manager;
    let version =
        site.version(manager.as_str(), &package.name).or_else(|| facts.locked_version(manager, &package.name))?;
    // What is expanded, quoted or said otherwise is left to people.
    let written = facts.input.file.text(package.span);
    let is_plain = |text: &str| text.chars().all(|ch| ch.is_ascii_alphanumeric() || "._+~:^@/[],-".contains(ch));
    if package.source != PackageSource::Registry || !package.resolved || !is_plain(&written) || !is_plain(version) {
        return None;
    }
    let bare = match &package.constraint {
        None => written.as_ref(),
        Some(constraint) => {
            written.strip_suffix(constraint.version.as_str())?.strip_suffix(constraint.operator.as_str())?
        }
    };
    Some(Edit::replace(package.span, format!("{bare}{operator}{version}")))
}

/// Names the digests of images that the table of the user has. The first image has to be among them.
pub(crate) fn images(facts: &Facts<'_>, site: &Site<'_>) -> Option<Proposal> {
    let pin = |place: &Span| {
        let statement = facts.statement_at(place.start)?;
        let span = match &statement.instruction.body {
            Body::From(from) if from.image.span().encloses(*place) => from.image.span(),
            _ => *place,
        };
        let image = facts.input.file.text(span);
        let digest = site.version(IMAGE, &image)?;
        Some(Edit::replace(span, format!("{image}@{digest}")))
    };
    let mut edits = site.places.iter().map(pin);
    let first = edits.next()??;
    Proposal::of(std::iter::once(first).chain(edits.flatten()).collect())
}
