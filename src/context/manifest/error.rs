use thiserror::Error;

use crate::context::{ContextError, ContextPath};
use crate::source::Span;

/// Why a dependency file, or a line of it, could not be understood.
#[derive(Clone, Debug, Error)]
pub enum ManifestError {
    /// The file could not be read.
    #[error(transparent)]
    Context(#[from] ContextError),
    /// The file is not what its name says.
    #[error("`{path}` is not a valid {format}: {message}")]
    Syntax {
        /// The file's place in the context.
        path: ContextPath,
        /// The place in the file.
        span: Span,
        /// What the file should be.
        format: &'static str,
        /// What is wrong.
        message: String,
    },
    /// A file that this one names is not there.
    #[error("`{path}` names `{target}`, which is not in the build context")]
    Missing {
        /// The file that names it.
        path: ContextPath,
        /// The place where it does.
        span: Span,
        /// What it names.
        target: String,
    },
    /// A file names others, and those others, beyond what anybody reads.
    #[error("`{path}` leads to more than {limit} files")]
    TooManyFiles {
        /// The file that names one too many.
        path: ContextPath,
        /// The place where it does.
        span: Span,
        /// How many are read.
        limit: usize,
    },
}
