//! `rules/dockerfile/build.yaml` → the tables of `facts::build`.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use crate::support::{self, Error};

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Build {
    default_path: String,
    default_shell: Shells,
    proxy_arguments: Vec<String>,
    builder_arguments: Vec<String>,
    operating_systems: Vec<String>,
    architectures: Vec<String>,
    architecture_aliases: BTreeMap<String, (String, String)>,
    signals: Vec<String>,
    secret_words: Vec<String>,
    checks_of_evaluation: Vec<String>,
    experimental_checks: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Shells {
    unix: Vec<String>,
    windows: Vec<String>,
}

/// Writes `build.rs`.
pub(crate) fn generate(rules: &Path, out: &Path) -> Result<(), Error> {
    let facts: Build = support::yaml(&rules.join("dockerfile/build.yaml"))?;
    support::write(out, "build.rs", &tables(&facts))
}

fn tables(facts: &Build) -> String {
    let mut code = format!("static DEFAULT_PATH: &str = {:?};\n", facts.default_path);
    for (name, words) in [
        ("UNIX_SHELL", &facts.default_shell.unix),
        ("WINDOWS_SHELL", &facts.default_shell.windows),
        ("PROXY_ARGUMENTS", &facts.proxy_arguments),
        ("BUILDER_ARGUMENTS", &facts.builder_arguments),
        ("OPERATING_SYSTEMS", &facts.operating_systems),
        ("ARCHITECTURES", &facts.architectures),
        ("SIGNALS", &facts.signals),
        ("SECRET_WORDS", &facts.secret_words),
        ("CHECKS_OF_EVALUATION", &facts.checks_of_evaluation),
        ("EXPERIMENTAL_CHECKS", &facts.experimental_checks),
    ] {
        code += &format!("static {name}: &[&str] = &{words:?};\n");
    }
    code += "static ARCHITECTURE_ALIASES: &[(&str, &str, &str)] = &[\n";
    for (alias, (architecture, variant)) in &facts.architecture_aliases {
        code += &format!("    ({alias:?}, {architecture:?}, {variant:?}),\n");
    }
    code + "];\n"
}
