use std::fmt;

use serde::Serialize;

use super::SyntaxError;
use crate::source::{Span, Text, TextBuilder};

/// A parsed Dockerfile: a list of items that tile the file, byte for byte.
#[derive(Clone, Debug)]
pub struct Dockerfile {
    /// `\` unless an `# escape=` directive says `` ` ``.
    pub escape: char,
    /// Everything in the file, in order, without gaps.
    pub items: Vec<Item>,
    /// What is wrong with the file as a whole rather than with one of its instructions.
    pub errors: Vec<SyntaxError>,
}

/// A run of whole lines (only [`Item::Bom`] is less than a line).
#[derive(Clone, Debug)]
pub enum Item {
    /// The byte-order mark before the first line.
    Bom(Span),
    /// A line of white space.
    Blank(Span),
    /// A `#` line outside an instruction.
    Comment(Comment),
    /// A parser directive.
    Directive(Directive),
    /// An instruction with its continuation lines and heredocs.
    Instruction(Box<Instruction>),
    /// Lines that begin with no known instruction.
    Unknown(Unknown),
}

/// A comment line. Comments between the lines of an instruction are in [`Instruction::lines`].
#[derive(Clone, Debug)]
pub struct Comment {
    /// The whole line.
    pub span: Span,
    /// What follows the `#`, trimmed.
    pub text: Text,
}

/// A parser directive, such as `# syntax=docker/dockerfile:1`.
#[derive(Clone, Debug)]
pub struct Directive {
    /// The whole line.
    pub span: Span,
    /// Which one.
    pub name: DirectiveName,
    /// The name as written.
    pub name_span: Span,
    /// What follows the `=`.
    pub value: Text,
}

/// The parser directives that BuildKit knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum DirectiveName {
    /// The frontend that is to read the file.
    Syntax,
    /// The escape character.
    Escape,
    /// Settings of `docker build --check`.
    Check,
}

/// Lines that begin with no known instruction. BuildKit refuses the file; we go on with the next line.
#[derive(Clone, Debug)]
pub struct Unknown {
    /// The whole lines.
    pub span: Span,
    /// The word in the place of the keyword.
    pub word: Text,
    /// The line with its continuations joined.
    pub text: Text,
    /// The physical lines.
    pub lines: Vec<Line>,
    /// Why this is no instruction.
    pub error: SyntaxError,
}

/// One instruction.
#[derive(Clone, Debug)]
pub struct Instruction {
    /// The whole lines, heredocs included.
    pub span: Span,
    /// Which instruction.
    pub keyword: Keyword,
    /// The keyword as written.
    pub keyword_span: Span,
    /// The line with its continuations joined, as BuildKit's line parser sees it.
    pub text: Text,
    /// The flags, known or not, in order.
    pub flags: Vec<Flag>,
    /// The arguments, by kind of instruction.
    pub body: Body,
    /// The heredocs, in order. For ONBUILD they are here, not in the inner instruction.
    pub heredocs: Vec<Heredoc>,
    /// The physical lines, heredocs included.
    pub lines: Vec<Line>,
    /// What BuildKit would refuse here.
    pub errors: Vec<SyntaxError>,
}

/// A physical line of an instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// The line with its ending.
    pub span: Span,
    /// What it is.
    pub kind: LineKind,
}

/// What a physical line is to its instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineKind {
    /// Text of the instruction; `content` is without the continuation character, white space after it, and line ending.
    Text {
        /// The part of the line that belongs to the instruction's text.
        content: Span,
    },
    /// A comment between continued lines.
    Comment,
    /// A blank line between continued lines.
    Blank,
    /// A line of the body of heredoc number `heredoc` of the instruction.
    Heredoc {
        /// Index into [`Instruction::heredocs`].
        heredoc: usize,
    },
    /// The line that ends heredoc number `heredoc`.
    Terminator {
        /// Index into [`Instruction::heredocs`].
        heredoc: usize,
    },
}

/// The 18 instructions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "UPPERCASE")]
#[allow(missing_docs)]
pub enum Keyword {
    Add,
    Arg,
    Cmd,
    Copy,
    Entrypoint,
    Env,
    Expose,
    From,
    Healthcheck,
    Label,
    Maintainer,
    Onbuild,
    Run,
    Shell,
    StopSignal,
    User,
    Volume,
    Workdir,
}

impl Keyword {
    /// All of them, in alphabetical order.
    pub const ALL: [Keyword; 18] = [
        Keyword::Add,
        Keyword::Arg,
        Keyword::Cmd,
        Keyword::Copy,
        Keyword::Entrypoint,
        Keyword::Env,
        Keyword::Expose,
        Keyword::From,
        Keyword::Healthcheck,
        Keyword::Label,
        Keyword::Maintainer,
        Keyword::Onbuild,
        Keyword::Run,
        Keyword::Shell,
        Keyword::StopSignal,
        Keyword::User,
        Keyword::Volume,
        Keyword::Workdir,
    ];

