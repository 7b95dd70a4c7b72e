//! Running dfcheck itself.

use std::io::Write;
use std::process::{Command, Output, Stdio};

/// What the environment may say of colours, widths and services that run jobs.
const HEEDED: [&str; 11] = [
    "CLICOLOR",
    "CLICOLOR_FORCE",
    "COLUMNS",
    "FORCE_COLOR",
    "GITHUB_ACTIONS",
    "GITHUB_STEP_SUMMARY",
    "GITHUB_WORKSPACE",
    "GITLAB_CI",
    "CI_PROJECT_DIR",
    "BUILD_SOURCESDIRECTORY",
    "NO_COLOR",
];

/// The program with these arguments, in the project's folder, knowing nothing of the terminal.
pub(crate) fn dfcheck(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dfcheck"));
    command.args(arguments).current_dir(env!("CARGO_MANIFEST_DIR"));
    for name in HEEDED {
        command.env_remove(name);
    }
    command
}

/// What the program makes of a text on standard input.
#[allow(dead_code, reason = "not every test has something to say")]
pub(crate) fn given(mut command: Command, text: &[u8]) -> Output {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // A program that refuses its arguments ends without reading.
    let _ = child.stdin.take().unwrap().write_all(text);
    child.wait_with_output().unwrap()
}
