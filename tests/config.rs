//! The configuration: which file holds where, what is said of mistakes, hadolint's configuration, rules of one's own.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a helper of a test fails as a test does")]

#[path = "config/docs.rs"]
mod docs;
#[path = "config/files.rs"]
mod files;
#[path = "config/hadolint.rs"]
mod hadolint;
#[path = "config/messages.rs"]
mod messages;
#[path = "config/own_rules.rs"]
mod own_rules;
#[path = "config/schema.rs"]
mod schema;
#[path = "config/support.rs"]
mod support;
