//! What `dfcheck lint` says of whole files.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a helper of a test fails as a test does")]

#[path = "support/program.rs"]
mod program;

use std::process::Output;

use program::{dfcheck, given};
use serde_json::Value;

/// Lints a text from standard input.
fn lint(text: &[u8], arguments: &[&str]) -> Output {
    given(dfcheck(&[&["lint", "-"], arguments].concat()), text)
}

fn findings(output: &Output) -> Vec<Value> {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"))
}

/// Code and line of each finding.
fn places(findings: &[Value]) -> Vec<(String, u64)> {
    let text = |finding: &Value| finding["code"].as_str().unwrap().to_owned();
    findings.iter().map(|finding| (text(finding), finding["line"].as_u64().unwrap())).collect()
}

#[test]
fn the_flask_example_shows_all_four_families_at_the_right_words() {
    let path = "tests/examples/flask/Dockerfile";
    let output = dfcheck(&["lint", "--format", "json", path]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let findings = findings(&output);
    let source =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/examples/flask/Dockerfile")).unwrap();
    let lines: Vec<&str> = source.lines().collect();
    let words = |finding: &Value| {
        let line = lines[finding["line"].as_u64().unwrap() as usize - 1];
        let (start, end) =
            (finding["column"].as_u64().unwrap() as usize - 1, finding["end_column"].as_u64().unwrap() as usize - 1);
        line.chars().skip(start).take(end - start).collect::<String>()
    };
    let found: Vec<(&str, String)> =
        findings.iter().map(|finding| (finding["category"].as_str().unwrap(), words(finding))).collect();
    for expected in [
        ("nondeterminism", "alpine:3.5"),
        ("nondeterminism", "py2-pip"),
        ("nondeterminism", "pip"),
        ("extra-components", "py2-pip"),
        ("extra-components", "apk add"),
        ("extra-components", "requirements.txt"),
        ("implicit-dependencies", "alpine:3.5"),
        ("package-managers", "alpine:3.5"),
    ] {
        assert!(
            found.iter().any(|(category, words)| (*category, words.as_str()) == expected),
            "{expected:?} is not in {found:?}"
        );
    }
    // Flask==0.10.1 is exact.
    assert!(!findings.iter().any(|finding| finding["message"].as_str().unwrap().contains("Flask")));
}

#[test]
fn broken_lines_are_one_finding_each_and_hide_nothing() {
    let text = "FROM debian\nRUNN true\nRUN apt-get install -y curl\nENV novalue\nMAINTAINER me\nCOPY only\nRUN pip install flask\n";
    let output = lint(text.as_bytes(), &["--format", "json"]);
    assert_eq!(output.status.code(), Some(1));
    let places = places(&findings(&output));
    let at = |line: u64| places.iter().filter(|(_, it)| *it == line).map(|(code, _)| code.as_str()).collect::<Vec<_>>();
    assert_eq!((at(2), at(4), at(6)), (vec!["DF901"], vec!["DF901"], vec!["DF901"]));
    assert!(
        at(1).contains(&"DL3006")
            && at(3).contains(&"DL3008")
            && at(5).contains(&"DL4000")
            && at(7).contains(&"DL3013")
    );
}

#[test]
fn a_misspelt_instruction_comes_with_what_was_meant() {
    let output = lint(b"FROM debian:12.5\nRUNN true\n", &["--select", "DF901"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("RUNN") && text.contains("`RUN`"), "{text}");
}

#[test]
fn exit_codes_tell_clean_findings_and_failure_apart() {
    assert_eq!(lint(b"FROM scratch\nCOPY app /app\n", &["--select", "DL3006"]).status.code(), Some(0));
    assert_eq!(lint(b"FROM debian\n", &["--select", "DL3006"]).status.code(), Some(1));
    assert_eq!(dfcheck(&["lint", "no/such/Dockerfile"]).output().unwrap().status.code(), Some(2));
    assert_eq!(dfcheck(&["lint", "--no-such-option"]).output().unwrap().status.code(), Some(2));
    let unknown = lint(b"FROM debian\n", &["--select", "DL3O06"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(String::from_utf8(unknown.stderr).unwrap().contains("DL3006"), "the message says what was meant");
}

#[test]
fn a_file_that_cannot_be_read_does_not_cost_the_others_their_findings() {
    let output = dfcheck(&["lint", "--format", "json", "no/such/Dockerfile", "tests/examples/flask/Dockerfile"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(!findings(&output).is_empty());
    assert!(String::from_utf8(output.stderr).unwrap().contains("no/such/Dockerfile"));
}

#[test]
fn bytes_that_are_no_text_are_linted_all_the_same() {
    let output = lint(b"\xef\xbb\xbfFROM debian\r\nRUN echo \xff\x00\x1b[31m && true\r\nMAINTAINER \xfe\r\n", &[]);
    assert_eq!(output.status.code(), Some(1));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("DL3006") && text.contains("DL4000"), "{text}");
    assert!(!text.contains('\x1b'), "what is in the file does not steer the terminal");
}

#[test]
fn the_list_of_rules_says_everything_about_each() {
    let output = dfcheck(&["rules", "--format", "json"]).output().unwrap();
    let rules: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
    for rule in &rules {
        for key in ["code", "name", "level", "category", "since", "summary"] {
            assert!(rule[key].as_str().is_some_and(|text| !text.is_empty()), "{key}: {rule}");
        }
        for key in ["aliases", "overlaps", "profiles"] {
            assert!(rule[key].is_array(), "{key}: {rule}");
        }
        assert!(matches!(rule["fixable"].as_str(), None | Some("safe" | "unsafe" | "display")), "{rule}");
    }
    let of = |code: &str| rules.iter().find(|rule| rule["code"] == code).unwrap();
    assert_eq!(of("DL4000")["fixable"], "unsafe");
    assert_eq!(of("DL3014")["fixable"], "safe");
    assert_eq!(of("DL4000")["aliases"], serde_json::json!(["MaintainerDeprecated", "DS-0022", "CKV_DOCKER_6"]));
    assert_eq!(of("DF510")["profiles"], serde_json::json!(["recommended"]));
    assert!(of("DF510")["overlaps"].as_array().unwrap().contains(&"CKV2_DOCKER_2".into()));
}
