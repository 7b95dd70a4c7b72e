//! The Dockerfile parser from outside: what it makes of each feature of the format, what it does with any input at
//! all, and whether it agrees with other parsers.
//!
//! The expectations are what BuildKit's frontend does (moby/buildkit, `frontend/dockerfile`), unless a comment says
//! otherwise.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

#[path = "support/files.rs"]
mod files;

mod parser {
    mod differential;
    mod directives;
    mod generate;
    mod heredocs;
    mod instructions;
    mod invariants;
    mod lines;
    mod peers;
    mod recovery;
    mod show;
}
