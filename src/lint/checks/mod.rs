//! The checks that need more than a declaration, by subject. A rule names one as `check: module::function`.

pub(super) mod files;
pub(super) mod images;
pub(super) mod pins;
pub(super) mod syntax;
