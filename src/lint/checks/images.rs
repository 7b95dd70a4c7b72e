//! What FROM says of the base image.

use crate::build::{Base, ImageRef};
use crate::lint::facts::Facts;
use crate::lint::reporter::{Found, Reporter};

/// Images with neither tag nor digest.
pub(crate) fn untagged(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    for image in base_images(facts) {
        if image.tag.is_none() && image.digest.is_none() {
            reporter.push(Found::at(image.span).with("image", &image.text));
        }
    }
}

fn base_images<'a>(facts: &'a Facts<'_>) -> impl Iterator<Item = &'a ImageRef> {
    facts.stages().iter().filter_map(|stage| match &stage.base {
        Base::Image(image) => Some(image),
        _ => None,
    })
}
