//! `dfcheck lint`

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::Arc;

use clap::ValueEnum;
use rayon::prelude::*;

use super::args::{LintArgs, LintFormat};
use super::input::{self, Found, Input, InputError};
use super::{CLEAN, FAILED, FINDINGS, config, output, request};
use crate::config::{ConfigError, Configuration};
use crate::context::BuildContext;
use crate::lint::{self, Finding};
use crate::report::{json, tty::Tty};

/// A Dockerfile with the configuration that holds for it.
struct Task {
    found: Found,
    configuration: Arc<Configuration>,
}

/// A Dockerfile with what is wrong with it.
struct Checked {
    input: Input,
    configuration: Arc<Configuration>,
    findings: Vec<Finding>,
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
    let Some((tasks, errors)) = tasks(args) else { return FAILED };
    let format = args.format.unwrap_or_else(|| configured_format(&tasks));
    let checked: Vec<Result<Checked, InputError>> = tasks
        .into_par_iter()
        .map(|task| {
            let input = input::read(&task.found.path)?;
            let findings = check(&input, args, &build_args, &task.configuration)?;
            Ok(Checked { input, configuration: task.configuration, findings })
        })
        .collect();
    report(format, checked, errors)
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
enum Failure {
    Input(InputError),
    Config(Arc<ConfigError>),
}

/// What there is to do. `None` if it cannot be known; why has been said.
fn tasks(args: &LintArgs) -> Option<Tasks> {
    let (found, errors): (Vec<_>, Vec<_>) = input::expand(&args.paths).into_iter().partition(Result::is_ok);
    let found: Vec<Found> = found.into_iter().flatten().collect();
    let mut failures: Vec<Failure> = errors.into_iter().filter_map(Result::err).map(Failure::Input).collect();
    let paths: Vec<Option<PathBuf>> = found.iter().map(Found::file).collect();
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

/// How hadolint's configuration says to report, and whether in colours. That is one thing for the whole run, so what
/// holds for the first file counts.
fn configured_format(tasks: &[Task]) -> LintFormat {
    let Some(task) = tasks.first() else { return LintFormat::Tty };
    if task.configuration.no_color {
        anstream::ColorChoice::Never.write_global();
    }
    let Some(name) = &task.configuration.format else { return LintFormat::Tty };
    LintFormat::from_str(name, true).unwrap_or_else(|_| {
        output::error(format!("warning: there is no format `{name}`"));
        LintFormat::Tty
    })
}

/// Prints the findings in the order of the files. What could not be read is said at the end, each thing once.
fn report(format: LintFormat, checked: Vec<Result<Checked, InputError>>, mut failures: Vec<Failure>) -> u8 {
    let (files, errors): (Vec<_>, Vec<_>) = checked.into_iter().partition(Result::is_ok);
    let files: Vec<Checked> = files.into_iter().flatten().collect();
    failures.extend(errors.into_iter().filter_map(Result::err).map(Failure::Input));
    match format {
        LintFormat::Json => {
            let views: Vec<_> = files
                .iter()
                .flat_map(|it| it.findings.iter().map(|finding| json::view(&it.input.file, finding)))
                .collect();
            output::json(&views);
        }
        LintFormat::Tty => output::stdout(|out| {
            let mut tty = Tty::new();
            for checked in &files {
                tty.file(&checked.input.file, &checked.findings, out)?;
            }
            if files.is_empty() { Ok(()) } else { tty.summary(out) }
        }),
    }
    let failed = !failures.is_empty();
    say(failures);
    let is_over = |checked: &Checked| {
        let threshold = checked.configuration.failure_threshold;
        checked.findings.iter().any(|finding| threshold.is_reached(finding.level))
    };
    match files.iter().any(is_over) {
        _ if failed => FAILED,
        true => FINDINGS,
        false => CLEAN,
    }
}

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
