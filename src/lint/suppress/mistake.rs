//! What can be wrong with a comment that speaks to linters.

use thiserror::Error;

/// What can be wrong with a comment.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub(crate) enum Mistake {
    #[error("`{key}` is followed by `{assign}` and a value")]
    NoValue { key: &'static str, assign: char },
    #[error("`{key}` takes no value: it ends the range that was begun last")]
    ValueOfEnd { key: &'static str },
    #[error("`{key}` names no rule")]
    NoCodes { key: &'static str },
    #[error("`{text}` is not ignored: codes are parted by commas")]
    NoComma { text: String },
    #[error("{dialect} has no `{key}`{}", suggestion.map(|key| format!("; is it `{key}`?")).unwrap_or_default())]
    UnknownKey { dialect: &'static str, key: String, suggestion: Option<&'static str> },
    #[error("`{text}` is not understood{}", reason.map(|mark| format!("; a reason begins with `{mark}`")).unwrap_or_default())]
    NotUnderstood { text: String, reason: Option<&'static str> },
    #[error("`{text}` is no date, which is written as 2030-12-31; the comment counts as if it had none")]
    NoDate { text: String },
    #[error("`{key}` is true or false, not `{text}`")]
    NoSwitch { key: &'static str, text: String },
    #[error("this begins a range that no `ignore-end` ends")]
    NeverEnded,
    #[error("no `ignore-start` before this has begun a range")]
    NothingToEnd,
    #[error("`{key}` only counts at the top of the file, before any other comment")]
    NotAtTheTop { key: &'static str },
}
