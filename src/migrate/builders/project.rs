//! A project of a language, as the commands of a stage and the files of the context tell it.

use super::install::{Wanted, install, wanted};
use super::reading::{build_inputs, compiler_of, context_folder, stage_origin, top_level_sources, version};
use super::{Builder, cargo, composer, dotnet, jvm, node, record_setting};
use crate::build::downloads::{Download, downloads};
use crate::build::packages::{ActionKind, PackageSource, package_actions};
use crate::build::{Action, Stage, StageId};
use crate::facts::builders::{self as known, ignores_variable};
use crate::migrate::commands;
use crate::migrate::draft::{Draft, Place};
use crate::migrate::{ContentItem, Origin, Outcome, Package, Placeholder, Recipe, Setting, SettingValue, Template};
use crate::shell::Call;
use crate::source::Span;

/// A project that the commands of a stage work on.
pub(super) struct Project<'a> {
    kind: &'static known::Project,
    /// The folder that the commands run in.
    directory: String,
    /// The folder of the context that stands there.
    folder: String,
    commands: Vec<Used<'a>>,
}

/// A command that works on the project.
struct Used<'a> {
    place: Place<'a>,
    call: Call,
    /// Its arguments, with ARGs as names.
    words: Vec<String>,
    does: ActionKind,
}

/// What a language says of a project.
pub(super) struct Built {
    /// The package's name in its manifest.
    pub(super) name: Option<String>,
    /// Its version there.
    pub(super) version: Option<String>,
    pub(super) settings: Vec<Setting>,
    /// What only a build can tell, if anything.
    pub(super) missing: Option<String>,
    pub(super) layout: Layout,
    /// What of the commands has no counterpart.
    pub(super) dropped: Vec<String>,
}

/// How the project's files lie in the package.
pub(super) enum Layout {
    /// As they lie in the project's folder.
    Same,
    /// Programs, in `bin`.
    Programs,
    /// All that is published, in a folder of the package; `{name}` is the package's name.
    Published(&'static str),
}

/// What a language is told of a project.
pub(super) struct Told<'d, 'a> {
    pub(super) draft: &'d Draft<'a>,
    /// The folder of the context.
    pub(super) folder: &'d str,
    /// The arguments of each command.
    pub(super) commands: Vec<&'d [String]>,
    pub(super) kind: &'static known::Project,
    /// The attribute of the interpreter that the base image asks for.
    pub(super) interpreter: Option<String>,
    /// Attributes that the stage installs for builds: programs, and libraries.
    pub(super) tools: Vec<String>,
    pub(super) libraries: Vec<String>,
}

impl Told<'_, '_> {
    /// Whether a command has this word.
    pub(super) fn has(&self, word: &str) -> bool {
        self.commands.iter().any(|words| words.iter().any(|it| it == word))
    }

    /// The values of an option, given as `--name value` or `--name=value`.
    pub(super) fn values(&self, names: &[&str]) -> Vec<String> {
        let mut values = Vec::new();
        for words in &self.commands {
            for (at, word) in words.iter().enumerate() {
                if names.contains(&word.as_str()) {
                    values.extend(words.get(at + 1).cloned());
                } else if let Some((name, value)) = word.split_once('=').filter(|(name, _)| names.contains(name)) {
                    debug_assert!(!name.is_empty());
                    values.push(value.to_owned());
                }
            }
        }
        values.dedup();
        values
    }

    /// A path of the context below the project's folder.
    pub(super) fn path(&self, name: &str) -> String {
        if self.folder.is_empty() { name.to_owned() } else { format!("{}/{name}", self.folder) }
    }

