//! Which Dockerfiles a command checks, each with its configuration.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::Arc;

use thiserror::Error;

use super::input::{Found, Input, InputError, Inputs};
use super::timing::{Phase, measure};
use super::{config, output, verbose};
use crate::config::{ConfigError, Configuration, Request};
use crate::defect::Defect;
use crate::report;
use crate::source::SourceFile;

/// A Dockerfile with the configuration that holds for it.
pub(super) struct Task {
    pub(super) found: Found,
    pub(super) configuration: Arc<Configuration>,
}

/// Why a Dockerfile is not checked.
#[derive(Debug, Error)]
pub(super) enum Failure {
    #[error(transparent)]
    Input(InputError),
    #[error("{0}")]
    Config(Arc<ConfigError>),
    #[error("{}", report::defect::line(file, defect))]
    Defect { file: SourceFile, defect: Box<Defect> },
}

impl From<InputError> for Failure {
    fn from(error: InputError) -> Self {
        Failure::Input(error)
    }
}

impl Failure {
    /// That dfcheck has failed itself with an input.
    pub(super) fn defect(input: &Input, defect: Box<Defect>) -> Self {
        Failure::Defect { file: input.file.clone(), defect }
    }
}

/// The Dockerfiles with their configurations, and why others have none. `None` if that cannot be known; why has been
/// said.
pub(super) fn tasks(request: &Request, inputs: &Inputs) -> Option<(Vec<Task>, Vec<Failure>)> {
    let (found, errors): (Vec<_>, Vec<_>) =
        measure(Phase::Search, || inputs.paths()).into_iter().partition(Result::is_ok);
    let found: Vec<Found> = found.into_iter().flatten().collect();
    let mut failures: Vec<Failure> = errors.into_iter().filter_map(Result::err).map(Failure::Input).collect();
    let paths: Vec<Option<PathBuf>> = found.iter().map(|found| inputs.place(&found.path)).collect();
    let configured = measure(Phase::Configuration, || config::configure(request, &paths))?;
    let mut tasks = Vec::new();
    for (found, file) in found.into_iter().zip(configured.files) {
        match file {
            Ok(file) if file.is_excluded && found.is_searched => {}
            Ok(file) => {
                verbose::configured(&found.path, &file.configuration);
                tasks.push(Task { found, configuration: file.configuration });
            }
            Err(error) => failures.push(Failure::Config(error)),
        }
    }
    Some((tasks, failures))
}

/// Says why some Dockerfiles were not checked, each thing once.
pub(super) fn say(failures: Vec<Failure>) {
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
            Failure::Defect { file, defect } => {
                output::stderr(|out| report::defect::write(&file, &defect, out));
            }
        }
    }
}
