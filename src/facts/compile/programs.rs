//! `programs.yaml`: which programs attributes have, and which attributes have a program.

use std::collections::BTreeMap;
use std::path::Path;

use crate::entries::Ordered;
use crate::support::{self, Error};

pub(crate) fn generate(rules: &Path, out: &Path) -> Result<(), Error> {
    let path = rules.join("nix/programs.yaml");
    let Ordered(table) = support::yaml::<Ordered<String>>(&path)?;
    let mut providers: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (attr, programs) in &table {
        for program in programs.split_whitespace() {
            providers.entry(program).or_default().push(attr);
        }
    }
    // The plainest name first: `postgresql` before `postgresql_14`.
    let providers = providers.into_iter().map(|(program, mut attrs)| {
        attrs.sort_by_key(|attr| (attr.len(), *attr));
        vec![program.to_owned(), attrs.join(" ")]
    });
    support::write(out, "providers.txt", &support::sorted_lines(&path, providers.collect())?)?;
    let programs = table.iter().map(|(attr, programs)| vec![attr.clone(), programs.clone()]);
    support::write(out, "programs.txt", &support::sorted_lines(&path, programs.collect())?)
}
