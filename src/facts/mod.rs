//! Facts: what `rules/` says of instructions, package managers, base images and nixpkgs, compiled in.
//!
//! Nothing here decides anything; a wrong answer is mended in a YAML file. Nothing is parsed at start-up either:
//! `build.rs` turns the YAML files into tables or sorted lines of text, and a look-up is a search over them.

pub mod applications;
mod attributes;
mod base_images;
pub mod build;
pub mod commands;
mod families;
pub mod filesystem;
pub mod go;
mod image_versions;
pub mod instructions;
mod lines;
mod manager;
pub mod managers;
pub mod nix_commands;
mod package_families;
mod packages;
mod pattern;
mod programs;
mod users;
pub mod wrappers;

pub use attributes::{Attribute, Flags, Rename, Snapshot, attribute, rename, similar, snapshot};
pub use base_images::{BaseImage, Component, ImageConfig, Provider, VersionMatch, base_image};
pub use families::{Family, Libc, UnknownFamily};
pub use manager::{Manager, UnknownManager};
pub use packages::{Evidence, PackageEntry, PackageKind, nix_package, packages, similar_packages};
pub use programs::{programs, providers};
pub use users::User;
