//! Checks the facts and rules under `rules/` and compiles them into tables.

use std::error::Error;
use std::path::PathBuf;

#[path = "src/facts/compile/instructions.rs"]
mod instructions;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    let rules = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?).join("rules");
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    instructions::generate(&rules, &out)
}
