//! The promises, for real files: those of the folder that `DFCHECK_CORPUS` names.

use std::path::PathBuf;

use dfcheck::lint::{Safety, Settings};
use rayon::prelude::*;

use super::promises::broken;

#[test]
fn promises_are_kept_for_real_files() {
    let Some(folder) = std::env::var_os("DFCHECK_CORPUS") else {
        eprintln!("skipped: DFCHECK_CORPUS names no folder of Dockerfiles");
        return;
    };
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for safety in [Safety::Safe, Safety::Unsafe] {
        let results: Vec<_> = paths.par_iter().map(|path| check(path, safety)).collect();
        let changed = results.iter().filter(|result| result.is_changed).count();
        let fixed: usize = results.iter().map(|result| result.fixed).sum();
        let refused: usize = results.iter().map(|result| result.refused).sum();
        eprintln!("{safety:?}: {} files, {changed} changed; {fixed} fixes made, {refused} left out", paths.len());
        let failures: Vec<&String> = results.iter().flat_map(|result| &result.failures).collect();
        assert!(failures.is_empty(), "{failures:#?}");
    }
}

struct Checked {
    is_changed: bool,
    fixed: usize,
    refused: usize,
    failures: Vec<String>,
}

fn check(path: &PathBuf, safety: Safety) -> Checked {
    let text = std::fs::read(path).unwrap();
    let (mut problems, outcome) = broken(&text, safety, &Settings::default());
    // Another parser may know what ours does not.
    let accepts = |text: &[u8]| str::from_utf8(text).is_ok_and(|text| parse_dockerfile::parse(text).is_ok());
    if accepts(&text) && !accepts(outcome.file.bytes()) {
        problems.push("another parser refuses it".to_owned());
    }
    Checked {
        is_changed: text != outcome.file.bytes(),
        fixed: outcome.fixed,
        refused: outcome.refused.len(),
        failures: problems.into_iter().map(|problem| format!("{}: {problem}", path.display())).collect(),
    }
}
