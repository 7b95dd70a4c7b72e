use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use crate::source::{SourceFile, Span};

/// Something that says what the configuration is: a file, an environment variable, or a flag.
#[derive(Debug)]
pub struct Source {
    /// What it is.
    pub origin: Origin,
    /// Its name, and its text. The name of a file is its path as messages show it, that of a variable or flag is how it
    /// is written.
    pub file: SourceFile,
    /// The folder that paths in it are relative to.
    pub folder: PathBuf,
}

/// A kind of [`Source`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A configuration file.
    File,
    /// An environment variable.
    Environment,
    /// A flag of the command line.
    Flag,
}

/// Words of a source.
#[derive(Clone, Debug)]
pub struct Place {
    /// The source.
    pub source: Arc<Source>,
    /// The words.
    pub span: Span,
}

impl Source {
    /// A source by its name and text. Paths in it are relative to `folder`.
    pub(crate) fn new(origin: Origin, name: impl Into<String>, text: &str, folder: impl Into<PathBuf>) -> Arc<Self> {
        Arc::new(Self { origin, file: SourceFile::new(name, text), folder: folder.into() })
    }
}

/// Where it is, in one word: `path:line:column`, or the name of the variable or flag.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = &self.source.file;
        match self.source.origin {
            Origin::File => {
                let position = file.position(self.span.start);
                write!(f, "{}:{}:{}", file.name(), position.line, position.column)
            }
            Origin::Environment | Origin::Flag => f.write_str(file.name()),
        }
    }
}
