//! `rules/shell/scripts.yaml` → the tables of `facts::scripts`.

use std::path::Path;

use serde::Deserialize;

use crate::support::{self, Error};

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Scripts {
    noteworthy: Vec<String>,
    builtins: Vec<String>,
    take_no_input: Vec<String>,
    ask_with: Vec<String>,
    system_folders: Vec<String>,
    uncatchable: Vec<String>,
    bash_variables: Vec<String>,
    ash_has: Vec<u16>,
}

/// Writes `scripts.rs`.
pub(crate) fn generate(rules: &Path, out: &Path) -> Result<(), Error> {
    let facts: Scripts = support::yaml(&rules.join("shell/scripts.yaml"))?;
    let mut code = format!("static ASH_HAS: &[u16] = &{:?};\n", facts.ash_has);
    for (name, mut words) in [
        ("NOTEWORTHY", facts.noteworthy),
        ("BUILTINS", facts.builtins),
        ("TAKE_NO_INPUT", facts.take_no_input),
        ("ASK_WITH", facts.ask_with),
        ("SYSTEM_FOLDERS", facts.system_folders),
        ("UNCATCHABLE", facts.uncatchable),
        ("BASH_VARIABLES", facts.bash_variables),
    ] {
        words.sort();
        code += &format!("static {name}: &[&str] = &{words:?};\n");
    }
    support::write(out, "scripts.rs", &code)
}
