//! `packages-MANAGER.yaml` and `package-families.yaml`: what packages are in nixpkgs.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use serde::Deserialize;

use crate::entries::{Entry, Ordered};
use crate::pattern::{self, Piece};
use crate::support::{self, Error, refused};

pub(crate) fn generate(rules: &Path, out: &Path) -> Result<(), Error> {
    let mut lines = Vec::new();
    for path in support::files(&rules.join("nix"), "yaml")? {
        let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        if let Some(manager) = stem.strip_prefix("packages-") {
            let Ordered(table) = support::yaml::<Ordered<Entry>>(&path)?;
            for (name, entry) in table {
                check_name(manager, &name).map_err(|why| refused(&path, format!("`{name}`: {why}")))?;
                let mut line = vec![format!("{manager}:{name}")];
                line.extend(entry.fields());
                lines.push(line);
            }
        }
    }
    let text = support::sorted_lines(&rules.join("nix/packages-*.yaml"), lines)?;
    support::write(out, "packages.txt", &text)?;
    families(&rules.join("nix/package-families.yaml"), out)
}

fn check_name(manager: &str, name: &str) -> Result<(), &'static str> {
    if name.contains(char::is_whitespace) {
        return Err("a name has no white space");
    }
    if manager == "pip" && name.contains(|c: char| c.is_ascii_uppercase() || "_.".contains(c)) {
        return Err("names of PyPI are written in lower case with `-`");
    }
    Ok(())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Families {
    series: BTreeMap<String, Series>,
    sets: BTreeMap<String, Set>,
    also: BTreeMap<String, String>,
    families: BTreeMap<String, Ordered<Entry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Series {
    label: String,
    form: Form,
    have: Vec<u32>,
    #[serde(default, rename = "only-if-asked")]
    only_if_asked: Vec<u32>,
}

#[derive(Deserialize, Debug)]
#[serde(rename_all = "kebab-case")]
enum Form {
    Major,
    Joined,
    Underscored,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Set {
    r#in: String,
    spelling: Spelling,
}

#[derive(Deserialize, Debug)]
#[serde(rename_all = "kebab-case")]
enum Spelling {
    Exact,
    Program,
    Pypi,
    Perl,
}

fn families(path: &Path, out: &Path) -> Result<(), Error> {
    let rules: Families = support::yaml(path)?;
    let known: BTreeSet<&str> = rules.series.keys().chain(rules.sets.keys()).map(String::as_str).collect();
    let mut text = String::new();
    for (manager, Ordered(table)) in &rules.families {
        for (pattern, entry) in table {
            let wrong = |why: String| refused(path, format!("{manager}, `{pattern}`: {why}"));
            let spelt_out = pattern::spelt_out(pattern).ok_or_else(|| wrong("a bracket is not closed".into()))?;
            for pattern in spelt_out {
                let values = values(&pattern, &known).map_err(&wrong)?;
                for attr in entry.attrs() {
                    let used = self::values(attr, &known).map_err(&wrong)?;
                    if let Some(value) = used.difference(&values).next() {
                        return Err(wrong(format!("`{attr}` uses {{{value}}}, which the pattern does not have")));
                    }
                }
                let _ = writeln!(text, "{manager}\t{pattern}\t{}", entry.fields().join("\t"));
            }
        }
    }
    support::write(out, "package-families.txt", &text)?;
    support::write(out, "package_families.rs", &tables(&rules))
}

/// The names in braces, if all of them are known.
fn values(pattern: &str, known: &BTreeSet<&str>) -> Result<BTreeSet<String>, String> {
    let pieces = pattern::pieces(pattern).ok_or("a brace is not closed")?;
    let values = pieces.iter().filter_map(|piece| match piece {
        Piece::Value(name) => Some(*name),
        _ => None,
    });
    values
        .map(|name| {
            known.contains(name).then(|| name.to_owned()).ok_or_else(|| format!("{{{name}}} is no series and no set"))
        })
        .collect()
}

fn tables(rules: &Families) -> String {
    let mut code = String::from("const SERIES: &[Series] = &[\n");
    for (name, Series { label, form, have, only_if_asked }) in &rules.series {
        let _ = writeln!(
            code,
            "Series {{ name: {name:?}, label: {label:?}, form: Form::{form:?}, \
             have: &{have:?}, only_if_asked: &{only_if_asked:?} }},"
        );
    }
    code.push_str("];\nconst SETS: &[Set] = &[\n");
    for (name, Set { r#in, spelling }) in &rules.sets {
        let _ = writeln!(code, "Set {{ name: {name:?}, path: {in:?}, spelling: Spelling::{spelling:?} }},", in = r#in);
    }
    let also: Vec<_> = rules.also.iter().collect();
    let _ = writeln!(code, "];\nconst ALSO: &[(&str, &str)] = &{also:?};");
    code
}
