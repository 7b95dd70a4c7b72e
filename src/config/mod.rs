//! The configuration: `.dfcheck.yaml`, hadolint's `.hadolint.yaml`, environment variables and flags.
//!
//! Each source is read into a tree whose values know their places, compared with the list of keys, and understood as
//! settings. What holds for a Dockerfile is what the sources say in turn: defaults, the files that are extended, the file
//! itself, its overrides for this path, the environment, the flags. [`configure()`] does all of it.

mod configuration;
mod configure;
mod document;
mod environment;
mod find;
mod globs;
mod hadolint;
mod key_value;
mod keys;
mod kind;
mod load;
mod node;
mod origin;
mod problem;
mod rule_files;
mod schema;
mod selection;
mod setting;
mod show;

pub use configuration::{Configuration, FixSettings};
pub use configure::{Configured, File, Flag, Request, configure};
pub use environment::Environment;
pub use find::{OWN_NAMES, find_hadolint, is_file_name};
pub use hadolint::migrate::{Migration, migrate};
pub use keys::{PROFILES, THRESHOLDS};
pub use load::read_source;
pub use origin::{Origin, Place, Source};
pub use problem::{ConfigError, Problem};
pub use rule_files::read_rule;
pub use schema::schema;
pub use setting::{Placed, Setting, Threshold};
pub use show::Held;
