//! What a run has to tell: findings, accounts and views, one file for each format.

pub mod drift;
pub mod inspect;
pub mod inspect_json;
pub mod inspect_text;
pub mod json;
pub mod migration;
mod printable;
pub mod problem;
pub mod tty;
