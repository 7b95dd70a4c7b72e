//! The command line of `dfcheck lint`: which files, which findings, which reports.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a helper of a test fails as a test does")]

#[path = "support/folder.rs"]
mod folder;
#[path = "support/program.rs"]
mod program;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use folder::folder;
use program::{dfcheck, given};
use serde_json::Value;
use tempfile::TempDir;

/// `dfcheck lint` for one check, in the folder.
fn lint(folder: &TempDir, arguments: &[&str]) -> Command {
    let mut command = dfcheck(&["lint", "--no-config", "--select", "DL3006,DL3000,DL3059"]);
    command.args(arguments).current_dir(folder);
    command
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// The file names of the findings in a report of one line each.
fn names(output: &Output) -> Vec<String> {
    let name = |line: &str| line.split_once(':').map(|(name, _)| name.to_owned());
    text(&output.stdout).lines().filter_map(name).collect()
}

fn found(folder: &TempDir, arguments: &[&str]) -> Vec<String> {
    let output = lint(folder, &[&["-q", "-f", "concise"], arguments].concat()).output().unwrap();
    assert!(output.stderr.is_empty(), "{}", text(&output.stderr));
    names(&output)
}

const BAD: &str = "FROM debian\n";

#[test]
fn folders_are_searched_but_for_hidden_ignored_and_excluded_ones() {
    let folder = folder(&[
        ("Dockerfile", BAD),
        (".devcontainer/Dockerfile", BAD),
        (".hidden/Dockerfile", BAD),
        (".gitignore", "ignored/\n"),
        ("ignored/Dockerfile", BAD),
        ("vendor/a/Dockerfile", BAD),
        ("web/Dockerfile.test", BAD),
        ("web/README", BAD),
    ]);
    assert_eq!(
        found(&folder, &[]),
        [".devcontainer/Dockerfile", "Dockerfile", "vendor/a/Dockerfile", "web/Dockerfile.test"]
    );
    assert_eq!(
        found(&folder, &["--exclude", "vendor/", "--exclude", "*.test"]),
        [".devcontainer/Dockerfile", "Dockerfile"]
    );
    assert_eq!(found(&folder, &[".hidden"]), [".hidden/Dockerfile"], "what is named is searched");
    let named = ["vendor/a/Dockerfile", "Dockerfile", "--exclude", "vendor"];
    assert_eq!(found(&folder, &named), ["Dockerfile"], "what is named can be excluded, too");
    let bad = lint(&folder, &["--exclude", "[z-a]", "."]).output().unwrap();
    assert_eq!(bad.status.code(), Some(2));
    assert!(text(&bad.stderr).contains("[z-a]"));
}

#[test]
fn a_file_that_is_named_twice_is_linted_once() {
    let folder = folder(&[("a/Dockerfile", BAD), ("b/Dockerfile", BAD)]);
    assert_eq!(
        found(&folder, &["b", "./a/../a/Dockerfile", "a", "b/Dockerfile"]),
        ["b/Dockerfile", "./a/../a/Dockerfile"]
    );
}

#[test]
fn many_files_in_one_call_keep_their_order() {
    let files: Vec<(String, &str)> = (0..200).map(|number| (format!("{:03}/Dockerfile", 199 - number), BAD)).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), *text)).collect();
    let folder = folder(&files);
    let mut expected: Vec<&str> = files.iter().map(|(path, _)| *path).collect();
    assert_eq!(found(&folder, &expected), expected, "as they are named");
    expected.sort_unstable();
    assert_eq!(found(&folder, &["."]), expected, "as they are called");
}