    /// Whether the project's folder has a file of this name.
    pub(super) fn has_file(&self, name: &str) -> bool {
        self.draft.request.context.exists(&self.path(name))
    }
}

/// A setting without remark.
pub(super) fn setting(name: &str, value: SettingValue) -> Setting {
    Setting { name: name.to_owned(), value, note: None }
}

/// A hash that is not known yet.
pub(super) fn fake_hash(name: &str) -> Setting {
    Setting {
        name: name.to_owned(),
        value: SettingValue::FakeHash,
        note: Some("`nix-build` says which hash belongs here.".to_owned()),
    }
}

/// Strings as they are.
pub(super) fn texts(words: impl IntoIterator<Item = impl Into<String>>) -> SettingValue {
    SettingValue::Texts(words.into_iter().map(|word| Template::text(word.into())).collect())
}

/// The projects that these stages, each built on the one before, work on, in the order of their first commands.
pub(super) fn find<'a>(draft: &Draft<'a>, stages: &[StageId]) -> Vec<Project<'a>> {
    let mut projects: Vec<Project<'a>> = Vec::new();
    let stages: Vec<&'a Stage> = stages.iter().filter_map(|id| draft.plain.stage(*id)).collect();
    for place in stages.iter().flat_map(|stage| draft.places(stage)) {
        for command in commands::of(draft, place).live() {
            let Some(kind) = known::project(&command.call.name) else { continue };
            let words = command.call.args.iter();
            let words: Vec<String> =
                words.map(|word| draft.word(place, word).unwrap_or_else(|| word.raw.as_str().to_owned())).collect();
            let Some(does) = work_on_project(kind, &words, place, command.call) else { continue };
            let directory = command.directory.unwrap_or("/").to_owned();
            if is_fetched(draft, &stages, &directory) {
                continue;
            }
            let used = Used { place, call: command.call.clone(), words, does };
            match projects.iter_mut().find(|project| project.kind.name == kind.name) {
                Some(project) => project.commands.push(used),
                None => {
                    let folder = stages.iter().map(|stage| context_folder(draft, stage, &directory));
                    let folder = folder.rev().find(|folder| !folder.is_empty()).unwrap_or_default();
                    projects.push(Project { kind, directory, folder, commands: vec![used] });
                }
            }
        }
    }
    projects.retain(Project::is_built);
    projects
}

/// Whether the folder is one that the stages fetch, rather than copy from the context.
pub(super) fn is_fetched(draft: &Draft<'_>, stages: &[&Stage], directory: &str) -> bool {
    let below =
        |folder: &str| directory == folder || directory.starts_with(&format!("{}/", folder.trim_end_matches('/')));
    stages.iter().any(|stage| {
        stage.steps.iter().any(|step| {
            let of_step = commands::Commands::of(step, &draft.instructions);
            let lookup = |name: &str| step.before.scope.value(name).map(ToString::to_string);
            of_step.iter().filter(|command| command.call.name == "git").any(|command| {
                let site = of_step.site(command.number, &lookup);
                site.iter().flat_map(downloads).any(|download| match download {
                    Download::Repository(repository) => repository.folder.path.as_deref().is_some_and(below),
                    _ => false,
                })
            })
        })
    })
}

/// What a command does if it builds the project, installs what it needs, or runs one of its scripts.
fn work_on_project(kind: &known::Project, words: &[String], place: Place<'_>, call: &Call) -> Option<ActionKind> {
    let first = words.iter().find(|word| !word.starts_with(['-', '+'])).map_or("", String::as_str);
    if !kind.begins.is_empty() && !kind.begins.contains(&first) {
        return None;
    }
    let actions = package_actions(call, &|name| place.value(name));
    let is_own = |source: &PackageSource| matches!(source, PackageSource::LocalPath | PackageSource::Editable);
    actions.iter().find_map(|action| match action.kind {
        ActionKind::LockInstall
        | ActionKind::ManifestInstall
        | ActionKind::Build
        | ActionKind::Script
        | ActionKind::UpgradeAll => Some(action.kind),
        ActionKind::Install if action.packages.iter().all(|package| is_own(&package.source)) => Some(action.kind),
        _ => None,
    })
}

