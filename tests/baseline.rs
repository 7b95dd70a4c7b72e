//! `--write-baseline` and `--baseline`: only new findings count.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a helper of a test fails as a test does")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

const OLD: &str = "FROM debian\nRUN cd /a && \\\n    sudo b\nRUN cd /a && \\\n    sudo b\nMAINTAINER me\n";
const RULES: &str = "DL3003,DL3004,DL3006,DL4000,DF120";

fn dfcheck(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dfcheck"));
    command.args(arguments).current_dir(folder).env("NO_COLOR", "1").output().unwrap()
}

/// A folder with a Dockerfile in a folder of its own, and a baseline of it.
fn project(dockerfile: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("app")).unwrap();
    fs::write(folder.path().join("app/Dockerfile"), dockerfile).unwrap();
    let output = dfcheck(folder.path(), &["lint", "--select", RULES, "--write-baseline", "baseline.json", "app"]);
    assert_eq!((output.status.code(), output.stdout.len()), (Some(0), 0), "{output:?}");
    folder
}

/// Code and line of what is new after a change, and what is said besides.
fn new(folder: &TempDir, dockerfile: &str) -> (Vec<(String, u64)>, String) {
    fs::write(folder.path().join("app/Dockerfile"), dockerfile).unwrap();
    let arguments = ["lint", "--select", RULES, "--format", "json", "--baseline", "baseline.json", "app"];
    let output = dfcheck(folder.path(), &arguments);
    let findings: Vec<Value> =
        serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"));
    assert_eq!(output.status.code(), Some(i32::from(!findings.is_empty())));
    let place = |it: &Value| (it["code"].as_str().unwrap().to_owned(), it["line"].as_u64().unwrap());
    (findings.iter().map(place).collect(), String::from_utf8(output.stderr).unwrap())
}

fn codes(found: &[(String, u64)]) -> Vec<(&str, u64)> {
    found.iter().map(|(code, line)| (code.as_str(), *line)).collect()
}

#[test]
fn what_was_there_before_does_not_count() {
    let folder = project(OLD);
    assert_eq!(new(&folder, OLD), (vec![], String::new()));
}

#[test]
fn findings_survive_moves_and_layout() {
    let folder = project(OLD);
    let moved = "# A comment.\n\nARG X\nFROM debian\nMAINTAINER  me\n\nRUN cd /a && sudo b\n# another\nRUN cd /a && \\\n # why\n\n  sudo b\n";
    assert_eq!(new(&folder, moved).0, []);
    assert_eq!(new(&folder, &OLD.replace('\n', "\r\n")).0, []);
}

#[test]
fn new_findings_count_and_so_do_more_of_a_kind() {
    let folder = project(OLD);
    let (found, _) = new(&folder, &format!("{OLD}RUN cd /a && sudo b\nRUN cd /c\n"));
    assert_eq!(codes(&found), [("DL3003", 7), ("DL3004", 7), ("DL3003", 8)]);
    let (found, said) = new(&folder, &OLD.replacen("cd /a", "cd /b", 1));
    assert_eq!(codes(&found), [("DL3003", 2), ("DL3004", 3)]);
    assert!(said.contains("baseline.json: 2 findings are not there any more"), "{said}");
}

#[test]
fn another_file_is_another_finding() {
    let folder = project(OLD);
    fs::create_dir(folder.path().join("other")).unwrap();
    fs::rename(folder.path().join("app/Dockerfile"), folder.path().join("other/Dockerfile")).unwrap();
    let output = dfcheck(folder.path(), &["lint", "--select", RULES, "--baseline", "baseline.json", "other"]);
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn the_names_of_files_do_not_depend_on_where_one_stands() {
    let folder = project(OLD);
    for (place, arguments) in [
        ("app", ["--baseline", "../baseline.json", "Dockerfile"]),
        ("app", ["--baseline", "../baseline.json", "../app"]),
        ("", ["--baseline", "./app/../baseline.json", "./app/Dockerfile"]),
    ] {
        let output = dfcheck(&folder.path().join(place), &[&["lint", "--select", RULES][..], &arguments].concat());
        assert_eq!(output.status.code(), Some(0), "{output:?}");
    }
    let text = fs::read_to_string(folder.path().join("baseline.json")).unwrap();
    assert!(text.contains("\"app/Dockerfile\""), "{text}");
}

#[test]
fn words_in_files_of_the_context_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let requirements = folder.path().join("requirements.txt");
    fs::write(&requirements, "flask\n").unwrap();
    let text = "FROM python:3.12\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n";
    fs::write(folder.path().join("Dockerfile"), text).unwrap();
    let run = |arguments: &[&str]| {
        dfcheck(folder.path(), &[&["lint", "--select", "DF120"][..], arguments, &["Dockerfile"]].concat()).status.code()
    };
    assert_eq!(run(&["--write-baseline", "b.json"]), Some(0));
    assert_eq!(run(&["--baseline", "b.json"]), Some(0));
    fs::write(&requirements, "# why\ndjango\n").unwrap();
    assert_eq!(run(&["--baseline", "b.json"]), Some(1));
    fs::write(&requirements, "flask\ndjango\n").unwrap();
    assert_eq!(run(&["--baseline", "b.json"]), Some(1));
    fs::write(&requirements, "# why\nflask\n").unwrap();
    assert_eq!(run(&["--baseline", "b.json"]), Some(0));
}

#[test]
fn a_baseline_is_the_same_bytes_for_the_same_findings() {
    let folder = project("FROM debian\nMAINTAINER me\n");
    let text = fs::read_to_string(folder.path().join("baseline.json")).unwrap();
    insta::assert_snapshot!(text, @r#"
    {
      "version": 1,
      "files": {
        "app/Dockerfile": [
          {
            "code": "DL3006",
            "hash": "7c3ba5399d5f2b87",
            "count": 1
          },
          {
            "code": "DL4000",
            "hash": "79917d9dcee1f98c",
            "count": 1
          }
        ]
      }
    }
    "#);
}

#[test]
fn a_baseline_that_cannot_be_used_is_refused() {
    let folder = project(OLD);
    let refused = |content: Option<&str>| {
        match content {
            Some(content) => fs::write(folder.path().join("b.json"), content).unwrap(),
            None => fs::remove_file(folder.path().join("b.json")).unwrap(),
        }
        let output = dfcheck(folder.path(), &["lint", "--baseline", "b.json", "app"]);
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{output:?}");
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.starts_with("dfcheck: b.json: "), "{said}");
        said
    };
    for broken in [
        "",
        "{",
        "[]",
        "{\"version\": 1}",
        "{\"version\": 1, \"files\": {\"a\": [{\"code\": \"DL1\", \"hash\": \"x\", \"count\": 1}]}}",
    ] {
        assert!(refused(Some(broken)).contains("write it anew with --write-baseline"), "{broken}");
    }
    assert!(refused(Some("{\"version\": 2, \"entries\": []}")).contains("version 2"));
    refused(None);
    let output = dfcheck(folder.path(), &["lint", "--write-baseline", "none/b.json", "app"]);
    assert_eq!(output.status.code(), Some(2));
    // Nothing is written where not everything could be read.
    let output = dfcheck(folder.path(), &["lint", "--write-baseline", "b.json", "app", "none"]);
    assert_eq!((output.status.code(), folder.path().join("b.json").exists()), (Some(2), false));
}
