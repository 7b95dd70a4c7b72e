use thiserror::Error;

use super::MAX_DEPTH;
use crate::source::Span;

/// A word that cannot be expanded.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{kind}")]
pub struct ExpandError {
    /// The part of the word that is wrong.
    pub span: Span,
    /// What is wrong with it.
    pub kind: ExpandErrorKind,
}

/// Why a word cannot be expanded.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[allow(missing_docs)]
pub enum ExpandErrorKind {
    #[error("the single quote is never closed")]
    UnclosedSingleQuote,
    #[error("the double quote is never closed")]
    UnclosedDoubleQuote,
    #[error("the `}}` of `${{` is missing")]
    MissingBrace,
    #[error("the second `/` of `${{name/pattern/replacement}}` is missing")]
    MissingSlash,
    #[error("`${{` is followed by no variable name")]
    BadSubstitution,
    #[error("variables have no modifier `{modifier}`")]
    UnsupportedModifier { modifier: String },
    #[error("the variable `{name}` {message}")]
    Required { name: String, message: String },
    #[error("the pattern `{pattern}` cannot be read: {reason}")]
    InvalidPattern { pattern: String, reason: String },
    #[error("more than {MAX_DEPTH} levels of `${{` inside each other")]
    TooDeep,
    #[error("the expansion is too long")]
    TooLong,
}
