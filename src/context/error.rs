use std::io;
use std::sync::Arc;

use thiserror::Error;

use super::{ContextPath, MAX_LINKS};
use crate::limits;

/// Why something in the build context could not be read. That it is not there is no error.
#[derive(Clone, Debug, Error)]
pub enum ContextError {
    /// The folder itself is missing or cannot be read.
    #[error("the build context `{root}` cannot be opened")]
    Root {
        /// The folder as it was given.
        root: String,
        /// What the system says.
        source: Arc<io::Error>,
    },
    /// The context that was given is not a folder.
    #[error("the build context `{root}` is not a folder")]
    NotAFolder {
        /// What was given.
        root: String,
    },
    /// The system refused to read it, or it changed while it was read.
    #[error("`{path}` cannot be read")]
    Io {
        /// The place in the context.
        path: ContextPath,
        /// What the system says.
        source: Arc<io::Error>,
    },
    /// A folder where a file is wanted.
    #[error("`{path}` is a folder")]
    IsFolder {
        /// The place in the context.
        path: ContextPath,
    },
    /// A device, a pipe or a socket.
    #[error("`{path}` is not a regular file")]
    NotRegular {
        /// The place in the context.
        path: ContextPath,
    },
    /// A file that is too large to be looked at.
    #[error("`{path}` is larger than {}", limits::bytes(*limit))]
    TooLarge {
        /// The place in the context.
        path: ContextPath,
        /// The largest that is read, in bytes.
        limit: u64,
    },
    /// A symbolic link to a place outside of the context, where a build could not read it either.
    #[error("`{path}` is a link to `{target}`, outside of the build context")]
    LinkLeaves {
        /// The place in the context.
        path: ContextPath,
        /// What the link says.
        target: String,
    },
    /// Symbolic links that lead to each other, or far too many of them.
    #[error("`{path}` leads through more than {MAX_LINKS} links")]
    TooManyLinks {
        /// The place in the context.
        path: ContextPath,
    },
}

impl ContextError {
    pub(super) fn io(path: &ContextPath, source: io::Error) -> Self {
        ContextError::Io { path: path.clone(), source: Arc::new(source) }
    }
}
