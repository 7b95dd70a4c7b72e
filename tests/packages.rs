//! What `dfcheck packages` answers.

#![allow(clippy::unwrap_used, reason = "a helper of a test fails as a test does")]

#[path = "support/program.rs"]
mod program;

use program::dfcheck;
use serde_json::Value;

/// The exit code and the answer.
fn packages(arguments: &[&str]) -> (Option<i32>, String) {
    let output = dfcheck(&["packages"]).args(arguments).output().unwrap();
    (output.status.code(), String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap())
}

#[test]
fn answers_are_as_reviewed() {
    let names = ["libpq-dev", "adduser", "Flask", "mailx", "terraform", "postgresq", "nosuchthing"];
    let (code, text) = packages(&names);
    assert_eq!(code, Some(1));
    insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("packages", text);
    });
}

#[test]
fn one_manager_answers_alone() {
    let (code, text) = packages(&["--manager", "pip", "redis"]);
    assert_eq!(code, Some(0));
    assert!(text.contains("pkgs.python3Packages.redis") && !text.contains("apt"), "{text}");
    let (code, text) = packages(&["--manager", "apt-get", "redis"]);
    assert_eq!(code, Some(2));
    assert!(text.starts_with("dfcheck: `apt-get` is not a package manager; there are apt, apk, dnf"), "{text}");
}

#[test]
fn unknown_names_get_suggestions() {
    let (code, text) = packages(&["--manager", "apt", "imagemagik"]);
    assert_eq!(code, Some(1));
    assert!(text.contains("not known; is it `apt imagemagick`"), "{text}");
    assert_eq!(packages(&["qqqqqqqqqq"]), (Some(1), "qqqqqqqqqq\n  not known\n".to_owned()));
}

#[test]
fn json_has_everything() {
    let (code, text) = packages(&["--format", "json", "--manager", "apk,nix", "openssl-dev", "ripgrep"]);
    let views: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(code, Some(0));
    let openssl = &views[0]["packages"][0];
    assert_eq!((&openssl["manager"], &openssl["kind"]), (&"apk".into(), &"library".into()));
    assert_eq!(openssl["attributes"][0]["path"], "openssl.dev");
    assert_eq!(openssl["attributes"][0]["main_program"], Value::Null);
    let managers: Vec<&Value> =
        views[1]["packages"].as_array().unwrap().iter().map(|package| &package["manager"]).collect();
    assert_eq!(managers, ["apk", "nix"]);
    assert_eq!(views[1]["packages"][1]["attributes"][0]["main_program"], "rg");
    assert_eq!(views[1]["suggestions"], Value::Array(Vec::new()));
}

#[test]
fn names_cannot_steer_the_terminal() {
    let (_, text) = packages(&["a\u{1b}[31mb"]);
    assert!(!text.contains('\u{1b}'), "{text:?}");
}
