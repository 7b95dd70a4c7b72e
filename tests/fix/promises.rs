//! What is promised of fixed files.

use std::collections::BTreeMap;

use dfcheck::build::{Build, Options, evaluate};
use dfcheck::context::BuildContext;
use dfcheck::dockerfile::{Dockerfile, TokenKind, parse};
use dfcheck::fix::{Fixer, Outcome};
use dfcheck::lint::{Finding, Input, Level, Rule, Safety, Settings, catalogue, lint};
use dfcheck::source::SourceFile;

/// Fixes a text as if it stood alone, with no files around it.
pub(crate) fn fixed(text: &[u8], safety: Safety, settings: &Settings) -> Outcome {
    let fixer = Fixer { options: &Options::default(), context: &BuildContext::none(), settings, safety, only: &[] };
    fixer.fix(&SourceFile::new("Dockerfile", text))
}

/// What is broken of the promises; nothing if all is well. Also gives what became of the file.
pub(crate) fn broken(text: &[u8], safety: Safety, settings: &Settings) -> (Vec<String>, Outcome) {
    let outcome = fixed(text, safety, settings);
    let mut broken = Vec::new();
    let mut unless = |good: bool, problem: &str| {
        if !good {
            broken.push(problem.to_owned());
        }
    };
    let (before, after) = (Version::of(text), Version::of(outcome.file.bytes()));
    unless(after.build.accepted || !before.build.accepted, "Docker would refuse it");
    let errors = |version: &Version| version.dockerfile.all_errors().len();
    unless(errors(&after) <= errors(&before), "there are more syntax errors");
    unless(before.comments(text) == after.comments(outcome.file.bytes()), "the comments differ");
    unless(line_endings(text) == line_endings(outcome.file.bytes()), "the line endings differ");
    unless(text.ends_with(b"\n") == outcome.file.bytes().ends_with(b"\n"), "the end of the last line differs");
    if safety == Safety::Safe {
        let configs = |version: &Version| version.build.stages.iter().map(|it| it.config.clone()).collect::<Vec<_>>();
        unless(!before.build.accepted || configs(&before) == configs(&after), "the configuration differs");
    }
    let again = fixed(outcome.file.bytes(), safety, settings);
    unless(again.file.bytes() == outcome.file.bytes(), "a second time changes it again");
    let known = serious(&before.findings(text, settings));
    for (code, number) in serious(&outcome.findings) {
        unless(number <= known.get(code).copied().unwrap_or_default(), &format!("{code} is new"));
    }
    (broken, outcome)
}

struct Version {
    dockerfile: Dockerfile,
    build: Build,
}

impl Version {
    fn of(text: &[u8]) -> Self {
        let dockerfile = parse(text);
        let build = evaluate(&dockerfile, &Options::default());
        Self { dockerfile, build }
    }

    fn findings(&self, text: &[u8], settings: &Settings) -> Vec<Finding> {
        let file = SourceFile::new("Dockerfile", text);
        let context = BuildContext::none();
        let input = Input { file: &file, dockerfile: &self.dockerfile, build: &self.build, context: &context };
        lint(&input, settings).findings
    }

    /// Comments that say nothing to linters. Others may go: a fix leaves out what ignores nothing.
    fn comments<'a>(&self, text: &'a [u8]) -> Vec<&'a [u8]> {
        let tokens = self.dockerfile.tokens(text).into_iter();
        let comments = tokens.filter(|token| token.kind == TokenKind::Comment).map(|token| token.span.bytes(text));
        let has = |comment: &[u8], word: &[u8]| comment.windows(word.len()).any(|it| it == word);
        comments.filter(|comment| !has(comment, b"ignore") && !has(comment, b"disable")).collect()
    }
}

/// How many findings there are at warning or above, by code. A rule that gives way to others counts as the first of them.
fn serious(findings: &[Finding]) -> BTreeMap<&'static str, usize> {
    let mut numbers = BTreeMap::new();
    for finding in findings.iter().filter(|finding| finding.level >= Level::Warning) {
        let before = catalogue::all().iter().find(|rule| finding.rule.gives_way_to(rule));
        let group = |rule: &'static Rule| {
            let behind = catalogue::all().iter().find(|other| other.gives_way_to(rule));
            behind.unwrap_or(rule).code.as_str()
        };
        *numbers.entry(group(before.unwrap_or(finding.rule))).or_default() += 1;
    }
    numbers
}

/// Whether there are lines that end in `\r\n`, and whether there are others.
fn line_endings(text: &[u8]) -> (bool, bool) {
    let mut ends = text.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at);
    let windows = |at: usize| at > 0 && text[at - 1] == b'\r';
    (ends.clone().any(windows), ends.any(|at| !windows(at)))
}
