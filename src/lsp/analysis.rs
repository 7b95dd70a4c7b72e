//! What is known of a Dockerfile.

use std::path::Path;
use std::sync::Arc;

use crate::build::{self, Options};
use crate::config::Configuration;
use crate::context::{BuildContext, ContextError};
use crate::defect::{self, Defect};
use crate::dockerfile::{self, Dockerfile};
use crate::fix::Fixer;
use crate::lint::{self, Finding, Outcome, Safety};
use crate::source::SourceFile;

/// A Dockerfile with what is wrong with it.
pub(super) struct Analysis {
    pub(super) file: SourceFile,
    pub(super) dockerfile: Dockerfile,
    pub(super) configuration: Arc<Configuration>,
    pub(super) findings: Vec<Finding>,
    /// Why the build context that the configuration names cannot be read.
    pub(super) no_context: Option<ContextError>,
    /// What has gone wrong with dfcheck itself; the finding of it is then all that there is.
    pub(super) defect: Option<Box<Defect>>,
    context: BuildContext,
}

impl Analysis {
    /// Looks at a file; `path` is where it is.
    pub(super) fn of(file: SourceFile, path: Option<&Path>, configuration: Arc<Configuration>) -> Self {
        let look = |file: &SourceFile| Self::look(file.clone(), path, Arc::clone(&configuration));
        defect::guard(&file, look).unwrap_or_else(|defect| Self::failed(file, configuration, defect))
    }

    /// Nothing is known, but for the defect.
    fn failed(file: SourceFile, configuration: Arc<Configuration>, defect: Box<Defect>) -> Self {
        Self {
            file,
            dockerfile: dockerfile::parse(b""),
            configuration,
            findings: lint::failed(&defect).into_iter().collect(),
            no_context: None,
            defect: Some(defect),
            context: BuildContext::none(),
        }
    }

    fn look(file: SourceFile, path: Option<&Path>, configuration: Arc<Configuration>) -> Self {
        let (context, no_context) = match configuration.context.as_ref().map(|(folder, _)| BuildContext::open(folder)) {
            Some(Ok(context)) => (context, None),
            Some(Err(error)) => (BuildContext::none(), Some(error)),
            None => (BuildContext::around(path.and_then(Path::parent)), None),
        };
        let dockerfile = dockerfile::parse(file.bytes());
        let mut analysis =
            Self { file, dockerfile, configuration, findings: Vec::new(), no_context, defect: None, context };
        analysis.findings = analysis.lint(&analysis.file).findings;
        analysis
    }

    /// What is wrong with another text of the same file.
    pub(super) fn lint(&self, file: &SourceFile) -> Outcome {
        let dockerfile = dockerfile::parse(file.bytes());
        let build = build::evaluate(&dockerfile, &self.options());
        let input = lint::Input { file, dockerfile: &dockerfile, build: &build, context: &self.context };
        lint::lint(&input, &self.configuration.lint)
    }

    /// Lets `work` fix the file, no less safely than `safety`.
    pub(super) fn fix<T>(&self, safety: Safety, work: impl FnOnce(&Fixer<'_>) -> T) -> T {
        let settings = &self.configuration.lint;
        work(&Fixer { options: &self.options(), context: &self.context, settings, safety, only: &[] })
    }

    fn options(&self) -> Options<'static> {
        Options { shell: self.configuration.shell.clone(), ..Options::default() }
    }
}
