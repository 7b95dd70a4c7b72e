//! What is known about packages, base images and nixpkgs, compiled in from the data under `rules/nix/`.
//!
//! Nothing is parsed at start-up: `build.rs` turns the YAML files into sorted lines of text, and a look-up is a
//! binary search over them.

mod manager;

pub use manager::{Manager, UnknownManager};
