//! Package managers' commands in the image's stages → attributes of nixpkgs.

use super::commands::{self, Command};
use super::draft::{Draft, Manifest, Place};
use super::{Origin, Outcome, Placeholder};
use crate::build::packages::{ActionKind, FileRole, Flag, PackageAction, PackageSource, PackageSpec, package_actions};
use crate::context::manifest::pyproject::PyProject;
use crate::context::manifest::requirements::Requirements;
use crate::context::manifest::{DependencyGroup, Requirement, normalize_name};
use crate::facts::{self, Manager, ManagerKind, PackageEntry, PackageKind, nix_commands};
use crate::prose::enumeration;

/// Where nixpkgs has the modules of its Python.
pub(super) const PYTHON_MODULES: &str = "python3Packages.";

const PYTHON_2: &str = "Python 2 is not in nixpkgs, Python 3 takes its place";

/// What becomes of a command if it has to do with packages.
pub(super) fn translate(draft: &mut Draft<'_>, place: Place<'_>, command: &Command<'_>) -> Option<Outcome> {
    let actions = package_actions(command.call, &|name| place.value(name));
    if actions.is_empty() {
        return None;
    }
    let origin = draft.origin_of_call(command.call);
    let mut tally = Tally::default();
    for action in &actions {
        match action.kind {
            ActionKind::Install | ActionKind::Upgrade => install(draft, command, action, &origin, &mut tally),
            ActionKind::LockInstall | ActionKind::ManifestInstall if action.manager == Manager::Pip => {
                project_modules(draft, command.directory.unwrap_or("/"), &action.program, &origin, &mut tally);
            }
            ActionKind::LockInstall | ActionKind::ManifestInstall | ActionKind::Build | ActionKind::Script => {
                tally.manual.push(format!("build what {} builds with nixpkgs' own builder", action.program));
            }
            ActionKind::Run => tally.manual.push(format!("see what {} runs", action.program)),
            other => tally.dropped.push(reason_to_drop(other, &action.program)),
        }
    }
    Some(tally.outcome())
}

/// Why an action has no counterpart.
fn reason_to_drop(kind: ActionKind, program: &str) -> String {
    match kind {
        ActionKind::Remove | ActionKind::RemoveUnused => "what is not asked for is not in the image".to_owned(),
        ActionKind::UpdateIndex => "Nix has no package index".to_owned(),
        ActionKind::UpgradeAll => "versions are those of nixpkgs".to_owned(),
        ActionKind::Clean => "Nix leaves no cache in the image".to_owned(),
        ActionKind::AddRepository => "nixpkgs is the only source of packages".to_owned(),
        ActionKind::Download => "nixpkgs fetches what is installed".to_owned(),
        _ => format!("{program} is not in the image"),
    }
}

/// What has become of the packages of one command.
#[derive(Default)]
struct Tally {
    /// Attributes that are in the image now.
    into: Vec<String>,
    /// What differs from the Dockerfile.
    differs: Vec<String>,
    /// Why something is left out.
    dropped: Vec<String>,
    /// What nixpkgs does not have and the image may do without, and why.
    missing: Vec<(String, String)>,
    /// The same for what an application needs.
    needed: Vec<(String, String)>,
    /// What is left to do.
    manual: Vec<String>,
}

impl Tally {
    /// Notes that nixpkgs does not have something. What a language's package manager installs, an application needs.
    fn miss(&mut self, asked: &Asked<'_>, attribute: Option<&str>, why: String) {
        let is_module = attribute.is_some_and(|attribute| attribute.starts_with(PYTHON_MODULES));
        let list = match is_module || asked.manager.kind() == ManagerKind::Language {
            true => &mut self.needed,
            false => &mut self.missing,
        };
        list.push((asked.name.to_owned(), why));
    }

