//! The build context: the folder that `docker build` is given, read safely.
//!
//! [`BuildContext`] answers for the files that a Dockerfile copies: what they hold, which of them a pattern means,
//! and which are left out by a `.dockerignore` ([`Ignore`]). What dependency files among them pin is in [`manifest`].
//!
//! Nothing here runs anything, touches the network, or reads outside the folder: a symbolic link is followed as
//! BuildKit follows it, with the folder as its root. Files are bounded by [`Limits`](crate::limits::Limits),
//! walks and links by [`MAX_ENTRIES`] and [`MAX_LINKS`].

mod entry;
mod error;
mod folder;
mod glob;
mod ignore;
pub mod manifest;
mod path;
mod resolve;
mod walk;

pub use entry::{Entry, EntryKind, Listing};
pub use error::ContextError;
pub use folder::{BuildContext, ContextFile};
pub use glob::{Glob, GlobError};
pub use ignore::{Ignore, IgnorePattern, PatternError, PatternErrorKind};
pub use path::ContextPath;
pub use resolve::MAX_LINKS;
pub use walk::MAX_ENTRIES;
