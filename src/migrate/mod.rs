//! What a build does → the plan of a Nix image, and the ledger of what became of every part of the Dockerfile.
//!
//! This room decides; it prints no Nix. [`plan()`] is the entrance, [`Plan`] what comes out.

mod accounts;
mod application;
mod arguments;
mod base;
mod builders;
mod commands;
mod compound;
mod config;
mod copied_scripts;
mod draft;
mod files;
mod finish;
mod image;
mod ledger;
mod limits;
mod looked_for;
mod packages;
mod php;
mod plan;
mod plumbing;
mod programs;
mod python;
mod request;
mod root;
mod ruby;
mod script;
mod setup;
mod template;

use std::collections::{BTreeMap, BTreeSet};

use crate::build::{self, Base, Build, StageId};
use crate::dockerfile::Instruction;
use crate::source::Span;
use draft::{Draft, Python};

pub use base::KnownImages;
pub use ledger::{Entry, Ledger, Outcome};
pub use plan::*;
pub use request::{KnownBases, MigrateError, MigrateErrorKind, Options, Request};
use template::Marks;
pub use template::{Template, TemplatePart};

/// How often an ARG may turn out to be needed as a value before all are.
const MAX_MARKINGS: usize = 4;

/// Plans the Nix image that a Dockerfile describes.
///
/// # Errors
///
/// A file without a stage to build, or one whose base image cannot be told or is for Windows.
pub fn plan(request: &Request<'_>) -> Result<Plan, MigrateError> {
    if let Some(at) = request.file.bytes().iter().position(|byte| *byte == 0) {
        return Err(MigrateError { span: Span::new(at, at + 1), kind: MigrateErrorKind::Nul });
    }
    let plain = evaluate(request, &Marks::default());
    limits::check(request, &plain)?;
    let lineage = lineage(request, &plain)?;
    let (marks, marked) = marked(request, &plain);
    let mut draft = draft(request, &plain, &marked, marks, lineage);
    let Some(first) = draft.lineage.first().and_then(|id| plain.stage(*id)) else {
        return Err(MigrateError { span: Default::default(), kind: MigrateErrorKind::NoStage });
    };
    base::translate(&mut draft, first);
    draft.manifests = packages::manifests(&draft);
    draft.removed = packages::removed(&draft);
    builders::projects_of_image(&mut draft);
    image::translate(&mut draft);
    builders::remaining_stages(&mut draft);
    Ok(finish::finish(draft))
}

/// The build with names for the values of ARGs, where that can be.
fn marked(request: &Request<'_>, plain: &Build) -> (Marks, Build) {
    let values = request.options.build_args.values().map(|value| value.as_bytes());
    let mut marks = Marks::new(arguments::candidates(plain), values.chain([request.file.bytes()]));
    for _ in 0..MAX_MARKINGS {
        let marked = evaluate(request, &marks);
        let needed = arguments::needed_as_values(plain, &marked, &marks);
        if needed.is_empty() {
            return (marks, marked);
        }
        marks.remove(&needed);
    }
    (Marks::default(), plain.clone())
}

/// Follows the build; the ARGs in `marks` have their names for values.
fn evaluate(request: &Request<'_>, marks: &Marks) -> Build {
    let mut build_args = request.options.build_args.clone();
    build_args.extend(marks.values());
    let options = build::Options {
        build_args,
        target: request.options.target.clone(),
        shell: request.options.shell.clone(),
        base_images: match request.options.known_bases {
            KnownBases::Replace => &KnownImages,
            KnownBases::Pull => &base::PulledImages,
        },
        ..build::Options::default()
    };
    build::evaluate(request.dockerfile, &options)
}

/// The stages that the target is made of, the one on the base image first.
fn lineage(request: &Request<'_>, build: &Build) -> Result<Vec<StageId>, MigrateError> {
    let Some(target) = build.target_stage() else {
        let kind = match &request.options.target {
            Some(target) if !build.stages.is_empty() => MigrateErrorKind::UnknownTarget { target: target.clone() },
            _ => MigrateErrorKind::NoStage,
        };
        return Err(MigrateError { span: Default::default(), kind });
    };
    let mut stages = vec![target.id];
    let mut stage = target;
    while let Base::Stage(parent) = stage.base {
        let Some(next) = build.stage(parent).filter(|next| !stages.contains(&next.id)) else { break };
        stages.push(next.id);
        stage = next;
    }
    base::check(request, stage)?;
    stages.reverse();
    Ok(stages)
}

fn draft<'a>(
    request: &Request<'a>,
    plain: &'a Build,
    marked: &'a Build,
    arguments: Marks,
    lineage: Vec<StageId>,
) -> Draft<'a> {
    let instructions: Vec<&Instruction> = request.dockerfile.instructions().collect();
    Draft {
        request: *request,
        instructions,
        plain,
        marked,
        arguments,
        family: None,
        base: None,
        base_origin: None,
        bindings: Vec::new(),
        contents: Vec::new(),
        root: Vec::new(),
        files: Vec::new(),
        copied: Vec::new(),
        directories: BTreeSet::new(),
        real_folders: BTreeSet::new(),
        working_dirs: Vec::new(),
        manifests: Vec::new(),
        lineage,
        builders: BTreeMap::new(),
        recorded: BTreeSet::new(),
        built: BTreeMap::new(),
        projects: Vec::new(),
        removed: BTreeSet::new(),
        reading: Vec::new(),
        script: script::Script::new("$out", "app", true),
        accounts: accounts::Accounts::default(),
        python: Python::default(),
        entries: Vec::new(),
        exposed: Vec::new(),
        placeholders: Vec::new(),
        compared: 0,
    }
}