    /// The keyword in upper case.
    pub fn as_str(self) -> &'static str {
        match self {
            Keyword::Add => "ADD",
            Keyword::Arg => "ARG",
            Keyword::Cmd => "CMD",
            Keyword::Copy => "COPY",
            Keyword::Entrypoint => "ENTRYPOINT",
            Keyword::Env => "ENV",
            Keyword::Expose => "EXPOSE",
            Keyword::From => "FROM",
            Keyword::Healthcheck => "HEALTHCHECK",
            Keyword::Label => "LABEL",
            Keyword::Maintainer => "MAINTAINER",
            Keyword::Onbuild => "ONBUILD",
            Keyword::Run => "RUN",
            Keyword::Shell => "SHELL",
            Keyword::StopSignal => "STOPSIGNAL",
            Keyword::User => "USER",
            Keyword::Volume => "VOLUME",
            Keyword::Workdir => "WORKDIR",
        }
    }

    /// The keyword that `word` is, in any casing.
    pub fn from_word(word: &str) -> Option<Keyword> {
        Keyword::ALL.into_iter().find(|keyword| keyword.as_str().eq_ignore_ascii_case(word))
    }
}

impl fmt::Display for Keyword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A `--name` or `--name=value` before the arguments.
#[derive(Clone, Debug)]
pub struct Flag {
    /// The flag as written, with its quotes.
    pub span: Span,
    /// The flag as BuildKit takes it: quotes and escapes resolved, `--` in front.
    pub text: Text,
    /// Without the `--`.
    pub name: Text,
    /// What follows the `=`, if there is one.
    pub value: Option<Text>,
}

/// The arguments of an instruction.
#[derive(Clone, Debug)]
pub enum Body {
    /// `FROM image [AS name]`
    From(From),
    /// `RUN`
    Run(Invocation),
    /// `CMD`
    Cmd(Invocation),
    /// `ENTRYPOINT`
    Entrypoint(Invocation),
    /// `SHELL ["program", "argument"…]`
    Shell(Vec<Text>),
    /// `COPY source… destination`
    Copy(Transfer),
    /// `ADD source… destination`
    Add(Transfer),
    /// `ENV key=value…`
    Env(Vec<Pair>),
    /// `LABEL key=value…`
    Label(Vec<Pair>),
    /// `ARG name[=default]…`
    Arg(Vec<ArgDeclaration>),
    /// `EXPOSE port…`, in the order of the file
    Expose(Vec<Text>),
    /// `VOLUME path…`
    Volume(WordList),
    /// `USER name`
    User(Text),
    /// `WORKDIR path`
    Workdir(Text),
    /// `STOPSIGNAL signal`
    StopSignal(Text),
    /// `MAINTAINER name`
    Maintainer(Text),
    /// `HEALTHCHECK NONE` or `HEALTHCHECK CMD …`
    Healthcheck(Healthcheck),
    /// `ONBUILD instruction`
    Onbuild(Box<Instruction>),
    /// Arguments that do not fit the instruction; [`Instruction::errors`] says why.
    Malformed(WordList),
}

/// The arguments of FROM.
#[derive(Clone, Debug)]
pub struct From {
    /// The image reference or stage name, variables unexpanded.
    pub image: Text,
    /// The word `AS`, as written.
    pub as_word: Option<Text>,
    /// The stage's name, as written. BuildKit compares it in lower case.
    pub name: Option<Text>,
}

/// A command in one of its two forms.
#[derive(Clone, Debug)]
pub enum Invocation {
    /// Text for a shell.
    Shell(Text),
    /// A JSON array: program and arguments, run as they are.
    Exec(Vec<Text>),
}

/// The arguments of COPY and ADD.
#[derive(Clone, Debug)]
pub struct Transfer {
    /// The sources, at least one.
    pub sources: Vec<Source>,
    /// The destination.
    pub destination: Text,
    /// Whether they were given as a JSON array.
    pub json: bool,
}

/// One source of COPY or ADD.
#[derive(Clone, Debug)]
pub enum Source {
    /// A path, pattern or URL.
    Path(Text),
    /// Heredoc number `heredoc` of the instruction.
    Heredoc {
        /// The word with the `<<`.
        word: Text,
        /// Index into [`Instruction::heredocs`].
        heredoc: usize,
    },
}

impl Source {
    /// The word as written.
    pub fn text(&self) -> &Text {
        match self {
            Source::Path(text) => text,
            Source::Heredoc { word, .. } => word,
        }
    }
}

/// A key and its value in ENV or LABEL, quotes and escapes as written.
#[derive(Clone, Debug)]
pub struct Pair {
    /// The key.
    pub key: Text,
    /// The value.
    pub value: Text,
    /// Whether this is the old form, `KEY value` without `=`.
    pub legacy: bool,
}

