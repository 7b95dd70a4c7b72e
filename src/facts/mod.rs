//! Facts: what `rules/` says of instructions, package managers, base images and nixpkgs, compiled in.
//!
//! Nothing here decides anything; a wrong answer is mended in a YAML file. Nothing is parsed at start-up: `build.rs` turns
//! the files into sorted lines of text and constants, and a look-up is a search by halves. `rules/nix/README.md` says which
//! file holds what, and where the facts come from.
//!
//! - [`nix_package`]: what a package of apt, apk, pip, … is in nixpkgs.
//! - [`base_image`]: what nixpkgs has in place of a base image, and the configuration that the image gives.
//! - [`Family`]: the userland of Debian, Alpine, … images.
//! - [`attribute`]: whether nixpkgs has an attribute, in which version; [`programs()`]: what it puts into `bin`.

pub mod applications;
mod attributes;
mod base_images;
pub mod build;
pub mod builders;
pub mod commands;
pub mod entrypoints;
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
pub mod scripts;
pub mod setup;
mod users;
pub mod wrappers;

pub use attributes::{Attribute, Flags, Rename, Snapshot, attribute, rename, similar, snapshot};
pub use base_images::{BaseImage, Component, ImageConfig, Provider, VersionMatch, base_image, newest_base_image};
pub use families::{Family, Libc, UnknownFamily};
pub use manager::{Manager, UnknownManager};
pub use managers::ManagerKind;
pub use packages::{Evidence, PackageEntry, PackageKind, nix_package, packages, similar_packages};
pub use programs::{programs, providers};
pub use users::User;
