//! Facts: what `rules/` says of instructions, package managers, base images and nixpkgs, compiled in.
//!
//! Nothing here decides anything; a wrong answer is mended in a YAML file. Nothing is parsed at start-up either:
//! `build.rs` turns the YAML files into tables or sorted lines of text, and a look-up is a search over them.

pub mod build;
pub mod instructions;
mod manager;

pub use manager::{Manager, UnknownManager};
