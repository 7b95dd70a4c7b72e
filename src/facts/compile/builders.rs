//! `rules/nix/builders.yaml` → the tables of `facts::builders`.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use crate::support::{self, Error, refused};

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Builders {
    projects: BTreeMap<String, Project>,
    program_folders: Vec<String>,
    module_folders: Vec<String>,
    gem_folders: Vec<String>,
    not_sources: Vec<String>,
    ignored_variables: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Project {
    programs: Vec<String>,
    function: String,
    #[serde(default)]
    interpreter: Option<String>,
    #[serde(default)]
    argument: Option<String>,
    #[serde(default)]
    hash: Option<String>,
    #[serde(default)]
    file: Option<String>,
    tells: String,
    #[serde(default)]
    begins: Vec<String>,
}

/// Writes `builders.rs`.
pub(crate) fn generate(rules: &Path, out: &Path) -> Result<(), Error> {
    let path = rules.join("nix/builders.yaml");
    let facts: Builders = support::yaml(&path)?;
    let mut code = String::from("static PROJECTS: &[Project] = &[\n");
    for (name, project) in &facts.projects {
        let Project { programs, function, interpreter, argument, hash, file, tells, begins } = project;
        let Some(missing) = hash.as_ref().or(file.as_ref()) else {
            return Err(refused(&path, format!("`{name}` has neither `hash` nor `file`")));
        };
        let is_file = file.is_some();
        code += &format!(
            "    Project {{ name: {name:?}, programs: &{programs:?}, function: {function:?}, interpreter: {interpreter:?}, \
             argument: {argument:?}, hash: {missing:?}, is_file: {is_file:?}, tells: {tells:?}, begins: &{begins:?} }},\n"
        );
    }
    code += &format!("];\n\nstatic PROGRAM_FOLDERS: &[&str] = &{:?};\n", facts.program_folders);
    code += &format!("\nstatic MODULE_FOLDERS: &[&str] = &{:?};\n", facts.module_folders);
    code += &format!("\nstatic GEM_FOLDERS: &[&str] = &{:?};\n", facts.gem_folders);
    code += &format!("\nstatic NOT_SOURCES: &[&str] = &{:?};\n", facts.not_sources);
    code += &format!("\nstatic IGNORED_VARIABLES: &[&str] = &{:?};\n", facts.ignored_variables);
    support::write(out, "builders.rs", &code)
}
