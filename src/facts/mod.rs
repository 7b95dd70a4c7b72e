//! What is known about packages, base images and nixpkgs, compiled in from the data under `rules/nix/`.
//!
//! Nothing is parsed at start-up: `build.rs` turns the YAML files into sorted lines of text, and a look-up is a
//! binary search over them.

mod attributes;
mod base_images;
mod families;
mod image_versions;
mod lines;
mod manager;
mod package_families;
mod packages;
mod pattern;
mod programs;
mod users;

pub use attributes::{Attribute, Flags, Rename, Snapshot, attribute, rename, similar, snapshot};
pub use base_images::{BaseImage, Component, ImageConfig, Provider, VersionMatch, base_image};
pub use families::{Family, Libc, UnknownFamily};
pub use manager::{Manager, UnknownManager};
pub use packages::{Evidence, PackageEntry, PackageKind, nix_package, packages, similar_packages};
pub use programs::{programs, providers};
pub use users::User;
