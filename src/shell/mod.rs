//! Scripts: the text of a RUN (or CMD, HEALTHCHECK, heredoc, …) as commands.
//!
//! The grammar is that of `shuck-parser`; nothing outside this room sees its types. It is given the script with quotes,
//! expansions and here-documents flattened (`mask`), and tells what the commands are and where their words stand
//! (`convert`). The words are read from the text itself (`words`, `expansions`), and so, in turn, are the scripts of the
//! substitutions in them. What the grammar rejects is cut into pieces that it accepts (`salvage`).
//! [`Script::calls`] answers which programs run, through wrappers (`inner`) and scripts in arguments (`script_text`).
//!
//! Every span points into the original file, through continuations, comments and heredocs.

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
pub mod quote;
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
