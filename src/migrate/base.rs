//! The base image → what it gives the image: a runtime, a userland, defaults.

use super::accounts::Accounts;
use super::application;
use super::draft::Draft;
use super::root::relative;
use super::{
    ContentItem, KnownBases, MigrateError, MigrateErrorKind, Origin, Outcome, PulledImage, Recipe, Request, Template,
};
use crate::build::{Action, Base, BaseImages, ImageConfig, ImageRef, Platform, PortRange, Stage, StageId, Step};
use crate::facts::entrypoints::{Entrypoint, entrypoint};
use crate::facts::{self, BaseImage, Component, Family, VersionMatch, applications};
use crate::prose::enumeration;

/// The defaults of the base images that are known.
#[derive(Clone, Copy, Debug)]
pub struct KnownImages;

impl BaseImages for KnownImages {
    fn config(&self, image: &ImageRef, _: &Platform) -> Option<ImageConfig> {
        let known = lookup(image)?;
        let mut config = image_config(&known.config?);
        if let Some(application) = applications::application(&image.familiar_name()) {
            config.entrypoint = application.entrypoint.map_or(config.entrypoint, words);
            config.cmd = application.cmd.map_or(config.cmd, words);
        }
        let entrypoint = entrypoint(&image.familiar_name(), &config.entrypoint);
        if known.pull.is_none() && matches!(entrypoint, Entrypoint::LeftOut(_)) {
            config.entrypoint.clear();
        }
        Some(config)
    }
}

/// The configuration of known images as they are pulled.
#[derive(Clone, Copy, Debug)]
pub(super) struct PulledImages;

impl BaseImages for PulledImages {
    fn config(&self, image: &ImageRef, _: &Platform) -> Option<ImageConfig> {
        Some(image_config(&lookup(image)?.config?))
    }
}

