//! Facts: what `rules/` says of instructions, package managers, base images and nixpkgs, compiled into tables.
//!
//! Nothing here decides anything; a wrong answer is mended in a YAML file. `build.rs` checks those files.

pub mod instructions;
