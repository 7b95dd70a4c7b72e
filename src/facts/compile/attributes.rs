//! `attributes.tsv`, `renames.tsv` and `nixpkgs.yaml`: what nixpkgs has.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use serde::Deserialize;

use crate::support::{self, Error, refused};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nixpkgs {
    release: String,
    date: String,
    system: String,
    evidence: String,
    sets: BTreeMap<String, Set>,
    instances: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Set {
    like: String,
    #[serde(default)]
    without: String,
}

pub(crate) fn generate(rules: &Path, out: &Path) -> Result<(), Error> {
    for name in ["attributes", "renames"] {
        let path = rules.join("nix").join(name).with_extension("tsv");
        support::write(out, &format!("{name}.txt"), &sorted(&path)?)?;
    }
    let path = rules.join("nix/nixpkgs.yaml");
    let nixpkgs: Nixpkgs = support::yaml(&path)?;
    let sets: Vec<_> = nixpkgs.sets.iter().map(|(name, set)| (name, &set.like, &set.without)).collect();
    let mut code = String::new();
    let _ = writeln!(
        code,
        "pub(super) const SNAPSHOT: Snapshot = Snapshot {{ release: {:?}, date: {:?}, system: {:?}, evidence: {:?} }};",
        nixpkgs.release, nixpkgs.date, nixpkgs.system, nixpkgs.evidence
    );
    let _ = writeln!(code, "const SETS: &[(&str, &str, &str)] = &{sets:?};");
    let _ = writeln!(code, "const INSTANCES: &[&str] = &{:?};", nixpkgs.instances);
    support::write(out, "nixpkgs.rs", &code)
}

/// The lines of a table without its comments, if they are in order.
fn sorted(path: &Path) -> Result<String, Error> {
    let text = support::text(path)?;
    let comments = text.lines().take_while(|line| line.starts_with('#'));
    let body = text.get(comments.map(|line| line.len() + 1).sum::<usize>()..).unwrap_or_default();
    let mut last = "";
    for line in body.lines() {
        let key = line.split('\t').next().unwrap_or_default();
        if key <= last {
            let why = format!("`{key}` comes after `{last}`: keys are unique, and lines sorted by their bytes");
            return Err(refused(path, why));
        }
        last = key;
    }
    if !body.ends_with('\n') {
        return Err(refused(path, "the last line has no line feed"));
    }
    Ok(body.to_owned())
}
