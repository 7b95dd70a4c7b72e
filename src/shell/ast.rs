use serde::Serialize;

use crate::source::{Span, Text};

/// The language that a piece of script text is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Dialect {
    /// POSIX `sh`: dash on Debian and its like, and whatever else is called `sh`.
    Sh,
    /// BusyBox `ash`: `sh` on Alpine, with some of bash's extensions (`pipefail`, `[[`).
    Ash,
    /// bash.
    Bash,
    /// ksh, mksh.
    Ksh,
    /// zsh.
    Zsh,
    /// Windows PowerShell or pwsh. Kept opaque.
    PowerShell,
    /// Windows `cmd`. Kept opaque.
    Cmd,
    /// Not a shell: python, perl, a program of one's own. Kept opaque.
    Other,
}

/// A script: the text of a RUN, CMD, … or of a heredoc.
#[derive(Clone, Debug)]
pub struct Script {
    /// What it is written in.
    pub dialect: Dialect,
    /// The text that was parsed.
    pub text: Text,
    /// Its commands; empty for an opaque dialect.
    pub body: Vec<Command>,
    /// Where the text is no valid script. The commands before and, where the parser could recover, after are there.
    pub errors: Vec<ShellError>,
}

/// A place at which a script is not valid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShellError {
    /// Where.
    pub span: Span,
    /// What the parser expected or found.
    pub message: String,
}

/// A command of any kind.
#[derive(Clone, Debug)]
pub struct Command {
    /// From its first word to the end of its last redirection.
    pub span: Span,
    /// What kind.
    pub kind: CommandKind,
    /// Redirections of a compound command; those of a simple command are in [`SimpleCommand`].
    pub redirections: Vec<Redirection>,
}

/// The kinds of commands.
#[derive(Clone, Debug)]
pub enum CommandKind {
    /// Words, assignments and redirections.
    Simple(SimpleCommand),
    /// `a | b`; more than one command, or a negated one.
    Pipeline {
        /// The commands, left to right.
        commands: Vec<Command>,
        /// Whether a `!` stands before it.
        negated: bool,
    },
    /// `a && b || c`
    AndOr {
        /// The first command.
        first: Box<Command>,
        /// The others, each with its operator.
        rest: Vec<(AndOr, Command)>,
    },
    /// `{ …; }`
    Group(Vec<Command>),
    /// `( … )`
    Subshell(Vec<Command>),
    /// `if … then … elif … else … fi`
    If {
        /// Conditions and what they guard, `elif` included.
        branches: Vec<(Vec<Command>, Vec<Command>)>,
        /// The `else` branch.
        otherwise: Option<Vec<Command>>,
    },
    /// `for name in words; do …; done`
    For {
        /// The loop variable.
        variable: String,
        /// The words; `None` for the positional parameters.
        words: Option<Vec<Word>>,
        /// The body.
        body: Vec<Command>,
    },
    /// `while …; do …; done`, or `until`.
    While {
        /// The condition.
        condition: Vec<Command>,
        /// The body.
        body: Vec<Command>,
        /// Whether it is `until`.
        until: bool,
    },
    /// `case word in pattern) … ;; esac`
    Case {
        /// What is matched.
        subject: Word,
        /// Patterns and what they guard.
        arms: Vec<(Vec<Word>, Vec<Command>)>,
    },
    /// A function definition.
    Function {
        /// Its name.
        name: String,
        /// Its body.
        body: Vec<Command>,
    },
    /// `[[ … ]]`, `(( … ))`, and other forms that run no program, with the words that they are made of.
    Test(Vec<Word>),
    /// `command &`
    Background(Box<Command>),
}

/// The operators of an and-or list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AndOr {
    /// `&&`
    And,
    /// `||`
    Or,
}

/// A command of words.
#[derive(Clone, Debug)]
pub struct SimpleCommand {
    /// `NAME=value` before the first word.
    pub assignments: Vec<Assignment>,
    /// The words: program and arguments. Empty for assignments or redirections alone.
    pub words: Vec<Word>,
    /// Its redirections.
    pub redirections: Vec<Redirection>,
}

