//! `dfcheck lint`

use std::path::Path;
use std::sync::Arc;

use clap::ValueEnum;
use rayon::prelude::*;

use super::args::{LintArgs, LintFormat};
use super::baseline::BaselineFile;
use super::input::{self, Input, InputError};
use super::tasks::{Failure, Task, say, tasks};
use super::{CLEAN, FAILED, FINDINGS, ignores, output, request};
use crate::config::Configuration;
use crate::context::BuildContext;
use crate::lint::{self, Outcome, Settings};
use crate::report::{json, tty::Tty};
use crate::shellcheck::Installed;

/// A Dockerfile with what is wrong with it.
pub(super) struct Checked {
    pub(super) input: Input,
    pub(super) outcome: Outcome,
    configuration: Arc<Configuration>,
}

/// Runs the command.
pub(super) fn run(args: &LintArgs) -> u8 {
    let baseline = match args.exceptions.baseline.as_deref().map(BaselineFile::read).transpose() {
        Ok(baseline) => baseline,
        Err(error) => return failed(error),
    };
    let build_args = match request::build_args(&args.build) {
        Ok(build_args) => build_args,
        Err(error) => return failed(error),
    };
    if let Some(Err(error)) = args.build.context.as_deref().map(BuildContext::open) {
        return failed(InputError::from(error));
    }
    let Some((tasks, mut failures)) = tasks(args) else { return FAILED };
    let shellcheck = args.shellcheck.as_deref().map(|program| Arc::new(Installed::new(program)));
    let lint = |input: &Input, configuration: &Configuration| {
        let understood = request::Understood::of(input, &args.build, &build_args, Some(configuration))?;
        let settings = Settings { shellcheck: shellcheck.clone(), ..configuration.lint.clone() };
        Ok(lint::lint(&understood.lint_input(input), &settings))
    };
    if args.exceptions.add_ignores {
        return add_ignores(args, tasks, failures, &lint);
    }
    let format = args.format.unwrap_or_else(|| configured_format(&tasks));
    let checked: Vec<Result<Checked, InputError>> = tasks
        .into_par_iter()
        .map(|task| {
            let input = input::read(&task.found.path)?;
            let outcome = lint(&input, &task.configuration)?;
            Ok(Checked { input, outcome, configuration: task.configuration })
        })
        .collect();
    if let Some(failure) = shellcheck.as_ref().and_then(|it| it.failure()) {
        return failed(failure);
    }
    let (files, errors): (Vec<_>, Vec<_>) = checked.into_iter().partition(Result::is_ok);
    let mut files: Vec<Checked> = files.into_iter().flatten().collect();
    failures.extend(errors.into_iter().filter_map(Result::err).map(Failure::Input));
    if let Some(path) = &args.exceptions.write_baseline {
        return write_baseline(path, &files, failures);
    }
    if let Some(baseline) = &baseline {
        baseline.hide(&mut files);
    }
    report(format, &files, failures)
}

fn failed(error: impl std::fmt::Display) -> u8 {
    output::error(error);
    FAILED
}

/// Finds out what is wrong with an input.
type Lint<'a> = dyn Fn(&Input, &Configuration) -> Result<Outcome, InputError> + Sync + 'a;

fn add_ignores(args: &LintArgs, tasks: Vec<Task>, failures: Vec<Failure>, lint: &Lint<'_>) -> u8 {
    let reason = args.exceptions.reason.as_deref();
    let annotated = tasks.into_par_iter().map(|task| {
        let input = input::read(&task.found.path)?;
        // That it can be linted is known after the first time, and does not change with its comments.
        lint(&input, &task.configuration)?;
        Ok(ignores::add(input, reason, &|input| lint(input, &task.configuration).unwrap_or_default()))
    });
    let code = ignores::write(annotated.collect());
    let is_complete = failures.is_empty();
    say(failures);
    if is_complete { code } else { FAILED }
}

/// Writes a baseline of all files, or none.
fn write_baseline(path: &Path, files: &[Checked], failures: Vec<Failure>) -> u8 {
    if !failures.is_empty() {
        say(failures);
        return failed(format!("{}: not written, because not all files could be read", path.display()));
    }
    match BaselineFile::write(path, files) {
        Ok(()) => CLEAN,
        Err(error) => failed(error),
    }
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

/// Prints the findings in the order of the files. What could not be read is said at the end.
fn report(format: LintFormat, files: &[Checked], failures: Vec<Failure>) -> u8 {
    match format {
        LintFormat::Json => {
            let views: Vec<_> = files
                .iter()
                .flat_map(|it| it.outcome.findings.iter().map(|finding| json::view(&it.input.file, finding)))
                .collect();
            output::json(&views);
        }
        LintFormat::Tty => output::stdout(|out| {
            let mut tty = Tty::new();
            for checked in files {
                tty.file(&checked.input.file, &checked.outcome.findings, out)?;
            }
            if files.is_empty() { Ok(()) } else { tty.summary(out) }
        }),
    }
    let failed = !failures.is_empty();
    say(failures);
    let is_over = |checked: &Checked| {
        let threshold = checked.configuration.failure_threshold;
        checked.outcome.findings.iter().any(|finding| threshold.is_reached(finding.level))
    };
    match files.iter().any(is_over) {
        _ if failed => FAILED,
        true => FINDINGS,
        false => CLEAN,
    }
}
