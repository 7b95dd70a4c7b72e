//! What is for whoever runs dfcheck: `--verbose`, `--version`, and what happens when dfcheck itself fails.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a helper of a test fails as a test does")]

#[path = "support/folder.rs"]
mod folder;
#[path = "support/program.rs"]
mod program;

use std::fs;
use std::path::Path;
use std::process::Output;

use folder::folder;
use program::dfcheck;
use serde_json::Value;
use tempfile::TempDir;

/// What makes a build for tests fail.
const DEFECT: &str = "dfcheck-debug-build:fail-here";

fn run(folder: &Path, arguments: &[&str]) -> Output {
    dfcheck(arguments).current_dir(folder).env("RAYON_NUM_THREADS", "2").output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// What was used and how long it took, with `N` in place of times and of what grows with the catalogue.
fn account(output: &Output) -> String {
    let errors = text(&output.stderr);
    let (_, account) = errors.split_once(&format!("\ndfcheck {}\n", env!("CARGO_PKG_VERSION"))).unwrap();
    let line = |line: &str| match (line.split_once("rules "), line.split_once(" ms")) {
        (Some((before, _)), _) => format!("{before}rules N\n"),
        (_, Some((before, after))) => {
            let name = before.trim_end_matches(|ch: char| ch.is_ascii_digit() || ch == '.').trim_end();
            format!("{name} N ms{after}\n")
        }
        _ => format!("{line}\n"),
    };
    account.lines().filter(|line| !line.trim_start().starts_with("features")).map(line).collect()
}

#[test]
fn a_verbose_lint_says_what_it_used_and_how_long_it_took() {
    let folder = folder(&[
        ("Dockerfile", "FROM debian\n"),
        ("web/.dfcheck.yaml", "ignore: [DL3006]\n"),
        ("web/Dockerfile", "FROM debian\n"),
        ("versions", "apt curl 1\n"),
    ]);
    let quiet = run(folder.path(), &["lint", "-f", "concise", "--versions", "versions"]);
    let output = run(folder.path(), &["lint", "-f", "concise", "--versions", "versions", "-v"]);
    assert_eq!((output.status.code(), &output.stdout), (quiet.status.code(), &quiet.stdout));
    assert_eq!(text(&quiet.stderr), "");
    insta::assert_snapshot!(account(&output), @r"
      rules N
      nixpkgs         26.11pre of 2026-07, x86_64-linux
      packages        compared with Debian 12
      base images     as of 2026-08-21
    configuration
      no configuration file for 1 Dockerfile
        Dockerfile
      web/.dfcheck.yaml for 1 Dockerfile
        web/Dockerfile
    also used
      versions        versions
    time
      start N ms
      search N ms
      configuration N ms
      files N ms
        read N ms × 2
        parse N ms × 2
        build N ms × 2
        context N ms × 2
        lint N ms × 2
      report N ms
      total N ms
      What is done for each file is the sum over 2 threads.
    ");
}

#[test]
fn a_verbose_fix_and_migration_name_their_phases() {
    let folder = folder(&[("Dockerfile", "FROM debian:12.5\nRUN apt-get install curl\n")]);
    let phases = |arguments: &[&str]| {
        let account = account(&run(folder.path(), arguments));
        let (_, times) = account.split_once("time\n").unwrap();
        let names: Vec<String> =
            times.lines().filter_map(|line| Some(line.split_once(" N ms")?.0.to_owned())).collect();
        names.join(",").replace(' ', "")
    };
    assert_eq!(
        phases(&["--verbose", "lint", "--fix"]),
        "start,search,configuration,files,read,context,fix,write,report,total"
    );
    assert_eq!(phases(&["migrate", "-v"]), "start,configuration,read,parse,build,context,plan,emit,total");
    assert_eq!(phases(&["inspect", "-v"]), "start,search,configuration,files,read,parse,build,context,report,total");
    assert_eq!(phases(&["rules", "-v"]), "start,total");
}

#[test]
fn the_version_says_of_which_day_the_data_are() {
    let short = run(Path::new("."), &["-V"]);
    assert_eq!(text(&short.stdout), format!("dfcheck {}\n", env!("CARGO_PKG_VERSION")));
    let long = text(&run(Path::new("."), &["--version"]).stdout);
    let nixpkgs = dfcheck::facts::snapshot();
    for part in [
        &format!("dfcheck {}\n", env!("CARGO_PKG_VERSION")),
        &format!("rules        {}\n", dfcheck::lint::catalogue::all().len()),
        &format!("nixpkgs      {} of {}, {}\n", nixpkgs.release, nixpkgs.date, nixpkgs.system),
        &format!("packages     compared with {}\n", nixpkgs.evidence),
        &format!("base images  as of {}\n", dfcheck::facts::newest_base_image()),
    ] {
        assert!(long.contains(part), "{part}{long}");
    }
    let day = dfcheck::facts::newest_base_image();
    assert!(day.len() == 10 && day.starts_with("20"), "{day}");
}

/// Three files, with one of which dfcheck fails.
#[cfg(debug_assertions)]
fn broken() -> TempDir {
    folder(&[
        ("a/Dockerfile", "FROM debian\n"),
        ("b/Dockerfile", &format!("FROM debian\nRUN a && \\\n  b {DEFECT} \\\n  && c\nRUN apt-get install curl\n")),
        ("c/Dockerfile", "FROM debian\n"),
    ])
}

#[cfg(debug_assertions)]
#[track_caller]
fn asks_for_a_report(output: &Output) {
    let errors = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{errors}");
    let panic = "b/Dockerfile: dfcheck itself has failed here: the file asks for it (src/defect/guard.rs:";
    assert!(errors.contains(panic), "{errors}");
    assert!(errors.contains(&format!("is enough for it:\n\n    {DEFECT}\n\nPlease report it")), "{errors}");
    assert!(
        errors.contains(concat!("dfcheck ", env!("CARGO_PKG_VERSION"))) && !errors.contains("panicked"),
        "{errors}"
    );
}

#[cfg(debug_assertions)]
#[test]
fn a_defect_is_a_finding_and_the_other_files_are_checked() {
    let folder = broken();
    let output = run(folder.path(), &["lint", "-q", "-f", "concise", "--select", "DL3006", "--no-fail"]);
    asks_for_a_report(&output);
    let report = text(&output.stdout);
    let lines: Vec<&str> = report.lines().collect();
    assert_eq!(lines.len(), 3, "{report}");
    assert!(lines[0].starts_with("a/Dockerfile:1:6: warning DL3006 "), "{report}");
    assert!(lines[1].starts_with("b/Dockerfile:3:5: error DF920 dfcheck itself has failed here: "), "{report}");
    assert!(lines[2].starts_with("c/Dockerfile:1:6: warning DL3006 "), "{report}");
    // For programs it is a failure of the run, too.
    let output = run(folder.path(), &["lint", "-f", "sarif", "--select", "DL3006"]);
    let log: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(log["runs"][0]["invocations"][0]["executionSuccessful"], false);
    assert_eq!(log["runs"][0]["results"].as_array().unwrap().len(), 3);
    // One file is not done on another thread.
    asks_for_a_report(&run(folder.path(), &["lint", "b/Dockerfile"]));
}

#[cfg(debug_assertions)]
#[test]
fn what_a_defect_is_in_is_not_written() {
    let folder = broken();
    let before = fs::read_to_string(folder.path().join("b/Dockerfile")).unwrap();
    for flag in ["--fix=unsafe", "--diff", "--add-ignores"] {
        let output = run(folder.path(), &["lint", flag]);
        asks_for_a_report(&output);
        assert_eq!(fs::read_to_string(folder.path().join("b/Dockerfile")).unwrap(), before, "{flag}");
    }
    let others = fs::read_to_string(folder.path().join("c/Dockerfile")).unwrap();
    assert!(others.starts_with("# dfcheck ignore="), "the others are written");
    let output = run(folder.path(), &["lint", "--write-baseline", "baseline.json"]);
    asks_for_a_report(&output);
    assert!(!folder.path().join("baseline.json").exists());
}

#[cfg(debug_assertions)]
#[test]
fn other_commands_fail_with_the_same_words() {
    let folder = broken();
    let output = run(folder.path(), &["inspect", "--format", "json"]);
    asks_for_a_report(&output);
    let known: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(known.as_array().unwrap().len(), 2);
    for arguments in [
        &["migrate", "b/Dockerfile", "-o", "image.nix"][..],
        &["migrate", "b/Dockerfile", "--diff"],
        &["diff", "a/Dockerfile", "b/Dockerfile"],
    ] {
        let output = run(folder.path(), arguments);
        asks_for_a_report(&output);
        assert_eq!(text(&output.stdout), "", "{arguments:?}");
    }
    assert!(!folder.path().join("image.nix").exists());
}