#[test]
fn files_that_cannot_be_read_are_reported_and_the_others_linted() {
    let folder = folder(&[("a/Dockerfile", BAD), ("z/Dockerfile", BAD)]);
    let output = lint(&folder, &["-q", "-f", "concise", "a", "no/such", "empty", "z"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(names(&output), ["a/Dockerfile", "z/Dockerfile"]);
    let errors = text(&output.stderr);
    assert!(errors.contains("no/such") && errors.contains("empty") && errors.lines().count() == 2, "{errors}");
}

#[test]
fn paths_can_come_from_a_list() {
    let folder = folder(&[
        ("a b/Dockerfile", BAD),
        ("c/Dockerfile", BAD),
        ("list", "a b/Dockerfile\n\nc\n"),
        ("zeros", "c/Dockerfile\0a b/Dockerfile\0"),
        ("nothing", ""),
    ]);
    assert_eq!(found(&folder, &["--files-from", "list"]), ["a b/Dockerfile", "c/Dockerfile"]);
    assert_eq!(found(&folder, &["--files-from", "zeros"]), ["c/Dockerfile", "a b/Dockerfile"]);
    assert_eq!(found(&folder, &["--files-from", "nothing"]), [] as [&str; 0], "no file, instead of all");
    let piped = given(lint(&folder, &["-q", "-f", "concise", "--files-from", "-"]), b"c\n");
    assert_eq!(names(&piped), ["c/Dockerfile"]);
    let twice = given(lint(&folder, &["--files-from", "-", "-"]), b"c\n");
    assert_eq!(twice.status.code(), Some(2));
    assert!(text(&twice.stderr).contains("standard input"));
    let missing = lint(&folder, &["--files-from", "no/list"]).output().unwrap();
    assert_eq!(missing.status.code(), Some(2));
    assert!(text(&missing.stderr).contains("no/list"));
}

#[test]
fn standard_input_can_have_a_name_and_a_place() {
    let folder = folder(&[("app/requirements.txt", "flask\n")]);
    let input = b"FROM debian\nCOPY requirements.txt /\nRUN pip install -r /requirements.txt\n";
    let run = |arguments: &[&str]| {
        let mut command = dfcheck(&["lint", "--no-config", "-q", "-f", "concise", "--select", "DL3006,DF120", "-"]);
        command.args(arguments).current_dir(&folder);
        names(&given(command, input))
    };
    assert_eq!(run(&[]), ["-"]);
    assert_eq!(run(&["--stdin-filename", "app/Dockerfile"]), ["app/Dockerfile", "app/requirements.txt"]);
    assert_eq!(run(&["--file-path-in-report", "b/Dockerfile"]), ["b/Dockerfile"], "a name, and no place");
}

#[test]
fn levels_decide_what_is_shown_and_what_fails() {
    // An error, a warning and an info.
    let folder = folder(&[("Dockerfile", "FROM debian\nWORKDIR a\nRUN a\nRUN b\n")]);
    let run = |arguments: &[&str]| {
        let output = lint(&folder, &[&["-q", "-f", "concise"], arguments].concat()).output().unwrap();
        (names(&output).len(), output.status.code().unwrap())
    };
    assert_eq!(run(&[]), (3, 1));
    assert_eq!(run(&["--level", "warning"]), (2, 1));
    assert_eq!(run(&["--level", "error"]), (1, 1));
    assert_eq!(run(&["--fail-on", "never"]), (3, 0));
    assert_eq!(run(&["--no-fail"]), (3, 0));
    assert_eq!(run(&["--ignore", "DL3000", "--fail-on", "error"]), (2, 0));
    assert_eq!(run(&["--ignore", "DL3000", "--fail-on", "warning"]), (2, 1));
    assert_eq!(run(&["--ignore", "DL3000", "--level", "error"]), (0, 0), "what is not shown does not fail");
    let bad = lint(&folder, &["--level", "fatal"]).output().unwrap();
    assert_eq!(bad.status.code(), Some(2));
    assert!(text(&bad.stderr).contains("warning"), "the message says what there is");
    let unread = lint(&folder, &["--no-fail", "no/such"]).output().unwrap();
    assert_eq!(unread.status.code(), Some(2), "what cannot be read fails all the same");
}

#[test]
fn several_reports_go_to_their_places() {
    let folder = folder(&[("Dockerfile", BAD)]);
    let arguments = ["-f", "sarif", "-o", "a.sarif", "-f", "tty", "-f", "html", "-o", "out.html"];
    let output = lint(&folder, &arguments).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stdout).contains("DL3006") && !text(&output.stdout).contains("$schema"));
    let sarif: Value = serde_json::from_slice(&fs::read(folder.path().join("a.sarif")).unwrap()).unwrap();
    assert_eq!(sarif["runs"][0]["results"][0]["ruleId"], "DL3006");
    assert!(fs::read_to_string(folder.path().join("out.html")).unwrap().starts_with("<!DOCTYPE html>"));

    let silent = lint(&folder, &["--color", "always", "-o", "report.txt"]).output().unwrap();
    assert!(silent.stdout.is_empty());
    let written = fs::read_to_string(folder.path().join("report.txt")).unwrap();
    assert!(written.contains("DL3006") && !written.contains('\u{1b}'), "a file has no colours: {written}");

    let two = lint(&folder, &["-f", "json", "-f", "gnu"]).output().unwrap();
    assert_eq!(two.status.code(), Some(2));
    assert!(text(&two.stderr).contains("--output"));
    let unwritable = lint(&folder, &["-f", "json", "-o", "no/such/folder/a.json"]).output().unwrap();
    assert_eq!(unwritable.status.code(), Some(2));
    assert!(text(&unwritable.stderr).contains("no/such/folder"));
}

