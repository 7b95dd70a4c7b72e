//! The image of dfcheck itself: `image.nix` is what dfcheck makes of `tests/examples/dfcheck/Dockerfile`.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a helper of a test fails as a test does")]

#[path = "support/nix.rs"]
mod nix;
#[path = "support/program.rs"]
mod program;

use std::fs;
use std::path::Path;

use program::dfcheck;
use serde_json::json;

const ARGUMENTS: [&str; 4] = ["migrate", "--context", ".", "tests/examples/dfcheck/Dockerfile"];

#[test]
fn it_is_in_step_with_its_dockerfile() {
    let output = dfcheck(&ARGUMENTS).args(["--check", "image.nix"]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    let output = dfcheck(&ARGUMENTS).args(["--quiet", "--strict"]).output().unwrap();
    assert!(output.status.success(), "nothing is left to do");
    let image = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("image.nix")).unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), image);
}

#[test]
fn it_evaluates() {
    if !nix::available() {
        return;
    }
    let image = Path::new(env!("CARGO_MANIFEST_DIR")).join("image.nix");
    let declared = nix::evaluate(&image).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(declared["args"]["config"]["Entrypoint"], json!(["/usr/local/bin/dfcheck"]));
    assert_eq!(declared["args"]["name"], json!("dfcheck"));
}
