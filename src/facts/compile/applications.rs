//! `rules/nix/applications.yaml` → the table of `facts::applications`.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use crate::support::{self, Error};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Application {
    attribute: String,
    #[serde(default)]
    files: BTreeMap<String, String>,
    #[serde(default)]
    folders: BTreeMap<String, String>,
    entrypoint: Option<Vec<String>>,
    cmd: Option<Vec<String>>,
    #[serde(default)]
    reason: String,
}

/// Writes `applications.rs`.
pub(crate) fn generate(rules: &Path, out: &Path) -> Result<(), Error> {
    let facts: BTreeMap<String, Application> = support::yaml(&rules.join("nix/applications.yaml"))?;
    let mut code = String::from("static APPLICATIONS: &[(&str, Application)] = &[\n");
    for (image, application) in &facts {
        let pairs =
            |map: &BTreeMap<String, String>| map.iter().map(|(k, v)| format!("({k:?}, {v:?}), ")).collect::<String>();
        let words = |words: &Option<Vec<String>>| match words {
            Some(words) => format!("Some(&{words:?})"),
            None => "None".to_owned(),
        };
        let Application { attribute, files, folders, entrypoint, cmd, reason } = application;
        code += &format!(
            "    ({image:?}, Application {{ attribute: {attribute:?}, \
             files: &[{}], folders: &[{}], entrypoint: {}, cmd: {}, reason: {reason:?} }}),\n",
            pairs(files),
            pairs(folders),
            words(entrypoint),
            words(cmd)
        );
    }
    support::write(out, "applications.rs", &(code + "];\n"))
}
