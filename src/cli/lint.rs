//! `dfcheck lint`

use rayon::prelude::*;

use super::args::{LintArgs, LintFormat};
use super::input::{self, Input, InputError};
use super::{CLEAN, FAILED, FINDINGS, fix, output, request};
use crate::lint::{self, Finding, Selector, Settings, UnknownRule};
use crate::report::{json, tty::Tty};
use crate::source::SourceFile;

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
    if args.fix.is_asked_for() {
        return fix::run(args, &settings, &build_args);
    }
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
    Ok(Settings { select: selectors(&args.select)?, ignore: selectors(&args.ignore)?, ..Settings::default() })
}

/// The rules that words name.
pub(super) fn selectors(words: &[String]) -> Result<Vec<Selector>, UnknownRule> {
    words.iter().map(|word| Selector::parse(word)).collect()
}

/// Prints the findings in the order of the files. What could not be read is said at the end.
fn report(format: LintFormat, checked: Vec<Result<(Input, Vec<Finding>), InputError>>) -> u8 {
    let (files, errors): (Vec<_>, Vec<_>) = checked.into_iter().partition(Result::is_ok);
    let files: Vec<(Input, Vec<Finding>)> = files.into_iter().flatten().collect();
    print(format, files.iter().map(|(input, findings)| (&input.file, findings.as_slice())));
    let failed = !errors.is_empty();
    errors.into_iter().filter_map(Result::err).for_each(output::error);
    match files.iter().any(|(_, findings)| !findings.is_empty()) {
        _ if failed => FAILED,
        true => FINDINGS,
        false => CLEAN,
    }
}

/// Prints the findings of some files.
pub(super) fn print<'a>(format: LintFormat, files: impl ExactSizeIterator<Item = (&'a SourceFile, &'a [Finding])>) {
    match format {
        LintFormat::Json => {
            let views: Vec<_> =
                files.flat_map(|(file, findings)| findings.iter().map(|it| json::view(file, it))).collect();
            output::json(&views);
        }
        LintFormat::Tty => output::stdout(|out| {
            let mut tty = Tty::new();
            let is_empty = files.len() == 0;
            for (file, findings) in files {
                tty.file(file, findings, out)?;
            }
            if is_empty { Ok(()) } else { tty.summary(out) }
        }),
    }
}
