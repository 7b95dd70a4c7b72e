//! Package managers' commands in the image's stages → attributes of nixpkgs.

use super::commands::Command;
use super::draft::{Draft, Place, command_text};
use super::{Origin, Outcome, Placeholder};
use crate::build::packages::{ActionKind, PackageAction, PackageSource, PackageSpec, package_actions};
use crate::context::manifest::requirements::{self, Requirement};
use crate::facts::{self, Manager, PackageEntry, PackageKind};
use crate::report::words::enumeration;

/// What becomes of a command if it has to do with packages.
pub(super) fn translate(draft: &mut Draft<'_>, place: Place<'_>, command: &Command) -> Option<Outcome> {
    let actions = package_actions(&command.call, &|name| place.value(name));
    if actions.is_empty() {
        return None;
    }
    let origin = draft.origin_of_call(&command.call);
    let mut tally = Tally::default();
    for action in &actions {
        match action.kind {
            ActionKind::Install => install(draft, place, command, action, &origin, &mut tally),
            ActionKind::LockInstall => {
                tally.manual.push(format!("package what {} installs with nixpkgs' own builder", action.program));
            }
            ActionKind::Remove => tally.dropped.push("what is not needed is not in the image to begin with".to_owned()),
            ActionKind::UpdateIndex => tally.dropped.push("Nix has no package index".to_owned()),
            ActionKind::UpgradeAll => tally.dropped.push("versions are those of nixpkgs".to_owned()),
            ActionKind::Clean => tally.dropped.push("Nix leaves no cache in the image".to_owned()),
            ActionKind::AddRepository => tally.dropped.push("nixpkgs is the only source of packages".to_owned()),
            _ => tally.dropped.push(format!("{} is not in the image", action.program)),
        }
    }
    Some(tally.outcome())
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
    /// What is left to do.
    manual: Vec<String>,
}

impl Tally {
    fn outcome(mut self) -> Outcome {
        for list in [&mut self.into, &mut self.differs, &mut self.dropped, &mut self.manual] {
            let mut seen = Vec::new();
            list.retain(|text| {
                let is_new = !seen.contains(text);
                seen.push(text.clone());
                is_new
            });
        }
        let into = enumeration(&self.into);
        if !self.manual.is_empty() {
            return Outcome::manual(self.manual.join("; "));
        }
        match (self.into.is_empty(), self.differs.is_empty()) {
            (_, false) => Outcome::approximated(into, self.differs.join("; ")),
            (false, true) => Outcome::translated(into),
            (true, true) => Outcome::not_needed(self.dropped.join("; ")),
        }
    }
}

fn install(
    draft: &mut Draft<'_>,
    place: Place<'_>,
    command: &Command,
    action: &PackageAction,
    origin: &Origin,
    tally: &mut Tally,
) {
    if action.no_cache || action.updates_index {
        tally.dropped.push("Nix has no package index".to_owned());
    }
    for package in &action.packages {
        add_package(draft, action.manager, package, origin, tally);
    }
    for file in &action.files {
        let Some(path) = draft.word(place, &file.word) else { continue };
        let path = if path.starts_with('/') { path } else { format!("{}/{path}", command.working_dir) };
        requirements_file(draft, &path, origin, tally);
    }
}

fn add_package(draft: &mut Draft<'_>, manager: Manager, package: &PackageSpec, origin: &Origin, tally: &mut Tally) {
    if !package.resolved || package.source != PackageSource::Registry {
        tally.manual.push(format!("package {}", package.text()));
        return;
    }
    let name = &package.name;
    let Some(entry) = facts::nix_package(manager, name) else {
        tally.manual.push(format!("find the attribute of {name}: {}", near_names(name)));
        draft.placeholders.push(Placeholder {
            binding: "contents".to_owned(),
            what: format!("the attribute of the {manager} package {name}"),
            command: Some(format!("nix search nixpkgs {}", shell_words::quote(name))),
            origin: origin.clone(),
        });
        return;
    };
    let pinned = package.constraint.as_ref().filter(|constraint| constraint.exact);
    add_entry(draft, name, &entry, pinned.map(|constraint| constraint.version.as_str()), origin, tally);
}

