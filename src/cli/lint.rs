//! `dfcheck lint`

use rayon::prelude::*;

use super::args::{LintArgs, LintFormat};
use super::input::{self, Input, InputError};
use super::{CLEAN, FAILED, FINDINGS, output, request};
use crate::lint::{self, Finding, Selector, Settings, UnknownRule};
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
    let build_args = match request::build_args(&args.build) {
        Ok(build_args) => build_args,
        Err(error) => {
            output::error(error);
            return FAILED;
        }
    };
    let checked: Vec<Result<(Input, Vec<Finding>), InputError>> = input::expand(&args.paths)
        .into_par_iter()
        .map(|path| {
            let input = input::read(&path?)?;
            let findings = check(&input, args, &build_args, &settings);
            Ok((input, findings))
        })
        .collect();
    report(args.format, checked)
}

fn check(input: &Input, args: &LintArgs, build_args: &request::Values, settings: &Settings) -> Vec<Finding> {
    let understood = request::Understood::of(input, &args.build, build_args);
    lint::lint(&understood.lint_input(input), settings)
}

fn settings(args: &LintArgs) -> Result<Settings, UnknownRule> {
    let selectors = |words: &[String]| words.iter().map(|word| Selector::parse(word)).collect::<Result<Vec<_>, _>>();
    Ok(Settings { select: selectors(&args.select)?, ignore: selectors(&args.ignore)?, ..Settings::default() })
}

/// Prints the findings in the order of the files. What could not be read is said at the end.
fn report(format: LintFormat, checked: Vec<Result<(Input, Vec<Finding>), InputError>>) -> u8 {
    let (files, errors): (Vec<_>, Vec<_>) = checked.into_iter().partition(Result::is_ok);
    let files: Vec<(Input, Vec<Finding>)> = files.into_iter().flatten().collect();
    match format {
        LintFormat::Json => {
            let views: Vec<_> = files
                .iter()
                .flat_map(|(input, findings)| findings.iter().map(|finding| json::view(&input.file, finding)))
                .collect();
            output::json(&views);
        }
        LintFormat::Tty => output::stdout(|out| {
            let mut tty = Tty::new();
            for (input, findings) in &files {
                tty.file(&input.file, findings, out)?;
            }
            if files.is_empty() { Ok(()) } else { tty.summary(out) }
        }),
    }
    let failed = !errors.is_empty();
    errors.into_iter().filter_map(Result::err).for_each(output::error);
    match files.iter().any(|(_, findings)| !findings.is_empty()) {
        _ if failed => FAILED,
        true => FINDINGS,
        false => CLEAN,
    }
}
