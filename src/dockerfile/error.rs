use thiserror::Error;

use super::Keyword;
use crate::source::Span;

/// Something that BuildKit would refuse, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// The words that are wrong.
    pub span: Span,
    /// What is wrong with them.
    pub kind: SyntaxErrorKind,
}

/// What can be wrong with the syntax of a Dockerfile.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[allow(missing_docs)]
pub enum SyntaxErrorKind {
    #[error("unknown instruction `{word}`")]
    UnknownInstruction { word: String, suggestion: Option<Keyword> },
    #[error("the file has no instructions")]
    NoInstructions,
    #[error("a line of more than {limit} bytes")]
    LineTooLong { limit: usize },
    #[error("the `{name}` directive is given twice")]
    DuplicateDirective { name: String },
    #[error("the escape character can be `\\` or a backtick, not `{value}`")]
    InvalidEscape { value: String },
    #[error("the heredoc `{delimiter}` is never closed")]
    UnterminatedHeredoc { delimiter: String },
    #[error("`{word}` is arithmetic to a shell, but to Docker a heredoc that is never closed: leave the blanks out")]
    ArithmeticAsHeredoc { word: String },
    #[error("`{word}`: {keyword} takes no heredoc here")]
    MisplacedHeredoc { keyword: Keyword, word: String },
    #[error("{keyword} has no flag `--{name}`")]
    UnknownFlag { keyword: Keyword, name: String, suggestion: Option<&'static str> },
    #[error("the flag `--{name}` is given twice")]
    DuplicateFlag { name: String },
    #[error("the flag `--{name}` needs a value")]
    FlagWithoutValue { name: String },
    #[error("the flag `--{name}` is true or false, not `{value}`")]
    FlagNotBoolean { name: String, value: String },
    #[error("`{value}` is not a valid value of `--{name}`: {reason}")]
    InvalidFlagValue { name: String, value: String, reason: String },
    #[error("`--mount` has no option `{key}`")]
    UnknownMountOption { key: String, suggestion: Option<&'static str> },
    #[error("`{option}` is not a valid mount option: {reason}")]
    InvalidMountOption { option: String, reason: String },
    #[error("{keyword} needs {expected}")]
    MissingArguments { keyword: Keyword, expected: &'static str },
    #[error("{keyword} takes {expected}")]
    TooManyArguments { keyword: Keyword, expected: &'static str },
    #[error("`{word}` has no `=`: {keyword} is written as name=value")]
    MissingEquals { keyword: Keyword, word: String },
    #[error("{keyword} has an empty name")]
    EmptyName { keyword: Keyword },
    #[error("the JSON array of {keyword} may only hold strings")]
    JsonNotStrings { keyword: Keyword },
    #[error("SHELL needs a JSON array, such as [\"/bin/bash\", \"-c\"]")]
    ShellNotJson,
    #[error("`{name}` is no valid stage name: it begins with a letter and has letters, digits, `-`, `_` and `.`")]
    InvalidStageName { name: String },
    #[error("HEALTHCHECK is followed by CMD or NONE, not by `{word}`")]
    UnknownHealthcheck { word: String },
    #[error("{keyword} cannot be used in ONBUILD")]
    NotInOnbuild { keyword: Keyword },
    #[error("an empty path")]
    EmptyPath,
}

impl SyntaxErrorKind {
    /// What to write instead, when that is known.
    pub fn suggestion(&self) -> Option<&'static str> {
        match self {
            SyntaxErrorKind::UnknownInstruction { suggestion, .. } => suggestion.map(Keyword::as_str),
            SyntaxErrorKind::UnknownFlag { suggestion, .. }
            | SyntaxErrorKind::UnknownMountOption { suggestion, .. } => *suggestion,
            _ => None,
        }
    }
}