/// Adds what an entry of the tables says.
fn add_entry(
    draft: &mut Draft<'_>,
    name: &str,
    entry: &PackageEntry,
    pinned: Option<&str>,
    origin: &Origin,
    tally: &mut Tally,
) {
    match entry.kind {
        PackageKind::Unsupported => {
            tally.manual.push(format!("do without {name}: {}", entry.note_or("nixpkgs has no counterpart")));
            return;
        }
        PackageKind::PackageManagerOnly => {
            tally.dropped.push(format!("{name} only serves a package manager"));
            implied_interpreter(draft, name, entry, origin, tally);
            return;
        }
        PackageKind::Build | PackageKind::Library => {
            tally.dropped.push(format!("{name} only serves builds; what needs it has it in its closure"));
            return;
        }
        PackageKind::Runtime => {}
    }
    for attribute in &entry.attrs {
        if let Some(module) = attribute.strip_prefix("python3Packages.") {
            draft.python.modules.push(module.to_owned());
            draft.python.origins.push(origin.clone());
        } else if is_python(attribute) {
            draft.python.interpreter.get_or_insert_with(|| attribute.to_string());
            draft.python.origins.push(origin.clone());
        } else {
            draft.add_attribute(attribute, origin.clone());
        }
        tally.into.push(attribute.to_string());
        version_note(name, attribute, pinned, tally);
    }
    if entry.nearest {
        tally.differs.push(format!("{name}: {}", entry.note_or("another version")));
    }
}

/// A package manager of Python means that there is a Python, although the manager itself is not needed.
fn implied_interpreter(draft: &mut Draft<'_>, name: &str, entry: &PackageEntry, origin: &Origin, tally: &mut Tally) {
    if !entry.attrs.iter().any(|attribute| attribute.starts_with("python3Packages.")) {
        return;
    }
    let interpreter = draft.python.interpreter.get_or_insert_with(|| "python3".to_owned()).clone();
    if is_python_2(name) {
        tally.differs.push("Python 2 is not in nixpkgs, Python 3 takes its place".to_owned());
        let remark = "Python 2 is not in nixpkgs, python3 takes its place; pip is not needed";
        draft.python.origins.push(Origin { text: format!("{}: {remark}", origin.text), ..origin.clone() });
    } else {
        draft.python.origins.push(origin.clone());
    }
    tally.into.push(interpreter);
}

fn is_python_2(name: &str) -> bool {
    ["py2-", "python2", "python-"].iter().any(|prefix| name.starts_with(prefix)) || name == "python"
}

fn is_python(attribute: &str) -> bool {
    attribute.strip_prefix("python3").is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit()))
}

/// Says so when nixpkgs has another version than the one that is asked for.
fn version_note(name: &str, attribute: &str, pinned: Option<&str>, tally: &mut Tally) {
    let Some(pinned) = pinned else { return };
    match facts::attribute(attribute).map(|attribute| attribute.version) {
        Some(version) if !version.is_empty() && !pinned.starts_with(version) => {
            tally.differs.push(format!("{name}: {pinned} is asked for, nixpkgs has {version}"));
        }
        _ => {}
    }
}

fn near_names(name: &str) -> String {
    match facts::similar(name).as_slice() {
        [] => "nixpkgs has none of a similar name".to_owned(),
        names => format!("perhaps {}", enumeration(names)),
    }
}

/// The modules that a requirements file asks for.
fn requirements_file(draft: &mut Draft<'_>, path: &str, origin: &Origin, tally: &mut Tally) {
    let Some(context_path) = draft.context_path_of(path) else {
        tally.manual.push(format!("add the modules of {path}: it is not in the build context"));
        return;
    };
    let requirements = match requirements::read(draft.request.context, &context_path) {
        Ok(Some(requirements)) => requirements,
        Ok(None) => return tally.manual.push(format!("add the modules of {context_path}: the file is not there")),
        Err(error) => return tally.manual.push(format!("add the modules of {context_path}: {error}")),
    };
    for requirement in &requirements.requirements {
        add_requirement(draft, requirement, origin, tally);
    }
    draft.python.interpreter.get_or_insert_with(|| "python3".to_owned());
}

fn add_requirement(draft: &mut Draft<'_>, requirement: &Requirement, origin: &Origin, tally: &mut Tally) {
    let name = requirement.name.as_str();
    match facts::nix_package(Manager::Pip, name) {
        Some(entry) => {
            let pinned = requirement.pinned_version();
            let described = requirement.to_string();
            let origin = Origin { text: format!("{}: {described}", origin.text), ..origin.clone() };
            add_entry(draft, name, &entry, pinned.as_deref(), &origin, tally);
        }
        None => tally.manual.push(format!("package the Python module {name}: {}", near_names(name))),
    }
}

/// A command as a comment gives it.
pub(super) fn described(command: &Command) -> String {
    command_text(&command.call)
}
