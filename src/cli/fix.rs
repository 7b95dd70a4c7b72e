//! `dfcheck lint --fix` and `--diff`

use std::io::IsTerminal;
use std::sync::Arc;

use super::args::{FixArgs, FixWhat, LintArgs};
use super::each::each;
use super::input::{Input, InputError, Inputs};
use super::reporting::Reporting;
use super::tasks::{Failure, Task, say};
use super::timing::{Phase, measure};
use super::{CLEAN, FAILED, FINDINGS, lint, output, request};
use crate::config::Configuration;
use crate::defect::Defect;
use crate::fix::{Fixer, Outcome, Refused};
use crate::lint::{Finding, Outcome as Found, Safety, Selector, UnknownRule};
use crate::report::{Checked, diff};

impl FixArgs {
    /// Whether files are to be fixed, or the fixes shown.
    pub(super) fn is_asked_for(&self) -> bool {
        self.fix.is_some() || self.diff || !self.fix_only.is_empty()
    }

    /// What fixes may change: by the arguments, or else by the configuration.
    fn safety(&self, configuration: &Configuration) -> Safety {
        match self.fix.flatten() {
            Some(FixWhat::Unsafe) => Safety::Unsafe,
            Some(FixWhat::Safe) => Safety::Safe,
            None => configuration.fix.safety.unwrap_or(Safety::Safe),
        }
    }
}

/// Runs the command.
pub(super) fn run(
    args: &LintArgs,
    inputs: &Inputs,
    tasks: Vec<Task>,
    mut failures: Vec<Failure>,
    (values, reporting): (&request::Values, &Reporting),
) -> u8 {
    for task in &tasks {
        if let Err(error) = selectors(&args.fix, &task.configuration) {
            return lint::failed(error);
        }
    }
    let fixed: Vec<Result<Fixed, InputError>> = each(tasks, |task| fix(args, inputs, values, &task));
    let (fixed, errors): (Vec<_>, Vec<_>) = fixed.into_iter().partition(Result::is_ok);
    let mut fixed: Vec<Fixed> = fixed.into_iter().flatten().collect();
    failures.extend(errors.into_iter().filter_map(Result::err).map(Failure::Input));
    for Fixed { input, defect, .. } in &mut fixed {
        failures.extend(defect.take().map(|defect| Failure::defect(input, defect)));
    }
    say_refused(&fixed);
    let tell = || if args.fix.diff { show(&fixed) } else { report(args, reporting, fixed, &failures) };
    let code = measure(Phase::Report, tell);
    let failed = !failures.is_empty();
    say(failures);
    if failed { FAILED } else { code }
}

/// The rules whose findings are to be fixed; all if none is named.
fn selectors(args: &FixArgs, configuration: &Configuration) -> Result<Vec<Selector>, UnknownRule> {
    args.fix_only.iter().map(|word| Selector::parse_among(word, &configuration.lint.custom)).collect()
}

/// A file before, and what became of it.
struct Fixed {
    input: Input,
    /// Whether it came from standard input, whatever its name.
    is_stdin: bool,
    outcome: Outcome,
    /// The rules whose findings were to be fixed; all if none is named.
    only: Vec<Selector>,
    configuration: Arc<Configuration>,
    /// What has gone wrong with dfcheck itself; the file is then as it was.
    defect: Option<Box<Defect>>,
}

/// Fixes a file, and writes it if it is not only to be shown.
fn fix(args: &LintArgs, inputs: &Inputs, values: &request::Values, task: &Task) -> Result<Fixed, InputError> {
    let input = inputs.read(&task.found.path, &task.configuration.limits)?;
    let configuration = &task.configuration;
    let context = request::context(&input, &args.build, configuration)?;
    let options = request::options(&args.build, values, configuration);
    let only = selectors(&args.fix, configuration).unwrap_or_default();
    let safety = args.fix.safety(configuration);
    let fixer = Fixer { options: &options, context: &context, settings: &configuration.lint, safety, only: &only };
    let fixed = input.guard(|input| measure(Phase::Fix, || fixer.fix(&input.file)));
    let (outcome, defect) = match fixed {
        Ok(outcome) => (outcome, None),
        Err(defect) => (unfixed(&input, lint::failure(&defect)), Some(defect)),
    };
    let is_stdin = task.found.is_stdin();
    let fixed = Fixed { input, is_stdin, outcome, only, configuration: Arc::clone(configuration), defect };
    if let Some(path) = fixed.input.path.as_ref().filter(|_| !is_stdin && !args.fix.diff && fixed.is_changed()) {
        let written = measure(Phase::Write, || output::write_file(path, fixed.outcome.file.bytes()));
        written.map_err(|source| InputError::Write { path: path.clone(), source })?;
    }
    Ok(fixed)
}

