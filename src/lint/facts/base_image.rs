//! What is known of the image that a stage is built on.

use std::cell::OnceCell;

use super::Facts;
use crate::build::{Base, Stage};
use crate::facts::{BaseImage, Family, base_image};

/// For each stage, its base image. Many rules ask for it, some for every variable.
pub(super) type BaseImages = Vec<OnceCell<Option<BaseImage>>>;

impl Facts<'_> {
    /// The image's userland.
    pub(crate) fn family(&self, root: &Stage) -> Option<Family> {
        let Base::Image(reference) = &root.base else { return None };
        self.base_image(root).map(|image| image.family).or_else(|| Family::of_tag(reference.tag()?))
    }

    /// The image itself.
    pub(crate) fn base_image(&self, root: &Stage) -> Option<&BaseImage> {
        let find = || match &root.base {
            Base::Image(image) => base_image(&image.familiar_name(), image.tag()),
            _ => None,
        };
        self.base_images.get(root.id.number())?.get_or_init(find).as_ref()
    }
}
