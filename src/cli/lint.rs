//! `dfcheck lint`

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::Arc;

use rayon::prelude::*;
use thiserror::Error;

use super::args::LintArgs;
use super::input::{Found, Input, InputError, Inputs};
use super::reporting::Reporting;
use super::{CLEAN, FAILED, FINDINGS, config, output, request};
use crate::config::{ConfigError, Configuration};
use crate::context::BuildContext;
use crate::lint::{self, Finding};
use crate::report::Checked;

/// A Dockerfile with the configuration that holds for it.
struct Task {
    found: Found,
    configuration: Arc<Configuration>,
}

/// Runs the command.
pub(super) fn run(args: &LintArgs) -> u8 {
    let build_args = match request::build_args(&args.build) {
        Ok(build_args) => build_args,
        Err(error) => return failed(error),
    };
    if let Some(Err(error)) = args.build.context.as_deref().map(BuildContext::open) {
        return failed(InputError::from(error));
    }
    let inputs = match Inputs::of(&args.files) {
        Ok(inputs) => inputs,
        Err(error) => return failed(error),
    };
    let Some((tasks, mut failures)) = tasks(args, &inputs) else { return FAILED };
    let reporting = match Reporting::of(&args.report, tasks.first().map(|task| task.configuration.as_ref())) {
        Ok(reporting) => reporting,
        Err(error) => return failed(error),
    };
    let checked: Vec<Result<(Checked, bool), InputError>> = tasks
        .into_par_iter()
        .map(|task| {
            let input = inputs.read(&task.found.path)?;
            let mut findings = check(&input, args, &build_args, &task.configuration)?;
            findings.retain(|finding| args.report.level.is_none_or(|least| finding.level >= least));
            let threshold = task.configuration.failure_threshold;
            let fails = findings.iter().any(|finding| threshold.is_reached(finding.level));
            Ok((Checked { file: reporting.named(input.file), findings }, fails))
        })
        .collect();
    let (files, errors): (Vec<_>, Vec<_>) = checked.into_iter().partition(Result::is_ok);
    let (files, fail): (Vec<Checked>, Vec<bool>) = files.into_iter().flatten().unzip();
    failures.extend(errors.into_iter().filter_map(Result::err).map(Failure::Input));
    let told = reporting.tell(&files, &failures.iter().map(Failure::to_string).collect::<Vec<_>>());
    let failed = !told || !failures.is_empty();
    say(failures);
    match fail.contains(&true) {
        _ if failed => FAILED,
        true => FINDINGS,
        false => CLEAN,
    }
}

fn failed(error: impl std::fmt::Display) -> u8 {
    output::error(error);
    FAILED
}

fn check(
    input: &Input,
    args: &LintArgs,
    build_args: &request::Values,
    configuration: &Configuration,
) -> Result<Vec<Finding>, InputError> {
    let understood = request::Understood::of(input, &args.build, build_args, Some(configuration))?;
    Ok(lint::lint(&understood.lint_input(input), &configuration.lint))
}

/// The Dockerfiles with their configurations, and why others have none.
type Tasks = (Vec<Task>, Vec<Failure>);

/// Why a Dockerfile is not checked.
#[derive(Debug, Error)]
enum Failure {
    #[error(transparent)]
    Input(InputError),
    #[error("{0}")]
    Config(Arc<ConfigError>),
}

/// What there is to do. `None` if it cannot be known; why has been said.
fn tasks(args: &LintArgs, inputs: &Inputs) -> Option<Tasks> {
    let (found, errors): (Vec<_>, Vec<_>) = inputs.paths().into_iter().partition(Result::is_ok);
    let found: Vec<Found> = found.into_iter().flatten().collect();
    let mut failures: Vec<Failure> = errors.into_iter().filter_map(Result::err).map(Failure::Input).collect();
    let paths: Vec<Option<PathBuf>> = found.iter().map(|found| inputs.place(&found.path)).collect();
    let configured = config::configure(&args.config.request(), &paths)?;
    let mut tasks = Vec::new();
    for (found, file) in found.into_iter().zip(configured.files) {
        match file {
            Ok(file) if file.is_excluded && found.is_searched => {}
            Ok(file) => tasks.push(Task { found, configuration: file.configuration }),
            Err(error) => failures.push(Failure::Config(error)),
        }
    }
    Some((tasks, failures))
}

/// Says what could not be read, each thing once.
fn say(failures: Vec<Failure>) {
    let mut told = HashSet::new();
    for failure in failures {
        match failure {
            Failure::Input(error) => {
                let text = error.to_string();
                if told.insert(text.clone()) {
                    output::error(text);
                }
            }
            Failure::Config(error) => {
                if told.insert(format!("{:p}", Arc::as_ptr(&error))) {
                    config::refuse(&error);
                }
            }
        }
    }
}