/// `NAME=value`
#[derive(Clone, Debug)]
pub struct Assignment {
    /// The whole.
    pub span: Span,
    /// The name.
    pub name: String,
    /// The value; empty parts for `NAME=`.
    pub value: Word,
    /// Whether it is `NAME+=value`.
    pub append: bool,
}

/// A word with its quotes and expansions.
#[derive(Clone, Debug)]
pub struct Word {
    /// The word as written, quotes included.
    pub span: Span,
    /// The word as written, continuations removed. It knows the place of each of its bytes.
    pub raw: Text,
    /// Its parts, in order.
    pub parts: Vec<Part>,
}

/// A part of a word.
#[derive(Clone, Debug)]
pub struct Part {
    /// As written, quotes included.
    pub span: Span,
    /// How it is quoted.
    pub quoting: Quoting,
    /// What it is.
    pub kind: PartKind,
}

/// How a part of a word is quoted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quoting {
    /// Not at all: split and globbed.
    None,
    /// `'…'` or `$'…'`
    Single,
    /// `"…"`
    Double,
    /// A backslash before one character.
    Escaped,
}

/// What a part of a word is.
#[derive(Clone, Debug)]
pub enum PartKind {
    /// Text, quotes and escapes resolved.
    Literal(String),
    /// `$name`, `${name}` and every form with an operator.
    Parameter {
        /// The variable, or the special parameter such as `@` or `1`.
        name: String,
        /// What follows the name inside the braces, as written; empty for the plain forms. The prefixes of
        /// `${#name}` and `${!name}` count as what follows.
        operator: String,
        /// The word that the operator takes: `b` in `${a:-b}`.
        operand: Option<Box<Word>>,
    },
    /// `$(…)` or backticks: the commands that it runs.
    Substitution(Vec<Command>),
    /// `$((…))`, with the expansions inside it.
    Arithmetic(Vec<Part>),
    /// `<(…)` or `>(…)`
    ProcessSubstitution(Vec<Command>),
    /// An unquoted `*`, `?` or `[…]` that is expanded to file names, as written.
    Glob(String),
    /// An unquoted `{a,b}` or `{1..3}` that is expanded, as written.
    Brace(String),
    /// `~` or `~user` at the start of a word.
    Tilde(String),
}

/// A redirection.
#[derive(Clone, Debug)]
pub struct Redirection {
    /// The whole.
    pub span: Span,
    /// The descriptor before the operator.
    pub descriptor: Option<u32>,
    /// The operator.
    pub operator: RedirectionOperator,
    /// The file, or the descriptor after `>&`.
    pub target: Word,
    /// The body of a `<<` inside the script (not one of the Dockerfile's own heredocs).
    pub heredoc: Option<HereDocument>,
}

impl RedirectionOperator {
    /// Whether what it names is read.
    #[must_use]
    pub fn reads(self) -> bool {
        matches!(self, Self::Read | Self::ReadWrite | Self::HereDocument | Self::HereString)
    }
}

/// The operators of redirections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RedirectionOperator {
    /// `<`
    Read,
    /// `>` or `>|`
    Write,
    /// `>>`
    Append,
    /// `<>`
    ReadWrite,
    /// `>&` or `<&`
    Duplicate,
    /// `&>` or `&>>`
    Both,
    /// `<<` or `<<-`
    HereDocument,
    /// `<<<`
    HereString,
}

/// The body of a here-document inside a script.
#[derive(Clone, Debug)]
pub struct HereDocument {
    /// The body, without the tabs that `<<-` takes.
    pub body: Text,
    /// Where it stands.
    pub span: Span,
    /// Whether variables in it are expanded.
    pub expand: bool,
    /// What is expanded in it, and the text between; empty unless `expand`.
    pub parts: Vec<Part>,
}
