//! Every format, as it is printed for the same few files, and what the terminal shows of real ones.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a helper of a test fails as a test does")]

#[path = "support/program.rs"]
mod program;

use std::path::Path;
use std::process::Command;

use program::dfcheck;

/// The checks that the files below are looked at with: all levels, a finding in a file of the context, other places,
/// several lines.
const CHECKS: &str = "DF120,DF901,DL3000,DL3008,DL3048,DL4000,DL4006";
/// A file with characters that mean something to each format, one without findings, and one with a syntax error.
const FILES: [&str; 3] = ["odd, 50% & more/Dockerfile", "clean/Dockerfile", "web/Dockerfile"];
const FORMATS: [&str; 17] = [
    "tty",
    "concise",
    "json",
    "jsonl",
    "sarif",
    "github",
    "gitlab",
    "codeclimate",
    "checkstyle",
    "junit",
    "gnu",
    "sonarqube",
    "codacy",
    "azure",
    "rdjson",
    "markdown",
    "html",
];

/// A lint of the files, in their folder.
fn lint(arguments: &[&str]) -> Command {
    let mut command = dfcheck(&["lint", "--no-config", "--select", CHECKS]);
    command.args(arguments).args(FILES);
    command.current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/reports"));
    command
}

fn printed(mut command: Command) -> String {
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn snapshot(name: &str, text: &str) {
    insta::with_settings!({
        snapshot_path => "../snapshots",
        prepend_module_to_snapshot => false,
        omit_expression => true,
        filters => vec![(regex::escape(env!("CARGO_PKG_VERSION")).as_str(), "VERSION")],
    }, {
        insta::assert_snapshot!(name, text);
    });
}

#[test]
fn every_format_is_as_reviewed() {
    for format in FORMATS {
        // A zero byte would make the snapshot a binary file.
        let text = printed(lint(&["--format", format])).replace('\0', "\\0\n");
        snapshot(&format!("report-{format}"), &text);
    }
}

#[test]
fn every_format_is_tested() {
    let help = dfcheck(&["lint", "--help"]).output().unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    let (_, formats) = help.split_once("--format").unwrap();
    let listed = formats.lines().filter_map(|line| line.trim().strip_prefix("- ")?.split_whitespace().next());
    assert_eq!(listed.collect::<Vec<_>>(), FORMATS);
}

/// The character that would begin a command to the terminal, and one that turns the text around, reach nobody.
#[test]
fn no_text_of_a_dockerfile_steers_a_terminal() {
    for format in ["tty", "concise", "gnu", "github", "azure", "markdown", "html"] {
        let text = printed(lint(&["--format", format, "--color", "never"]));
        assert!(!text.contains(['\u{1b}', '\u{202e}']), "{format}: {text:?}");
    }
    // With colours the program's own commands are there, and no others.
    let text = printed(lint(&["--format", "tty", "--color", "always"]));
    assert!(text.contains("\u{1b}[") && !text.contains('\u{202e}'));
    assert!(text.contains("\u{fffd}[31m"), "{text:?}");
}

#[test]
fn the_terminal_reads_well() {
    for width in ["80", "120"] {
        let mut command = dfcheck(&["lint", "--no-config"]);
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/terminal");
        command.args(["static/Dockerfile", "worker/Dockerfile", "api/Dockerfile"]).current_dir(folder);
        snapshot(
            &format!("terminal-{width}"),
            &printed({
                command.env("COLUMNS", width);
                command
            }),
        );
    }
}

#[test]
fn the_terminal_has_colours() {
    snapshot("terminal-colours", &printed(lint(&["--color", "always", "--level", "error"])));
}

#[test]
fn statistics_are_counts() {
    snapshot("report-statistics", &printed(lint(&["--statistics"])));
    snapshot("report-statistics-json", &printed(lint(&["--statistics", "--format", "json"])));
}

/// What other programs make of the fixes in a report is what `--fix` makes.
#[test]
fn fixes_of_reports_are_those_of_the_program() {
    const CODES: [&str; 3] = ["DL4006", "DF704", "DF700"];
    let text = "FROM debian:12.5 AS Bühne\r\nENV ä b é c\r\nRUN cat x | sort > c\r\nCOPY --from=Bühne /c /d\r\n";
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("Dockerfile");
    for code in CODES {
        std::fs::write(&path, text).unwrap();
        let report = |format: &str| -> serde_json::Value {
            let arguments = ["lint", "--no-config", "--quiet", "--select", code, "--format", format, "Dockerfile"];
            serde_json::from_slice(&dfcheck(&arguments).current_dir(folder.path()).output().unwrap().stdout).unwrap()
        };
        let (sarif, rdjson) = (report("sarif"), report("rdjson"));
        let replacements = &sarif["runs"][0]["results"][0]["fixes"][0]["artifactChanges"][0]["replacements"];
        let from_sarif = replacements.as_array().unwrap().iter().map(|it| {
            let at = |end: &str| {
                let place = |part: &str| it["deletedRegion"][format!("{end}{part}")].as_u64().unwrap();
                offset(text, place("Line"), place("Column"))
            };
            (at("start"), at("end"), it["insertedContent"]["text"].as_str().unwrap_or_default().to_owned())
        });
        let from_rdjson = rdjson["diagnostics"][0]["suggestions"].as_array().unwrap().iter().map(|it| {
            let at = |end: &str| {
                let place = |part: &str| it["range"][end][part].as_u64().unwrap();
                offset(text, place("line"), 1) + usize::try_from(place("column")).unwrap() - 1
            };
            (at("start"), at("end"), it["text"].as_str().unwrap().to_owned())
        });
        let (from_sarif, from_rdjson) = (changed(text, from_sarif), changed(text, from_rdjson));
        dfcheck(&["lint", "--no-config", "--fix=unsafe", "--fix-only", code, "--select", code, "Dockerfile"])
            .current_dir(folder.path())
            .output()
            .unwrap();
        let fixed = std::fs::read_to_string(&path).unwrap();
        assert_ne!(fixed, text, "{code}");
        assert_eq!((&from_sarif, &from_rdjson), (&fixed, &fixed), "{code}");
    }
}

/// Where the character at a line and a column is, both from 1.
fn offset(text: &str, line: u64, column: u64) -> usize {
    let (line, column) = (usize::try_from(line).unwrap(), usize::try_from(column).unwrap());
    let start: usize = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
    start + text[start..].chars().take(column - 1).map(char::len_utf8).sum::<usize>()
}

fn changed(text: &str, edits: impl Iterator<Item = (usize, usize, String)>) -> String {
    let mut edits: Vec<_> = edits.collect();
    edits.sort();
    let mut text = text.to_owned();
    for (start, end, new) in edits.into_iter().rev() {
        text.replace_range(start..end, &new);
    }
    text
}
