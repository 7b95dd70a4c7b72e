//! The base image → what it gives the image: a runtime, a userland, defaults.

use super::draft::Draft;
use super::{MigrateError, MigrateErrorKind, Outcome, PulledImage, Recipe, Request};
use crate::build::{Base, BaseImages, ImageConfig, ImageRef, Platform, Stage};
use crate::facts::{self, BaseImage, Family, VersionMatch};

/// The defaults of the base images that are known.
#[derive(Clone, Copy, Debug)]
pub struct KnownImages;

impl BaseImages for KnownImages {
    fn config(&self, image: &ImageRef, _: &Platform) -> Option<ImageConfig> {
        facts::base_image(&image.familiar_name(), image.tag()).map(|known| known.config())
    }
}

/// The image that the stages of the image begin with.
pub(super) fn check(request: &Request<'_>, stage: &Stage) -> Result<(), MigrateError> {
    let error = |span, kind| Err(MigrateError { span, kind });
    match &stage.base {
        Base::Invalid { reason } => {
            let span =
                request.dockerfile.instructions().nth(stage.from).map(|from| from.text_span()).unwrap_or_default();
            let reason = reason.as_ref().map_or_else(|| "the FROM cannot be read".to_owned(), ToString::to_string);
            error(span, MigrateErrorKind::UnknownBase { reason })
        }
        Base::Image(image) if family_of(image) == Some(Family::Windows) => {
            error(image.span, MigrateErrorKind::Windows { image: image.text.clone() })
        }
        _ => Ok(()),
    }
}

/// The kind of userland of an image, as far as it is known.
pub(super) fn family_of(image: &ImageRef) -> Option<Family> {
    facts::base_image(&image.familiar_name(), image.tag()).map(|known| known.family)
}

/// Adds what the base image of the first stage gives.
pub(super) fn translate(draft: &mut Draft<'_>, stage: &Stage) {
    let Some(instruction) = draft.instructions.get(stage.from).copied() else { return };
    draft.base_origin = Some(draft.origin_of(instruction));
    let outcome = match &stage.base {
        Base::Scratch => Outcome::not_needed("scratch is an empty image"),
        Base::Image(image) => match facts::base_image(&image.familiar_name(), image.tag()) {
            Some(known) => known_image(draft, stage, image, &known),
            None => pull(draft, stage, image),
        },
        Base::Stage(_) | Base::Invalid { .. } => Outcome::manual("say which image this is"),
    };
    draft.record_instruction(instruction, stage.from, outcome);
}

fn known_image(draft: &mut Draft<'_>, stage: &Stage, image: &ImageRef, known: &BaseImage) -> Outcome {
    let Some(instruction) = draft.instructions.get(stage.from).copied() else {
        return Outcome::not_needed("the base image");
    };
    draft.family = Some(known.family);
    let origin = draft.origin_of(instruction);
    let (attributes, differs) = match &known.version {
        VersionMatch::Exact(attributes) => (attributes.clone(), None),
        VersionMatch::Unversioned(attributes) => (attributes.clone(), None),
        VersionMatch::Nearest { attributes, asked } => {
            let offered = attributes.join(", ");
            (
                attributes.clone(),
                Some(
                    format!("nixpkgs has no {} {asked}", image.familiar_name())
                        + &format!("; {offered} is the nearest"),
                ),
            )
        }
    };
    let mut into = Vec::new();
    for attribute in attributes {
        let python = attribute.strip_prefix("python3").is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit()));
        if python {
            draft.python.interpreter = Some(attribute.to_string());
            draft.python.origins.push(origin.clone());
        } else if !known.is_userland() {
            draft.add_attribute(&attribute, origin.clone());
        }
        into.push(attribute.to_string());
    }
    match (into.is_empty() || known.is_userland(), differs) {
        (true, _) => {
            Outcome::not_needed("packages come from nixpkgs; what the image gave unsaid is listed in contents")
        }
        (false, None) => Outcome::translated(into.join(", ")),
        (false, Some(differs)) => Outcome::approximated(into.join(", "), differs),
    }
}

/// An image that nothing is known of stays what it is.
fn pull(draft: &mut Draft<'_>, stage: &Stage, image: &ImageRef) -> Outcome {
    let Some(instruction) = draft.instructions.get(stage.from).copied() else {
        return Outcome::not_needed("the base image");
    };
    let origin = draft.origin_of(instruction);
    let recipe = Recipe::PulledImage(PulledImage {
        name: image.familiar_name(),
        tag: image.tag().map(str::to_owned),
        digest: image.digest().map(str::to_owned),
        architecture: Some(stage.platform.architecture.clone()),
    });
    let name = draft.add_binding("base", recipe, vec![origin.clone()]);
    draft.placeholders.push(super::Placeholder {
        binding: name.clone(),
        what: "digest and hash of the base image".to_owned(),
        command: Some(format!("nix-prefetch-docker {}", shell_words::quote(&image.text))),
        origin,
    });
    Outcome::approximated(name, "only its variables are inherited: everything else that it sets has to be said again")
}
