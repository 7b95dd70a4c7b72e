//! Compiles the data under `rules/` into the binary, so that nothing is parsed when dfcheck starts.
//!
//! Each generator reads some of the data, refuses what is wrong in it and writes one file to `OUT_DIR`, which the
//! library includes. To add one: a module below, with a function of the type [`Generator`], and its line in
//! [`GENERATORS`].

use std::env;
use std::path::Path;

#[path = "src/facts/compile/applications.rs"]
mod applications;
#[path = "src/facts/compile/attributes.rs"]
mod attributes;
#[path = "src/facts/compile/base_images.rs"]
mod base_images;
#[path = "src/facts/compile/build.rs"]
mod build;
#[path = "src/facts/compile/builders.rs"]
mod builders;
#[path = "src/facts/compile/checks/mod.rs"]
mod checks;
#[path = "src/facts/compile/commands.rs"]
mod commands;
#[path = "src/facts/compile/entries.rs"]
mod entries;
#[path = "src/facts/compile/entrypoints.rs"]
mod entrypoints;
#[path = "src/facts/compile/families.rs"]
mod families;
#[path = "src/facts/compile/filesystem.rs"]
mod filesystem;
#[path = "src/facts/compile/instructions.rs"]
mod instructions;
#[path = "src/facts/compile/managers.rs"]
mod managers;
#[allow(dead_code, unreachable_pub, reason = "the library uses the rest of it")]
#[path = "src/facts/managers/vocabulary.rs"]
mod managers_vocabulary;
#[path = "src/facts/compile/nix_commands.rs"]
mod nix_commands;
#[path = "src/facts/compile/packages.rs"]
mod packages;
#[allow(dead_code, reason = "matching names is the library's part")]
#[path = "src/facts/pattern.rs"]
mod pattern;
#[path = "src/facts/compile/programs.rs"]
mod programs;
#[allow(dead_code, unreachable_pub, unused_imports, reason = "it is the library's, where more of it is used")]
#[path = "src/lint/schema/mod.rs"]
mod schema;
#[path = "src/facts/compile/scripts.rs"]
mod scripts;
#[path = "src/facts/compile/setup.rs"]
mod setup;
#[path = "src/facts/compile/support.rs"]
mod support;
#[path = "src/facts/compile/wrappers.rs"]
mod wrappers;

use support::{Error, emit};

/// Takes the directory `rules` and `OUT_DIR`.
type Generator = fn(&Path, &Path) -> Result<(), Error>;

#[rustfmt::skip]
const GENERATORS: &[Generator] = &[
    applications::generate,
    attributes::generate,
    base_images::generate,
    build::generate,
    builders::generate,
    checks::generate,
    commands::generate,
    families::generate,
    filesystem::generate,
    instructions::generate,
    managers::generate,
    nix_commands::generate,
    packages::generate,
    programs::generate,
    entrypoints::generate,
    scripts::generate,
    setup::generate,
    wrappers::generate,
];

fn main() {
    emit("rerun-if-changed", "build.rs");
    let Some(out) = env::var_os("OUT_DIR") else {
        emit("error", "OUT_DIR is not set: this program is run by cargo");
        return;
    };
    // The tables hold many pointers. Where the program is loaded to a fixed address, the linker writes them; otherwise the
    // loader does at every start, which takes longer than to lint a small file.
    let is = |variable: &str, value: &str| env::var(variable).is_ok_and(|it| it == value);
    if is("CARGO_CFG_TARGET_OS", "linux") && is("CARGO_CFG_TARGET_ENV", "gnu") {
        emit("rustc-link-arg-bins", "-no-pie");
    }
    for generate in GENERATORS {
        if let Err(error) = generate(Path::new("rules"), Path::new(&out)) {
            emit("error", &error.to_string());
        }
    }
}