    fn outcome(mut self) -> Outcome {
        for list in [&mut self.into, &mut self.differs, &mut self.dropped, &mut self.manual] {
            let mut seen = Vec::new();
            list.retain(|text| {
                let is_new = !seen.contains(text);
                seen.push(text.clone());
                is_new
            });
        }
        // What is missing among other things is a difference; alone it is for somebody to see to.
        let is_alone = self.into.is_empty() && self.dropped.is_empty();
        for (name, why) in std::mem::take(&mut self.missing) {
            match is_alone {
                true => self.manual.push(format!("do without {name}: {why}")),
                false => self.differs.push(format!("without {name}: {why}")),
            }
        }
        for (name, why) in std::mem::take(&mut self.needed) {
            self.manual.push(format!("do without {name}, or package it: {why}"));
        }
        let into = enumeration(&self.into);
        if !self.manual.is_empty() {
            return Outcome::manual(self.manual.join("; "));
        }
        match (self.into.is_empty(), self.differs.is_empty()) {
            (_, false) => {
                self.differs.extend(self.dropped);
                let into = if into.is_empty() { "contents".to_owned() } else { into };
                Outcome::approximated(into, self.differs.join("; "))
            }
            (false, true) => Outcome::translated(into),
            (true, true) => Outcome::not_needed(self.dropped.join("; ")),
        }
    }
}

fn install(draft: &mut Draft<'_>, command: &Command<'_>, action: &PackageAction, origin: &Origin, tally: &mut Tally) {
    if action.has(Flag::NoCache) {
        tally.dropped.push("Nix leaves no cache in the image".to_owned());
    }
    if action.virtual_group.as_ref().is_some_and(|group| draft.removed.contains(group)) {
        tally.dropped.push("what is removed again only serves builds, which have it of their own".to_owned());
        return;
    }
    for package in &action.packages {
        let is_project = matches!(package.source, PackageSource::LocalPath | PackageSource::Editable);
        if action.manager == Manager::Pip && is_project && package.name == "." {
            project_modules(draft, command.directory.unwrap_or("/"), &action.program, origin, tally);
            continue;
        }
        if action.manager != Manager::Pip && draft.removed.contains(&package.name) {
            tally.dropped.push(format!("{} is removed again", package.name));
            continue;
        }
        add_package(draft, action.manager, package, origin, tally);
    }
    for file in action.files(FileRole::Requirements) {
        if file.resolved {
            requirements_file(draft, &absolute(command.directory.unwrap_or("/"), &file.text), origin, tally);
        } else {
            tally.manual.push(format!("add the modules of {}", file.text));
        }
    }
}

/// The path that a command means, seen from the root.
pub(super) fn absolute(working_dir: &str, path: &str) -> String {
    match path.strip_prefix('/') {
        Some(_) => path.to_owned(),
        None => format!("{}/{}", working_dir.trim_end_matches('/'), path.trim_start_matches("./")),
    }
}

fn add_package(draft: &mut Draft<'_>, manager: Manager, package: &PackageSpec, origin: &Origin, tally: &mut Tally) {
    if !package.resolved || package.source != PackageSource::Registry {
        tally.manual.push(format!("package {}", package.name));
        return;
    }
    let name = &package.name;
    let Some(entry) = facts::nix_package(manager, name) else {
        tally.manual.push(format!("find the attribute of {name}: {}", near_names(draft, name)));
        draft.placeholders.push(Placeholder {
            binding: "contents".to_owned(),
            what: format!("the attribute of the {manager} package {name}"),
            command: Some(format!("nix search nixpkgs {}", shell_words::quote(name))),
            origin: origin.clone(),
        });
        return;
    };
    let pinned = package.constraint.as_ref().filter(|constraint| constraint.exact);
    let pinned = pinned.map(|constraint| constraint.version.as_str());
    add_entry(draft, &Asked { manager, name, pinned }, &entry, origin, tally);
}

/// A package as the Dockerfile asks for it.
struct Asked<'a> {
    manager: Manager,
    name: &'a str,
    /// The one version that will do.
    pinned: Option<&'a str>,
}

