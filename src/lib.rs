//! dfcheck reads Dockerfiles as data: it lints them, and turns them into Nix images.
//!
//! The rooms are the steps of a pipeline, and each knows only those before it:
//! [`source`] (bytes and places), [`facts`] (tables), [`context`] (the files that a build can copy), [`dockerfile`]
//! (syntax), [`shell`] (the text of RUN), [`build`] (what the build does), [`lint`] (findings), [`config`] (which of them),
//! [`ignores`] (adding comments that ignore them), [`baseline`] (those that were there before), [`fix`] (their edits, made
//! and proven), [`migrate`] (the plan of a Nix image), [`nix`] (its text), [`report`], `lsp` (the same for editors) and [`cli`].

pub mod baseline;
pub mod build;
pub mod cli;
pub mod config;
pub mod context;
pub mod defect;
pub mod dockerfile;
pub mod facts;
pub mod fix;
pub mod ignores;
pub mod lint;
#[cfg(feature = "lsp")]
pub mod lsp;
pub mod migrate;
pub mod nix;
mod prose;
pub mod report;
pub mod shell;
pub mod shellcheck;
pub mod source;
mod stable_hash;
pub mod suggest;
pub mod versions;
