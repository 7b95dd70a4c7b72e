//! A program's call where it stands: its arguments as it gets them, its options, its directory, and its neighbours
//! in a pipeline. What the call does is for `files`, `users` and `downloads` to say.

mod argument;
mod children;
mod condition;
mod directory;
mod options;
mod path;
mod pipe;
mod settled;
mod variables;

pub use argument::Argument;
pub use directory::{directories, working_directory_after};
pub use options::Options;
pub use path::{PathSpec, normalise};
pub use pipe::Sink;
pub use variables::Variables;

pub(in crate::build) use children::{all_inside, children};

use super::resolve::{Lookup, Resolved, resolve};
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
    /// The values of the variables that are there before the script.
    pub lookup: &'a Lookup<'a>,
    variables: Option<&'a Variables>,
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
        Some(Self { call: calls.get(index)?, directory, dialect, lookup, variables: None, calls, index })
    }

    /// The call alone, when its neighbours in a pipeline do not matter.
    pub fn of_call(call: &'a Call, directory: Option<&'a str>, dialect: Dialect, lookup: &'a Lookup<'a>) -> Self {
        Self { call, directory, dialect, lookup, variables: None, calls: std::slice::from_ref(call), index: 0 }
    }

    /// All calls of a script, each in its folder; `directories` are those that [`directories`] gives.
    pub fn all(
        calls: &'a [Call],
        directories: &'a [Option<std::sync::Arc<str>>],
        dialect: Dialect,
        lookup: &'a Lookup<'a>,
    ) -> Vec<Self> {
        let folders = directories.iter().map(Option::as_deref).chain(std::iter::repeat(None));
        let numbered = calls.iter().enumerate().zip(folders);
        numbered
            .map(|((index, call), directory)| Self { call, directory, dialect, lookup, variables: None, calls, index })
            .collect()
    }

    /// The same, with the variables that the script itself sets.
    #[must_use]
    pub fn with_variables(self, variables: &'a Variables) -> Self {
        Self { variables: Some(variables), ..self }
    }

    /// The same call in another folder.
    pub(in crate::build) fn in_directory<'b>(&self, directory: Option<&'b str>) -> Site<'b>
    where
        'a: 'b,
    {
        Site { directory, ..*self }
    }

    /// Whether the program is called by its name alone, or lies in one of the folders for programs. `./install` is
    /// not the `install` that everybody has.
    pub fn is_standard_program(&self) -> bool {
        let Some(path) = self.call.program.literal() else { return true };
        path.rsplit_once('/').is_none_or(|(folder, _)| commands::program_folders().contains(&folder))
    }

    /// The value of a variable when the call runs, if it is known.
    pub fn value(&self, name: &str) -> Option<String> {
        match self.variables {
            Some(variables) => variables.value(name, self.call.span.start, self.lookup),
            None => (self.lookup)(name),
        }
    }

    /// The text of a word, with the variables that are known put in.
    pub fn resolve(&self, word: &Word) -> Resolved {
        resolve(word, &|name| self.value(name))
    }

    /// Number of the call among those of its script, from 0.
    pub fn index(&self) -> usize {
        self.index
    }

    /// The arguments as the program gets them.
    pub fn arguments(&self) -> Vec<Argument> {
        Argument::of_words(&self.call.args, &|name| self.value(name))
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
        let mut path = PathSpec::new(argument, self.directory, &self.home());
        if path.text.contains("{}") && self.call.wrappers.iter().any(|wrapper| is_feeder(wrapper)) {
            path.path = None;
        }
        path
    }

    /// Whether arguments are added that only running it could tell, by `xargs`.
    pub fn has_unseen_arguments(&self) -> bool {
        let has_place = || self.call.args.iter().any(|word| word.literal_prefix().contains("{}"));
        self.call.wrappers.iter().any(|wrapper| wrapper == "xargs" || wrapper == "parallel") && !has_place()
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
        match Argument::of_word(word, &|name| self.value(name)).as_slice() {
            [argument] => Some(self.path(argument)),
            _ => None,
        }
    }

    /// The home folder: `HOME`, or else root's.
    pub fn home(&self) -> String {
        self.value("HOME").unwrap_or_else(|| "/root".to_owned())
    }

    /// The same for another call of the script, taken to run in the same folder.
    pub(in crate::build) fn neighbour(&self, index: usize) -> Option<Site<'a>> {
        Some(Site { call: self.calls.get(index)?, index, ..*self })
    }
}

impl Redirection {
    /// Whether it takes the standard output away.
    pub(crate) fn takes_output(&self) -> bool {
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

/// Whether the program puts what it finds in the place of `{}`.
fn is_feeder(program: &str) -> bool {
    matches!(program, "find" | "xargs" | "parallel" | "fd")
}

#[cfg(test)]
pub(in crate::build) mod testing;
#[cfg(test)]
mod tests;
