//! `rules/shell/wrappers.yaml` → the table of `facts::wrappers`.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use crate::support::{self, Error, refused};

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Wrapper {
    programs: Vec<String>,
    #[serde(default)]
    versioned: bool,
    #[serde(default)]
    value_flags: Vec<String>,
    #[serde(default)]
    unless: Vec<String>,
    #[serde(default)]
    with: Vec<String>,
    #[serde(default)]
    after: Vec<String>,
    #[serde(default)]
    skip: usize,
    #[serde(default)]
    assignments: bool,
    #[serde(default)]
    command: Command,
    #[serde(default)]
    script: Script,
    #[serde(default)]
    module: Vec<String>,
    #[serde(default)]
    exec: Exec,
    #[serde(default)]
    makes: Vec<Effect>,
    #[serde(default)]
    dialect: Option<Dialect>,
    #[serde(default)]
    sh: Option<Dialect>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Command {
    Any(bool),
    Only(Vec<String>),
}

impl Default for Command {
    fn default() -> Self {
        Self::Any(false)
    }
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Script {
    #[serde(default)]
    flags: Vec<String>,
    #[serde(default)]
    switch: Vec<String>,
    #[serde(default)]
    words: Option<Words>,
    #[serde(default)]
    stdin: bool,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Words {
    First,
    Rest,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Exec {
    flags: Vec<String>,
    until: Vec<String>,
}

#[derive(Deserialize, PartialEq)]
#[serde(rename_all = "kebab-case")]
enum Effect {
    Conditional,
    FailureIgnored,
    Subshell,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Dialect {
    Sh,
    Ash,
    Bash,
    Ksh,
    Zsh,
    PowerShell,
    Cmd,
}

/// Writes `wrappers.rs`.
pub(crate) fn generate(rules: &Path, out: &Path) -> Result<(), Error> {
    let path = rules.join("shell/wrappers.yaml");
    let wrappers: Vec<Wrapper> = support::yaml(&path)?;
    let mut names = BTreeMap::new();
    let mut code = "static WRAPPERS: &[Wrapper] = &[\n".to_owned();
    for (number, wrapper) in wrappers.iter().enumerate() {
        check(wrapper).map_err(|why| refused(&path, format!("{}: {why}", wrapper.programs.join(", "))))?;
        for name in &wrapper.programs {
            if names.insert(name, number).is_some() {
                return Err(refused(&path, format!("`{name}` is given twice")));
            }
        }
        code += &entry(wrapper);
    }
    code += "];\n";
    let names: Vec<_> = names.into_iter().collect();
    code += &format!("static NAMES: &[(&str, usize)] = &{names:?};\n");
    support::write(out, "wrappers.rs", &code)
}

fn check(wrapper: &Wrapper) -> Result<(), String> {
    if wrapper.programs.is_empty() {
        return Err("no program is named".into());
    }
    let flags = [&wrapper.value_flags, &wrapper.unless, &wrapper.with, &wrapper.module, &wrapper.exec.flags];
    let flags = flags.into_iter().chain([&wrapper.script.flags, &wrapper.script.switch]).flatten();
    if let Some(flag) = flags.into_iter().find(|flag| !flag.starts_with(['-', '+']) || flag.len() < 2) {
        return Err(format!("`{flag}` is not a flag"));
    }
    let runs = !matches!(wrapper.command, Command::Any(false))
        || !wrapper.script.flags.is_empty()
        || !wrapper.script.switch.is_empty()
        || wrapper.script.words.is_some()
        || !wrapper.module.is_empty()
        || !wrapper.exec.flags.is_empty();
    if !runs && wrapper.dialect.is_none() {
        return Err("nothing says where the program that it runs is".into());
    }
    if !wrapper.exec.flags.is_empty() && wrapper.exec.until.is_empty() {
        return Err("`exec` without `until`".into());
    }
    Ok(())
}

fn entry(wrapper: &Wrapper) -> String {
    let (command, only) = match &wrapper.command {
        Command::Any(command) => (*command, [].as_slice()),
        Command::Only(only) => (true, only.as_slice()),
    };
    let words = wrapper.script.words.map(|words| format!("Words::{words:?}"));
    let dialect = |dialect: Option<Dialect>| dialect.map(|dialect| format!("Dialect::{dialect:?}"));
    let makes = |effect| wrapper.makes.contains(&effect);
    let fields = [
        ("versioned", format!("{}", wrapper.versioned)),
        ("value_flags", format!("&{:?}", wrapper.value_flags)),
        ("unless", format!("&{:?}", wrapper.unless)),
        ("with", format!("&{:?}", wrapper.with)),
        ("after", format!("&{:?}", wrapper.after)),
        ("skip", format!("{}", wrapper.skip)),
        ("assignments", format!("{}", wrapper.assignments)),
        ("command", format!("{command}")),
        ("only", format!("&{only:?}")),
        ("script_flags", format!("&{:?}", wrapper.script.flags)),
        ("script_switches", format!("&{:?}", wrapper.script.switch)),
        ("script_words", option(words)),
        ("stdin", format!("{}", wrapper.script.stdin)),
        ("module_flags", format!("&{:?}", wrapper.module)),
        ("exec_flags", format!("&{:?}", wrapper.exec.flags)),
        ("exec_ends", format!("&{:?}", wrapper.exec.until)),
        ("conditional", format!("{}", makes(Effect::Conditional))),
        ("failure_ignored", format!("{}", makes(Effect::FailureIgnored))),
        ("subshell", format!("{}", makes(Effect::Subshell))),
        ("dialect", option(dialect(wrapper.dialect))),
        ("sh", option(dialect(wrapper.sh))),
    ];
    let fields: Vec<String> = fields.into_iter().map(|(name, value)| format!("{name}: {value}")).collect();
    format!("    Wrapper {{ {} }},\n", fields.join(", "))
}

fn option(value: Option<String>) -> String {
    value.map_or("None".into(), |value| format!("Some({value})"))
}