#[test]
fn services_are_told_in_their_format() {
    let folder = folder(&[("app/Dockerfile", BAD), ("summary", "before\n")]);
    let job = |service: &str, arguments: &[&str]| {
        let mut command = lint(&folder, arguments);
        command.env(service, "true").env("GITHUB_STEP_SUMMARY", "summary").output().unwrap()
    };
    let github = job("GITHUB_ACTIONS", &[]);
    assert!(text(&github.stdout).starts_with("::warning file=app/Dockerfile,line=1,"), "{}", text(&github.stdout));
    let summary = fs::read_to_string(folder.path().join("summary")).unwrap();
    assert!(summary.starts_with("before\n") && summary.contains("| warning | 1:6 |"), "{summary}");
    let gitlab = job("GITLAB_CI", &[]);
    let issues: Value = serde_json::from_slice(&gitlab.stdout).unwrap();
    assert_eq!(issues[0]["check_name"], "DL3006");
    assert!(text(&gitlab.stderr).starts_with("app/Dockerfile:1:6: warning DL3006"), "the log is for people");
    for arguments in [&["-f", "gnu"][..], &["--statistics"]] {
        let asked = job("GITLAB_CI", arguments);
        assert!(!text(&asked.stdout).contains("check_name") && asked.stderr.is_empty(), "what is asked for goes first");
    }
}

/// Ten annotations of a level are shown, so the worst come first.
#[test]
fn the_most_severe_annotations_come_first() {
    let folder = folder(&[("Dockerfile", "FROM debian\nRUN a\nRUN b\nWORKDIR a\n")]);
    let output = lint(&folder, &["-f", "github"]).output().unwrap();
    let printed = text(&output.stdout);
    let levels: Vec<&str> = printed.lines().filter_map(|line| line.strip_prefix("::")?.split(' ').next()).collect();
    assert_eq!(levels, ["error", "warning", "notice"]);
}

#[test]
fn paths_are_those_of_the_sources() {
    let folder = folder(&[("sub/app/Dockerfile", BAD)]);
    let root = fs::canonicalize(&folder).unwrap();
    let mut command = lint(&folder, &["-f", "gitlab"]);
    let output = command.current_dir(root.join("sub")).env("CI_PROJECT_DIR", &root).output().unwrap();
    let issues: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(issues[0]["location"]["path"], "sub/app/Dockerfile");
}

#[test]
fn colours_are_where_they_are_wanted() {
    let folder = folder(&[("Dockerfile", BAD)]);
    let coloured = |arguments: &[&str], variables: &[(&str, &str)]| {
        let mut command = lint(&folder, arguments);
        command.envs(variables.iter().copied());
        text(&command.output().unwrap().stdout).contains('\u{1b}')
    };
    assert!(!coloured(&[], &[]), "a pipe is no terminal");
    assert!(coloured(&["--color", "always"], &[]));
    assert!(coloured(&[], &[("FORCE_COLOR", "1")]));
    assert!(coloured(&[], &[("CLICOLOR_FORCE", "1")]));
    assert!(!coloured(&[], &[("FORCE_COLOR", "0")]));
    assert!(!coloured(&[], &[("FORCE_COLOR", "1"), ("NO_COLOR", "1")]));
    assert!(!coloured(&["--color", "never"], &[("FORCE_COLOR", "1")]));
    assert!(coloured(&["--color", "always"], &[("NO_COLOR", "1")]), "what is asked for goes first");
    assert!(!coloured(&["--no-color"], &[("FORCE_COLOR", "1")]));
    assert!(!coloured(&["--color", "always", "-f", "json"], &[]), "other programs read no colours");
}

#[test]
fn quiet_leaves_the_sum_out() {
    let folder = folder(&[("Dockerfile", "FROM scratch\n")]);
    assert!(text(&lint(&folder, &[]).output().unwrap().stdout).contains("no findings"));
    let output = lint(&folder, &["--quiet"]).output().unwrap();
    assert!(output.stdout.is_empty() && output.status.success());
}

#[test]
fn statistics_take_the_place_of_findings_only() {
    let folder = folder(&[("Dockerfile", BAD)]);
    let output = lint(&folder, &["--statistics", "-f", "sarif", "-o", "a.sarif"]).output().unwrap();
    assert!(text(&output.stdout).starts_with("1  DL3006  untagged-base-image"), "{}", text(&output.stdout));
    assert!(folder.path().join("a.sarif").is_file());
    let refused = lint(&folder, &["--statistics", "-f", "junit"]).output().unwrap();
    assert_eq!(refused.status.code(), Some(2));
}

