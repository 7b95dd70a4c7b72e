//! A Dockerfile before or after some fixes, understood.

use super::Fixer;
use crate::build::{Build, evaluate};
use crate::dockerfile::{self, Dockerfile};
use crate::lint::{Finding, Ignored, Input, Outcome, lint};
use crate::source::SourceFile;

/// A Dockerfile with everything that is known of it.
pub(super) struct Version {
    pub(super) file: SourceFile,
    pub(super) dockerfile: Dockerfile,
    pub(super) build: Build,
    pub(super) findings: Vec<Finding>,
    pub(super) ignored: Vec<Ignored>,
}

impl Version {
    pub(super) fn of(file: SourceFile, fixer: &Fixer<'_>) -> Self {
        let dockerfile = dockerfile::parse(file.bytes());
        let build = evaluate(&dockerfile, fixer.options);
        let input = Input { file: &file, dockerfile: &dockerfile, build: &build, context: fixer.context };
        let Outcome { findings, ignored } = lint(&input, fixer.settings);
        Self { file, dockerfile, build, findings, ignored }
    }

    /// The same file with another content.
    pub(super) fn with_bytes(&self, bytes: Vec<u8>, fixer: &Fixer<'_>) -> Self {
        Self::of(SourceFile::new(self.file.name(), bytes), fixer)
    }
}
