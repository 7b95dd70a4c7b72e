//! `dfcheck lint --fix` and `--diff`

use std::io::IsTerminal;

use rayon::prelude::*;

use super::args::{FixArgs, FixWhat, LintArgs, LintFormat};
use super::input::{self, Input, InputError};
use super::{CLEAN, FAILED, FINDINGS, lint, output, request};
use crate::build;
use crate::fix::{Fixer, Outcome};
use crate::lint::{Finding, Safety, Selector, Settings};
use crate::report::{diff, tty::Tty};

impl FixArgs {
    /// Whether files are to be fixed, or the fixes shown.
    pub(super) fn is_asked_for(&self) -> bool {
        self.fix.is_some() || self.diff || !self.fix_only.is_empty()
    }

    fn safety(&self) -> Safety {
        match self.fix {
            Some(FixWhat::Unsafe) => Safety::Unsafe,
            Some(FixWhat::Safe) | None => Safety::Safe,
        }
    }
}

/// Runs the command.
pub(super) fn run(args: &LintArgs, settings: &Settings, values: &request::Values) -> u8 {
    let only = match lint::selectors(&args.fix.fix_only) {
        Ok(only) => only,
        Err(error) => {
            output::error(error);
            return FAILED;
        }
    };
    let job = Job { args, settings, only, options: request::options(&args.build, values) };
    let fixed: Vec<Result<Fixed, InputError>> =
        input::expand(&args.paths).into_par_iter().map(|path| job.fix(input::read(&path?)?)).collect();
    let (fixed, errors): (Vec<_>, Vec<_>) = fixed.into_iter().partition(Result::is_ok);
    let fixed: Vec<Fixed> = fixed.into_iter().flatten().collect();
    let code = if args.fix.diff { show(&fixed) } else { report(args.format, &fixed) };
    say_refused(&fixed);
    let failed = !errors.is_empty();
    errors.into_iter().filter_map(Result::err).for_each(output::error);
    if failed { FAILED } else { code }
}

/// What is to be done with each file.
struct Job<'a> {
    args: &'a LintArgs,
    settings: &'a Settings,
    only: Vec<Selector>,
    options: build::Options<'static>,
}

/// A file before, and what became of it.
struct Fixed {
    input: Input,
    outcome: Outcome,
}

impl Job<'_> {
    /// Fixes a file, and writes it if it is not only to be shown.
    fn fix(&self, input: Input) -> Result<Fixed, InputError> {
        let context = request::context(&input, &self.args.build);
        let fixer = Fixer {
            options: &self.options,
            context: &context,
            settings: self.settings,
            safety: self.args.fix.safety(),
            only: &self.only,
        };
        let outcome = fixer.fix(&input.file);
        let fixed = Fixed { input, outcome };
        if let Some(path) = fixed.input.path.as_ref().filter(|_| !self.args.fix.diff && fixed.is_changed()) {
            let written = output::write_file(path, fixed.outcome.file.bytes());
            written.map_err(|source| InputError::Write { path: path.clone(), source })?;
        }
        Ok(fixed)
    }
}

impl Fixed {
    fn is_changed(&self) -> bool {
        self.input.file.bytes() != self.outcome.file.bytes()
    }
}

/// Prints the differences.
fn show(files: &[Fixed]) -> u8 {
    let is_terminal = std::io::stdout().is_terminal();
    let mut text = Vec::new();
    for file in files.iter().filter(|file| file.is_changed()) {
        text.extend(diff::unified(&file.input.file, &file.outcome.file));
    }
    if is_terminal {
        output::stdout(|out| diff::write_coloured(&text, out));
    } else {
        output::bytes(&text);
    }
    output::stderr(|out| writeln!(out, "{}", Counts::of(files).summary("would be fixed")));
    if text.is_empty() { CLEAN } else { FINDINGS }
}

/// Prints what is left to complain about. What came from standard input goes to standard output, and the report to
/// standard error.
fn report(format: LintFormat, files: &[Fixed]) -> u8 {
    let summary = Counts::of(files).summary("fixed");
    let findings = || files.iter().map(|file| (&file.outcome.file, file.outcome.findings.as_slice()));
    if let Some(stdin) = files.iter().find(|file| file.input.path.is_none()) {
        output::bytes(stdin.outcome.file.bytes());
        output::stderr(|out| {
            let mut tty = Tty::new();
            findings().try_for_each(|(file, findings)| tty.file(file, findings, out))?;
            tty.summary(out)?;
            writeln!(out, "{summary}")
        });
    } else {
        lint::print(format, findings());
        match format {
            LintFormat::Tty => output::stdout(|out| writeln!(out, "{summary}")),
            LintFormat::Json => output::stderr(|out| writeln!(out, "{summary}")),
        }
    }
    if files.iter().all(|file| file.outcome.findings.is_empty()) { CLEAN } else { FINDINGS }
}

/// How many findings were fixed, and how many are left.
struct Counts {
    fixed: usize,
    left_unsafe: usize,
    left: usize,
}

impl Counts {
    fn of(files: &[Fixed]) -> Self {
        let is_unsafe = |finding: &&Finding| finding.fix.as_ref().is_some_and(|fix| fix.safety == Safety::Unsafe);
        let left_unsafe = files.iter().map(|file| {
            let refused = |finding: &&Finding| {
                file.outcome.refused.iter().any(|it| it.code == finding.rule.code && it.span == finding.span)
            };
            file.outcome.findings.iter().filter(is_unsafe).filter(|finding| !refused(finding)).count()
        });
        let left_unsafe = left_unsafe.sum();
        let left: usize = files.iter().map(|file| file.outcome.findings.len()).sum();
        Counts { fixed: files.iter().map(|file| file.outcome.fixed).sum(), left_unsafe, left: left - left_unsafe }
    }

    fn summary(&self, verb: &str) -> String {
        let mut parts = vec![format!("{} {verb}", self.fixed)];
        if self.left_unsafe > 0 {
            parts.push(format!("{} more with --fix=unsafe", self.left_unsafe));
        }
        parts.push(format!("{} not fixable", self.left));
        parts.join(", ")
    }
}

/// Says which fixes were left out, and why.
fn say_refused(files: &[Fixed]) {
    output::stderr(|out| {
        for file in files {
            for refused in &file.outcome.refused {
                let place = file.outcome.file.position(refused.span.start);
                let name = file.outcome.file.name();
                let (line, column, code) = (place.line, place.column, refused.code);
                writeln!(out, "{name}:{line}:{column}: the fix of {code} is left out: {}", refused.reason)?;
            }
        }
        Ok(())
    });
}
