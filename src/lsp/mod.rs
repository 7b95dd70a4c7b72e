//! The language server: findings, explanations and fixes while a Dockerfile is written.
//!
//! [`serve()`] speaks with one editor until it goes away. A `server` keeps the texts of its documents
//! (`document`) and what is known of each (`analysis`), with the configuration that holds for it (`configurations`). What
//! it sends is made in `diagnostics`, `hover` and `actions`; `place` and `edits` write it in the protocol's terms, as far
//! as the editor understands them (`client`).

mod actions;
mod analysis;
mod client;
mod configurations;
mod diagnostics;
mod document;
mod edits;
mod hover;
mod place;
mod serve;
mod server;
mod uri;
mod watch;

pub use serve::{End, serve};
