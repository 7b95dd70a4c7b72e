//! `rules/lint/ignore-comments.yaml` → the table of `lint::suppress`.

use std::collections::BTreeMap;
use std::path::Path;

use regex::Regex;
use serde::Deserialize;

use crate::support::{self, Error, refused};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Dialect {
    name: String,
    lead: Vec<String>,
    #[serde(default)]
    assign: Option<char>,
    #[serde(default)]
    next: Option<char>,
    #[serde(default)]
    reason: Option<String>,
    keys: BTreeMap<String, Key>,
    #[serde(default)]
    all: Option<String>,
    #[serde(default)]
    ids: Option<String>,
    #[serde(default)]
    names: Option<String>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Key {
    IgnoreNext,
    IgnoreScript,
    IgnoreStage,
    IgnoreFile,
    IgnoreRange,
    EndRange,
    ShellNext,
    ShellStage,
    Error,
    Experimental,
    Until,
    Reason,
    Other,
}

/// Writes `dialects.rs`.
pub(super) fn generate(rules: &Path, out: &Path) -> Result<(), Error> {
    let path = rules.join("lint/ignore-comments.yaml");
    let dialects: Vec<Dialect> = support::yaml(&path)?;
    let mut code = format!("static DIALECTS: [Dialect; {}] = [\n", dialects.len());
    for dialect in &dialects {
        for pattern in [&dialect.all, &dialect.ids, &dialect.names].into_iter().flatten() {
            Regex::new(pattern).map_err(|error| refused(&path, error.to_string()))?;
        }
        code += &printed(dialect);
    }
    support::write(out, "dialects.rs", &(code + "];\n"))
}

fn printed(dialect: &Dialect) -> String {
    // Where one key begins with another, the longer one is tried first.
    let mut keys: Vec<(&String, &Key)> = dialect.keys.iter().collect();
    keys.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    let keys: Vec<String> = keys.into_iter().map(|(name, key)| format!("({name:?}, {})", meaning(*key))).collect();
    let pattern = |pattern: &Option<String>, flags: &str| match pattern {
        None => "None".to_owned(),
        Some(source) => format!("Some(Pattern::new({:?}, &[]))", format!("^(?{flags}:{source})$")),
    };
    format!(
        "    Dialect {{ name: {:?}, leads: &{:?}, assign: {:?}, next: {:?}, reason: {:?}, keys: &[{}], all: {}, ids: {}, names: {} }},\n",
        dialect.name,
        dialect.lead,
        dialect.assign.unwrap_or('='),
        dialect.next,
        dialect.reason,
        keys.join(", "),
        pattern(&dialect.all, ""),
        pattern(&dialect.ids, "i"),
        pattern(&dialect.names, ""),
    )
}

fn meaning(key: Key) -> &'static str {
    match key {
        Key::IgnoreNext => "Meaning::Ignore(Scope::Next)",
        Key::IgnoreScript => "Meaning::Ignore(Scope::Script)",
        Key::IgnoreStage => "Meaning::Ignore(Scope::Stage)",
        Key::IgnoreFile => "Meaning::Ignore(Scope::File)",
        Key::IgnoreRange => "Meaning::Ignore(Scope::Range)",
        Key::EndRange => "Meaning::EndRange",
        Key::ShellNext => "Meaning::Shell(Scope::Next)",
        Key::ShellStage => "Meaning::Shell(Scope::Stage)",
        Key::Error => "Meaning::Error",
        Key::Experimental => "Meaning::Experimental",
        Key::Until => "Meaning::Until",
        Key::Reason => "Meaning::Reason",
        Key::Other => "Meaning::Other",
    }
}
