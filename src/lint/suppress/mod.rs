//! Comments that speak to linters: which rules they ignore, where, and what they say besides.
//!
//! A dialect, the way in which one tool writes such comments, is an entry of `rules/lint/ignore-comments.yaml`. `read`
//! takes a comment apart by that table; `pragma` finds the comments of a file and how far each counts; `target` knows
//! what their words name; `apply` parts the findings, and `review` is what rules about such comments look at.

mod apply;
mod dialect;
mod look_up;
mod mistake;
mod pragma;
mod read;
mod review;
mod target;
#[cfg(test)]
mod tests;

pub(crate) use apply::{Suppressions, Word};
pub(crate) use dialect::is_buildkit_check;
pub use look_up::rules_named_at;
pub(crate) use pragma::{Ignore, Pragmas};
pub(crate) use read::is_pragma;
pub(crate) use review::{IgnoreCheckFn, Review};
pub(crate) use target::Target;
