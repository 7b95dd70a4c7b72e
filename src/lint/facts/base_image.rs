//! What is known of the image that a stage is built on.

use crate::build::{Base, Stage};
use crate::facts::{BaseImage, Family, base_image};

/// The image's userland.
pub(crate) fn family(root: &Stage) -> Option<Family> {
    let Base::Image(reference) = &root.base else { return None };
    image(root).map(|image| image.family).or_else(|| Family::of_tag(reference.tag()?))
}

/// The image itself.
pub(crate) fn image(root: &Stage) -> Option<BaseImage> {
    match &root.base {
        Base::Image(image) => base_image(&image.familiar_name(), image.tag()),
        _ => None,
    }
}
