//! `rules/nix/filesystem.yaml` and `rules/nix/go.yaml` → the tables of `facts::filesystem` and `facts::go`.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use crate::support::{self, Error, refused};

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Filesystem {
    directories: Vec<String>,
    program_folders: Vec<String>,
    of_a_build: Vec<String>,
    provided: BTreeMap<String, Provided>,
    looked_for: BTreeMap<String, LookedFor>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LookedFor {
    attribute: String,
    at: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Provided {
    attribute: String,
    what: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct GoFlags {
    takes_value: Vec<String>,
    default: Vec<String>,
    variables: Vec<String>,
    version_variables: Vec<String>,
}

/// Writes `filesystem.rs` and `go.rs`.
pub(crate) fn generate(rules: &Path, out: &Path) -> Result<(), Error> {
    let path = rules.join("nix/filesystem.yaml");
    let facts: Filesystem = support::yaml(&path)?;
    let relative = facts
        .directories
        .iter()
        .chain(facts.provided.keys())
        .chain(facts.looked_for.keys())
        .find(|path| !path.starts_with('/'));
    if let Some(relative) = relative {
        return Err(refused(&path, format!("`{relative}` is no absolute path")));
    }
    let mut code = format!("static DIRECTORIES: &[&str] = &{:?};\n\n", facts.directories);
    code += &format!("static PROGRAM_FOLDERS: &[&str] = &{:?};\n\n", facts.program_folders);
    code += &format!("static OF_A_BUILD: &[&str] = &{:?};\n\n", facts.of_a_build);
    code += "static PROVIDED: &[(&str, Provided)] = &[\n";
    for (path, Provided { attribute, what }) in &facts.provided {
        code += &format!("    ({path:?}, Provided {{ attribute: {attribute:?}, what: {what:?} }}),\n");
    }
    code += "];\n\nstatic LOOKED_FOR: &[LookedFor] = &[\n";
    for (path, LookedFor { attribute, at }) in &facts.looked_for {
        code += &format!("    LookedFor {{ path: {path:?}, attribute: {attribute:?}, at: {at:?} }},\n");
    }
    code += "];\n";
    support::write(out, "filesystem.rs", &code)?;

    let flags: GoFlags = support::yaml(&rules.join("nix/go.yaml"))?;
    let code = format!(
        "static TAKES_VALUE: &[&str] = &{:?};\nstatic DEFAULT: &[&str] = &{:?};\n\
         static VARIABLES: &[&str] = &{:?};\nstatic VERSION_VARIABLES: &[&str] = &{:?};\n",
        flags.takes_value, flags.default, flags.variables, flags.version_variables
    );
    support::write(out, "go.rs", &code)
}
