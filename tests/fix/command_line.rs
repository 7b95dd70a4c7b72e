//! `dfcheck lint --fix` and `--diff`

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

const BEFORE: &str = "FROM debian:12.5 as build\nMAINTAINER me\nRUN apt-get update && apt-get install -y curl\n";
const SAFE: &str = "FROM debian:12.5 AS build\nMAINTAINER me\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n";

/// Only what the text is about, so that other rules do not count.
const ABOUT: [&str; 2] = ["--select", "DF701,DL3009,DL3015,DL4000,DL3008"];

fn dfcheck(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dfcheck"));
    command.args([&["lint", "--no-config"], &ABOUT[..], arguments].concat());
    command.env("NO_COLOR", "1").env_remove("FORCE_COLOR").env_remove("DFCHECK_CORPUS");
    command
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    dfcheck(arguments).current_dir(folder).output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("Dockerfile"), BEFORE).unwrap();
    folder
}

#[test]
fn what_is_safe_is_fixed_and_the_rest_is_counted() {
    let folder = folder();
    let output = run(folder.path(), &["--fix"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(fs::read_to_string(folder.path().join("Dockerfile")).unwrap(), SAFE);
    let report = text(&output.stdout);
    assert!(report.ends_with("2 fixed, 2 more with --fix=unsafe, 1 not fixable\n"), "{report}");
    assert!(!report.contains("DF701") && report.contains("DL3008"), "{report}");
}

#[test]
fn unsafe_fixes_are_made_when_they_are_asked_for() {
    let folder = folder();
    let output = run(folder.path(), &["--fix=unsafe", "--format", "json"]);
    let fixed = fs::read_to_string(folder.path().join("Dockerfile")).unwrap();
    assert!(
        fixed.contains("LABEL org.opencontainers.image.authors=\"me\"\n") && fixed.contains("--no-install-recommends")
    );
    assert_eq!(text(&output.stderr), "4 fixed, 1 not fixable\n");
    let left: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(left.as_array().unwrap().len(), 1);
}

#[test]
fn a_diff_writes_nothing() {
    let folder = folder();
    let output = run(folder.path(), &["--diff", "Dockerfile"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(fs::read_to_string(folder.path().join("Dockerfile")).unwrap(), BEFORE);
    let diff = text(&output.stdout);
    assert!(
        diff.starts_with("--- Dockerfile\n+++ Dockerfile\n@@ -1,3 +1,3 @@\n-FROM debian:12.5 as build\n"),
        "{diff}"
    );
    assert!(text(&output.stderr).starts_with("2 would be fixed, 2 more with --fix=unsafe"), "{output:?}");
    fs::write(folder.path().join("Dockerfile"), SAFE).unwrap();
    let output = run(folder.path(), &["--diff"]);
    assert_eq!((output.status.code(), text(&output.stdout)), (Some(0), ""));
}

#[test]
fn one_rule_can_be_fixed_alone() {
    let folder = folder();
    let output = run(folder.path(), &["--fix-only", "from-as-casing"]);
    assert!(text(&output.stdout).ends_with("1 fixed, 3 more without --fix-only, 1 not fixable\n"), "{output:?}");
    let fixed = fs::read_to_string(folder.path().join("Dockerfile")).unwrap();
    assert_eq!(fixed, BEFORE.replace(" as ", " AS "));
    let output = run(folder.path(), &["--fix-only", "from-as-casign"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("is it `from-as-casing`?"), "{output:?}");
}

#[test]
fn standard_input_goes_to_standard_output() {
    let mut child =
        dfcheck(&["--fix", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(BEFORE.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(text(&output.stdout), SAFE);
    assert!(text(&output.stderr).contains("DL3008") && text(&output.stderr).contains("2 fixed"), "{output:?}");
}

#[cfg(unix)]
#[test]
fn mode_and_links_stay() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = folder();
    let (file, link) = (folder.path().join("Dockerfile"), folder.path().join("Dockerfile.link"));
    fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
    symlink("Dockerfile", &link).unwrap();
    run(folder.path(), &["--fix", "Dockerfile.link"]);
    assert_eq!(fs::read_to_string(&file).unwrap(), SAFE);
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o640);
    assert!(fs::symlink_metadata(&link).unwrap().file_type().is_symlink());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "no temporary file is left");
}

#[test]
fn findings_show_their_fixes() {
    let folder = folder();
    let report = run(folder.path(), &[]);
    let report = text(&report.stdout);
    assert!(
        report
            .contains("  fix: write it like FROM\n    - FROM debian:12.5 as build\n    + FROM debian:12.5 AS build\n"),
        "{report}"
    );
    assert!(report.contains("  fix (unsafe): add the flag; "), "{report}");
    assert!(report.ends_with("2 fixable with --fix, 2 more with --fix=unsafe\n"), "{report}");
}

#[test]
fn the_configuration_says_how_far_fixes_go() {
    let folder = folder();
    fs::write(folder.path().join(".dfcheck.yaml"), "fix: {safety: unsafe, never: [DL3009]}\n").unwrap();
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dfcheck"));
        command.args([&["lint"], &ABOUT[..], arguments].concat()).current_dir(folder.path()).env("NO_COLOR", "1");
        command.output().unwrap()
    };
    let output = run(&["--diff", "--fix=safe"]);
    assert!(text(&output.stderr).starts_with("1 would be fixed, 2 more with --fix=unsafe, 2 not"), "{output:?}");
    let output = run(&["--diff"]);
    assert!(text(&output.stderr).starts_with("3 would be fixed, 2 not fixable"), "{output:?}");
}

#[test]
fn versions_come_from_a_table_that_is_made_of_an_index() {
    let folder = folder();
    fs::write(folder.path().join("Packages"), "Package: curl\nVersion: 7.88.1-10\n\nPackage: git\nVersion: 1:2.39.2\n")
        .unwrap();
    let mut versions = Command::new(env!("CARGO_BIN_EXE_dfcheck"));
    let output = versions.args(["versions", "--from-apt", "Packages"]).current_dir(folder.path()).output().unwrap();
    assert_eq!(text(&output.stdout), "apt\tcurl\t7.88.1-10\napt\tgit\t1:2.39.2\n");
    fs::write(folder.path().join("versions.tsv"), output.stdout).unwrap();
    run(folder.path(), &["--fix=unsafe", "--fix-only", "DL3008", "--versions", "versions.tsv"]);
    let fixed = fs::read_to_string(folder.path().join("Dockerfile")).unwrap();
    assert_eq!(fixed, BEFORE.replace("-y curl", "-y curl=7.88.1-10"));
    fs::write(folder.path().join("versions.tsv"), "apt curl\n").unwrap();
    let output = run(folder.path(), &["--fix=unsafe", "--versions", "versions.tsv"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("versions.tsv: line 1: `apt curl` is not of the form"), "{output:?}");
}
