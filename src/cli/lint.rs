//! `dfcheck lint`

use std::path::Path;

use rayon::prelude::*;

use super::args::{LintArgs, LintFormat};
use super::baseline::BaselineFile;
use super::input::{self, Input, InputError};
use super::{CLEAN, FAILED, FINDINGS, ignores, output, request};
use crate::lint::{self, Outcome, Selector, Settings, UnknownRule};
use crate::report::{json, tty::Tty};

/// Runs the command.
pub(super) fn run(args: &LintArgs) -> u8 {
    let settings = match settings(args) {
        Ok(settings) => settings,
        Err(error) => {
            output::error(error);
            return FAILED;
        }
    };
    let baseline = match args.exceptions.baseline.as_deref().map(BaselineFile::read).transpose() {
        Ok(baseline) => baseline,
        Err(error) => {
            output::error(error);
            return FAILED;
        }
    };
    let build_args = match request::build_args(&args.build) {
        Ok(build_args) => build_args,
        Err(error) => {
            output::error(error);
            return FAILED;
        }
    };
    let lint = |input: &Input| check(input, args, &build_args, &settings);
    let inputs = input::expand(&args.paths).into_par_iter().map(|path| path.and_then(|path| input::read(&path)));
    let exceptions = &args.exceptions;
    if exceptions.add_ignores {
        let reason = exceptions.reason.as_deref();
        return ignores::write(inputs.map(|input| Ok(ignores::add(input?, reason, &lint))).collect());
    }
    let checked: Vec<Result<(Input, Outcome), InputError>> = inputs
        .map(|input| {
            let input = input?;
            let outcome = lint(&input);
            Ok((input, outcome))
        })
        .collect();
    let (mut files, errors) = parted(checked);
    if let Some(path) = &exceptions.write_baseline {
        return write_baseline(path, &files, errors);
    }
    if let Some(baseline) = &baseline {
        baseline.hide(&mut files);
    }
    report(args.format, &files, errors)
}

fn check(input: &Input, args: &LintArgs, build_args: &request::Values, settings: &Settings) -> Outcome {
    let understood = request::Understood::of(input, &args.build, build_args);
    lint::lint(&understood.lint_input(input), settings)
}

fn settings(args: &LintArgs) -> Result<Settings, UnknownRule> {
    let selectors = |words: &[String]| words.iter().map(|word| Selector::parse(word)).collect::<Result<Vec<_>, _>>();
    Ok(Settings {
        select: selectors(&args.select)?,
        ignore: selectors(&args.ignore)?,
        no_ignores: args.exceptions.no_ignores,
        ..Settings::default()
    })
}

/// The files that could be read, and why others could not.
fn parted(checked: Vec<Result<(Input, Outcome), InputError>>) -> (Vec<(Input, Outcome)>, Vec<InputError>) {
    let mut files = Vec::new();
    let mut errors = Vec::new();
    for file in checked {
        match file {
            Ok(file) => files.push(file),
            Err(error) => errors.push(error),
        }
    }
    (files, errors)
}

/// Writes a baseline of all files, or none.
fn write_baseline(path: &Path, files: &[(Input, Outcome)], errors: Vec<InputError>) -> u8 {
    if !errors.is_empty() {
        errors.into_iter().for_each(output::error);
        output::error(format!("{}: not written, because not all files could be read", path.display()));
        return FAILED;
    }
    match BaselineFile::write(path, files) {
        Ok(()) => CLEAN,
        Err(error) => {
            output::error(error);
            FAILED
        }
    }
}

/// Prints the findings in the order of the files. What could not be read is said at the end.
fn report(format: LintFormat, files: &[(Input, Outcome)], errors: Vec<InputError>) -> u8 {
    match format {
        LintFormat::Json => {
            let views: Vec<_> = files
                .iter()
                .flat_map(|(input, outcome)| outcome.findings.iter().map(|finding| json::view(&input.file, finding)))
                .collect();
            output::json(&views);
        }
        LintFormat::Tty => output::stdout(|out| {
            let mut tty = Tty::new();
            for (input, outcome) in files {
                tty.file(&input.file, &outcome.findings, out)?;
            }
            if files.is_empty() { Ok(()) } else { tty.summary(out) }
        }),
    }
    let failed = !errors.is_empty();
    errors.into_iter().for_each(output::error);
    match files.iter().any(|(_, outcome)| !outcome.findings.is_empty()) {
        _ if failed => FAILED,
        true => FINDINGS,
        false => CLEAN,
    }
}