/// Adds what an entry of the tables says.
fn add_entry(draft: &mut Draft<'_>, asked: &Asked<'_>, entry: &PackageEntry, origin: &Origin, tally: &mut Tally) {
    let name = asked.name;
    match entry.kind {
        PackageKind::Unsupported => {
            let why = entry.note.unwrap_or("nixpkgs has no counterpart");
            return tally.miss(asked, None, why.to_owned());
        }
        PackageKind::PackageManagerOnly => {
            tally.dropped.push(format!("{name} only serves to install packages"));
            return implied_interpreter(draft, asked, entry, origin, tally);
        }
        PackageKind::Build | PackageKind::Library => {
            return tally.dropped.push(format!("{name} only serves builds; what needs it has it in its closure"));
        }
        PackageKind::Runtime => {}
    }
    let origin = &with_remark(origin, asked);
    for attribute in &entry.attrs {
        if let Some(why) = refusal(attribute) {
            tally.miss(asked, Some(attribute), why);
            continue;
        }
        if let Some(module) = attribute.strip_prefix(PYTHON_MODULES) {
            draft.python.modules.push(module.to_owned());
            draft.python.origins.push(origin.clone());
        } else if is_python(attribute) {
            draft.python.interpreter.get_or_insert_with(|| attribute.to_string());
            draft.python.origins.push(origin.clone());
        } else {
            draft.add_attribute(attribute, origin.clone());
        }
        tally.into.push(attribute.to_string());
        version_note(asked, attribute, tally);
    }
    if nix_commands::is_python_2(name) {
        tally.differs.push(PYTHON_2.to_owned());
    } else if let Some(nearest) = &entry.nearest {
        tally.differs.push(format!("{name}: {nearest}"));
    }
}

/// Why nixpkgs does not give the attribute to those who do not ask for it in so many words.
fn refusal(attribute: &str) -> Option<String> {
    let flags = facts::attribute(attribute)?.flags;
    let why = match flags {
        flags if flags.broken => "as broken",
        flags if flags.insecure => "as insecure (permittedInsecurePackages allows it)",
        flags if flags.unsupported => "as not for this system",
        flags if flags.blocked => "as unusable, because of something that it needs",
        _ => return None,
    };
    Some(format!("nixpkgs marks {attribute} {why}"))
}

/// A package manager of Python, installed by the system's, means that there is a Python.
fn implied_interpreter(
    draft: &mut Draft<'_>,
    asked: &Asked<'_>,
    entry: &PackageEntry,
    origin: &Origin,
    tally: &mut Tally,
) {
    let of_python = entry.attrs.iter().any(|attribute| attribute.starts_with(PYTHON_MODULES));
    if asked.manager == Manager::Pip || !of_python {
        return;
    }
    let interpreter = draft.python.interpreter.get_or_insert_with(|| "python3".to_owned()).clone();
    tally.into.push(interpreter);
    if nix_commands::is_python_2(asked.name) {
        tally.differs.push(PYTHON_2.to_owned());
    }
    draft.python.origins.push(with_remark(origin, asked));
}

/// The origin of a package, with what has to be said about it in the expression.
fn with_remark(origin: &Origin, asked: &Asked<'_>) -> Origin {
    if nix_commands::is_python_2(asked.name) {
        return Origin { text: format!("{}: {PYTHON_2}", origin.text), ..origin.clone() };
    }
    origin.clone()
}

fn is_python(attribute: &str) -> bool {
    attribute.strip_prefix("python3").is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit()))
}

/// Says so when nixpkgs has another version than the one that is asked for.
fn version_note(asked: &Asked<'_>, attribute: &str, tally: &mut Tally) {
    let Asked { name, pinned: Some(pinned), .. } = asked else { return };
    match facts::attribute(attribute).map(|attribute| attribute.version) {
        Some(version) if !version.is_empty() && !pinned.starts_with(version) => {
            tally.differs.push(format!("{name}: {pinned} is asked for, nixpkgs has {version}"));
        }
        _ => {}
    }
}

/// How many packages names of nixpkgs are compared with: each takes as long as it takes to read them all.
const MAX_COMPARED: usize = 100;

/// What nixpkgs has of a similar name.
fn near_names(draft: &mut Draft<'_>, name: &str) -> String {
    draft.compared += 1;
    if draft.compared > MAX_COMPARED {
        return format!("`dfcheck packages {name}` looks for names like it");
    }
    match facts::similar(name).as_slice() {
        [] => "nixpkgs has none of a similar name".to_owned(),
        names => format!("perhaps {}", enumeration(names)),
    }
}

/// The modules that a requirements file asks for.
fn requirements_file(draft: &mut Draft<'_>, path: &str, origin: &Origin, tally: &mut Tally) {
    let Some(context_path) = draft.context_path_of(path) else {
        tally.manual.push(format!("add the modules of {path}: no COPY says where it comes from"));
        return;
    };
    let requirements = match Requirements::read(draft.request.context, &context_path) {
        Ok(Some(requirements)) => requirements,
        Ok(None) => return tally.manual.push(format!("add the modules of {context_path}: the file is not there")),
        Err(error) => return tally.manual.push(format!("add the modules of {context_path}: {error}")),
    };
    for (file, requirement) in requirements.requirements() {
        let words = file.file.source.text(requirement.span()).into_owned();
        add_requirement(draft, requirement, &words, origin, tally);
    }
    draft.python.interpreter.get_or_insert_with(|| "python3".to_owned());
}

