//! The views of a migration: what they show of the examples.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a helper of a test fails as a test does")]

#[path = "support/program.rs"]
mod program;

use std::fs;

use program::dfcheck;
use serde_json::Value;

/// Ten of the examples, of as many kinds.
const EXAMPLES: [&str; 10] =
    ["c-autotools", "download", "fastapi-uv", "flask", "go", "maven", "nginx", "node-web", "rust", "vite-nginx"];

fn view(example: &str, form: &str, columns: &str) -> String {
    let dockerfile = format!("tests/examples/{example}/Dockerfile");
    let output = dfcheck(&["migrate", form, &dockerfile]).env("COLUMNS", columns).output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

fn width(line: &str) -> usize {
    line.chars().count()
}

#[test]
fn views_are_as_reviewed() {
    insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
        for example in EXAMPLES {
            for columns in ["80", "140"] {
                let text = view(example, "--diff", columns);
                let limit: usize = columns.parse().unwrap();
                let too_long: Vec<&str> = text.lines().filter(|line| width(line) > limit).collect();
                assert!(too_long.is_empty(), "{example}: {too_long:?}");
                insta::assert_snapshot!(format!("diff-{example}.{columns}"), text);
            }
            insta::assert_snapshot!(format!("diff-{example}.unified"), view(example, "--diff=unified", "80"));
        }
        for example in ["flask", "vite-nginx"] {
            insta::assert_snapshot!(format!("diff-{example}.json"), view(example, "--diff=json", "80"));
        }
    });
}

#[test]
fn every_line_of_the_dockerfile_is_shown_once() {
    for example in EXAMPLES {
        let dockerfile = fs::read_to_string(format!("tests/examples/{example}/Dockerfile")).unwrap();
        let json: Value = serde_json::from_str(&view(example, "--diff=json", "80")).unwrap();
        let mut next = 1;
        for step in json["steps"].as_array().unwrap() {
            assert_eq!(step["lines"]["first"], next, "{example}");
            next = step["lines"]["last"].as_u64().unwrap() + 1;
        }
        assert_eq!(next as usize, dockerfile.lines().count() + 1, "{example}");
    }
}

#[test]
fn all_that_comes_of_an_instruction_is_shown() {
    // Every line of the expression that has a place in the Dockerfile is beside it.
    for example in EXAMPLES {
        let json: Value = serde_json::from_str(&view(example, "--diff=json", "80")).unwrap();
        let expression: Vec<&str> = json["expression"].as_str().unwrap().lines().collect();
        let mut shown = vec![false; expression.len()];
        for fragment in json["steps"].as_array().unwrap().iter().flat_map(|step| step["fragments"].as_array().unwrap())
        {
            let number = |key: &str| fragment["lines"][key].as_u64().unwrap() as usize;
            shown[number("first") - 1..number("last")].fill(true);
        }
        let frame = |line: &str| {
            let starts = [
                "#",
                "{",
                "}",
                "pkgs ?",
                "let",
                "in",
                "inherit (pkgs) lib;",
                "pkgs.dockerTools.build",
                "name =",
                "tag =",
            ];
            let starts =
                [&starts[..], &["architecture =", "contents = [", "config = {", "]", "''", "mkdir -m 1777"]].concat();
            let ends = ["Commands = ''"];
            line.trim().is_empty()
                || starts.iter().any(|start| line.trim().starts_with(start))
                || ends.iter().any(|end| line.ends_with(end))
        };
        let missing = expression.iter().zip(&shown).filter(|(line, shown)| !**shown && !frame(line));
        let missing: Vec<&str> = missing.map(|(line, _)| *line).collect();
        assert_eq!(missing, [""; 0], "{example}");
    }
}

#[test]
fn wide_characters_and_tabs_stay_aligned_and_nothing_escapes() {
    let folder = tempfile::tempdir().unwrap();
    let text = "FROM debian:12.5\nLABEL title=\"漢字と\tかな</script><b>&\"\nENV A=\"\u{1b}[31m\"\nRUN\techo 漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字\n";
    fs::write(folder.path().join("Dockerfile"), text).unwrap();
    let run = |form: &str| {
        let mut command = dfcheck(&["migrate", "--name", "x", form]);
        let output = command.current_dir(folder.path()).env("COLUMNS", "120").output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let sides = run("--diff");
    let columns: Vec<usize> = sides
        .lines()
        .filter_map(|line| line.split_once('│').map(|(left, _)| left))
        .map(|left| left.chars().map(|ch| if ('\u{2e80}'..'\u{a000}').contains(&ch) { 2 } else { 1 }).sum())
        .collect();
    assert!(columns.len() > 4 && columns.iter().all(|column| *column == columns[0]), "{columns:?}\n{sides}");
    assert!(!sides.contains('\u{1b}'), "{sides}");
    let page = run("--diff=html");
    assert!(!page.contains('\u{1b}') && !page.contains("<b>&"), "{page}");
    assert_eq!(page.matches("</script>").count(), 2, "{page}");
}

#[test]
fn colours_are_there_when_asked_for() {
    let command = dfcheck(&["--color", "always", "migrate", "--diff", "tests/examples/flask/Dockerfile"])
        .env("COLUMNS", "120")
        .output();
    let text = String::from_utf8(command.unwrap().stdout).unwrap();
    // The port is emphasized on both sides.
    assert_eq!(text.matches("\u{1b}[1;4m5000").count() + text.matches(";1;4m5000").count(), 2, "{text}");
}

#[test]
fn a_huge_file_is_shown() {
    let folder = tempfile::tempdir().unwrap();
    let mut text = "FROM debian:12.5\n".to_owned();
    for number in 0..4000 {
        text.push_str(&format!("ENV A{number}={number}\nRUN mkdir -p /srv/{number}\n"));
    }
    fs::write(folder.path().join("Dockerfile"), text).unwrap();
    let output = dfcheck(&["migrate", "--diff"]).current_dir(folder.path()).env("COLUMNS", "120").output().unwrap();
    let shown = String::from_utf8(output.stdout).unwrap();
    assert!(shown.contains("8001 RUN mkdir -p /srv/3999"), "{}", shown.len());
}
