//! Evaluating Nix in tests, with the real `nix-instantiate` and without a store, a daemon, a network or root.

// Each test binary uses the part of this that it needs.
#![allow(dead_code, clippy::print_stderr)]

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

/// Set to `1` where a test that cannot find Nix has to fail.
const REQUIRE: &str = "DFCHECK_REQUIRE_NIX";

/// Whether Nix is there. Without it the caller returns at once, which is said on stderr.
///
/// # Panics
/// Without Nix, when `DFCHECK_REQUIRE_NIX=1`.
pub(crate) fn available() -> bool {
    let found = Command::new("nix-instantiate").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    let found = found.is_ok_and(|status| status.success());
    let required = std::env::var_os(REQUIRE).is_some_and(|value| value == "1");
    assert!(found || !required, "{REQUIRE} is set, and there is no nix-instantiate on the PATH");
    if !found {
        eprintln!("skipped: there is no nix-instantiate on the PATH");
    }
    found
}

/// The value of an expression, as JSON.
pub(crate) fn evaluate_text(expression: &str) -> Result<Value, String> {
    instantiate(["--expr".as_ref(), OsStr::new(expression)])
}

/// What an image file declares when `<nixpkgs>` is the stand-in of `tests/nix/stand-in`:
/// `{ function, args, derivations }`.
///
/// `args` are the arguments of the dockerTools function, with a store path in place of each derivation.
/// `derivations` has, by name, the arguments of every derivation that the image is made of.
/// The file may be a function whose arguments all have defaults.
pub(crate) fn evaluate(file: &Path) -> Result<Value, String> {
    let file = file.canonicalize().map_err(|error| format!("{}: {error}", file.display()))?;
    let observe = stand_in().join("observe.nix");
    let expression = "{ observe, file }: import (/. + observe) (/. + file)";
    let arguments = ["--expr", expression, "--argstr", "observe"].map(OsStr::new);
    let file = ["--argstr".as_ref(), "file".as_ref(), file.as_os_str()];
    instantiate(arguments.into_iter().chain([observe.as_os_str()]).chain(file))
}

/// The directory that `<nixpkgs>` is in tests.
pub(crate) fn stand_in() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/nix/stand-in")
}

fn instantiate<'a>(arguments: impl IntoIterator<Item = &'a OsStr>) -> Result<Value, String> {
    let mut command = Command::new("nix-instantiate");
    // The dummy store and the read-only mode: paths are computed, nothing is written, no daemon is asked.
    command.args(["--store", "dummy://", "--readonly-mode", "--eval", "--strict", "--json"]);
    command.arg("-I").arg(format!("nixpkgs={}", stand_in().display()));
    command.args(arguments).env_remove("NIX_PATH").env("HOME", "/nonexistent").stdin(Stdio::null());
    let output = command.output().map_err(|error: io::Error| format!("nix-instantiate: {error}"))?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    serde_json::from_slice(&output.stdout).map_err(|error| format!("nix-instantiate printed no JSON: {error}"))
}
