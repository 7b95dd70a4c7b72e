use std::sync::Arc;

use thiserror::Error;

use super::expand::ExpandErrorKind;
use super::{ImageRefError, PlatformError, PortError, Stage, StageId};
use crate::dockerfile::Keyword;
use crate::source::Span;

/// Something that BuildKit refuses although the syntax is right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The words that are wrong.
    pub span: Span,
    /// What is wrong with them.
    pub kind: ProblemKind,
    /// The stage in whose evaluation it came up; for an ONBUILD trigger, the stage that runs it.
    pub stage: Option<StageId>,
    /// Whether it stops this build. A wrong argument in a stage that the target does not need stops nothing.
    pub fatal: bool,
}

/// What can be wrong with a Dockerfile beyond its syntax.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[allow(missing_docs)]
pub enum ProblemKind {
    #[error("the file has no FROM")]
    NoStage,
    #[error("{keyword} stands before the first FROM")]
    BeforeFrom { keyword: Keyword },
    #[error(transparent)]
    Expansion(ExpandErrorKind),
    #[error("`{text}` leaves nothing as the name of the base image")]
    BlankBase { text: String },
    #[error(transparent)]
    InvalidImage(ImageRefError),
    #[error("`{text}` leaves nothing as the platform")]
    BlankPlatform { text: String },
    #[error(transparent)]
    InvalidPlatform(PlatformError),
    #[error("no stage is named `{target}`")]
    UnknownTarget { target: String },
    #[error("`--from` takes no variables; name a stage FROM the image instead")]
    VariableInFrom,
    #[error("there is no stage number {index}")]
    UnknownStageNumber { index: i64 },
    #[error("the stage `{stage}` is not built before this one")]
    LaterStage { stage: Arc<str> },
    #[error("the stages need each other in a circle")]
    CircularDependency,
    #[error(transparent)]
    InvalidPort(PortError),
    #[error("the path of a volume is empty")]
    EmptyVolume,
    #[error("`{signal}` is no signal")]
    UnknownSignal { signal: String },
    #[error("`{mode}` is no mode: it is written as 644, 0755 or u=rwX,go=rX")]
    InvalidMode { mode: String },
    #[error("COPY takes no URL; ADD does")]
    UrlInCopy,
    #[error("a checksum is for a single source")]
    ChecksumOfMany,
    #[error("a checksum is for a URL or a Git repository")]
    ChecksumOfPath,
    #[error("`{checksum}` is no checksum: it is sha256: and 64 hexadecimal digits")]
    InvalidChecksum { checksum: String },
    #[error("`{value}` is no type of mount")]
    UnknownMountType { value: String },
    #[error("the root of the file system cannot be a mount's target")]
    MountOnRoot,
    #[error("a secret needs an id, a source or a target")]
    UnnamedSecret,
    #[error("a secret has an id or a source, not both")]
    TwiceNamedSecret,
    #[error("an ssh mount has no source")]
    SshSource,
    #[error("the build grows too large to be followed")]
    TooLarge,
}

impl ProblemKind {
    /// Whether it comes up when the instruction is evaluated. The others are found in FROM and in what the stages take
    /// from each other, which is looked at before.
    pub fn is_found_late(&self) -> bool {
        use ProblemKind as Kind;
        match self {
            Kind::Expansion(_)
            | Kind::InvalidPort(_)
            | Kind::EmptyVolume
            | Kind::UnknownSignal { .. }
            | Kind::InvalidMode { .. }
            | Kind::UrlInCopy
            | Kind::ChecksumOfMany
            | Kind::ChecksumOfPath
            | Kind::InvalidChecksum { .. }
            | Kind::UnknownMountType { .. }
            | Kind::MountOnRoot
            | Kind::UnnamedSecret
            | Kind::TwiceNamedSecret
            | Kind::SshSource
            | Kind::TooLarge => true,
            Kind::NoStage
            | Kind::BeforeFrom { .. }
            | Kind::BlankBase { .. }
            | Kind::InvalidImage(_)
            | Kind::BlankPlatform { .. }
            | Kind::InvalidPlatform(_)
            | Kind::UnknownTarget { .. }
            | Kind::VariableInFrom
            | Kind::UnknownStageNumber { .. }
            | Kind::LaterStage { .. }
            | Kind::CircularDependency => false,
        }
    }
}

/// Which builds a problem stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Severity {
    /// All builds of the file.
    Always,
    /// Those that need the stage.
    IfReached,
}

/// The problems found so far.
#[derive(Debug, Default)]
pub(super) struct Problems {
    found: Vec<(Problem, Severity)>,
    too_large: bool,
}

impl Problems {
    /// Notes a problem. That the build grows too large is said once; from then on it comes up everywhere.
    pub(super) fn add(&mut self, span: Span, kind: ProblemKind, stage: Option<StageId>, severity: Severity) {
        if matches!(kind, ProblemKind::TooLarge | ProblemKind::Expansion(ExpandErrorKind::TooLong))
            && std::mem::replace(&mut self.too_large, true)
        {
            return;
        }
        self.found.push((Problem { span, kind, stage, fatal: true }, severity));
    }

    /// The problems in the order of the file, now that it is known which stages the target needs.
    pub(super) fn finish(self, stages: &[Stage]) -> Vec<Problem> {
        let reached =
            |stage: Option<StageId>| stage.and_then(|id| stages.get(id.0)).is_none_or(|stage| stage.reachable);
        let judged = |(problem, severity): (Problem, Severity)| {
            let fatal = severity == Severity::Always || reached(problem.stage);
            Problem { fatal, ..problem }
        };
        let mut problems: Vec<Problem> = self.found.into_iter().map(judged).collect();
        problems.sort_by_key(|problem| problem.span.start);
        problems
    }
}
