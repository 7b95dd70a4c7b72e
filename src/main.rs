//! The `dfcheck` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    dfcheck::cli::run()
}
