//! `rules/lint/software.yaml` → the tables of `lint::software`.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use crate::support::{self, Error};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Software {
    builtins: Vec<String>,
    /// By manager.
    same: BTreeMap<String, Vec<String>>,
    bin: Vec<String>,
}

/// Writes `software.rs`.
pub(super) fn generate(rules: &Path, out: &Path) -> Result<(), Error> {
    let software: Software = support::yaml(&rules.join("lint/software.yaml"))?;
    let mut code = format!("static BUILTINS: &[&str] = &{:?};\n", software.builtins);
    code += &format!("static BIN: &[&str] = &{:?};\n", software.bin);
    code += "static SAME: &[(&str, &[&str])] = &[\n";
    for (manager, names) in &software.same {
        code += &format!("    ({manager:?}, &{names:?}),\n");
    }
    code += "];\n";
    support::write(out, "software.rs", &code)
}
