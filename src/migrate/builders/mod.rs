//! Stages that the image only copies from → things that are built.

mod cargo;
mod composer;
mod dotnet;
mod go;
mod jvm;
mod node;
mod project;
mod stage;

use super::draft::{Draft, Place};
use super::{GoVendor, Origin, Outcome, Placeholder, Recipe, Template};
use crate::build::packages::{ActionKind, package_actions};
use crate::build::{Action, Base, FileSource, ImageRef, SourceKind, Stage, StageId};
use crate::facts::{self, Manager, PackageKind, VersionMatch, filesystem, nix_commands};
use crate::migrate::commands;
use crate::shell::Call;

/// What a path in another stage or image is here.
pub(super) enum Found {
    /// A path in the store.
    Path(Template),
    /// A path of the build context, which a COPY put into that stage.
    Context(String),
    /// Modules that are in the Python environment of the image.
    PythonModules,
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
    if let Some(found) = python_modules(draft, stage, path) {
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
    (is_folder && installs).then_some(Found::PythonModules)
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

/// The stage and those that it is built on, the first of them first; not those that the image is made of.
fn chain(draft: &Draft<'_>, stage: StageId) -> Vec<StageId> {
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

/// Attributes that a stage and those it is built on install: programs that serve a build, and libraries.
fn build_inputs(draft: &Draft<'_>, stage: &Stage) -> (Vec<String>, Vec<String>) {
    let (mut tools, mut libraries) = (Vec::new(), Vec::new());
    let mut stages = chain(draft, stage.id);
    if draft.lineage.contains(&stage.id) {
        stages = draft.lineage.clone();
    }
    for place in stages.iter().filter_map(|id| draft.plain.stage(*id)).flat_map(|stage| draft.places(stage)) {
        for command in commands::of(draft, place).live() {
            for action in package_actions(command.call, &|name| place.value(name)) {
                if action.kind != ActionKind::Install || !commands::is_of_system(action.manager) {
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

/// A stage in which Go programs are built.
struct GoStage<'a> {
    builds: Vec<GoCommand<'a>>,
    module_root: String,
}

/// A `go build` of a stage.
struct GoCommand<'a> {
    place: Place<'a>,
    call: Call,
    directory: String,
    build: go::GoBuild,
}

impl<'a> GoStage<'a> {
    /// Looks for `go build` and `go install` of the stage's own module.
    fn find(draft: &Draft<'a>, stage: &'a Stage) -> Option<Self> {
        let mut builds = Vec::new();
        for place in draft.places(stage) {
            for command in commands::of(draft, place).live().filter(|command| command.call.name == "go") {
                let directory = command.directory.unwrap_or("/").to_owned();
                if project::is_fetched(draft, &[stage], &directory) {
                    continue;
                }
                let build = go::read(draft, place, command.call, &directory);
                builds.extend(build.map(|build| GoCommand { place, call: command.call.clone(), directory, build }));
            }
        }
        let module_root = context_folder(draft, stage, &builds.first()?.directory);
        Some(GoStage { builds, module_root })
    }

    fn build(self, draft: &mut Draft<'a>, stage: &'a Stage) -> Builder {
        let module = go::module(draft.request.context, &self.module_root);
        let mut outputs = Vec::new();
        let mut names = Vec::new();
        for command in &self.builds {
            let (path, name, program) = self.add(draft, stage, command, &module);
            outputs.push((path, Template::binding(&name, &format!("/bin/{program}"))));
            names.push(name);
        }
        self.record(draft, stage, &names);
        Builder { outputs, programs: Vec::new() }
    }

    /// Adds the binding of one `go build`. Gives the program's path in the stage, the binding, and the program's name.
    fn add(
        &self,
        draft: &mut Draft<'a>,
        stage: &'a Stage,
        command: &GoCommand<'a>,
        module: &go::Module,
    ) -> (String, String, String) {
        let output_name = command.build.output.as_deref().and_then(|path| path.rsplit('/').next());
        let output_name = output_name.filter(|name| !name.is_empty());
        let program = command.build.program(module.path.as_deref());
        let program = program.unwrap_or_else(|| output_name.unwrap_or("app").to_owned());
        let details = go::Details {
            name: output_name.unwrap_or(&program).to_owned(),
            version: version(draft, stage),
            compiler: compiler(draft, stage),
            sources: top_level_sources(draft, &self.module_root),
            module_root: self.module_root.clone(),
            env: env(draft, command),
        };
        let origin = draft.origin_of_call(&command.call);
        let recipe = Recipe::GoModule(go::recipe(&command.build, module, details));
        let wanted = stage.name.as_ref().map_or_else(|| program.clone(), ToString::to_string);
        let name = draft.add_binding(&wanted, recipe, vec![origin.clone()]);
        if module.vendor == GoVendor::Download {
            draft.placeholders.push(Placeholder {
                binding: name.clone(),
                what: "vendorHash".to_owned(),
                command: Some("nix-build".to_owned()),
                origin,
            });
        }
        (command.build.output_path(&command.directory, &program), name, program)
    }

    fn record(&self, draft: &mut Draft<'a>, stage: &'a Stage, names: &[String]) {
        draft.recorded.insert(stage.id);
        let compiler = compiler(draft, stage).unwrap_or_else(|| "go".to_owned());
        record_from(draft, stage, Outcome::translated(compiler));
        project::record_stage(draft, stage, "buildGoModule", |_, span| {
            let built = self.builds.iter().zip(names).find(|(build, _)| build.call.span == span);
            built.map(|(build, name)| build.outcome(name))
        });
    }
}

impl GoCommand<'_> {
    fn outcome(&self, name: &str) -> Outcome {
        let into = format!("{name} (buildGoModule)");
        if self.build.dropped.is_empty() {
            return Outcome::translated(into);
        }
        Outcome::approximated(into, format!("without {}", self.build.dropped.join(" ")))
    }
}

/// The folder of the context whose content stands at `working_dir` of the stage; the context itself when none is known.
fn context_folder(draft: &Draft<'_>, stage: &Stage, working_dir: &str) -> String {
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
fn top_level_sources(draft: &Draft<'_>, root: &str) -> Vec<String> {
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
fn version(draft: &Draft<'_>, stage: &Stage) -> Template {
    let Some(marked) = draft.marked.stage(stage.id) else { return "0".into() };
    let value = facts::go::version_variables().iter().find_map(|name| marked.after.scope.value(name));
    value.map_or_else(|| "0".into(), |value| draft.template(value))
}

/// The compiler that the tag of the base image asks for.
fn compiler(draft: &Draft<'_>, stage: &Stage) -> Option<String> {
    compiler_of(draft, stage, &|_| true)
}

/// The attribute, of those that `fits` is true of, whose version the tag of the base image asks for.
fn compiler_of(draft: &Draft<'_>, stage: &Stage, fits: &dyn Fn(&str) -> bool) -> Option<String> {
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

fn stage_origin(draft: &Draft<'_>, stage: &Stage) -> Origin {
    let instruction = draft.instructions.get(stage.from).copied();
    instruction.map_or_else(|| draft.origin(Default::default(), ""), |instruction| draft.origin_of(instruction))
}

/// The variables that a Go build sees and that mean something to it.
fn env(draft: &Draft<'_>, command: &GoCommand<'_>) -> Vec<(String, Template)> {
    let mut env: Vec<(String, Template)> = Vec::new();
    let scope = &command.place.marked.before.scope;
    for name in facts::go::variables() {
        let given = command.call.assignments.iter().rev().find(|assignment| assignment.name == *name);
        let value = match given {
            Some(assignment) => draft.word(command.place, &assignment.value),
            None => scope.variable(name).map(|variable| variable.value.to_string()),
        };
        env.extend(value.map(|value| ((*name).to_owned(), draft.template(&value))));
    }
    env
}
