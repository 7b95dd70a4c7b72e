//! The language server, as an editor meets it: over standard input and output.

#![cfg(feature = "lsp")]
#![allow(clippy::panic, clippy::unwrap_used, reason = "a helper of a test fails as a test does")]

#[path = "lsp/actions.rs"]
mod actions;
#[path = "lsp/configuration.rs"]
mod configuration;
#[path = "lsp/editor.rs"]
mod editor;
#[path = "lsp/findings.rs"]
mod findings;
#[path = "lsp/hover.rs"]
mod hover;
#[path = "support/program.rs"]
mod program;
#[path = "lsp/protocol.rs"]
mod protocol;
