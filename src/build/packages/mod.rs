//! Package managers: what a call of one does, with which packages, and how.
//!
//! Everything here is about one [`Call`](crate::shell::Call); what an instruction or stage makes of it is not known.
//! The facts about programs, options and the writing of packages are in `rules/managers/`.

mod action;
mod actions;
mod arguments;
mod choose;
mod constraint;
mod dash;
mod expression;
mod folders;
mod operands;
mod source;
mod spec;
#[cfg(test)]
mod tests;

pub use crate::facts::managers::{ActionKind, Flag, FolderContent};
pub use action::{Constraint, FileArgument, FileRole, GivenFlag, PackageAction, PackageSource, PackageSpec, Revision};
pub use actions::package_actions;
pub use folders::{EmptiedFolder, emptied_folders};
