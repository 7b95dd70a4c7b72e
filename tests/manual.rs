//! The pages of the rules in `docs/rules` are those that the program writes.

#![allow(clippy::unwrap_used, reason = "a helper of a test fails as a test does")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

const AGAIN: &str = "rm -r docs/rules && cargo run -- explain --all --format markdown --output-dir docs/rules";

fn pages(folder: &Path) -> BTreeMap<String, String> {
    let files = fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap());
    files.map(|it| (it.file_name().into_string().unwrap(), fs::read_to_string(it.path()).unwrap())).collect()
}

#[test]
fn the_pages_of_the_rules_are_current() {
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_dfcheck"))
        .args(["explain", "--all", "--format", "markdown", "--output-dir"])
        .arg(folder.path())
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let (written, kept) = (pages(folder.path()), pages(&Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules")));
    let differs = |name: &&String| written.get(*name) != kept.get(*name);
    let stale: Vec<&String> = written.keys().chain(kept.keys()).filter(differs).collect();
    assert!(stale.is_empty(), "{stale:?} in docs/rules are not current: {AGAIN}");
}
