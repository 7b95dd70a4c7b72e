use thiserror::Error;

/// Why an expression could not be written as Nix text.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[allow(missing_docs)]
pub enum NixError {
    #[error("`{name}` cannot be the name of a Nix variable")]
    InvalidIdentifier { name: String },
    #[error("a Nix string cannot hold a NUL character: {excerpt:?}")]
    NulInString { excerpt: String },
    #[error("the attribute `{path}` is bound twice in one set")]
    DuplicateAttribute { path: String },
    #[error("the argument `{name}` is declared twice")]
    DuplicateArgument { name: String },
    #[error("an attribute path has no names")]
    EmptyAttributePath,
    #[error("the expression is nested more than {limit} deep")]
    TooDeep { limit: usize },
    #[error("the formatter does not accept the printed text: {message}")]
    Format { message: String },
    #[error("the formatted text does not parse: {message}")]
    Parse { message: String },
    #[error("a string would not read back as it was written: {excerpt:?}")]
    StringChanged { excerpt: String },
}
