//! The `dfcheck` program.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// A syntax tree is many small pieces, for which this takes half the time of the system's.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    dfcheck::cli::run()
}
