//! The checks that need more than a declaration, by subject. A rule names one as `check: module::function`.

pub(super) mod copy;
pub(super) mod expose;
pub(super) mod from;
pub(super) mod health;
mod hints;
pub(super) mod images;
mod label_values;
pub(super) mod labels;
pub(super) mod layout;
pub(super) mod order;
pub(super) mod registries;
pub(super) mod runs;
pub(super) mod secrets;
pub(super) mod stage_names;
mod stage_relations;
pub(super) mod user;
pub(super) mod variables;
pub(super) mod workdir;
