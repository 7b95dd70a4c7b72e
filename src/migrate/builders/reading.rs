//! What the stages and the context tell of what is built in them.

use crate::build::packages::{ActionKind, package_actions};
use crate::build::{Action, Base, FileSource, SourceKind, Stage, StageId};
use crate::facts::{self, PackageKind, VersionMatch, nix_commands};
use crate::migrate::draft::Draft;
use crate::migrate::{Origin, Template, commands};

/// The stage and those that it is built on, the first of them first; not those that the image is made of.
pub(super) fn chain(draft: &Draft<'_>, stage: StageId) -> Vec<StageId> {
    let mut chain = vec![stage];
    let mut last = stage;
    while let Some(Base::Stage(parent)) = draft.plain.stage(last).map(|stage| &stage.base) {
        if chain.contains(parent) || draft.lineage.contains(parent) {
            break;
        }
        chain.push(*parent);
        last = *parent;
    }
    chain.reverse();
    chain
}

/// Attributes that a stage and those it is built on install: programs that serve a build, and libraries.
pub(super) fn build_inputs(draft: &Draft<'_>, stage: &Stage) -> (Vec<String>, Vec<String>) {
    let (mut tools, mut libraries) = (Vec::new(), Vec::new());
    let mut stages = chain(draft, stage.id);
    if draft.lineage.contains(&stage.id) {
        stages = draft.lineage.clone();
    }
    for place in stages.iter().filter_map(|id| draft.plain.stage(*id)).flat_map(|stage| draft.places(stage)) {
        for command in commands::of(draft, place).live() {
            for action in package_actions(command.call, &|name| place.value(name)) {
                if action.kind != ActionKind::Install || !action.manager.is_of_system() {
                    continue;
                }
                for package in &action.packages {
                    let Some(entry) = facts::nix_package(action.manager, &package.name) else { continue };
                    let list = match entry.kind {
                        PackageKind::Library => &mut libraries,
                        PackageKind::Build | PackageKind::Runtime => &mut tools,
                        PackageKind::PackageManagerOnly | PackageKind::Unsupported => continue,
                    };
                    for attribute in &entry.attrs {
                        // The output for headers comes along with the library.
                        let attribute = attribute.strip_suffix(".dev").unwrap_or(attribute);
                        let attribute = attribute.strip_suffix(".lib").unwrap_or(attribute);
                        let is_there = list.iter().any(|it: &String| it == attribute);
                        if !is_there && !nix_commands::in_every_build(attribute) {
                            list.push(attribute.to_owned());
                        }
                    }
                }
            }
        }
    }
    (tools, libraries)
}

/// The folder of the context whose content stands at `working_dir` of the stage; the context itself when none is known.
pub(super) fn context_folder(draft: &Draft<'_>, stage: &Stage, working_dir: &str) -> String {
    let mut found = String::new();
    for place in draft.places(stage) {
        let (Action::Copy(transfer) | Action::Add(transfer)) = &place.plain.action else { continue };
        if transfer.from != FileSource::Context
            || transfer.destination.trim_end_matches('/') != working_dir.trim_end_matches('/')
        {
            continue;
        }
        for source in &transfer.sources {
            if let SourceKind::Path(path) = &source.kind {
                let path = path.trim_start_matches("./").trim_matches('/');
                if path != "." && draft.request.context.is_dir(path) {
                    found = path.to_owned();
                }
            }
        }
    }
    found
}

/// The files and folders at the top of a folder of the context that a build may need. Empty when they cannot be read, or
/// are too many to be listed.
pub(super) fn top_level_sources(draft: &Draft<'_>, root: &str) -> Vec<String> {
    const MAX_LISTED: usize = 12;
    let Ok(listing) = draft.request.context.list(root) else { return Vec::new() };
    let is_top = |path: &&str| path.strip_prefix(root).is_some_and(|rest| !rest.trim_start_matches('/').contains('/'));
    let needed = |path: &&str| {
        let name = path.rsplit('/').next().unwrap_or(path);
        !facts::builders::is_no_source(name)
            && !name.to_ascii_lowercase().contains("dockerfile")
            && !name.ends_with(".nix")
            && !name.ends_with(".md")
    };
    let ignore = draft.request.context.ignore(None).ok().flatten();
    let kept = |path: &&str| ignore.as_ref().is_none_or(|ignore| ignore.matches(path).is_none());
    let paths: Vec<String> = listing
        .entries
        .iter()
        .map(|entry| entry.path.as_str())
        .filter(is_top)
        .filter(needed)
        .filter(kept)
        .map(str::to_owned)
        .collect();
    if paths.len() > MAX_LISTED { Vec::new() } else { paths }
}

/// The value of an ARG or ENV that says the version.
pub(super) fn version(draft: &Draft<'_>, stage: &Stage) -> Template {
    let Some(marked) = draft.marked.stage(stage.id) else { return "0".into() };
    let value = facts::go::version_variables().iter().find_map(|name| marked.after.scope.value(name));
    value.map_or_else(|| "0".into(), |value| draft.template(value))
}

/// The attribute, of those that `fits` is true of, whose version the tag of the base image asks for.
pub(super) fn compiler_of(draft: &Draft<'_>, stage: &Stage, fits: &dyn Fn(&str) -> bool) -> Option<String> {
    match &stage.base {
        Base::Image(image) => {
            let known = facts::base_image(&image.familiar_name(), image.tag())?;
            let exact = known.components.iter().filter(|component| component.version == VersionMatch::Exact);
            let attributes: Vec<&str> = exact.flat_map(|component| component.attrs.iter().copied()).collect();
            attributes.into_iter().find(|attribute| fits(attribute)).map(str::to_owned)
        }
        Base::Stage(parent) => compiler_of(draft, draft.plain.stage(*parent)?, fits),
        _ => None,
    }
}

pub(super) fn stage_origin(draft: &Draft<'_>, stage: &Stage) -> Origin {
    let instruction = draft.instructions.get(stage.from).copied();
    instruction.map_or_else(|| draft.origin(Default::default(), ""), |instruction| draft.origin_of(instruction))
}