/// A pipeline that runs hadolint changes one word.
#[test]
fn invocations_of_hadolint_work() {
    let dockerfile = "FROM example.org/a:1\nLABEL author=\"\" other=\"x\"\nRUN apt-get install -y curl\nRUN cd /tmp\n";
    let folder = folder(&[("Dockerfile", dockerfile)]);
    let run = |arguments: &[&str]| {
        let mut command = dfcheck(&["lint", "--profile", "hadolint", "-f", "json"]);
        let output = command.args(arguments).arg("Dockerfile").current_dir(&folder).output().unwrap();
        let findings: Vec<Value> =
            serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", text(&output.stderr)));
        (findings, output.status.code().unwrap())
    };
    let level = |findings: &[Value], code: &str| {
        findings.iter().find(|finding| finding["code"] == code).map(|it| it["level"].as_str().unwrap().to_owned())
    };
    let arguments = [
        "--failure-threshold",
        "error",
        "--ignore",
        "DL3008",
        "--trusted-registry",
        "docker.io",
        "--trusted-registry",
        "ghcr.io",
        "--require-label",
        "author:text",
        "--require-label",
        "org.example.url:url",
        "--strict-labels",
        "--file-path-in-report",
        "app/Dockerfile",
        "--info",
        "DL3003",
        "--style",
        "DL3015",
        "--error",
        "DL3057",
        "--warning",
        "DL3051",
    ];
    let (findings, code) = run(&arguments);
    assert_eq!(level(&findings, "DL3008"), None);
    assert_eq!(level(&findings, "DL3026").as_deref(), Some("error"), "the registry is not trusted");
    assert_eq!(level(&findings, "DL3049").as_deref(), Some("info"), "a required label is missing");
    assert_eq!(level(&findings, "DL3050").as_deref(), Some("info"), "a label is in no schema");
    assert_eq!(level(&findings, "DL3051").as_deref(), Some("warning"), "a required label is empty");
    assert_eq!(level(&findings, "DL3003").as_deref(), Some("info"));
    assert_eq!(level(&findings, "DL3015").as_deref(), Some("style"));
    assert_eq!(level(&findings, "DL3057").as_deref(), Some("error"), "it is off by default");
    assert!(findings.iter().all(|finding| finding["file"] == "app/Dockerfile"));
    assert_eq!(code, 1);
    assert_eq!(run(&["-t", "error"]).1, 0);
    assert_eq!(run(&["-t", "warning"]).1, 1);
    assert_eq!(run(&["--no-fail"]).1, 0);
    let wrong = lint(&folder, &["--require-label", "author", "--style", "DL3003"]).output().unwrap();
    assert_eq!(wrong.status.code(), Some(2));
    assert!(text(&wrong.stderr).contains("author:text"));
    let unknown = lint(&folder, &["--style", "DL3O03"]).output().unwrap();
    assert_eq!(unknown.status.code(), Some(2));
    assert!(text(&unknown.stderr).contains("DL3003"), "{}", text(&unknown.stderr));
}

#[test]
fn help_fits_on_a_screen() {
    for command in ["", "lint", "migrate", "inspect", "explain", "rules", "config", "completions", "man"] {
        let mut arguments = vec!["-h"];
        arguments.splice(0..0, (!command.is_empty()).then_some(command));
        let output = dfcheck(&arguments).env("COLUMNS", "100").output().unwrap();
        let help = text(&output.stdout);
        assert!(help.lines().count() <= 50, "{command}: {} lines\n{help}", help.lines().count());
        assert!(help.lines().all(|line| line.chars().count() <= 100), "{command}\n{help}");
    }
}

#[test]
fn shells_are_told_of_the_commands() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let output = dfcheck(&["completions", shell]).output().unwrap();
        assert!(output.status.success());
        assert!(text(&output.stdout).contains("files-from"), "{shell}");
    }
    assert_eq!(dfcheck(&["completions", "tcsh"]).output().unwrap().status.code(), Some(2));
}

#[test]
fn every_command_has_a_manual_page() {
    let folder = folder::<&str>(&[]);
    let target = folder.path().join("share/man1");
    let output = dfcheck(&["man", target.to_str().unwrap()]).output().unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
    let help = text(&dfcheck(&["-h"]).output().unwrap().stdout);
    let commands = help.lines().filter_map(|line| line.strip_prefix("  ")?.split_once(' ')).map(|(name, _)| name);
    let commands = commands.filter(|name| name.starts_with(|ch: char| ch.is_ascii_lowercase()) && *name != "help");
    let mut pages: Vec<String> =
        commands.map(|name| format!("dfcheck-{name}.1")).chain(["dfcheck.1".to_owned()]).collect();
    pages.sort();
    let mut written: Vec<String> =
        fs::read_dir(&target).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    written.sort();
    assert_eq!(written, pages);
    let page = fs::read_to_string(Path::new(&target).join("dfcheck-lint.1")).unwrap();
    assert!(page.contains("\\-\\-files\\-from") && page.contains("dfcheck\\-lint"), "{page}");
}