fn lookup(image: &ImageRef) -> Option<BaseImage> {
    facts::base_image(&image.familiar_name(), image.tag())
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn image_config(known: &facts::ImageConfig) -> ImageConfig {
    let ports = known.ports.iter().filter_map(|port| PortRange::parse(port).ok());
    ImageConfig {
        env: known.env.iter().copied().collect(),
        cmd: known.cmd.map(words).unwrap_or_default(),
        entrypoint: known.entrypoint.map(words).unwrap_or_default(),
        exposed_ports: ports.flat_map(|range| range.ports().collect::<Vec<_>>()).collect(),
        user: known.user.unwrap_or_default().to_owned(),
        working_dir: known.workdir.unwrap_or_default().to_owned(),
        volumes: words(known.volumes).into_iter().collect(),
        stop_signal: known.stop_signal.unwrap_or_default().to_owned(),
        ..ImageConfig::default()
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
        Base::Image(image) if lookup(image).is_some_and(|known| known.family == Family::Windows) => {
            error(image.span, MigrateErrorKind::Windows { image: image.text.clone() })
        }
        _ => Ok(()),
    }
}

/// Adds what the base image of the first stage gives.
pub(super) fn translate(draft: &mut Draft<'_>, stage: &Stage) {
    let Some(instruction) = draft.instructions.get(stage.from).copied() else { return };
    draft.base_origin = Some(draft.origin_of(instruction));
    let is_replaced =
        |known: &BaseImage| known.pull.is_none() && draft.request.options.known_bases == KnownBases::Replace;
    let outcome = match &stage.base {
        Base::Scratch => Outcome::not_needed("scratch is an empty image"),
        Base::Image(image) => match lookup(image) {
            Some(known) if is_replaced(&known) => known_image(draft, stage, image, known),
            known => pull(draft, stage, image, known),
        },
        Base::Stage(_) | Base::Invalid { .. } => Outcome::manual("say which image this is"),
    };
    draft.record_instruction(instruction, stage.from, outcome);
}

fn known_image(draft: &mut Draft<'_>, stage: &Stage, image: &ImageRef, known: BaseImage) -> Outcome {
    draft.family = Some(known.family);
    draft.accounts = Accounts::of(known.family, &known.users);
    let Some(origin) = draft.base_origin.clone() else { return Outcome::not_needed("the base image") };
    let outcome = match applications::application(&image.familiar_name()) {
        Some(application) => application::translate(draft, stage, &known, application, &origin),
        None => runtime(draft, image, &known, &origin),
    };
    let of_image = known.config.and_then(|config| config.entrypoint).map(words).unwrap_or_default();
    let is_replaced = applications::application(&image.familiar_name()).is_some_and(|it| it.entrypoint.is_some());
    let is_own = |id: &StageId| draft.plain.stage(*id).is_some_and(|stage| stage.steps.iter().any(sets_entrypoint));
    let is_overridden = is_replaced || draft.lineage.iter().any(is_own);
    folders(draft, &known, &origin);
    draft.base = Some(known);
    if is_overridden { outcome } else { entrypoint_script(draft, image, &of_image, &origin, outcome) }
}

/// The working directory and the volumes of the image, which belong to the user that it has for its program.
fn folders(draft: &mut Draft<'_>, known: &BaseImage, origin: &Origin) {
    let Some(config) = &known.config else { return };
    config.user.iter().for_each(|user| draft.accounts.use_name(user));
    let paths = config.volumes.iter().chain(&config.workdir);
    for path in paths.copied().filter(|path| *path != "/") {
        let is_volume = config.volumes.contains(&path);
        let owner = match known.users.as_slice() {
            [user] if is_volume || user.home == path => Some(user),
            _ => known.users.iter().find(|user| user.home == path),
        };
        let ids = owner.and_then(|user| draft.accounts.owner(&format!("{}:", user.name)));
        match ids {
            Some(ids) if !draft.real_folders.contains(path) => {
                draft.make_folder(path, Some(origin.clone()));
                draft.run_in_root(format!("chown {ids} {}", relative(path)), true, origin);
            }
            _ => draft.working_dirs.push((path.to_owned(), origin.clone())),
        }
    }
}

fn sets_entrypoint(step: &Step) -> bool {
    matches!(step.action, Action::Entrypoint(_))
}

/// The script that the image starts with: what takes its place, and what is to say of it.
fn entrypoint_script(
    draft: &mut Draft<'_>,
    image: &ImageRef,
    entrypoint_words: &[String],
    origin: &Origin,
    outcome: Outcome,
) -> Outcome {
    match entrypoint(&image.familiar_name(), entrypoint_words) {
        Entrypoint::Program => outcome,
        Entrypoint::Written(script) => {
            let text = format!("{}: the image's entrypoint script", origin.text);
            let origin = Origin { text, ..origin.clone() };
            let recipe =
                Recipe::TextFile { path: script.path.to_owned(), text: Template::text(script.text), executable: true };
            let name = draft.add_binding("entrypoint", recipe, vec![origin]);
            draft.contents.push(super::Content { item: ContentItem::Binding { name }, origins: Vec::new() });
            outcome
        }
        Entrypoint::LeftOut(does) => {
            let differs = format!("the image's entrypoint {} is left out: {does}", entrypoint_words.join(" "));
            match outcome {
                Outcome::Translated { into } => Outcome::approximated(into, differs),
                Outcome::Approximated { into, differs: before } => {
                    Outcome::approximated(into, format!("{before}; {differs}"))
                }
                Outcome::NotNeeded { why } => Outcome::approximated("contents", format!("{why}; {differs}")),
                manual @ Outcome::Manual { .. } => manual,
            }
        }
    }
}

/// The runtime that an image is there for, or nothing for a mere userland.
fn runtime(draft: &mut Draft<'_>, image: &ImageRef, known: &BaseImage, origin: &Origin) -> Outcome {
    let attributes: Vec<&str> = known.attrs().collect();
    if attributes.is_empty() {
        let managers: Vec<&str> = known.family.managers().iter().map(|manager| manager.as_str()).collect();
        let gone = match managers.as_slice() {
            [] => "its userland is".to_owned(),
            managers => format!("{}, its package index and the rest of its userland are", enumeration(managers)),
        };
        return Outcome::not_needed(format!("{gone} not in the image; what programs may rely on is in contents"));
    }
    for attribute in &attributes {
        let python = attribute.strip_prefix("python3").is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit()));
        if python {
            draft.python.interpreter = Some((*attribute).to_owned());
            draft.python.origins.push(origin.clone());
        } else {
            draft.add_attribute(attribute, origin.clone());
        }
    }
    let differs: Vec<String> = known.components.iter().filter_map(|component| nearest(image, component)).collect();
    let into = attributes.join(", ");
    if differs.is_empty() { Outcome::translated(into) } else { Outcome::approximated(into, differs.join("; ")) }
}

fn nearest(image: &ImageRef, component: &Component) -> Option<String> {
    match &component.version {
        VersionMatch::Nearest { asked } => {
            let name = image.familiar_name();
            Some(format!("nixpkgs has no {name} {asked}, {} is the nearest", component.attrs.join(" ")))
        }
        VersionMatch::Exact | VersionMatch::Unversioned => None,
    }
}

/// An image that nothing is known of stays what it is.
fn pull(draft: &mut Draft<'_>, stage: &Stage, image: &ImageRef, known: Option<BaseImage>) -> Outcome {
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
    let reason = match known {
        Some(known) => known.pull.unwrap_or("the image is pulled, as was asked for"),
        None => "nothing is known of the image",
    };
    let differs =
        format!("{reason}; of what it sets only variables are inherited, everything else has to be said again");
    Outcome::approximated(name, differs)
}
