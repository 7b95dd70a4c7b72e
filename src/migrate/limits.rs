//! What is too much to be planned. Planning compares parts of a Dockerfile with each other, and follows stages into
//! those that they need: both have to end soon, whatever is written.

use super::{MigrateError, MigrateErrorKind, Request};
use crate::build::{Action, Base, Build, FileSource, Program, Stage, StageId};
use crate::dockerfile::{Body, Instruction};
use crate::shell::Call;
use crate::source::Span;

/// How many stages may need each other in a row.
const MAX_STAGES: usize = 100;

/// Refuses what is too much.
pub(super) fn check(request: &Request<'_>, build: &Build) -> Result<(), MigrateError> {
    let instructions: Vec<&Instruction> = request.dockerfile.instructions().collect();
    let limit = request.options.limits.migrate_words;
    let reachable = || build.stages.iter().filter(|stage| stage.reachable);
    let words = reachable().map(|stage| words(stage, &instructions)).sum();
    if words > limit {
        let span = instructions.first().map(|instruction| instruction.keyword_span).unwrap_or_default();
        return Err(MigrateError { span, kind: MigrateErrorKind::TooMuch { words, limit } });
    }
    check_stages(build, &instructions)
}

/// The instructions, commands and words of a stage.
fn words(stage: &Stage, instructions: &[&Instruction]) -> u64 {
    let of_call = |call: &Call| 1 + call.args.len();
    let of_action = |action: &Action| match action {
        Action::Copy(transfer) | Action::Add(transfer) => transfer.sources.len(),
        Action::Env(pairs) | Action::Label(pairs) => pairs.len(),
        Action::Arg(names) => names.len(),
        Action::Expose(words) => words.len(),
        Action::Volume(words) | Action::Cmd(words) | Action::Entrypoint(words) => words.len(),
        Action::Run { mounts } => mounts.len(),
        _ => 0,
    };
    let words = stage.steps.iter().map(|step| {
        let calls = match step.program(instructions) {
            Some(Program::Script(script)) => script.calls(),
            Some(Program::Exec(calls)) => calls,
            None => Vec::new(),
        };
        1 + of_action(&step.action) + calls.iter().map(of_call).sum::<usize>()
    });
    1 + words.sum::<usize>() as u64
}

/// Refuses stages that need each other in a circle, or too many of them in a row.
fn check_stages(build: &Build, instructions: &[&Instruction]) -> Result<(), MigrateError> {
    // How many stages each one needs in a row, itself included, where that has been found out.
    let mut depths: Vec<Option<usize>> = vec![None; build.stages.len()];
    let refused = |span: Span, kind: MigrateErrorKind| Err(MigrateError { span, kind });
    let known = |depths: &[Option<usize>], id: StageId| depths.get(id.number()).copied().flatten();
    for start in &build.stages {
        let mut path = vec![Open::new(start, instructions)];
        while let Some(open) = path.last_mut() {
            let Some((id, span)) = open.needed.pop() else {
                let closed = (open.id, open.depth);
                if let Some(depth) = depths.get_mut(closed.0.number()) {
                    *depth = Some(closed.1);
                }
                path.pop();
                if let Some(above) = path.last_mut() {
                    above.depth = above.depth.max(closed.1 + 1);
                }
                continue;
            };
            let below = known(&depths, id).unwrap_or_default();
            open.depth = open.depth.max(below + 1);
            if open.depth > MAX_STAGES || path.len() >= MAX_STAGES {
                return refused(span, MigrateErrorKind::TooDeep { limit: MAX_STAGES });
            }
            if path.iter().any(|above| above.id == id) {
                return refused(span, MigrateErrorKind::Circle);
            }
            if below == 0 {
                path.extend(build.stage(id).map(|stage| Open::new(stage, instructions)));
            }
        }
    }
    Ok(())
}

/// A stage that is being looked at.
struct Open {
    id: StageId,
    /// How many stages it needs in a row, itself included, as far as that is known.
    depth: usize,
    /// The stages that it needs and that are still to be looked at, each with the words that name it.
    needed: Vec<(StageId, Span)>,
}

impl Open {
    fn new(stage: &Stage, instructions: &[&Instruction]) -> Self {
        let base = match (&stage.base, instructions.get(stage.from).map(|from| &from.body)) {
            (Base::Stage(id), Some(Body::From(from))) => Some((*id, from.image.span())),
            _ => None,
        };
        let copied = stage.dependencies.iter().filter_map(|dependency| match dependency.source {
            FileSource::Stage(id) => Some((id, dependency.span)),
            _ => None,
        });
        let needed = base.into_iter().chain(copied).filter(|(id, _)| *id != stage.id).collect();
        Self { id: stage.id, depth: 1, needed }
    }
}
