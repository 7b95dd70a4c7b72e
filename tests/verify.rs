//! What Nix has against an expression is shown at the place in the Dockerfile that it comes from.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a helper of a test fails as a test does")]

#[path = "support/nix.rs"]
mod nix;
#[path = "support/program.rs"]
mod program;

use std::fs;
use std::path::Path;

use program::dfcheck;

const STYLES: [&str; 4] = ["image", "stream", "flake", "nix2container"];

/// The exit code, and what is said on standard error.
fn verify(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let mut command = dfcheck(&["migrate", "--quiet", "--verify"]);
    nix::prepare(&mut command).unwrap();
    let output = command.arg(folder.join("Dockerfile")).args(arguments).output().unwrap();
    assert!(!output.stdout.is_empty(), "the expression is printed");
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn what_evaluates_is_clean_in_every_style() {
    if !nix::available() {
        return;
    }
    for style in STYLES {
        for example in ["flask", "go", "download"] {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/examples").join(example);
            assert_eq!(verify(&folder, &["--output-style", style]), (Some(0), String::new()), "{style} {example}");
        }
    }
}

/// A file that is not there when Nix looks: a folder for the program, and an empty one for Nix.
#[test]
fn a_missing_file_is_shown_at_its_copy() {
    if !nix::available() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("Dockerfile"), "FROM alpine:3.21\nCOPY a b /srv/\nCOPY nothing /srv/x\n").unwrap();
    fs::write(folder.path().join("a"), "").unwrap();
    fs::write(folder.path().join("b"), "").unwrap();
    for style in STYLES {
        for comments in ["--comments", "--no-comments"] {
            let (code, said) = verify(folder.path(), &["--output-style", style, comments]);
            assert_eq!(code, Some(1), "{style}: {said}");
            assert!(said.contains("Dockerfile:3:1]") && said.contains("COPY nothing /srv/x"), "{style}: {said}");
            assert!(said.contains("Nix refuses what comes of this: "), "{said}");
        }
    }
}

/// A nixpkgs that lacks something: what needs it is named.
#[test]
fn a_missing_attribute_is_shown_at_its_install() {
    if !nix::available() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let dockerfile = "FROM alpine:3.21\nRUN apk add curl\nRUN apk add git \\\n    jq\nCMD [\"git\"]\n";
    fs::write(folder.path().join("Dockerfile"), dockerfile).unwrap();
    let nixpkgs = folder.path().join("nixpkgs");
    fs::create_dir(&nixpkgs).unwrap();
    fs::create_dir(nixpkgs.join("lib")).unwrap();
    let whole = nix::stand_in();
    let whole = whole.display();
    fs::write(nixpkgs.join("lib/default.nix"), format!("import {whole}/lib")).unwrap();
    let less = format!("arguments: removeAttrs (import {whole} arguments) [ \"jq\" ]");
    fs::write(nixpkgs.join("default.nix"), less).unwrap();
    let mut command = dfcheck(&["migrate", "--quiet", "--verify", "--nixpkgs"]);
    nix::prepare(&mut command).unwrap();
    // The restricted Nix may read the stand-in, for it is in NIX_PATH.
    let output = command.arg(&nixpkgs).arg(folder.path().join("Dockerfile")).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("attribute 'jq' missing") && said.contains("Dockerfile:3:1]"), "{said}");
}

#[test]
fn without_nix_or_nixpkgs_it_says_so() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/examples/scratch");
    let mut command = dfcheck(&["migrate", "--quiet", "--verify", "--nixpkgs", "."]);
    let output = command.env("PATH", "/nonexistent").arg(folder.join("Dockerfile")).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(
        (output.status.code(), said.as_str()),
        (Some(2), "dfcheck: there is no `nix-instantiate` on the PATH, which --verify asks\n",)
    );
    let mut command = dfcheck(&["migrate", "--quiet", "--verify"]);
    command.env("NIX_PATH", "nixpkgs=https://example.org/nixpkgs.tar.gz").arg(folder.join("Dockerfile"));
    let output = command.output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(said.contains("`https://example.org/nixpkgs.tar.gz`, which is no folder of this machine"), "{said}");
}
