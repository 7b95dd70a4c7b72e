//! A Dockerfile before or after some fixes, understood.

use super::Fixer;
use crate::build::{Build, evaluate};
use crate::dockerfile::{self, Dockerfile};
use crate::lint::{Finding, Input, lint};
use crate::source::SourceFile;

/// A Dockerfile with everything that is known of it.
pub(super) struct Version {
    pub(super) file: SourceFile,
    pub(super) dockerfile: Dockerfile,
    pub(super) build: Build,
    pub(super) findings: Vec<Finding>,
}

impl Version {
    pub(super) fn of(file: SourceFile, fixer: &Fixer<'_>) -> Self {
        let dockerfile = dockerfile::parse(file.bytes());
        let build = evaluate(&dockerfile, fixer.options);
        let input = Input { file: &file, dockerfile: &dockerfile, build: &build, context: fixer.context };
        let findings = lint(&input, fixer.settings).findings;
        Self { file, dockerfile, build, findings }
    }

    /// The same file with another content.
    pub(super) fn with_bytes(&self, bytes: Vec<u8>, fixer: &Fixer<'_>) -> Self {
        Self::of(SourceFile::new(self.file.name(), bytes), fixer)
    }
}
