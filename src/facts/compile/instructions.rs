//! `rules/dockerfile/instructions.yaml` → the tables of `facts::instructions`.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;

use serde::Deserialize;

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
pub(crate) fn generate(rules: &Path, out: &Path) -> Result<(), Box<dyn Error>> {
    let path = rules.join("dockerfile/instructions.yaml");
    println!("cargo::rerun-if-changed={}", path.display());
    let facts: Instructions = serde_saphyr::from_str(&std::fs::read_to_string(&path)?)
        .map_err(|error| format!("{}: {error}", path.display()))?;

    let mut code = String::from("static FLAGS: &[(&str, &[FlagFact])] = &[\n");
    for (keyword, flags) in &facts.flags {
        writeln!(code, "    ({keyword:?}, &[")?;
        for (name, kind) in flags {
            writeln!(code, "        FlagFact {{ name: {name:?}, kind: FlagKind::{kind:?} }},")?;
        }
        writeln!(code, "    ]),")?;
    }
    writeln!(code, "];\n\nstatic FLAG_VALUES: &[(&str, &[&str])] = &[")?;
    for (name, values) in &facts.flag_values {
        writeln!(code, "    ({name:?}, &{values:?}),")?;
    }
    writeln!(code, "];\n\nstatic MOUNT_OPTIONS: &[(&str, &str)] = &[")?;
    for (option, canonical) in &facts.mount.options {
        writeln!(code, "    ({option:?}, {canonical:?}),")?;
    }
    writeln!(code, "];\n")?;
    for (name, words) in [
        ("MOUNT_TYPES", &facts.mount.types),
        ("MOUNT_SHARING", &facts.mount.sharing),
        ("MOUNT_BARE", &facts.mount.bare),
    ] {
        writeln!(code, "static {name}: &[&str] = &{words:?};")?;
    }
    Ok(std::fs::write(out.join("instructions.rs"), code)?)
}
