//! `dfcheck lint`

use rayon::prelude::*;

use super::args::{FailOn, LintArgs};
use super::input::{Input, InputError, Inputs};
use super::reporting::Reporting;
use super::{CLEAN, FAILED, FINDINGS, output, request};
use crate::lint::{self, Finding, Selector, Settings, UnknownRule};
use crate::report::Checked;

/// Runs the command.
pub(super) fn run(args: &LintArgs) -> u8 {
    let settings = match settings(args) {
        Ok(settings) => settings,
        Err(error) => return failed(error),
    };
    let build_args = match request::build_args(&args.build) {
        Ok(build_args) => build_args,
        Err(error) => return failed(error),
    };
    let reporting = match Reporting::of(&args.report) {
        Ok(reporting) => reporting,
        Err(error) => return failed(error),
    };
    let inputs = match Inputs::of(&args.files) {
        Ok(inputs) => inputs,
        Err(error) => return failed(error),
    };
    let checked: Vec<Result<Checked, InputError>> = inputs
        .paths()
        .into_par_iter()
        .map(|path| {
            let input = inputs.read(&path?)?;
            let mut findings = check(&input, args, &build_args, &settings);
            findings.retain(|finding| args.report.level.is_none_or(|least| finding.level >= least));
            Ok(Checked { file: reporting.named(input.file), findings })
        })
        .collect();
    let (files, errors): (Vec<_>, Vec<_>) = checked.into_iter().partition(Result::is_ok);
    let files: Vec<Checked> = files.into_iter().flatten().collect();
    let errors: Vec<String> = errors.into_iter().filter_map(Result::err).map(|error| error.to_string()).collect();
    let told = reporting.tell(&files, &errors);
    errors.iter().for_each(output::error);
    if !told || !errors.is_empty() {
        return FAILED;
    }
    let threshold = if args.report.no_fail { FailOn::Never } else { args.report.fail_on.unwrap_or(FailOn::Style) };
    let mut found = files.iter().flat_map(|checked| &checked.findings);
    if found.any(|finding| threshold.is_reached(finding.level)) { FINDINGS } else { CLEAN }
}

fn failed(error: impl std::fmt::Display) -> u8 {
    output::error(error);
    FAILED
}

fn check(input: &Input, args: &LintArgs, build_args: &request::Values, settings: &Settings) -> Vec<Finding> {
    let understood = request::Understood::of(input, &args.build, build_args);
    lint::lint(&understood.lint_input(input), settings)
}

fn settings(args: &LintArgs) -> Result<Settings, UnknownRule> {
    let selectors = |words: &[String]| words.iter().map(|word| Selector::parse(word)).collect::<Result<Vec<_>, _>>();
    Ok(Settings { select: selectors(&args.select)?, ignore: selectors(&args.ignore)?, ..Settings::default() })
}
