//! Dockerfile syntax: bytes in, a tree that holds every one of them out.
//!
//! [`parse()`] never fails and never stops at an error. What an instruction is, where it ends, what its
//! heredocs hold and which form its arguments have is decided as BuildKit's frontend decides it
//! (moby/buildkit, `frontend/dockerfile/parser` and `frontend/dockerfile/instructions`); what that
//! frontend would refuse is a [`SyntaxError`] at its place, and all other lines are still there.

mod arguments;
mod ast;
mod directive;
mod duration;
mod error;
mod flags;
mod heredoc;
mod instruction;
mod mount;
mod name;
mod parse;
mod tokens;
mod words;

pub use ast::*;
pub use duration::{DurationError, parse_duration};
pub use error::{SyntaxError, SyntaxErrorKind};
pub use mount::{Mount, MountOption, MountType};
pub use name::has_usual_name;
pub use parse::parse;
pub use tokens::{Token, TokenKind};
