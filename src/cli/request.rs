//! What the arguments say of a build, and what is understood of a Dockerfile with them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::args::BuildArgs;
use super::input::Input;
use super::timing::{Phase, measure};
use crate::build::{self, Build, Options};
use crate::config::Configuration;
use crate::context::{BuildContext, ContextError};
use crate::dockerfile::{self, Dockerfile};
use crate::lint;

/// The values of ARGs.
pub(super) type Values = BTreeMap<String, String>;

/// A `--build-arg` that cannot be read.
#[derive(Debug, Error)]
#[error("--build-arg is written as NAME=VALUE, not as `{0}`")]
pub(super) struct BadBuildArg(String);

/// The values of `--build-arg`.
pub(super) fn build_args(args: &BuildArgs) -> Result<Values, BadBuildArg> {
    let pair = |text: &String| match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err(BadBuildArg(text.clone())),
    };
    args.build_args.iter().map(pair).collect()
}

/// A Dockerfile, its build, and the files that it can copy.
pub(super) struct Understood {
    pub(super) dockerfile: Dockerfile,
    pub(super) build: Build,
    pub(super) context: BuildContext,
}

impl Understood {
    /// Reads the input, with the build context that the arguments name, or the configuration, or the folder of the
    /// Dockerfile.
    ///
    /// # Errors
    ///
    /// A context that is named cannot be opened. Without one that is named, checks that need it say nothing.
    pub(super) fn of(
        input: &Input,
        args: &BuildArgs,
        values: &Values,
        configuration: &Configuration,
    ) -> Result<Self, ContextError> {
        let dockerfile = measure(Phase::Parse, || dockerfile::parse(input.file.bytes()));
        let build = measure(Phase::Build, || build::evaluate(&dockerfile, &options(args, values, configuration)));
        Ok(Understood { dockerfile, build, context: context(input, args, configuration)? })
    }

    /// What the checks are given.
    pub(super) fn lint_input<'a>(&'a self, input: &'a Input) -> lint::Input<'a> {
        lint::Input { file: &input.file, dockerfile: &self.dockerfile, build: &self.build, context: &self.context }
    }
}

/// What the arguments and the configuration say of the build.
pub(super) fn options(args: &BuildArgs, values: &Values, configuration: &Configuration) -> Options<'static> {
    Options {
        build_args: values.clone(),
        target: args.target.clone(),
        shell: configuration.shell.clone(),
        ..Options::default()
    }
}

/// The build context that the arguments name, or the configuration, or the folder of the Dockerfile.
///
/// # Errors
///
/// One that is named cannot be opened. Without one that is named, checks that need it say nothing.
pub(super) fn context(
    input: &Input,
    args: &BuildArgs,
    configuration: &Configuration,
) -> Result<BuildContext, ContextError> {
    let configured = configuration.context.as_ref();
    let context = measure(Phase::Context, || match args.context.as_ref().or(configured.map(|(folder, _)| folder)) {
        Some(folder) => BuildContext::open(&from_here(folder)),
        None => Ok(BuildContext::around(input.folder().as_deref())),
    })?;
    Ok(context.with_limit(configuration.limits.context_file_size))
}

/// The folder as reports show it: from the working folder, if it is below that.
fn from_here(folder: &Path) -> PathBuf {
    let here = std::env::current_dir().unwrap_or_default();
    folder.strip_prefix(here).unwrap_or(folder).to_path_buf()
}
