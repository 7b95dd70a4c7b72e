use crate::build::resolve::{Lookup, Resolved, split};
use crate::shell::{PartKind, Word};
use crate::source::Span;

/// An argument as the program gets it: quotes gone, known variables put in.
#[derive(Clone, Debug)]
pub struct Argument {
    /// Its text.
    pub value: Resolved,
    /// Whether the shell expands it to the names of files.
    pub glob: bool,
    /// Whether its `~` stands for a home folder.
    pub tilde: bool,
}

impl Argument {
    /// The arguments that the shell makes of `words`.
    pub fn of_words(words: &[Word], lookup: &Lookup) -> Vec<Self> {
        words.iter().flat_map(|word| Self::of_word(word, lookup)).collect()
    }

    /// The arguments that the shell makes of one word. Most often that is one.
    pub fn of_word(word: &Word, lookup: &Lookup) -> Vec<Self> {
        let glob = word.parts.iter().any(|part| matches!(part.kind, PartKind::Glob(_)));
        let mut tilde = matches!(word.parts.first().map(|part| &part.kind), Some(PartKind::Tilde(_)));
        split(word, lookup)
            .into_iter()
            .map(|value| {
                let glob = glob && value.text.contains(['*', '?', '[']);
                Self { value, glob, tilde: std::mem::take(&mut tilde) }
            })
            .collect()
    }

    /// The text. What is not known stands in it as in a script: `${NAME}`, `$(command)`.
    pub fn text(&self) -> &str {
        &self.value.text
    }

    /// The text, if all of it is known and it names no more than one thing.
    pub fn known(&self) -> Option<&str> {
        (self.value.complete && !self.glob).then_some(self.text())
    }

    /// Where it stands.
    pub fn span(&self) -> Span {
        self.value.span
    }

    /// What follows the first `start` bytes.
    pub fn from(&self, start: usize) -> Self {
        Self { value: self.value.from(start), glob: self.glob, tilde: false }
    }
}
