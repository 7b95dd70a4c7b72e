//! The base image → what it gives the image: a runtime, a userland, defaults.

use super::accounts::Accounts;
use super::application;
use super::draft::Draft;
use super::{MigrateError, MigrateErrorKind, Outcome, PulledImage, Recipe, Request};
use crate::build::{Base, BaseImages, ImageConfig, ImageRef, Platform, Stage};
use crate::facts::{self, BaseImage, Family, VersionMatch, applications};

/// The defaults of the base images that are known.
#[derive(Clone, Copy, Debug)]
pub struct KnownImages;

impl BaseImages for KnownImages {
    fn config(&self, image: &ImageRef, _: &Platform) -> Option<ImageConfig> {
        let mut config = facts::base_image(&image.familiar_name(), image.tag())?.config();
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        if let Some(application) = applications::application(&image.familiar_name()) {
            config.entrypoint = application.entrypoint.map_or(config.entrypoint, words);
            config.cmd = application.cmd.map_or(config.cmd, words);
        }
        Some(config)
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
    draft.family = Some(known.family);
    draft.accounts = Accounts::of(known.family);
    let Some(origin) = draft.base_origin.clone() else { return Outcome::not_needed("the base image") };
    if let Some(application) = applications::application(&image.familiar_name()) {
        return application::translate(draft, stage, application, &origin);
    }
    let (attributes, differs) = match &known.version {
        VersionMatch::Exact(attributes) | VersionMatch::Unversioned(attributes) => (attributes, None),
        VersionMatch::Nearest { attributes, asked } => {
            let nearest = attributes.join(", ");
            (attributes, Some(format!("nixpkgs has no {} {asked}, {nearest} is the nearest", image.familiar_name())))
        }
    };
    if known.is_userland() || attributes.is_empty() {
        let managers: Vec<&str> = known.family.managers().iter().map(|manager| manager.as_str()).collect();
        let gone = if managers.is_empty() {
            "its userland".to_owned()
        } else {
            format!("{}, its package index and the rest of its userland", managers.join(", "))
        };
        return Outcome::not_needed(format!("{gone} are not in the image; what programs may rely on is in contents"));
    }
    for attribute in attributes {
        let python = attribute.strip_prefix("python3").is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit()));
        if python {
            draft.python.interpreter = Some(attribute.to_string());
            draft.python.origins.push(origin.clone());
        } else {
            draft.add_attribute(attribute, origin.clone());
        }
    }
    match differs {
        None => Outcome::translated(attributes.join(", ")),
        Some(differs) => Outcome::approximated(attributes.join(", "), differs),
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
