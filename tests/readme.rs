//! README shows what the program really prints.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a helper of a test fails as a test does")]

#[path = "support/program.rs"]
mod program;

use std::fs;

use dfcheck::lint::catalogue;
use program::dfcheck;

/// The example that README shows.
const EXAMPLE: &str = "tests/examples/flask/Dockerfile";

fn run(command: &str) -> (String, String) {
    let output = dfcheck(&[command, EXAMPLE]).output().unwrap();
    (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
}

/// The blocks of README in this language, in order.
fn blocks(language: &str) -> Vec<String> {
    let readme = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    let mut found = Vec::new();
    let mut rest = readme.as_str();
    while let Some((_, after)) = rest.split_once(&format!("```{language}\n")) {
        let (block, after) = after.split_once("```").unwrap();
        found.push(block.trim().to_owned());
        rest = after;
    }
    found
}

#[test]
fn the_expression_and_the_account_are_real() {
    let (expression, account) = run("migrate");
    assert_eq!(blocks("nix").first().map(String::as_str), Some(expression.trim()));
    assert_eq!(blocks("text").first().map(String::as_str), Some(account.trim()));
}

#[test]
fn the_findings_are_real() {
    let (findings, _) = run("lint");
    begins_and_ends(&findings, 2);
}

#[test]
fn the_diff_is_real() {
    let output = dfcheck(&["migrate", "--diff", EXAMPLE]).output().unwrap();
    begins_and_ends(&String::from_utf8(output.stdout).unwrap(), 1);
}

#[test]
fn the_numbers_of_rules_and_reports_are_real() {
    let readme = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    let rules = catalogue::all();
    let of_scripts = rules.iter().filter(|rule| rule.code.as_str().starts_with("SC")).count();
    let fixable = rules.iter().filter(|rule| rule.fix.is_some()).count();
    for row in [
        format!("| {}, among them all of hadolint's, BuildKit's and {of_scripts} of ShellCheck's |", rules.len()),
        format!("| {fixable}, each fix proven"),
    ] {
        assert!(readme.contains(&row), "README does not say `{row}`");
    }
}

/// README shows the beginning and the end of it, in the block of text of this number.
#[track_caller]
fn begins_and_ends(findings: &str, number: usize) {
    let shown = blocks("text").get(number).cloned().unwrap();
    let (beginning, summary) = shown.split_once("\n…\n").unwrap();
    assert!(
        findings.trim_start().starts_with(beginning),
        "README shows\n{beginning}\nand the program prints\n{findings}"
    );
    assert!(
        findings.trim_end().ends_with(summary.trim()),
        "README shows\n{summary}\nand the program prints\n{findings}"
    );
}
