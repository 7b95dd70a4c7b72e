//! Dockerfile syntax: bytes in, a tree that holds every one of them out.
//!
//! [`parse`] never fails and never stops at an error. What an instruction is, where it ends, what its
//! heredocs hold and which form its arguments have is decided as BuildKit's frontend decides it
//! (moby/buildkit, `frontend/dockerfile/parser` and `frontend/dockerfile/instructions`); what that
//! frontend would refuse is a [`SyntaxError`] at its place, and all other lines are still there.

mod ast;
mod error;

pub use ast::*;
pub use error::{SyntaxError, SyntaxErrorKind};
