//! `rules/checks/*.yaml` → the catalogue of `lint::catalogue`.
//!
//! Every file is checked here, so that a wrong one stops the build, and written out as a constant, so that neither
//! YAML is parsed nor a regular expression compiled when dfcheck starts.

mod dialects;
mod literals;
mod print;
mod roles;
mod software;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::schema::RuleFile;
use crate::support::{self, Error, refused};

use print::Printer;

/// Writes `checks.rs`, and the tables that rules use: `dialects.rs`, `roles.rs` and `software.rs`.
pub(crate) fn generate(rules: &Path, out: &Path) -> Result<(), Error> {
    let mut catalogue = Vec::new();
    for path in support::files(&rules.join("checks"), "yaml")? {
        let rule: RuleFile = support::yaml(&path)?;
        if let Some(problem) = rule.problems().first() {
            return Err(refused(&path, problem.to_string()));
        }
        check_catalogue_rule(&path, &rule)?;
        catalogue.push((path, rule));
    }
    catalogue.sort_by(|(_, a), (_, b)| a.code.cmp(&b.code));
    let names = names(&catalogue)?;
    let mut printer = Printer::default();
    for (_, rule) in &catalogue {
        printer.rule(rule);
    }
    support::write(out, "checks.rs", &printer.finish(&names))?;
    dialects::generate(rules, out)?;
    roles::generate(rules, out)?;
    software::generate(rules, out)
}

/// What a rule of ours must say and a custom rule need not.
fn check_catalogue_rule(path: &Path, rule: &RuleFile) -> Result<(), Error> {
    if path.file_stem().is_none_or(|stem| stem != rule.code.as_str()) {
        return Err(refused(path, format!("the file of {0} is called {0}.yaml", rule.code)));
    }
    if rule.since.is_empty() {
        return Err(refused(path, "`since` is missing"));
    }
    for example in &rule.examples {
        if example.bad.is_some() && example.at.is_none() && rule.unchecked.is_none() && !rule.outside {
            return Err(refused(path, "a bad example says in `at` which words are underlined"));
        }
    }
    if let Some(check) = &rule.check {
        check_function(path, "check", check, "src/lint/checks")?;
    }
    if let Some(coded) = rule.fix.as_ref().and_then(|fix| fix.coded.as_ref()) {
        check_function(path, "coded", coded, "src/lint/fixes")?;
    }
    Ok(())
}

/// A `check:` is a function of a module of `src/lint/checks/`, a `coded:` one of `src/lint/fixes/`.
fn check_function(path: &Path, key: &str, name: &str, folder: &str) -> Result<(), Error> {
    let Some((module, function)) = name.split_once("::") else {
        return Err(refused(path, format!("`{key}: {name}`: it is written module::function")));
    };
    let source = PathBuf::from(folder).join(format!("{module}.rs"));
    let text = support::text(&source)?;
    if !text.contains(&format!("fn {function}(")) {
        return Err(refused(path, format!("`{key}: {name}`: {} has no function `{function}`", source.display())));
    }
    Ok(())
}

/// Every word that a rule can be asked for by, in lower case, with the numbers of the rules that answer to it.
/// Codes, names and aliases are one rule's only; what rules overlap with may be several rules'.
fn names(catalogue: &[(PathBuf, RuleFile)]) -> Result<BTreeMap<String, Vec<usize>>, Error> {
    let mut names: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (number, (path, rule)) in catalogue.iter().enumerate() {
        for name in [&rule.code, &rule.name].into_iter().chain(&rule.aliases) {
            if names.insert(name.to_lowercase(), vec![number]).is_some() {
                return Err(refused(path, format!("`{name}` is already another rule's code, name or alias")));
            }
        }
    }
    let own = names.clone();
    for (number, (path, rule)) in catalogue.iter().enumerate() {
        for name in &rule.overlaps {
            let name = name.to_lowercase();
            if own.contains_key(&name) {
                return Err(refused(path, format!("`{name}` is a rule's code, name or alias: it overlaps with none")));
            }
            names.entry(name).or_default().push(number);
        }
    }
    Ok(names)
}
