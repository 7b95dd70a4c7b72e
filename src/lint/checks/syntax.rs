//! What Docker refuses.

use std::collections::BTreeSet;

use crate::build::{Dependency, FileSource, PortError, Problem, ProblemKind};
use crate::dockerfile::{Body, Instruction, Keyword, SyntaxError, SyntaxErrorKind};
use crate::lint::facts::{Facts, Statement};
use crate::lint::reporter::{Found, Reporter};
use crate::source::Span;

/// Every syntax error that has no rule of its own.
pub(crate) fn errors(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    report(facts, reporter, |kind| {
        !matches!(
            kind,
            SyntaxErrorKind::UnknownFlag { .. }
                | SyntaxErrorKind::UnknownMountOption { .. }
                | SyntaxErrorKind::NotInOnbuild { .. }
        )
    });
}

/// Flags that their instruction does not have.
pub(crate) fn unknown_flags(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    report(facts, reporter, |kind| matches!(kind, SyntaxErrorKind::UnknownFlag { .. }));
}

/// Options that mounts do not have.
pub(crate) fn unknown_mount_options(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    report(facts, reporter, |kind| matches!(kind, SyntaxErrorKind::UnknownMountOption { .. }));
}

/// What is refused although the syntax is right, where it stops the build, and that has no rule of its own.
pub(crate) fn build_problems(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    let told = Told::by_other_rules(facts);
    for problem in facts.input.build.problems.iter().filter(|problem| problem.fatal && !told.has(problem)) {
        reporter.push(Found::at(problem.span).with("error", problem.kind.to_string()));
    }
}

/// The places about which other rules say something.
struct Told {
    /// Base images: the rule `unusable-base-image`.
    bases: BTreeSet<Span>,
    /// Names in COPY --from: the rule `copy-from-unknown-stage`.
    copy_sources: BTreeSet<Span>,
    /// Dependencies of a stage on itself: the rule `copy-from-own-stage`.
    own_stages: BTreeSet<Span>,
}

impl Told {
    fn by_other_rules(facts: &Facts<'_>) -> Self {
        let image = |instruction: &Instruction| match &instruction.body {
            Body::From(from) => Some(from.image.span()),
            _ => None,
        };
        let source = |statement: &Statement<'_>| Some(statement.instruction.flag("from")?.value.as_ref()?.span());
        let own = facts.stages().iter().flat_map(|stage| {
            let itself = |dependency: &&Dependency| dependency.source == FileSource::Stage(stage.id);
            stage.dependencies.iter().filter(itself).map(|dependency| dependency.span)
        });
        Self {
            bases: facts.froms().filter_map(|(_, from)| image(from)).collect(),
            copy_sources: facts.direct(&[Keyword::Copy]).filter_map(source).collect(),
            own_stages: own.collect(),
        }
    }

    fn has(&self, problem: &Problem) -> bool {
        match &problem.kind {
            ProblemKind::BeforeFrom { .. } => true,
            ProblemKind::BlankBase { .. } | ProblemKind::InvalidImage(_) => self.bases.contains(&problem.span),
            ProblemKind::LaterStage { .. } | ProblemKind::UnknownStageNumber { .. } => {
                self.copy_sources.contains(&problem.span) || self.own_stages.contains(&problem.span)
            }
            ProblemKind::CircularDependency => self.own_stages.contains(&problem.span),
            ProblemKind::InvalidPort(PortError::Number { number }) => {
                number.split('-').any(super::expose::is_too_great)
            }
            _ => false,
        }
    }
}

fn report(facts: &Facts<'_>, reporter: &mut Reporter<'_>, is_ours: impl Fn(&SyntaxErrorKind) -> bool) {
    for error in facts.input.dockerfile.all_errors() {
        if is_ours(&error.kind) {
            reporter.push(found(error));
        }
    }
}

fn found(error: &SyntaxError) -> Found {
    let found = Found::at(error.span).with("error", error.kind.to_string());
    match error.kind.suggestion() {
        Some(word) => {
            found.with("suggestion", suggestion(&error.kind, word)).with("meant", word).fix_at([misspelt(error)])
        }
        None => found.without_help(),
    }
}

/// The word that is misspelt: of a flag its name.
fn misspelt(error: &SyntaxError) -> Span {
    let dashes = "--".len();
    match &error.kind {
        SyntaxErrorKind::UnknownFlag { name, .. } => {
            Span::new(error.span.start + dashes, error.span.start + dashes + name.len())
        }
        SyntaxErrorKind::UnknownMountOption { key, .. } => Span::new(error.span.start, error.span.start + key.len()),
        _ => error.span,
    }
}

fn suggestion(kind: &SyntaxErrorKind, word: &str) -> String {
    match kind {
        SyntaxErrorKind::UnknownFlag { .. } => format!("did you mean `--{word}`?"),
        _ => format!("did you mean `{word}`?"),
    }
}
