//! `rules/nix/commands.yaml` → the table of `facts::nix_commands`.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use crate::support::{self, Error};

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Commands {
    not_needed: BTreeMap<String, String>,
    prepares_a_build: Vec<String>,
    in_every_build: Vec<String>,
}

/// Writes `nix_commands.rs`.
pub(crate) fn generate(rules: &Path, out: &Path) -> Result<(), Error> {
    let facts: Commands = support::yaml(&rules.join("nix/commands.yaml"))?;
    let mut code = String::from("static NOT_NEEDED: &[(&str, &str)] = &[\n");
    for (name, why) in &facts.not_needed {
        code += &format!("    ({name:?}, {why:?}),\n");
    }
    code += &format!("];\n\nstatic PREPARES_A_BUILD: &[&str] = &{:?};\n", facts.prepares_a_build);
    code += &format!("\nstatic IN_EVERY_BUILD: &[&str] = &{:?};\n", facts.in_every_build);
    support::write(out, "nix_commands.rs", &code)
}
