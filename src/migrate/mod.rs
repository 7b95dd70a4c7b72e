//! What a build does → the plan of a Nix image, and the ledger of what became of every part of the Dockerfile.
//!
//! This room decides; it prints no Nix. See [`Plan`].

mod ledger;
mod plan;
mod template;

pub use ledger::{Entry, Ledger, Outcome};
pub use plan::*;
pub use template::{Template, TemplatePart, is_marked, marked};
