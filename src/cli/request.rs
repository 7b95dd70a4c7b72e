//! What the arguments say of a build, and what is understood of a Dockerfile with them.

use std::collections::BTreeMap;

use thiserror::Error;

use super::args::BuildArgs;
use super::input::Input;
use crate::build::{self, Build, Options};
use crate::context::BuildContext;
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
    /// Reads the input, with the build context that the arguments name or the folder of the Dockerfile.
    pub(super) fn of(input: &Input, args: &BuildArgs, values: &Values) -> Self {
        let dockerfile = dockerfile::parse(input.file.bytes());
        let build = build::evaluate(&dockerfile, &options(args, values));
        Understood { dockerfile, build, context: context(input, args) }
    }

    /// What the checks are given.
    pub(super) fn lint_input<'a>(&'a self, input: &'a Input) -> lint::Input<'a> {
        lint::Input { file: &input.file, dockerfile: &self.dockerfile, build: &self.build, context: &self.context }
    }
}

/// What the arguments say of the build.
pub(super) fn options(args: &BuildArgs, values: &Values) -> Options<'static> {
    Options { build_args: values.clone(), target: args.target.clone(), ..Options::default() }
}

/// A context that cannot be opened is as good as none: checks that need one say nothing then.
pub(super) fn context(input: &Input, args: &BuildArgs) -> BuildContext {
    let folder = args.context.clone().or_else(|| input.folder());
    folder.and_then(|folder| BuildContext::open(&folder).ok()).unwrap_or_else(BuildContext::none)
}
