//! What a build does: stages, variables and the image that comes of it.
//!
//! [`evaluate()`] follows a Dockerfile as BuildKit's frontend would (moby/buildkit, `frontend/dockerfile/dockerfile2llb`),
//! but runs nothing and asks nobody. The result is a [`Build`]: its [`Stage`]s, each with its base, its [`Step`]s and
//! the [`ImageConfig`] of the image it makes, and the [`Problem`]s for which BuildKit would refuse the file. A step has
//! the variables, directory, user and shell that hold before it, and what its instruction does once variables are
//! expanded; what else is known of an instruction hangs on its step.

pub mod call;
pub mod commands;
pub mod downloads;
mod evaluate;
pub mod expand;
pub mod files;
mod image_config;
mod image_ref;
pub mod packages;
mod path;
mod platform;
mod port;
mod problem;
mod remote;
pub mod resolve;
mod scope;
mod script;
mod shared_map;
mod stages;
mod step;
pub mod users;

pub use evaluate::{Build, Options, evaluate};
pub use image_config::{BaseImages, Environment, HealthConfig, ImageConfig, NoBaseImages};
pub use image_ref::{ImageRef, ImageRefError, ImageRefReason, Part};
pub use platform::{Platform, PlatformError};
pub use port::{Port, PortError, PortRange, Protocol};
pub use problem::{Problem, ProblemKind};
pub use remote::Remote;
pub use scope::{Argument, Scope, Variable};
pub use script::{Program, program};
pub use stages::{Base, Dependency, GlobalArg, Stage, StageId};
pub use step::{Action, ExposedWord, FileSource, FileTransfer, RunMount, SourceKind, State, Step, TransferSource};
