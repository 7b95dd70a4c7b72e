use std::sync::Arc;

use super::{Base, Dependency, Names, Stage, StageId};
use crate::build::expand::{Expander, NoVariables};
use crate::build::problem::{Problems, Severity};
use crate::build::{FileSource, ImageRef, ProblemKind};
use crate::dockerfile::{Body, Instruction, Mount};
use crate::source::Text;

/// Finds what the names and numbers in `--from` and `from=` mean.
pub(in crate::build) struct Resolver<'a> {
    names: &'a Names,
    labels: Vec<Arc<str>>,
    escape: char,
}

/// What a name means, and what BuildKit says against it.
pub(in crate::build) struct Resolved {
    pub(in crate::build) source: FileSource,
    problem: Option<(ProblemKind, Severity)>,
}

impl<'a> Resolver<'a> {
    pub(in crate::build) fn new(names: &'a Names, stages: &[Stage], escape: char) -> Self {
        Self { names, labels: stages.iter().map(|stage| stage.label().into()).collect(), escape }
    }

    /// What `--from` of a COPY in stage `user` means; `None` when it is empty, which is the context.
    pub(in crate::build) fn copy_source(&self, name: &Text, user: StageId) -> Option<Resolved> {
        if name.is_empty() {
            return None;
        }
        match Expander::new(self.escape).expand(name, &NoVariables) {
            Err(error) => return Some(refused(ProblemKind::Expansion(error.kind))),
            Ok(expansion) if expansion.value != name.as_str() => return Some(refused(ProblemKind::VariableInFrom)),
            Ok(_) => {}
        }
        Some(match name.as_str().parse::<i64>() {
            Err(_) => self.by_name(name, user),
            Ok(index) => match usize::try_from(index).ok().filter(|index| *index < self.labels.len()) {
                Some(index) => self.stage(StageId(index), user),
                None => refused(ProblemKind::UnknownStageNumber { index }),
            },
        })
    }

    /// What `from` of a mount in stage `user` means. Numbers are names here.
    pub(in crate::build) fn mount_source(&self, mount: &Mount, user: StageId) -> Option<Resolved> {
        let name = mount.from().filter(|name| !name.is_empty())?;
        Some(self.by_name(name, user))
    }

    fn by_name(&self, name: &Text, user: StageId) -> Resolved {
        if let Some(stage) = self.names.find(name.as_str()) {
            return self.stage(stage, user);
        }
        if name.as_str() == "scratch" {
            return Resolved { source: FileSource::Scratch, problem: None };
        }
        match ImageRef::parse(name.as_str(), |range| name.span_of(range)) {
            Ok(image) => Resolved { source: FileSource::Image(image), problem: None },
            Err(error) => refused(ProblemKind::InvalidImage(error)),
        }
    }

    fn stage(&self, stage: StageId, user: StageId) -> Resolved {
        let label = self.labels.get(stage.0).filter(|_| stage >= user);
        let problem = label.map(|label| (ProblemKind::LaterStage { stage: label.clone() }, Severity::IfReached));
        Resolved { source: FileSource::Stage(stage), problem }
    }

    /// The dependencies of an instruction in stage `user`.
    pub(in crate::build) fn dependencies(&self, instruction: &Instruction, user: StageId) -> Vec<(Text, Resolved)> {
        match instruction.body {
            Body::Copy(_) => {
                let name = instruction.flag("from").and_then(|flag| flag.value.as_ref());
                name.and_then(|name| Some((name.clone(), self.copy_source(name, user)?))).into_iter().collect()
            }
            Body::Run(_) => {
                let named = instruction.mounts().filter_map(|mount| {
                    let resolved = self.mount_source(&mount, user)?;
                    Some((mount.from()?.clone(), resolved))
                });
                named.collect()
            }
            _ => Vec::new(),
        }
    }

    /// Finds the dependencies of a stage, triggers first.
    pub(in crate::build) fn collect(&self, stage: &mut Stage, instructions: &[&Instruction], problems: &mut Problems) {
        let triggered = stage.triggers.iter().map(|index| (*index, true));
        let own = stage.body.clone().map(|index| (index, false));
        for (index, triggered) in triggered.chain(own) {
            let Some(instruction) = instructions.get(index) else { continue };
            let instruction = if triggered { instruction.effective() } else { instruction };
            for (name, resolved) in self.dependencies(instruction, stage.id) {
                if let Some((kind, severity)) = resolved.problem {
                    // BuildKit looks at triggers only in the stages that it builds.
                    let severity = if triggered { Severity::IfReached } else { severity };
                    problems.add(name.span(), kind, Some(stage.id), severity);
                }
                let source = resolved.source;
                stage.dependencies.push(Dependency { source, span: name.span(), instruction: index, triggered });
            }
        }
    }
}

fn refused(kind: ProblemKind) -> Resolved {
    Resolved { source: FileSource::Unknown, problem: Some((kind, Severity::Always)) }
}

/// Reports dependencies that close a circle. As in BuildKit, what triggers need does not count.
pub(in crate::build) fn check_circles(stages: &[Stage], problems: &mut Problems) {
    #[derive(Clone, Copy, PartialEq)]
    enum Mark {
        New,
        Open,
        Done,
    }
    let mut marks = vec![Mark::New; stages.len()];
    for start in stages {
        let mut path = vec![(start, 0)];
        while let Some((stage, next)) = path.pop() {
            let Some(mark) = marks.get_mut(stage.id.0) else { continue };
            if next == 0 && *mark != Mark::New {
                continue;
            }
            let Some(dependency) = stage.dependencies.get(next) else {
                *mark = Mark::Done;
                continue;
            };
            *mark = Mark::Open;
            path.push((stage, next + 1));
            let FileSource::Stage(needed) = dependency.source else { continue };
            match (dependency.triggered, marks.get(needed.0), stages.get(needed.0)) {
                (false, Some(Mark::Open), _) => {
                    problems.add(dependency.span, ProblemKind::CircularDependency, Some(stage.id), Severity::Always);
                }
                (false, Some(Mark::New), Some(needed)) => path.push((needed, 0)),
                _ => {}
            }
        }
    }
}

/// Marks what the target needs, through bases and dependencies.
pub(in crate::build) fn mark_reachable(stages: &mut [Stage], target: StageId) {
    let mut open = vec![target];
    while let Some(id) = open.pop() {
        let Some(stage) = stages.get_mut(id.0).filter(|stage| !stage.reachable) else { continue };
        stage.reachable = true;
        if let Base::Stage(base) = stage.base {
            open.push(base);
        }
        let needed = stage.dependencies.iter().filter_map(|dependency| match dependency.source {
            FileSource::Stage(id) => Some(id),
            _ => None,
        });
        open.extend(needed);
    }
}
