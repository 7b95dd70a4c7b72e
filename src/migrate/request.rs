use std::collections::BTreeMap;

use thiserror::Error;

use crate::context::BuildContext;
use crate::dockerfile::Dockerfile;
use crate::limits::Limits;
use crate::source::{SourceFile, Span};

/// What is to be migrated.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The file.
    pub file: &'a SourceFile,
    /// Its syntax.
    pub dockerfile: &'a Dockerfile,
    /// What its COPY instructions copy from.
    pub context: &'a BuildContext,
    /// What the user asks for.
    pub options: &'a Options,
}

/// What the user can ask for.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// What comments call the Dockerfile, as seen from the file that is written.
    pub dockerfile_name: String,
    /// The name of the image; it is put in lower case.
    pub name: String,
    /// Its tag.
    pub tag: String,
    /// The stage to build; the last one by default.
    pub target: Option<String>,
    /// Values for ARGs.
    pub build_args: BTreeMap<String, String>,
    /// What becomes of base images that nixpkgs has something in place of.
    pub known_bases: KnownBases,
    /// What runs the shell form where neither SHELL nor what is known of the base image says it.
    pub shell: Option<Vec<String>>,
    /// How much is migrated.
    pub limits: Limits,
}

/// What becomes of base images that nixpkgs has something in place of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum KnownBases {
    /// What nixpkgs has takes their place.
    #[default]
    Replace,
    /// They are pulled, as unknown ones are.
    Pull,
}

/// Why there can be no plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MigrateError {
    /// The words that stand in the way.
    pub span: Span,
    /// What is wrong with them.
    pub kind: MigrateErrorKind,
}

/// What can stand in the way of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum MigrateErrorKind {
    /// There is no stage to build.
    #[error("there is no stage to migrate: the file has no FROM")]
    NoStage,
    /// The base image cannot be known.
    #[error(
        "the base image cannot be told: {reason}; if an ARG has to have a value, give it with --build-arg NAME=VALUE"
    )]
    UnknownBase {
        /// Why.
        reason: String,
    },
    /// A byte that Nix has no place for.
    #[error("this is a NUL byte, which no string of Nix can hold; take it out of the Dockerfile")]
    Nul,
    /// The image is for Windows.
    #[error("{image} is a Windows image, and nixpkgs builds images for Linux only")]
    Windows {
        /// The base image.
        image: String,
    },
    /// There is more than can be planned in bearable time.
    #[error(
        "this has {words} instructions, commands and words, and migrate takes {limit}; more with \
         `limits: {{migrate-words: NUMBER}}` in .dfcheck.yaml, or --config limits.migrate-words=NUMBER"
    )]
    TooMuch {
        /// How many there are.
        words: u64,
        /// How many are taken.
        limit: u64,
    },
    /// Stages that need each other.
    #[error("these stages need each other, and Docker refuses them")]
    Circle,
    /// Stages that need a stage that needs a stage, and so on.
    #[error("migrate follows {limit} stages that each need the next, and here are more")]
    TooDeep {
        /// How many are followed.
        limit: usize,
    },
    /// `--target` names no stage.
    #[error("no stage is named `{target}`")]
    UnknownTarget {
        /// The name.
        target: String,
    },
}
