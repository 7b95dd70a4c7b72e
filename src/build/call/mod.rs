//! A program's call where it stands: its arguments as it gets them, its options, its directory, and its neighbours
//! in a pipeline. What the call does is for `files`, `users` and `downloads` to say.

mod argument;
mod directory;
mod options;
mod path;
mod pipe;

pub use argument::Argument;
pub use directory::{directories, working_directory_after};
pub use options::Options;
pub use path::{PathSpec, normalise};
pub use pipe::Sink;

use super::resolve::Lookup;
use crate::facts::commands;
use crate::shell::{Call, Dialect, Redirection, RedirectionOperator, Word};
use crate::source::Span;

/// A call among those of its script, with what is known when it runs.
#[derive(Clone, Copy)]
pub struct Site<'a> {
    /// The call.
    pub call: &'a Call,
    /// The folder in which it runs, if that is known.
    pub directory: Option<&'a str>,
    /// What the script is written in. [`Dialect::Sh`] is taken for dash; for distributions whose `sh` is bash
    /// (Fedora, Red Hat, Arch), say [`Dialect::Bash`].
    pub dialect: Dialect,
    /// The values of variables.
    pub lookup: &'a Lookup<'a>,
    calls: &'a [Call],
    index: usize,
}

impl<'a> Site<'a> {
    /// The call at `index` of `calls`, which are those of one script in order. `None` past the end.
    pub fn new(
        calls: &'a [Call],
        index: usize,
        directory: Option<&'a str>,
        dialect: Dialect,
        lookup: &'a Lookup<'a>,
    ) -> Option<Self> {
        Some(Self { call: calls.get(index)?, directory, dialect, lookup, calls, index })
    }

    /// The call alone, when its neighbours in a pipeline do not matter.
    pub fn of_call(call: &'a Call, directory: Option<&'a str>, dialect: Dialect, lookup: &'a Lookup<'a>) -> Self {
        Self { call, directory, dialect, lookup, calls: std::slice::from_ref(call), index: 0 }
    }

    /// All calls of a script, each in its folder; `directories` are those that [`directories`] gives.
    pub fn all(
        calls: &'a [Call],
        directories: &'a [Option<String>],
        dialect: Dialect,
        lookup: &'a Lookup<'a>,
    ) -> Vec<Self> {
        let folders = directories.iter().map(Option::as_deref).chain(std::iter::repeat(None));
        let numbered = calls.iter().enumerate().zip(folders);
        numbered.map(|((index, call), directory)| Self { call, directory, dialect, lookup, calls, index }).collect()
    }

    /// Number of the call among those of its script, from 0.
    pub fn index(&self) -> usize {
        self.index
    }

    /// The arguments as the program gets them.
    pub fn arguments(&self) -> Vec<Argument> {
        Argument::of_words(&self.call.args, self.lookup)
    }

    /// The options and operands, if the program's options are known.
    pub fn options(&self) -> Option<Options> {
        self.options_of(&self.call.name)
    }

    /// The options and operands, read as those of `program`.
    pub fn options_of(&self, program: &str) -> Option<Options> {
        Some(Options::read(commands::program(program)?, self.arguments()))
    }

    /// The file that an argument names.
    pub fn path(&self, argument: &Argument) -> PathSpec {
        PathSpec::new(argument, self.directory, &self.home())
    }

    /// The folder in which it runs.
    pub fn here(&self) -> PathSpec {
        let span = Span::empty(self.call.span.end);
        PathSpec { path: self.directory.map(str::to_owned), glob: false, text: ".".to_owned(), span }
    }

    /// The file that the standard output is redirected to.
    pub fn output_file(&self) -> Option<PathSpec> {
        let taken = self.call.redirections.iter().rfind(|redirection| redirection.takes_output())?;
        self.redirection_path(&taken.target)
    }

    /// The file that the word of a redirection names; `None` if it is no single word.
    pub(in crate::build) fn redirection_path(&self, word: &Word) -> Option<PathSpec> {
        match Argument::of_word(word, self.lookup).as_slice() {
            [argument] => Some(self.path(argument)),
            _ => None,
        }
    }

    /// The home folder: `HOME`, or else root's.
    pub fn home(&self) -> String {
        (self.lookup)("HOME").unwrap_or_else(|| "/root".to_owned())
    }

    /// The same for another call of the script, taken to run in the same folder.
    pub(in crate::build) fn neighbour(&self, index: usize) -> Option<Site<'a>> {
        Some(Site { call: self.calls.get(index)?, index, ..*self })
    }
}

impl Redirection {
    /// Whether it takes the standard output away.
    pub(in crate::build) fn takes_output(&self) -> bool {
        match self.operator {
            RedirectionOperator::Write | RedirectionOperator::Append => matches!(self.descriptor, None | Some(1)),
            RedirectionOperator::Both => true,
            _ => false,
        }
    }

    /// Whether it writes a file.
    pub(in crate::build) fn is_write(&self) -> bool {
        matches!(self.operator, RedirectionOperator::Write | RedirectionOperator::Append | RedirectionOperator::Both)
    }
}