/// The modules that the project in a folder needs, as its `pyproject.toml` says.
fn project_modules(draft: &mut Draft<'_>, directory: &str, program: &str, origin: &Origin, tally: &mut Tally) {
    let manifest = absolute(directory, "pyproject.toml");
    let folder = draft.context_path_of(&manifest).map(|path| path.trim_end_matches("pyproject.toml").to_owned());
    let project = folder.and_then(|folder| PyProject::read(draft.request.context, &folder).ok().flatten());
    let Some(project) = project else {
        return tally
            .manual
            .push(format!("add the modules that {program} installs: there is no {manifest} to be read"));
    };
    for requirement in &project.dependencies {
        let words = project.file.source.text(requirement.span()).into_owned();
        add_requirement(draft, requirement, words.trim_matches(['"', '\'']), origin, tally);
    }
    let of_poetry =
        project.poetry_dependencies.iter().filter(|dependency| dependency.group == DependencyGroup::Runtime);
    for dependency in of_poetry.filter(|dependency| dependency.name.as_str() != "python") {
        let name = normalize_name(dependency.name.as_str());
        match facts::nix_package(Manager::Pip, &name) {
            Some(entry) => {
                let asked = Asked { manager: Manager::Pip, name: &name, pinned: None };
                add_entry(draft, &asked, &entry, origin, tally);
            }
            None => tally.manual.push(format!("package the Python module {name}: {}", near_names(draft, &name))),
        }
    }
    if !project.scripts.is_empty() {
        tally
            .differs
            .push("the project's own commands are not installed, its files are run from where they lie".to_owned());
    }
    draft.python.interpreter.get_or_insert_with(|| "python3".to_owned());
}

fn add_requirement(draft: &mut Draft<'_>, requirement: &Requirement, words: &str, origin: &Origin, tally: &mut Tally) {
    let Some(name) = requirement.normal_name() else {
        tally.manual.push(format!("package the Python module {words}"));
        return;
    };
    match facts::nix_package(Manager::Pip, &name) {
        Some(entry) => {
            let pinned = requirement.exact_version().map(|version| version.as_str());
            let asked = Asked { manager: Manager::Pip, name: &name, pinned };
            add_entry(draft, &asked, &entry, origin, tally);
        }
        None => tally.manual.push(format!("package the Python module {name}: {}", near_names(draft, &name))),
    }
}

/// The files that only package managers read: those that `-r` and its like name in the image's stages.
pub(super) fn manifests(draft: &Draft<'_>) -> Vec<Manifest> {
    let mut manifests = Vec::new();
    for stage in draft.lineage.iter().filter_map(|id| draft.plain.stage(*id)) {
        for place in draft.places(stage) {
            for command in commands::of(draft, place).live() {
                let directory = command.directory.unwrap_or("/");
                for action in package_actions(command.call, &|name| place.value(name)) {
                    let files = action.files(FileRole::Requirements).chain(action.files(FileRole::Constraints));
                    manifests.extend(files.filter(|file| file.resolved).map(|file| Manifest {
                        path: absolute(directory, &file.text),
                        why: format!("only {} reads it, and only when the image is built", action.program),
                    }));
                }
            }
        }
    }
    manifests
}

/// The names of what the image's commands remove again: packages, and the groups that `apk add --virtual` makes.
pub(super) fn removed(draft: &Draft<'_>) -> std::collections::BTreeSet<String> {
    let mut removed = std::collections::BTreeSet::new();
    for stage in draft.lineage.iter().filter_map(|id| draft.plain.stage(*id)) {
        for place in draft.places(stage) {
            for command in commands::of(draft, place).live() {
                let actions = package_actions(command.call, &|name| place.value(name));
                let removes = actions.iter().filter(|action| action.kind == ActionKind::Remove);
                removed.extend(removes.flat_map(|action| &action.packages).map(|package| package.name.clone()));
            }
        }
    }
    removed
}
