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
    only_checks: Vec<String>,
    in_every_build: Vec<String>,
    in_a_build: BTreeMap<String, Vec<String>>,
    answers: BTreeMap<String, BTreeMap<String, String>>,
    plumbing_programs: Vec<String>,
    plumbing_folders: Vec<String>,
    plumbing_addresses: Vec<String>,
    software_endings: Vec<String>,
    indirect: Vec<String>,
    tests: Vec<String>,
    compiling: Vec<String>,
    final_paths: Vec<String>,
    questions: Vec<String>,
    unread_files: BTreeMap<String, String>,
    shells: Vec<String>,
    removers: Vec<String>,
    shell_only: Vec<String>,
    in_the_shell: Vec<String>,
    in_bash: Vec<String>,
    printers: Vec<String>,
    takes_text: Vec<String>,
    takes_pattern_first: Vec<String>,
    changes_user: Vec<String>,
    secret_words: Vec<String>,
    python_2: Vec<String>,
}

/// Writes `nix_commands.rs`.
pub(crate) fn generate(rules: &Path, out: &Path) -> Result<(), Error> {
    let facts: Commands = support::yaml(&rules.join("nix/commands.yaml"))?;
    let mut code = String::from("static NOT_NEEDED: &[(&str, &str)] = &[\n");
    for (name, why) in &facts.not_needed {
        code += &format!("    ({name:?}, {why:?}),\n");
    }
    code += "];\n\nstatic UNREAD_FILES: &[(&str, &str)] = &[\n";
    for (path, why) in &facts.unread_files {
        code += &format!("    ({path:?}, {why:?}),\n");
    }
    code += &format!("];\n\nstatic PREPARES_A_BUILD: &[&str] = &{:?};\n", facts.prepares_a_build);
    code += &format!("\nstatic ONLY_CHECKS: &[&str] = &{:?};\n", facts.only_checks);
    code += &format!("\nstatic IN_EVERY_BUILD: &[&str] = &{:?};\n", facts.in_every_build);
    code += "\nstatic IN_A_BUILD: &[(&str, &str)] = &[\n";
    let mut programs: Vec<(&String, &String)> = facts
        .in_a_build
        .iter()
        .flat_map(|(attribute, names)| names.iter().map(move |name| (name, attribute)))
        .collect();
    programs.sort();
    for (name, attribute) in programs {
        code += &format!("    ({name:?}, {attribute:?}),\n");
    }
    code += "];\n\nstatic ANSWERS: &[(&str, &[(&str, &str)])] = &[\n";
    for (question, answers) in &facts.answers {
        let answers: Vec<(&String, &String)> = answers.iter().collect();
        code += &format!("    ({question:?}, &{answers:?}),\n");
    }
    code += "];\n";
    for (name, words) in [
        ("PLUMBING_PROGRAMS", &facts.plumbing_programs),
        ("PLUMBING_FOLDERS", &facts.plumbing_folders),
        ("PLUMBING_ADDRESSES", &facts.plumbing_addresses),
        ("SOFTWARE_ENDINGS", &facts.software_endings),
        ("INDIRECT", &facts.indirect),
        ("TESTS", &facts.tests),
        ("COMPILING", &facts.compiling),
        ("FINAL_PATHS", &facts.final_paths),
        ("QUESTIONS", &facts.questions),
        ("SHELLS", &facts.shells),
        ("REMOVERS", &facts.removers),
        ("SHELL_ONLY", &facts.shell_only),
        ("IN_THE_SHELL", &facts.in_the_shell),
        ("IN_BASH", &facts.in_bash),
        ("PRINTERS", &facts.printers),
        ("TAKES_TEXT", &facts.takes_text),
        ("TAKES_PATTERN_FIRST", &facts.takes_pattern_first),
        ("CHANGES_USER", &facts.changes_user),
        ("SECRET_WORDS", &facts.secret_words),
        ("PYTHON_2", &facts.python_2),
    ] {
        code += &format!("\nstatic {name}: &[&str] = &{words:?};\n");
    }
    support::write(out, "nix_commands.rs", &code)
}
