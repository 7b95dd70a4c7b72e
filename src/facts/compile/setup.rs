//! `rules/nix/setup.yaml` → the tables of `facts::setup`.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use crate::support::{self, Error, refused};

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Setup {
    installers: BTreeMap<String, Vec<String>>,
    version_managers: BTreeMap<String, Manager>,
    toolchains: BTreeMap<String, String>,
    enablers: BTreeMap<String, Enabler>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Manager {
    image: String,
    install: Vec<String>,
    files: Vec<String>,
    address: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Enabler {
    file: Option<String>,
    text: Option<String>,
    link: Option<String>,
    to: Option<String>,
    differs: Option<String>,
    #[serde(default)]
    names: Vec<String>,
}

/// Writes `setup.rs`.
pub(crate) fn generate(rules: &Path, out: &Path) -> Result<(), Error> {
    let path = rules.join("nix/setup.yaml");
    let facts: Setup = support::yaml(&path)?;
    let mut code = String::from("static INSTALLERS: &[(&str, &[&str])] = &[\n");
    for (address, attributes) in &facts.installers {
        code += &format!("    ({:?}, &{attributes:?}),\n", address.to_lowercase());
    }
    code += "];\n\nstatic VERSION_MANAGERS: &[VersionManager] = &[\n";
    for (name, Manager { image, install, files, address }) in &facts.version_managers {
        code += &format!(
            "    VersionManager {{ name: {name:?}, image: {image:?}, install: &{install:?}, files: &{files:?}, \
             address: {address:?} }},\n"
        );
    }
    code += "];\n\nstatic TOOLCHAINS: &[(&str, &str)] = &[\n";
    for (name, why) in &facts.toolchains {
        code += &format!("    ({name:?}, {why:?}),\n");
    }
    code += "];\n\nstatic ENABLERS: &[(&str, Enabler)] = &[\n";
    for (name, Enabler { file, text, link, to, differs, names }) in &facts.enablers {
        let makes = match (file, text, link, to) {
            (Some(file), Some(text), None, None) => format!("Makes::File {{ path: {file:?}, text: {text:?} }}"),
            (None, None, Some(link), Some(to)) => format!("Makes::Link {{ path: {link:?}, to: {to:?} }}"),
            _ => return Err(refused(&path, format!("{name} makes a file with a text, or a link to something"))),
        };
        code += &format!("    ({name:?}, Enabler {{ makes: {makes}, differs: {differs:?}, names: &{names:?} }}),\n");
    }
    support::write(out, "setup.rs", &(code + "];\n"))
}