impl<'a> Project<'a> {
    /// Whether more is done than to start something.
    fn is_built(&self) -> bool {
        let is_start = |used: &Used<'_>| {
            used.does == ActionKind::Script
                && matches!(used.words.first().map(String::as_str), Some("start" | "test" | "stop"))
        };
        !self.commands.iter().all(is_start)
    }

    /// The builder.
    pub(super) fn function(&self) -> &'static str {
        self.kind.function
    }

    /// The first command.
    pub(super) fn origin(&self, draft: &Draft<'a>) -> Origin {
        self.commands
            .first()
            .map_or_else(|| draft.origin(Default::default(), ""), |used| draft.origin_of_call(&used.call))
    }

    /// Adds the package of the project. `place_at` is the folder that the package has the project's files in.
    pub(super) fn build(&self, draft: &mut Draft<'a>, stage: &'a Stage, of_image: bool) -> Builder {
        let wanted = if of_image { Vec::new() } else { wanted(draft, stage, &self.directory) };
        let (tools, libraries) = build_inputs(draft, stage);
        let told = Told {
            draft,
            folder: &self.folder,
            commands: self.commands.iter().map(|used| used.words.as_slice()).collect(),
            kind: self.kind,
            interpreter: self.interpreter(draft, stage),
            tools,
            libraries,
        };
        let mut built = match self.kind.name {
            "npm" => node::npm(&told),
            "yarn" => node::yarn(&told),
            "pnpm" => node::pnpm(&told),
            "cargo" => cargo::package(&told),
            "maven" => jvm::maven(&told),
            "gradle" => jvm::gradle(&told),
            "dotnet" => dotnet::module(&told),
            _ => composer::project(&told),
        };
        built.settings.extend(self.env(draft));
        if let Layout::Same = built.layout {
            let target = if of_image { self.directory.clone() } else { String::new() };
            built.settings.push(setting("installPhase", SettingValue::Script(install(&wanted, &target))));
        }
        let name = built.name.clone().unwrap_or_else(|| match &stage.name {
            Some(name) if !of_image => name.to_string(),
            _ => draft.request.options.name.rsplit('/').next().unwrap_or("app").to_lowercase(),
        });
        let name = crate::nix::store_name(name.rsplit('/').next().unwrap_or(&name));
        let binding = self.add(draft, stage, &name, &built, of_image);
        self.record(draft, &binding, &built);
        let programs = match built.layout {
            Layout::Programs => vec![binding.clone()],
            _ => Vec::new(),
        };
        Builder { outputs: self.outputs(&binding, &name, &built, &wanted), programs }
    }

    /// Adds the binding, and what has to be filled in.
    fn add(&self, draft: &mut Draft<'a>, stage: &'a Stage, name: &str, built: &Built, of_image: bool) -> String {
        let origins = self.commands.iter().map(|used| draft.origin_of_call(&used.call)).collect::<Vec<_>>();
        let version = match &built.version {
            Some(version) => Template::text(version),
            None => version(draft, stage),
        };
        let builder = match (self.kind.name, self.interpreter(draft, stage)) {
            ("composer", Some(php)) => self.kind.function.replacen("php", &php, 1),
            _ => self.kind.function.to_owned(),
        };
        let recipe = Recipe::Package(Package {
            builder,
            name: name.to_owned(),
            version,
            sources: top_level_sources(draft, &self.folder),
            folder: self.folder.clone(),
            settings: built.settings.clone(),
            has_programs: !matches!(built.layout, Layout::Same),
        });
        let wanted = stage.name.as_ref().filter(|_| !of_image);
        let wanted = wanted.map_or_else(|| name.to_owned(), ToString::to_string);
        let origin = origins.first().cloned().unwrap_or_else(|| stage_origin(draft, stage));
        let binding = draft.add_binding(&wanted, recipe, origins);
        if of_image && !matches!(built.layout, Layout::Published(_)) {
            draft.add_content(ContentItem::Binding { name: binding.clone() }, origin.clone());
        }
        if let Some(what) = &built.missing {
            draft.placeholders.push(Placeholder {
                binding: binding.clone(),
                what: what.clone(),
                command: Some(self.kind.tells.replace("{binding}", &binding)),
                origin,
            });
            if self.kind.is_file {
                draft.exposed.push(binding.clone());
            }
        }
        binding
    }

    /// The attribute of the interpreter, when the base image asks for a version that nixpkgs has.
    fn interpreter(&self, draft: &Draft<'_>, stage: &Stage) -> Option<String> {
        let beginning = self.kind.interpreter?;
        compiler_of(draft, stage, &|attribute| attribute.starts_with(beginning))
    }

    /// The variables that the Dockerfile sets before the last command.
    fn env(&self, draft: &Draft<'a>) -> Vec<Setting> {
        let Some(last) = self.commands.last() else { return Vec::new() };
        let mut names: Vec<String> = Vec::new();
        let stages = draft.plain.stages.iter().filter(|stage| stage.reachable);
        let of_this =
            stages.filter(|stage| stage.steps.iter().any(|step| step.instruction == last.place.plain.instruction));
        for step in of_this.flat_map(|stage| &stage.steps) {
            if step.instruction >= last.place.plain.instruction {
                break;
            }
            match &step.action {
                Action::Env(pairs) => names.extend(pairs.iter().map(|(name, _)| name.clone())),
                Action::Arg(pairs) => names.extend(pairs.iter().map(|(name, _)| name.clone())),
                _ => {}
            }
        }
        let mut env = Vec::new();
        for name in names {
            let is_new = !env.iter().any(|setting: &Setting| setting.name == format!("env.{name}"));
            let value = last.place.marked.before.scope.value(&name).map(ToString::to_string);
            if let (true, false, Some(value)) = (is_new, ignores_variable(&name), value.filter(|it| !it.is_empty())) {
                env.push(setting(&format!("env.{name}"), SettingValue::Text(draft.template(&value))));
            }
        }
        env
    }

    fn record(&self, draft: &mut Draft<'a>, binding: &str, built: &Built) {
        let into = format!("{binding} ({})", self.kind.function);
        let outcome = if built.dropped.is_empty() {
            Outcome::translated(into)
        } else {
            Outcome::approximated(into, format!("without {}", built.dropped.join(" ")))
        };
        for used in &self.commands {
            draft.built.insert(used.call.span.start, outcome.clone());
        }
    }

    /// The paths in the stage, and what they are in the store.
    fn outputs(&self, binding: &str, name: &str, built: &Built, wanted: &[Wanted]) -> Vec<(String, Template)> {
        let mut outputs = Vec::new();
        match built.layout {
            Layout::Same => outputs.extend(wanted.iter().map(|wanted| {
                let below = if wanted.target.is_empty() { String::new() } else { format!("/{}", wanted.target) };
                (wanted.path.clone(), Template::binding(binding, &below))
            })),
            Layout::Programs => {}
            Layout::Published(folder) => {
                let below = folder.replace("{name}", name);
                let published = self.published();
                outputs.push((published, Template::binding(binding, &format!("/{below}"))));
            }
        }
        outputs
    }

    /// The folder that the last command writes to.
    fn published(&self) -> String {
        let mut folder = self.directory.clone();
        for used in &self.commands {
            let at = used.words.iter().position(|word| matches!(word.as_str(), "-o" | "--output"));
            let given = at.and_then(|at| used.words.get(at + 1)).cloned();
            let given =
                given.or_else(|| used.words.iter().find_map(|word| word.strip_prefix("--output=").map(str::to_owned)));
            if let Some(path) = given {
                folder = crate::migrate::packages::absolute(&self.directory, &path);
            }
        }
        folder.trim_end_matches('/').to_owned()
    }

    /// The folder that the project stands in.
    pub(super) fn directory(&self) -> &str {
        &self.directory
    }
}

/// Records the commands and instructions of a build stage: as `built` says of the call at a place, and otherwise as what
/// `builder` makes unnecessary.
pub(super) fn record_stage<'a>(
    draft: &mut Draft<'a>,
    stage: &'a Stage,
    builder: &str,
    built: impl Fn(&Draft<'a>, Span) -> Option<Outcome>,
) {
    for place in draft.places(stage) {
        if !matches!(place.plain.action, Action::Run { .. }) {
            record_setting(draft, place);
            continue;
        }
        let of_step = commands::of(draft, place);
        for command in of_step.iter().filter(|command| !command.is_wrapper) {
            let outcome = built(draft, command.call.span)
                .unwrap_or_else(|| commands::in_builder(draft, place, &of_step, &command, builder));
            draft.record_call(place, command.number, command.call, outcome);
        }
    }
}