/// What becomes of a file that is left as it is.
fn unfixed(input: &Input, Found { findings, ignored }: Found) -> Outcome {
    Outcome { file: input.file.clone(), fixed: 0, refused: Vec::new(), findings, ignored }
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
        output::raw(|out| out.write_all(&text));
    }
    output::note(Counts::of(files).summary("would be fixed"));
    if text.is_empty() { CLEAN } else { FINDINGS }
}

/// Reports what is left to complain about. What came from standard input goes to standard output, and the report to
/// standard error.
fn report(args: &LintArgs, reporting: &Reporting, files: Vec<Fixed>, failures: &[Failure]) -> u8 {
    let summary = Counts::of(&files).summary("fixed");
    let stdin = files.iter().find(|file| file.is_stdin).map(|file| file.outcome.file.clone());
    let mut is_over = false;
    let shown = files.into_iter().map(|Fixed { outcome, configuration, .. }| {
        let Outcome { file, mut findings, mut ignored, .. } = outcome;
        findings.retain(|finding| args.report.level.is_none_or(|least| finding.level >= least));
        ignored.retain(|ignored| args.report.level.is_none_or(|least| ignored.finding.level >= least));
        is_over |= findings.iter().any(|finding| configuration.failure_threshold.is_reached(finding.level));
        Checked { file: reporting.named(file), findings, ignored }
    });
    let shown: Vec<Checked> = shown.collect();
    let errors: Vec<String> = failures.iter().map(Failure::to_string).collect();
    let is_told = match stdin {
        Some(file) => {
            output::raw(|out| out.write_all(file.bytes()));
            reporting.tell_aside(&shown, &errors);
            output::note(summary);
            true
        }
        None => {
            let is_told = reporting.tell(&shown, &errors);
            reporting.note(&summary);
            is_told
        }
    };
    match is_over {
        _ if !is_told => FAILED,
        true => FINDINGS,
        false => CLEAN,
    }
}

/// How many findings were fixed, and how many are left.
#[derive(Default)]
struct Counts {
    fixed: usize,
    /// Those that `--fix=unsafe` would fix.
    left_unsafe: usize,
    /// Those that can be fixed, but are of other rules than `--fix-only` names.
    left_aside: usize,
    left: usize,
}

impl Counts {
    fn of(files: &[Fixed]) -> Self {
        let mut counts = Counts::default();
        for file in files {
            counts.fixed += file.outcome.fixed;
            for finding in &file.outcome.findings {
                *counts.of_finding(file, finding) += 1;
            }
        }
        counts
    }

    /// The number that the finding, which is left, belongs to.
    fn of_finding(&mut self, file: &Fixed, finding: &Finding) -> &mut usize {
        let is_this = |it: &Refused| it.code == finding.rule.code && it.span == finding.span;
        let is_aside = !file.only.is_empty() && !file.only.iter().any(|selector| selector.covers(finding.rule));
        match finding.fix.as_ref().map(|fix| fix.safety) {
            _ if file.outcome.refused.iter().any(is_this) => &mut self.left,
            Some(Safety::Safe | Safety::Unsafe) if is_aside => &mut self.left_aside,
            Some(Safety::Unsafe) => &mut self.left_unsafe,
            _ => &mut self.left,
        }
    }

    fn summary(&self, verb: &str) -> String {
        let mut parts = vec![format!("{} {verb}", self.fixed)];
        if self.left_unsafe > 0 {
            parts.push(format!("{} more with --fix=unsafe", self.left_unsafe));
        }
        if self.left_aside > 0 {
            parts.push(format!("{} more without --fix-only", self.left_aside));
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
