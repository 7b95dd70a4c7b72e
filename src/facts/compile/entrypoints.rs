//! `rules/nix/entrypoints.yaml` → the tables of `facts::entrypoints`.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use crate::support::{self, Error};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entrypoints {
    written: BTreeMap<String, Written>,
    does: BTreeMap<String, String>,
    scripts: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    path: String,
    text: String,
}

/// Writes `entrypoints.rs`.
pub(crate) fn generate(rules: &Path, out: &Path) -> Result<(), Error> {
    let facts: Entrypoints = support::yaml(&rules.join("nix/entrypoints.yaml"))?;
    let mut code = String::from("static WRITTEN: &[(&str, Script)] = &[\n");
    for (image, Written { path, text }) in &facts.written {
        code += &format!("    ({image:?}, Script {{ path: {path:?}, text: {text:?} }}),\n");
    }
    code += "];\n\nstatic DOES: &[(&str, &str)] = &[\n";
    for (script, does) in &facts.does {
        code += &format!("    ({script:?}, {does:?}),\n");
    }
    code += &format!("];\n\nstatic SCRIPTS: &[&str] = &{:?};\n", facts.scripts);
    support::write(out, "entrypoints.rs", &code)
}
