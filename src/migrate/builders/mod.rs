//! Stages that the image only copies from → things that are built.

mod cargo;
mod composer;
mod dotnet;
mod go;
mod go_stage;
mod install;
mod jvm;
mod node;
mod project;
mod reading;
mod stage;

use super::draft::{Draft, Place};
use go_stage::GoStage;
use reading::{build_inputs, chain};

use super::{Outcome, Placeholder, Template};
use crate::build::packages::package_actions;
use crate::build::{Action, Base, FileSource, ImageRef, SourceKind, Stage, StageId};
use crate::facts::{self, Manager, filesystem};
use crate::migrate::commands;

/// What a path in another stage or image is here.
pub(super) enum Found {
    /// A path in the store.
    Path(Template),
    /// A path of the build context, which a COPY put into that stage.
    Context(String),
    /// Modules that are in an environment of the image.
    Modules(&'static str),
    /// An attribute that provides it at the same path.
    Attribute { path: String, what: String },
    /// Nothing that could be found.
    Unknown { why: String },
}

/// What a stage has turned into.
#[derive(Clone, Debug, Default)]
pub(super) struct Builder {
    /// Paths in the stage, and what they are in the store.
    outputs: Vec<(String, Template)>,
    /// Bindings with programs in `bin`.
    programs: Vec<String>,
}

/// The counterpart of `path` in a stage that `place` copies from.
pub(super) fn output(draft: &mut Draft<'_>, stage: StageId, path: &str, place: Place<'_>) -> Found {
    let path = format!("/{}", path.trim_matches('/'));
    let path = path.strip_suffix("/.").unwrap_or(&path);
    build_stage(draft, stage);
    if let Some(provided) = filesystem::provided(path) {
        return Found::Attribute { path: provided.attribute.to_owned(), what: provided.what.to_owned() };
    }
    if let Some(found) = built(draft, stage, path) {
        return found;
    }
    if let Some(found) = passed_on(draft, stage, path, place) {
        return found;
    }
    if let Some(found) = python_modules(draft, stage, path).or_else(|| gems(draft, path)) {
        return found;
    }
    let stage = draft.plain.stage(stage).map(Stage::label).unwrap_or_default();
    draft.placeholders.push(Placeholder {
        binding: stage.clone(),
        what: format!("what builds {path}"),
        command: None,
        origin: draft.origin_of(place.instruction),
    });
    Found::Unknown { why: format!("the commands of stage {stage} say no builder that is known here") }
}

/// The path in what the stage, or one that it is built on, has turned into.
fn built(draft: &Draft<'_>, stage: StageId, path: &str) -> Option<Found> {
    for id in chain(draft, stage).into_iter().rev() {
        let Some(builder) = draft.builders.get(&id) else { continue };
        if let Some((_, template)) = builder.outputs.iter().find(|(output, _)| *output == path) {
            return Some(Found::Path(template.clone()));
        }
        let above = builder.outputs.iter().find_map(|(output, template)| {
            let rest = path.strip_prefix(output.as_str())?;
            rest.starts_with('/').then_some((template, rest))
        });
        if let Some((template, rest)) = above {
            let mut template = template.clone();
            template.push_text(rest);
            return Some(Found::Path(template));
        }
        let prefix = format!("{}/", path.trim_end_matches('/'));
        // A folder with a single program in it: the folder of that program.
        if let [(_, template)] =
            builder.outputs.iter().filter(|(output, _)| output.starts_with(&prefix)).collect::<Vec<_>>().as_slice()
        {
            return Some(Found::Path(template.parent()));
        }
        if let ([binding], Some(below)) = (builder.programs.as_slice(), program_path(path)) {
            return Some(Found::Path(Template::binding(binding, &below)));
        }
    }
    None
}

/// Where a package has what a build leaves at this path: programs are in `bin`, whatever folder they are built in.
fn program_path(path: &str) -> Option<String> {
    let (folder, name) = path.rsplit_once('/')?;
    let is_of_programs = |folder: &str| facts::builders::program_folder(folder.rsplit('/').next().unwrap_or(folder));
    if is_of_programs(name) {
        return Some("/bin".to_owned());
    }
    (is_of_programs(folder) && !name.contains(['*', '?'])).then(|| format!("/bin/{name}"))
}

/// The path as a COPY of the stage, or of one that it is built on, or an installed package put it there.
fn passed_on(draft: &mut Draft<'_>, stage: StageId, path: &str, place: Place<'_>) -> Option<Found> {
    for id in chain(draft, stage).into_iter().rev() {
        let of_stage = draft.plain.stage(id)?;
        for of_step in draft.places(of_stage).into_iter().rev() {
            let (Action::Copy(transfer) | Action::Add(transfer)) = &of_step.plain.action else { continue };
            if let Some(source) = super::files::source_of(draft, transfer, path) {
                return Some(Found::Context(source));
            }
            let FileSource::Stage(from) = transfer.from else { continue };
            let source = transfer.sources.iter().find_map(|source| match &source.kind {
                SourceKind::Path(source) => came_from(&transfer.destination, source, path),
                _ => None,
            });
            if let Some(source) = source.filter(|_| from != stage) {
                return Some(output(draft, from, &source, place));
            }
        }
    }
    let name = path.rsplit('/').next()?;
    let (tools, _) = build_inputs(draft, draft.plain.stage(stage)?);
    let in_bin = filesystem::has_programs(path.rsplit_once('/').map_or("", |(folder, _)| folder));
    let attribute = tools.into_iter().find(|tool| facts::programs(tool).contains(&name)).filter(|_| in_bin)?;
    Some(Found::Path(Template::attribute(&attribute, &format!("/bin/{name}"))))
}

/// The Python modules that the stage installs into the folder.
fn python_modules(draft: &Draft<'_>, stage: StageId, path: &str) -> Option<Found> {
    let is_folder = path.split('/').any(facts::builders::module_folder);
    let stages = chain(draft, stage);
    let mut places = stages.iter().filter_map(|id| draft.plain.stage(*id)).flat_map(|stage| draft.places(stage));
    let installs = places.any(|place| {
        commands::of(draft, place).live().any(|command| {
            let actions = package_actions(command.call, &|name| place.value(name));
            actions.iter().any(|action| action.manager == Manager::Pip)
        })
    });
    (is_folder && installs).then_some(Found::Modules("the modules of the Python environment"))
}

/// The gems that the stage installs into the folder.
fn gems(draft: &Draft<'_>, path: &str) -> Option<Found> {
    let is_folder = path.split('/').any(facts::builders::gem_folder);
    let has_gems = !super::ruby::bindings(draft).is_empty();
    (is_folder && has_gems).then_some(Found::Modules("the environment of gems"))
}

/// The source of what `COPY source destination` put at `path`.
fn came_from(destination: &str, source: &str, path: &str) -> Option<String> {
    let folder = destination.trim_end_matches('/');
    let source = source.trim_end_matches('/');
    if folder == path {
        return Some(source.to_owned());
    }
    let below = path.strip_prefix(folder)?.strip_prefix('/')?;
    let name = source.rsplit('/').next().unwrap_or(source);
    if destination.ends_with('/') && below == name {
        return Some(source.to_owned());
    }
    (!name.contains('.')).then(|| format!("{source}/{below}"))
}

/// The counterpart of a file in an image: a program of the attribute that stands for the image.
pub(super) fn image_file(image: &ImageRef, path: &str) -> Found {
    if let Some(provided) = filesystem::provided(path) {
        return Found::Attribute { path: provided.attribute.to_owned(), what: provided.what.to_owned() };
    }
    let name = path.trim_end_matches('/').rsplit('/').next().unwrap_or(path);
    let known = facts::base_image(&image.familiar_name(), image.tag());
    match known.and_then(|image| image.attrs().next()) {
        Some(attribute) => Found::Path(Template::attribute(attribute, &format!("/bin/{name}"))),
        None => Found::Unknown { why: format!("{} has no counterpart in nixpkgs that is known here", image.text) },
    }
}

/// Looks at the stages in reach that nothing copies from, but that a mount of a RUN is made of.
pub(super) fn remaining_stages(draft: &mut Draft<'_>) {
    let in_reach: Vec<StageId> =
        draft.plain.stages.iter().filter(|stage| stage.reachable).map(|stage| stage.id).collect();
    for id in in_reach {
        if !draft.recorded.contains(&id) && !draft.lineage.contains(&id) {
            build_stage(draft, id);
        }
    }
}

/// Turns a stage, and the stages it is built on, into what they build. Each stage is looked at once.
fn build_stage(draft: &mut Draft<'_>, id: StageId) {
    if draft.builders.contains_key(&id) || draft.lineage.contains(&id) {
        return;
    }
    draft.builders.insert(id, Builder::default());
    let Some(stage) = draft.plain.stage(id) else { return };
    let builder = match GoStage::find(draft, stage) {
        Some(found) => {
            if let Base::Stage(parent) = stage.base {
                build_stage(draft, parent);
            }
            found.build(draft, stage)
        }
        None => match project::find(draft, &chain(draft, id)) {
            projects if projects.is_empty() => stage::build(draft, id),
            projects => build_projects(draft, id, &projects),
        },
    };
    draft.builders.insert(id, builder);
}

/// Builds the projects of a stage, and records it with those that it is built on and copies from.
fn build_projects<'a>(draft: &mut Draft<'a>, id: StageId, projects: &[project::Project<'a>]) -> Builder {
    let mut all = Builder::default();
    let Some(stage) = draft.plain.stage(id) else { return all };
    for project in projects {
        let builder = project.build(draft, stage, false);
        all.outputs.extend(builder.outputs);
        all.programs.extend(builder.programs);
    }
    let function = projects.first().map_or("", project::Project::function);
    record_project_stage(draft, id, function, &mut vec![]);
    all
}

/// Records the stages that a project's builder stands for.
fn record_project_stage(draft: &mut Draft<'_>, id: StageId, function: &str, seen: &mut Vec<StageId>) {
    for id in chain(draft, id) {
        let is_first = seen.is_empty();
        if seen.contains(&id) || draft.recorded.contains(&id) || draft.lineage.contains(&id) {
            continue;
        }
        seen.push(id);
        draft.recorded.insert(id);
        draft.builders.entry(id).or_default();
        let Some(stage) = draft.plain.stage(id) else { continue };
        let outcome = if is_first { "the builder brings what it needs" } else { "the builder does this itself" };
        record_from(draft, stage, Outcome::not_needed(outcome));
        project::record_stage(draft, stage, function, |draft, span| draft.built.get(&span.start).cloned());
        for place in draft.places(stage) {
            let (Action::Copy(transfer) | Action::Add(transfer)) = &place.plain.action else { continue };
            if let FileSource::Stage(from) = transfer.from
                && !draft.builders.contains_key(&from)
            {
                record_project_stage(draft, from, function, seen);
            }
        }
    }
}

/// Builds the projects of the stages that the image is made of. Gives the folders whose files they have.
pub(super) fn projects_of_image(draft: &mut Draft<'_>) {
    let lineage = draft.lineage.clone();
    let Some(stage) = lineage.last().and_then(|id| draft.plain.stage(*id)) else { return };
    for project in project::find(draft, &lineage) {
        let builder = project.build(draft, stage, true);
        draft.projects.push(project.directory().to_owned());
        for (path, template) in builder.outputs {
            draft.files.push(super::FileEntry {
                source: super::FileSource::Tree { path: template },
                target: path,
                mode: None,
                origin: project.origin(draft),
            });
        }
    }
}

fn record_from(draft: &mut Draft<'_>, stage: &Stage, outcome: Outcome) {
    if let Some(instruction) = draft.instructions.get(stage.from).copied() {
        draft.record_instruction(instruction, stage.from, outcome);
    }
}

/// Records an instruction of a build stage that runs nothing.
fn record_setting(draft: &mut Draft<'_>, place: Place<'_>) {
    let outcome = match &place.plain.action {
        Action::Copy(_) | Action::Add(_) => Outcome::translated("src"),
        Action::Env(_) | Action::Arg(_) => Outcome::translated("variables of the build"),
        Action::Workdir { .. } => Outcome::not_needed("a derivation has a folder of its own"),
        _ => Outcome::not_needed("settings of a build stage do not reach the image"),
    };
    draft.record(place, outcome);
}
