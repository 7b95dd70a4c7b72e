//! The kinds of files that a migration can be written as: each evaluates to the same image, and says so every time.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a helper of a test fails as a test does")]

#[path = "support/examples.rs"]
mod examples;
#[path = "support/nix.rs"]
mod nix;
#[path = "support/program.rs"]
mod program;

use std::fs;
use std::path::Path;

use examples::{copy, examples};
use program::dfcheck;
use serde_json::{Value, json};

const STYLES: [&str; 4] = ["image", "stream", "flake", "nix2container"];

/// The keys that an image of the OCI cannot hold.
const DOCKER_ONLY: [&str; 3] = ["Healthcheck", "Shell", "OnBuild"];

fn migrate(dockerfile: &Path, arguments: &[&str]) -> String {
    let mut command = dfcheck(&["migrate", "--quiet"]);
    let output = command.args(arguments).arg(dockerfile).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// What the expression declares beside the files of its Dockerfile. Of paths in the store, only the names count: the
/// content of the folder has the expression itself.
fn evaluate(example: &Path, text: &str) -> Value {
    let folder = tempfile::tempdir().unwrap();
    let context = folder.path().join("context");
    fs::create_dir(&context).unwrap();
    copy(example, &context);
    let file = context.join("expression.nix");
    fs::write(&file, text).unwrap();
    let value = nix::evaluate(&file).unwrap_or_else(|error| panic!("{}: {error}\n{text}", example.display()));
    let hash = regex::Regex::new("/nix/store/[a-z0-9]{32}-").unwrap();
    serde_json::from_str(&hash.replace_all(&value.to_string(), "/nix/store/")).unwrap()
}

#[test]
fn all_styles_declare_the_same_image() {
    if !nix::available() {
        return;
    }
    for example in examples() {
        let dockerfile = example.join("Dockerfile");
        let of_style = |style: &str| evaluate(&example, &migrate(&dockerfile, &["--output-style", style]));
        let image = of_style("image");
        // A flake holds what a stream is.
        for style in if example.ends_with("go") { &STYLES[1..3] } else { &STYLES[2..3] } {
            let other = of_style(style);
            assert_eq!(other["function"], json!("streamLayeredImage"), "{}", example.display());
            assert_eq!(other["args"], image["args"], "{}: {style}", example.display());
        }
        let other = of_style("nix2container");
        assert_eq!(other["function"], json!("nix2container.buildImage"), "{}", example.display());
        let mut expected = image["args"]["config"].clone();
        if let Some(keys) = expected.as_object_mut() {
            keys.retain(|key, _| !DOCKER_ONLY.contains(&key.as_str()));
        }
        assert_eq!(other["args"]["config"], expected, "{}", example.display());
    }
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    for example in examples() {
        let dockerfile = example.join("Dockerfile");
        for style in ["image", "nix2container"] {
            let once = migrate(&dockerfile, &["--output-style", style]);
            assert_eq!(once, migrate(&dockerfile, &["--output-style", style]), "{}: {style}", example.display());
        }
    }
}

#[test]
fn every_style_is_in_step_with_its_dockerfile() {
    for example in examples() {
        let dockerfile = example.join("Dockerfile");
        let folder = tempfile::tempdir().unwrap();
        for style in STYLES {
            let comments = if style == "stream" { "--no-comments" } else { "--comments" };
            let file = folder.path().join("expression.nix");
            fs::write(&file, migrate(&dockerfile, &["--output-style", style, comments])).unwrap();
            let output = dfcheck(&["migrate", "--check"]).arg(&file).arg(&dockerfile).output().unwrap();
            let said = String::from_utf8_lossy(&output.stdout);
            assert!(output.status.success(), "{}: {style} {comments}\n{said}", example.display());
        }
    }
}

#[test]
fn comments_can_be_left_out() {
    let dockerfile = Path::new("tests/examples/go/Dockerfile");
    let without = migrate(dockerfile, &["--no-comments"]);
    let lines: Vec<&str> = without.lines().filter(|line| line.trim_start().starts_with("# ")).collect();
    assert_eq!(lines, ["# Migrated from Dockerfile by dfcheck."]);
    // The last of the two counts.
    assert_eq!(migrate(dockerfile, &["--no-comments", "--comments"]), migrate(dockerfile, &[]));
}

/// An example with owners and modes, and one with a licence that is not free.
#[test]
fn the_styles_are_as_reviewed() {
    let folder = tempfile::tempdir().unwrap();
    let unfree = folder.path().join("Dockerfile");
    fs::write(&unfree, "FROM alpine:3.21\nRUN apk add terraform\nCMD [\"terraform\", \"version\"]\n").unwrap();
    let go = Path::new("tests/examples/go/Dockerfile");
    insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
        for style in ["flake", "nix2container"] {
            insta::assert_snapshot!(format!("style-{style}.nix"), migrate(go, &["--output-style", style]));
        }
        let arguments = ["--output-style", "flake", "--name", "tools"];
        insta::assert_snapshot!("style-flake-unfree.nix", migrate(&unfree, &arguments));
    });
}