/// One name that ARG declares.
#[derive(Clone, Debug)]
pub struct ArgDeclaration {
    /// The whole word.
    pub written: Text,
    /// The name.
    pub name: Text,
    /// The default, quotes and escapes as written.
    pub default: Option<Text>,
}

/// Words, from a JSON array or separated by white space.
#[derive(Clone, Debug)]
pub struct WordList {
    /// The words.
    pub words: Vec<Text>,
    /// Whether they were given as a JSON array.
    pub json: bool,
}

/// The arguments of HEALTHCHECK. Its settings are flags.
#[derive(Clone, Debug)]
pub enum Healthcheck {
    /// `NONE`: the base image's check is switched off.
    None {
        /// The word as written.
        word: Text,
    },
    /// `CMD` and a command.
    Cmd {
        /// The word as written.
        word: Text,
        /// The command.
        command: Invocation,
    },
}

/// A here-document of RUN, COPY or ADD.
#[derive(Clone, Debug)]
pub struct Heredoc {
    /// The word that announces it, from the `<<` (or file descriptor) to the end of the delimiter.
    pub span: Span,
    /// The delimiter, quotes removed.
    pub delimiter: String,
    /// Whether variables in the body are expanded: no part of the delimiter is quoted.
    pub expand: bool,
    /// `<<-`: leading tabs are taken off the body's lines.
    pub strip_tabs: bool,
    /// The number before the `<<`, 0 when there is none.
    pub file_descriptor: u64,
    /// The body, as written, up to the terminator's line.
    pub body: Text,
    /// The line that ends it; `None` when the file ends first.
    pub terminator: Option<Span>,
}

impl Dockerfile {
    /// The instructions, in order. Those inside ONBUILD are not among them.
    pub fn instructions(&self) -> impl Iterator<Item = &Instruction> {
        self.items.iter().filter_map(|item| match item {
            Item::Instruction(instruction) => Some(instruction.as_ref()),
            _ => None,
        })
    }

    /// The number of the item that the byte at `offset` is in. `None` at the end of the file.
    pub fn item_at(&self, offset: usize) -> Option<usize> {
        let after = self.items.partition_point(|item| item.span().start <= offset);
        let number = after.checked_sub(1)?;
        self.items.get(number).filter(|item| item.span().contains(offset)).map(|_| number)
    }

    /// Every syntax error, in the order of the file.
    pub fn all_errors(&self) -> Vec<&SyntaxError> {
        let mut errors: Vec<&SyntaxError> = self.errors.iter().collect();
        for item in &self.items {
            match item {
                Item::Instruction(instruction) => errors.extend(instruction.all_errors()),
                Item::Unknown(unknown) => errors.push(&unknown.error),
                _ => {}
            }
        }
        errors.sort_by_key(|error| error.span.start);
        errors
    }
}

impl Item {
    /// The bytes of the item.
    pub fn span(&self) -> Span {
        match self {
            Item::Bom(span) | Item::Blank(span) => *span,
            Item::Comment(comment) => comment.span,
            Item::Directive(directive) => directive.span,
            Item::Instruction(instruction) => instruction.span,
            Item::Unknown(unknown) => unknown.span,
        }
    }
}

impl Instruction {
    /// The flag of this name that counts: the last one.
    pub fn flag(&self, name: &str) -> Option<&Flag> {
        self.flags.iter().rev().find(|flag| flag.name.as_str() == name)
    }

    /// The instruction that does the work: the inner one for ONBUILD, itself otherwise.
    pub fn effective(&self) -> &Instruction {
        match &self.body {
            Body::Onbuild(inner) => inner,
            _ => self,
        }
    }

    /// The instruction from its keyword to the end of its text, without heredocs and line ending.
    pub fn text_span(&self) -> Span {
        self.keyword_span.cover(self.text.span())
    }

    /// The errors of this instruction and of the one inside it.
    pub fn all_errors(&self) -> Vec<&SyntaxError> {
        let mut errors: Vec<&SyntaxError> = self.errors.iter().collect();
        if let Body::Onbuild(inner) = &self.body {
            errors.extend(inner.all_errors());
        }
        errors
    }
}

impl Flag {
    /// The value, or nothing for a flag without one.
    pub fn value_str(&self) -> &str {
        self.value.as_ref().map_or("", Text::as_str)
    }
}

impl Heredoc {
    /// The body as it reaches the shell or the file: without leading tabs if `<<-` says so.
    pub fn content(&self) -> Text {
        if !self.strip_tabs {
            return self.body.clone();
        }
        let mut builder = TextBuilder::new(self.body.span().start);
        for line in self.body.as_str().split_inclusive('\n') {
            builder.push_text(&self.body.slice_of(line.trim_start_matches('\t')));
        }
        builder.finish()
    }
}
