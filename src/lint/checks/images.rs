//! Images that a build begins with or copies from.

use crate::build::{Base, FileSource, ImageRef};
use crate::dockerfile::{Body, From};
use crate::lint::facts::Facts;
use crate::lint::reporter::{Found, Reporter};

/// The option that lists names which `docker build --build-context` gives.
pub(super) const CONTEXTS: &str = "contexts";

/// Base images with neither tag nor digest.
pub(crate) fn untagged(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    for image in base_images(facts, reporter) {
        if image.tag.is_none() && image.digest.is_none() {
            reporter.push(Found::at(image.span).with("image", &image.text));
        }
    }
    // What is wrong with a name otherwise does not matter.
    for from in invalid_bases(facts) {
        if !from.image.as_str().contains([':', '@', '$']) {
            reporter.push(Found::at(from.image.span()).with("image", from.image.as_str()));
        }
    }
}

/// Base images with the tag `latest`, and without a digest.
pub(crate) fn latest(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    for image in base_images(facts, reporter) {
        if let Some(tag) = image.tag.as_ref().filter(|tag| tag.value == "latest" && image.digest.is_none()) {
            let name = image.text.strip_suffix(":latest").unwrap_or(&image.text);
            reporter.push(Found::at(tag.span).with("image", &image.text).with("repository", name));
        }
    }
    // A name that cannot be expanded may have its tag in plain text.
    for from in invalid_bases(facts) {
        if let Some(name) = from.image.as_str().strip_suffix(":latest").filter(|name| name.contains('$')) {
            let tag = from.image.span_of(name.len() + 1..from.image.len());
            reporter.push(Found::at(tag).with("image", from.image.as_str()).with("repository", name));
        }
    }
}

/// Images with a tag other than `latest`, and without a digest; of those that files are copied from, any without a digest.
/// One finding for the file.
pub(crate) fn without_digest(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    let contexts = reporter.list(CONTEXTS);
    let tagged = base_images(facts, reporter).filter(|image| image.tag().is_some_and(|tag| tag != "latest"));
    let copied = facts.stages().iter().flat_map(|stage| &stage.dependencies).filter_map(|it| match &it.source {
        FileSource::Image(image) => Some(image).filter(|image| !contexts.contains(&image.text.as_str())),
        _ => None,
    });
    let mut images: Vec<&ImageRef> = tagged.chain(copied).filter(|image| image.digest.is_none()).collect();
    images.sort_by_key(|image| image.span);
    let Some((first, others)) = images.split_first() else { return };
    let mut names: Vec<&str> = images.iter().map(|image| image.text.as_str()).collect();
    names.dedup();
    reporter.push(
        Found::at(first.span)
            .with("image", &first.text)
            .with("images", super::enumerate(&names))
            .with("verb", if names.len() == 1 { "is a tag" } else { "are tags" })
            .fix_at(images.iter().map(|image| image.span))
            .with_others(others.iter().map(|image| image.span), "and this"),
    );
}

/// FROM with a name that is none, or is none that can be known.
fn invalid_bases<'f>(facts: &'f Facts<'_>) -> impl Iterator<Item = &'f From> {
    facts.froms().filter_map(|(stage, instruction)| match &instruction.body {
        Body::From(from) if matches!(stage.base, Base::Invalid { .. }) => Some(from),
        _ => None,
    })
}

/// The base images, but for names that stand for a context of the build.
fn base_images<'a>(facts: &'a Facts<'_>, reporter: &Reporter<'_>) -> impl Iterator<Item = &'a ImageRef> + use<'a> {
    let contexts = reporter.list(CONTEXTS);
    facts.stages().iter().filter_map(move |stage| match &stage.base {
        Base::Image(image) => Some(image).filter(|image| !contexts.contains(&image.text.as_str())),
        _ => None,
    })
}
