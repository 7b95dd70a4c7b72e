//! What a run has to tell: findings, accounts and views.
//!
//! [`Format`] lists the ways of telling findings; each is the file of its name. They get a [`Run`], the files with what
//! was found in them, and escape for their place whatever comes from a Dockerfile.

mod azure;
mod checkstyle;
mod codacy;
mod codeclimate;
mod concise;
pub mod defect;
pub mod diff;
pub mod difference;
pub mod drift;
mod fingerprint;
mod format;
mod github;
mod gitlab;
mod gnu;
pub mod guarded;
mod highlight;
mod html;
pub mod inspect;
pub mod inspect_json;
pub mod inspect_text;
mod json;
mod jsonl;
mod junit;
pub mod ledger;
mod markdown;
pub mod migration;
pub mod packages;
pub(crate) mod page;
pub(crate) mod place;
pub(crate) mod printable;
pub mod problem;
mod rdjson;
pub mod refusal;
mod remedy;
mod run;
mod sarif;
mod sonarqube;
mod statistics;
mod style;
mod text;
mod tty;
mod xml;

pub use format::{Format, Screen};
pub use run::{Checked, Root, Run};
pub use statistics::{statistics, statistics_json};
