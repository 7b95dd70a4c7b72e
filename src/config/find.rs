//! Where configuration files are.

use std::path::{Component, Path, PathBuf};

use super::environment::Environment;

/// The names of dfcheck's own files, in the order of preference.
pub const OWN_NAMES: [&str; 2] = [".dfcheck.yaml", ".dfcheck.yml"];
/// The names of hadolint's files in a project.
const HADOLINT_NAMES: [&str; 2] = [".hadolint.yaml", ".hadolint.yml"];

/// A configuration file.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Found {
    /// dfcheck's own.
    Own(PathBuf),
    /// hadolint's.
    Hadolint(PathBuf),
}

/// The file that holds for a Dockerfile in `folder`, which is absolute: dfcheck's own that is nearest above it, or else
/// hadolint's that is nearest, or else hadolint's where hadolint looks for it.
pub(crate) fn find(folder: &Path, environment: &Environment) -> Option<Found> {
    let upward = |names: &[&str]| folder.ancestors().find_map(|folder| in_folder(folder, names));
    let own = upward(&OWN_NAMES).map(Found::Own);
    own.or_else(|| {
        let near = upward(&HADOLINT_NAMES).or_else(|| in_folder(&environment.folder, &HADOLINT_NAMES));
        near.or_else(|| of_user(environment)).map(Found::Hadolint)
    })
}

/// hadolint's file in a folder.
#[must_use]
pub fn find_hadolint(folder: &Path) -> Option<PathBuf> {
    in_folder(folder, &HADOLINT_NAMES)
}

fn in_folder(folder: &Path, names: &[&str]) -> Option<PathBuf> {
    names.iter().map(|name| folder.join(name)).find(|path| path.exists())
}

/// hadolint's file of the user, as its documentation lists the places.
fn of_user(environment: &Environment) -> Option<PathBuf> {
    let folder = |name: &str| environment.get(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let home = folder("HOME");
    let below = |path: &str| home.as_ref().map(|home| home.join(path));
    let places = [
        folder("XDG_CONFIG_HOME").map(|folder| folder.join("hadolint")),
        folder("LOCALAPPDATA").filter(|_| cfg!(windows)).map(|folder| folder.join("hadolint")),
        below(".config/hadolint"),
        below(".hadolint/hadolint"),
        below("hadolint/config"),
        below(".hadolint"),
    ];
    let files = places.into_iter().flatten().flat_map(|place| ["yaml", "yml"].map(|end| with_ending(&place, end)));
    files.into_iter().find(|path| path.is_file())
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".");
    name.push(ending);
    path.with_file_name(name)
}

/// Whether a file is hadolint's by its name, whether it is dfcheck's by its name (`Some(false)`), or neither.
pub(crate) fn is_hadolint_name(path: &Path) -> Option<bool> {
    let name = path.file_name()?.to_str()?;
    if OWN_NAMES.contains(&name) {
        return Some(false);
    }
    let stem = name.strip_suffix(".yaml").or_else(|| name.strip_suffix(".yml"))?;
    matches!(stem, ".hadolint" | "hadolint").then_some(true)
}

/// Whether a file is a configuration by its name.
#[must_use]
pub fn is_file_name(path: &Path) -> bool {
    is_hadolint_name(path).is_some()
}

/// An absolute path without `.`, and without `..` as far as what is before it is written out. Links are not followed.
pub(crate) fn tidy(path: &Path) -> PathBuf {
    let mut tidy = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(tidy.components().next_back(), Some(Component::Normal(_))) => {
                tidy.pop();
            }
            _ => tidy.push(part),
        }
    }
    tidy
}

/// How messages show a path: from the working folder if it is below it.
pub(crate) fn shown(path: &Path, environment: &Environment) -> String {
    path.strip_prefix(&environment.folder).unwrap_or(path).display().to_string()
}
