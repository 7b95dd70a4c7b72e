//! `rules/dockerfile/instructions.yaml` → the tables of `facts::instructions`.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use crate::support::{self, Error};

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Instructions {
    flags: BTreeMap<String, BTreeMap<String, FlagKind>>,
    flag_values: BTreeMap<String, Vec<String>>,
    mount: Mount,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum FlagKind {
    String,
    Strings,
    Boolean,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Mount {
    types: Vec<String>,
    sharing: Vec<String>,
    options: BTreeMap<String, String>,
    bare: Vec<String>,
}

/// Writes `instructions.rs`.
pub(crate) fn generate(rules: &Path, out: &Path) -> Result<(), Error> {
    let facts: Instructions = support::yaml(&rules.join("dockerfile/instructions.yaml"))?;
    support::write(out, "instructions.rs", &tables(&facts))
}

fn tables(facts: &Instructions) -> String {
    let mut code = String::from("static FLAGS: &[(&str, &[FlagFact])] = &[\n");
    for (keyword, flags) in &facts.flags {
        code += &format!("    ({keyword:?}, &[\n");
        for (name, kind) in flags {
            code += &format!("        FlagFact {{ name: {name:?}, kind: FlagKind::{kind:?} }},\n");
        }
        code += "    ]),\n";
    }
    code += "];\n\nstatic FLAG_VALUES: &[(&str, &[&str])] = &[\n";
    for (name, values) in &facts.flag_values {
        code += &format!("    ({name:?}, &{values:?}),\n");
    }
    code += "];\n\nstatic MOUNT_OPTIONS: &[(&str, &str)] = &[\n";
    for (option, canonical) in &facts.mount.options {
        code += &format!("    ({option:?}, {canonical:?}),\n");
    }
    code += "];\n\n";
    let mount = &facts.mount;
    for (name, words) in [("MOUNT_TYPES", &mount.types), ("MOUNT_SHARING", &mount.sharing), ("MOUNT_BARE", &mount.bare)]
    {
        code += &format!("static {name}: &[&str] = &{words:?};\n");
    }
    code
}
