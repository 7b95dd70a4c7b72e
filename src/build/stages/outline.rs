use std::ops::Range;

use super::{Base, Names, Stage, StageId};
use crate::build::expand::{Expander, VariableUse};
use crate::build::problem::{Problems, Severity};
use crate::build::{ImageConfig, ImageRef, Platform, ProblemKind, Scope, State};
use crate::dockerfile::{Body, From, Instruction, Keyword};
use crate::source::{Span, Text};

/// What a trigger costs besides its text, in bytes of budget.
const TRIGGER_COST: usize = 1024;

/// Where the stages of a file begin and end, what they are based on and how they are called.
pub(in crate::build) struct Outline {
    /// The stages, in order, before anything but their FROM is looked at.
    pub(in crate::build) stages: Vec<Stage>,
    /// Which stage a name means after the last FROM.
    pub(in crate::build) names: Names,
}

/// What reading an instruction needs.
pub(in crate::build) struct Reading<'a> {
    pub(in crate::build) instructions: &'a [&'a Instruction],
    pub(in crate::build) expander: &'a mut Expander,
    pub(in crate::build) problems: &'a mut Problems,
}

/// The indices of the FROM instructions.
pub(in crate::build) fn stage_starts(instructions: &[&Instruction]) -> Vec<usize> {
    let numbered = instructions.iter().enumerate();
    numbered.filter(|(_, instruction)| instruction.keyword == Keyword::From).map(|(index, _)| index).collect()
}

impl Outline {
    /// Reads every FROM. `globals` is what FROM sees, `platform` what is built for where nothing else is said.
    pub(in crate::build) fn read(mut reading: Reading<'_>, globals: &Scope, platform: &Platform) -> Self {
        let instructions = reading.instructions;
        let starts = stage_starts(instructions);
        let ends = starts.iter().skip(1).copied().chain([instructions.len()]);
        let mut outline = Outline { stages: Vec::with_capacity(starts.len()), names: Names::default() };
        for (from, end) in starts.iter().copied().zip(ends) {
            let Some(instruction) = instructions.get(from) else { continue };
            let stage = outline.stage(instruction, from..end, &mut reading, globals, platform);
            if let Some(name) = &stage.name {
                outline.names.insert(name.as_str(), stage.id);
            }
            outline.stages.push(stage);
        }
        outline
    }

    fn stage(
        &self,
        instruction: &Instruction,
        range: Range<usize>,
        reading: &mut Reading<'_>,
        globals: &Scope,
        default_platform: &Platform,
    ) -> Stage {
        let id = StageId(self.stages.len());
        let mut reader = FromReader { id, globals, reading, uses: Vec::new() };
        let own_platform = reader.platform(instruction);
        let (base, base_name) = reader.base(instruction, &self.names);
        let parent = match base {
            Base::Stage(parent) => self.stages.get(parent.0),
            _ => None,
        };
        let triggers = parent.map(|parent| reader.triggers_of(parent, instruction)).unwrap_or_default();
        let platform = match &base {
            Base::Stage(_) => parent.map(|parent| parent.platform.clone()),
            Base::Scratch => None,
            Base::Image(_) | Base::Invalid { .. } => own_platform,
        };
        Stage {
            id,
            name: stage_name(instruction).cloned(),
            from: range.start,
            body: range.start + 1..range.end,
            base,
            base_name,
            platform: platform.unwrap_or_else(|| default_platform.clone()),
            uses: reader.uses,
            triggers,
            dependencies: Vec::new(),
            reachable: false,
            steps: Vec::new(),
            after: State::default(),
            config: ImageConfig::default(),
        }
    }
}

/// The name that AS gives.
pub(in crate::build) fn stage_name(instruction: &Instruction) -> Option<&Text> {
    match &instruction.body {
        Body::From(From { name, .. }) => name.as_ref(),
        _ => None,
    }
}

/// Reads one FROM.
struct FromReader<'a, 'r> {
    id: StageId,
    globals: &'a Scope,
    reading: &'a mut Reading<'r>,
    uses: Vec<VariableUse>,
}

impl FromReader<'_, '_> {
    fn base(&mut self, instruction: &Instruction, names: &Names) -> (Base, String) {
        let Body::From(from) = &instruction.body else { return (Base::Invalid { reason: None }, String::new()) };
        let expansion = match self.reading.expander.expand(&from.image, self.globals) {
            Ok(expansion) => expansion,
            Err(error) => return (self.refused(error.span, ProblemKind::Expansion(error.kind)), String::new()),
        };
        self.uses.extend_from_slice(&expansion.uses);
        let name = expansion.value.clone();
        let base = if name.is_empty() {
            self.refused(from.image.span(), ProblemKind::BlankBase { text: from.image.to_string() })
        } else if let Some(stage) = names.find_exactly(&name) {
            Base::Stage(stage)
        } else if name == "scratch" {
            Base::Scratch
        } else {
            match ImageRef::parse(&name, |range| expansion.span_of(range)) {
                Ok(image) => Base::Image(image),
                Err(error) => self.refused(from.image.span(), ProblemKind::InvalidImage(error)),
            }
        };
        (base, name)
    }

    /// What `--platform` says.
    fn platform(&mut self, instruction: &Instruction) -> Option<Platform> {
        let text = instruction.flag("platform")?.value.as_ref().filter(|text| !text.is_empty())?;
        let value = match self.reading.expander.expand(text, self.globals) {
            Ok(expansion) => {
                self.uses.extend_from_slice(&expansion.uses);
                expansion.value
            }
            Err(error) => {
                self.refused(error.span, ProblemKind::Expansion(error.kind));
                return None;
            }
        };
        if value.is_empty() {
            self.refused(text.span(), ProblemKind::BlankPlatform { text: text.to_string() });
            return None;
        }
        value.parse().map_err(|error| self.refused(text.span(), ProblemKind::InvalidPlatform(error))).ok()
    }

    /// A wrong FROM stops the build, whether the target needs the stage or not.
    fn refused(&mut self, span: Span, kind: ProblemKind) -> Base {
        self.reading.problems.add(span, kind.clone(), Some(self.id), Severity::Always);
        Base::Invalid { reason: Some(kind) }
    }

    /// The ONBUILD instructions of the base stage. They are done once for every stage based on it, which has its price.
    fn triggers_of(&mut self, parent: &Stage, from: &Instruction) -> Vec<usize> {
        let mut triggers = Vec::new();
        for index in parent.body.clone() {
            let Some(trigger) = self.reading.instructions.get(index) else { continue };
            if !matches!(trigger.body, Body::Onbuild(_)) {
                continue;
            }
            if !self.reading.expander.budget().take(TRIGGER_COST + trigger.span.len()) {
                self.reading.problems.add(from.span, ProblemKind::TooLarge, Some(self.id), Severity::Always);
                break;
            }
            triggers.push(index);
        }
        triggers
    }
}
