//! What a build does: stages, variables and the image that comes of it.

pub mod expand;
