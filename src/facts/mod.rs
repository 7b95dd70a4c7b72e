//! Facts: what `rules/` says of instructions, package managers, base images and nixpkgs, compiled in.
//!
//! Nothing here decides anything; a wrong answer is mended in a YAML file. Nothing is parsed at start-up either:
//! `build.rs` turns the YAML files into tables or sorted lines of text, and a look-up is a search over them.

pub mod applications;
mod attributes;
pub mod build;
pub mod commands;
mod families;
pub mod filesystem;
pub mod go;
pub mod instructions;
mod base_images;
mod families;
mod image_versions;
mod lines;
mod manager;
pub mod managers;
pub mod nix_commands;
mod package_families;
mod packages;
mod pattern;
pub mod wrappers;
mod programs;
mod users;

pub use attributes::{Attribute, Flags, Rename, Snapshot, attribute, rename, similar, snapshot};
pub use base_images::{BaseImage, Component, ImageConfig, Provider, VersionMatch, base_image};
pub use families::{Family, Libc, UnknownFamily};
pub use manager::{Manager, UnknownManager};
pub use packages::{Evidence, PackageEntry, PackageKind, nix_package, packages, similar_packages};
mod shim;
pub use shim::{BaseImage, VersionMatch, base_image};
pub use programs::{programs, providers};
pub use users::User;
