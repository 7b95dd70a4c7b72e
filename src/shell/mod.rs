//! Scripts: the text of a RUN (or CMD, HEALTHCHECK, heredoc, …) as commands.
//!
//! The parser is `shuck-parser`; nothing outside this room sees its types. Every span points into the
//! original file, through continuations, comments and heredocs.

mod ast;
mod call;
mod calls;
mod convert;
mod convert_simple;
mod dialect;
mod expansions;
mod flags;
mod grammar;
mod inner;
mod mask;
mod parse;
mod patterns;
mod read;
mod salvage;
mod script_text;
mod skip;
mod word;
mod words;

pub use ast::*;
pub use call::{Call, Context, PipelinePlace};
pub use calls::exec_call;
pub use dialect::shebang_dialect;
pub use parse::parse;

#[cfg(test)]
mod tests;
