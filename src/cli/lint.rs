//! `dfcheck lint`

use std::path::Path;
use std::sync::Arc;

use super::args::LintArgs;
use super::baseline::BaselineFile;
use super::each::each;
use super::input::{Input, InputError, Inputs};
use super::reporting::Reporting;
use super::tasks::{Failure, Task, say, tasks};
use super::timing::{Phase, measure};
use super::{CLEAN, FAILED, FINDINGS, fix, ignores, output, request, verbose, versions};
use crate::config::Configuration;
use crate::context::BuildContext;
use crate::defect::Defect;
use crate::lint::{self, Outcome};
use crate::report;
use crate::shellcheck::Installed;

/// A Dockerfile with what is wrong with it.
pub(super) struct Checked {
    pub(super) input: Input,
    pub(super) outcome: Outcome,
    configuration: Arc<Configuration>,
    /// What has gone wrong with dfcheck itself; the finding of it is then all that there is.
    defect: Option<Box<Defect>>,
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
    let inputs = match Inputs::of(&args.files) {
        Ok(inputs) => inputs,
        Err(error) => return failed(error),
    };
    let versions = match versions::read(args.fix.versions.as_deref()) {
        Ok(versions) => Arc::new(versions),
        Err(error) => return failed(error),
    };
    let Some((mut tasks, mut failures)) = tasks(&args.config.request(), &inputs) else { return FAILED };
    let shellcheck = args.shellcheck.as_deref().map(|program| Arc::new(Installed::new(program)));
    verbose::used("baseline", args.exceptions.baseline.as_deref());
    verbose::used("versions", args.fix.versions.as_deref());
    verbose::used("ShellCheck", args.shellcheck.as_deref());
    for task in tasks.iter_mut().filter(|_| !versions.is_empty() || shellcheck.is_some()) {
        let settings = &mut Arc::make_mut(&mut task.configuration).lint;
        settings.versions = Arc::clone(&versions);
        settings.shellcheck.clone_from(&shellcheck);
    }
    let lint = |input: &Input, configuration: &Configuration| check(input, args, &build_args, configuration);
    if args.exceptions.add_ignores {
        return add_ignores(args, &inputs, tasks, failures, &lint);
    }
    let reporting = match Reporting::of(&args.report, tasks.first().map(|task| task.configuration.as_ref())) {
        Ok(reporting) => reporting,
        Err(error) => return failed(error),
    };
    if args.fix.is_asked_for() {
        return fix::run(args, &inputs, tasks, failures, (&build_args, &reporting));
    }
    let checked: Vec<Result<Checked, InputError>> = each(tasks, |Task { found, configuration }| {
        let input = inputs.read(&found.path, &configuration.limits)?;
        match input.guard(|input| lint(input, &configuration)) {
            Ok(outcome) => Ok(Checked { input, outcome: outcome?, configuration, defect: None }),
            Err(defect) => Ok(Checked { input, outcome: failure(&defect), configuration, defect: Some(defect) }),
        }
    });
    if let Some(failure) = shellcheck.as_ref().and_then(|it| it.failure()) {
        return failed(failure);
    }
    let (files, errors): (Vec<_>, Vec<_>) = checked.into_iter().partition(Result::is_ok);
    let mut files: Vec<Checked> = files.into_iter().flatten().collect();
    failures.extend(errors.into_iter().filter_map(Result::err).map(Failure::Input));
    for Checked { input, defect, .. } in &mut files {
        failures.extend(defect.take().map(|defect| Failure::defect(input, defect)));
    }
    if let Some(path) = &args.exceptions.write_baseline {
        return write_baseline(path, &files, failures);
    }
    if let Some(baseline) = &baseline {
        baseline.hide(&mut files);
    }
    tell(args, &reporting, files, failures)
}

/// What was found in a file with which dfcheck itself has failed.
pub(super) fn failure(defect: &Defect) -> Outcome {
    Outcome { findings: lint::failed(defect).into_iter().collect(), ignored: Vec::new() }
}

pub(super) fn failed(error: impl std::fmt::Display) -> u8 {
    output::error(error);
    FAILED
}

fn check(
    input: &Input,
    args: &LintArgs,
    build_args: &request::Values,
    configuration: &Configuration,
) -> Result<Outcome, InputError> {
    let understood = request::Understood::of(input, &args.build, build_args, configuration)?;
    Ok(measure(Phase::Lint, || lint::lint(&understood.lint_input(input), &configuration.lint)))
}

/// Finds out what is wrong with an input.
type Lint<'a> = dyn Fn(&Input, &Configuration) -> Result<Outcome, InputError> + Sync + 'a;

fn add_ignores(args: &LintArgs, inputs: &Inputs, tasks: Vec<Task>, mut failures: Vec<Failure>, lint: &Lint<'_>) -> u8 {
    let reason = args.exceptions.reason.as_deref();
    let annotated = each(tasks, |task| {
        let input = inputs.read(&task.found.path, &task.configuration.limits)?;
        let added = input.guard(|input| {
            // That it can be linted is known after the first time, and does not change with its comments.
            lint(input, &task.configuration)?;
            Ok(ignores::add(input, reason, &|input| lint(input, &task.configuration).unwrap_or_default()))
        });
        match added {
            Ok(added) => added.map(|added| (input, added)).map_err(Failure::Input),
            Err(defect) => Err(Failure::defect(&input, defect)),
        }
    });
    let (annotated, errors): (Vec<_>, Vec<_>) = annotated.into_iter().partition(Result::is_ok);
    failures.extend(errors.into_iter().filter_map(Result::err));
    let code = ignores::write(annotated.into_iter().flatten().collect());
    let is_complete = failures.is_empty();
    say(failures);
    if is_complete { code } else { FAILED }
}

/// Writes a baseline of all files, or none.
fn write_baseline(path: &Path, files: &[Checked], failures: Vec<Failure>) -> u8 {
    if !failures.is_empty() {
        say(failures);
        return failed(format!("{}: not written, because not all files could be checked", path.display()));
    }
    match BaselineFile::write(path, files) {
        Ok(()) => CLEAN,
        Err(error) => failed(error),
    }
}

/// Reports the findings in the order of the files. What could not be read is said at the end.
fn tell(args: &LintArgs, reporting: &Reporting, files: Vec<Checked>, failures: Vec<Failure>) -> u8 {
    let mut is_over = false;
    let shown = files.into_iter().map(|Checked { input, outcome, configuration, .. }| {
        let Outcome { mut findings, mut ignored } = outcome;
        findings.retain(|finding| args.report.level.is_none_or(|least| finding.level >= least));
        ignored.retain(|ignored| args.report.level.is_none_or(|least| ignored.finding.level >= least));
        is_over |= findings.iter().any(|finding| configuration.failure_threshold.is_reached(finding.level));
        report::Checked { file: reporting.named(input.file), findings, ignored }
    });
    let shown: Vec<report::Checked> = shown.collect();
    let errors: Vec<String> = failures.iter().map(Failure::to_string).collect();
    let is_told = measure(Phase::Report, || reporting.tell(&shown, &errors));
    let is_complete = is_told && failures.is_empty();
    say(failures);
    match is_over {
        _ if !is_complete => FAILED,
        true => FINDINGS,
        false => CLEAN,
    }
}
