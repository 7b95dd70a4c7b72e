//! Variable expansion, quotes and escapes, as BuildKit does them.
//!
//! Most arguments of a Dockerfile's instructions are *words* in a small language of their own: `$name` and
//! `${name…}` stand for variables, quotes and the escape character take away the meaning of what they
//! protect, and that is all (no command substitution, no arithmetic). What the forms mean is decided as
//! BuildKit's frontend decides it (moby/buildkit, `frontend/dockerfile/shell/lex.go`), oddities included.
//!
//! An [`Expansion`] still knows which bytes of the file each part of its value came from.

mod budget;
mod error;
mod expansion;
mod output;
mod parameter;
mod pattern;
#[cfg(test)]
mod tests;
mod walk;

pub use budget::Budget;
pub use error::{ExpandError, ExpandErrorKind};
pub use expansion::{Expansion, VariableUse, Word};

use self::walk::{Mode, Walk};
use crate::source::{Span, Text};

/// How deep `${a:-${b:-…}}` may be nested. BuildKit has no limit, and runs out of stack instead.
pub const MAX_DEPTH: usize = 200;

/// Where an expansion finds the values of variables.
pub trait Variables {
    /// The value of a variable, `None` when it is unset. An empty value is a value.
    fn value_of(&self, name: &str) -> Option<&str>;
}

/// No variables at all.
#[derive(Clone, Copy, Debug)]
pub struct NoVariables;

impl Variables for NoVariables {
    fn value_of(&self, _: &str) -> Option<&str> {
        None
    }
}

impl Variables for std::collections::BTreeMap<String, String> {
    fn value_of(&self, name: &str) -> Option<&str> {
        self.get(name).map(String::as_str)
    }
}

/// Expands words for one Dockerfile.
#[derive(Clone, Debug)]
pub struct Expander {
    escape: char,
    budget: Budget,
}

impl Expander {
    /// An expander for a file with this escape character.
    pub fn new(escape: char) -> Self {
        Self { escape, budget: Budget::default() }
    }

    /// What is left of the work that expansions may do.
    pub fn budget(&mut self) -> &mut Budget {
        &mut self.budget
    }

    /// Expands the variables of `text` and takes its quotes and escapes away.
    pub fn expand(&mut self, text: &Text, variables: &dyn Variables) -> Result<Expansion, ExpandError> {
        let walk = self.walk(text, Mode::WORD, variables)?;
        Ok(walk.into_expansion(text))
    }

    /// Expands `text` and splits the result into words at white space outside quotes. A variable's value is split too.
    pub fn words(
        &mut self,
        text: &Text,
        variables: &dyn Variables,
    ) -> Result<(Vec<Word>, Vec<VariableUse>), ExpandError> {
        let walk = self.walk(text, Mode::WORDS, variables)?;
        Ok(walk.into_words(text))
    }

    /// Expands the body of a heredoc: quotes mean nothing, and the escape character is always the backslash.
    pub fn heredoc(&mut self, body: &Text, variables: &dyn Variables) -> Result<Expansion, ExpandError> {
        let escape = std::mem::replace(&mut self.escape, '\\');
        let walk = self.walk(body, Mode::HEREDOC, variables);
        self.escape = escape;
        Ok(walk?.into_expansion(body))
    }

    /// Takes quotes and escapes away and leaves variables as they stand.
    pub fn unquote(&mut self, text: &Text) -> Result<Expansion, ExpandError> {
        let walk = self.walk(text, Mode::UNQUOTE, &NoVariables)?;
        Ok(walk.into_expansion(text))
    }

    fn walk(&mut self, text: &Text, mode: Mode, variables: &dyn Variables) -> Result<walk::Walked, ExpandError> {
        Walk::new(text.as_str(), self.escape, mode, variables, &mut self.budget)
            .run()
            .map_err(|(range, kind)| ExpandError { span: text.span_of(range), kind })
    }
}

/// Expands a plain string; the spans are offsets into it.
pub fn expand_str(word: &str, escape: char, variables: &dyn Variables) -> Result<Expansion, ExpandError> {
    Expander::new(escape).expand(&plain_text(word), variables)
}

/// Expands a plain string and splits it into words; the spans are offsets into it.
pub fn words_of_str(word: &str, escape: char, variables: &dyn Variables) -> Result<Vec<Word>, ExpandError> {
    Ok(Expander::new(escape).words(&plain_text(word), variables)?.0)
}

fn plain_text(word: &str) -> Text {
    Text::verbatim(word.as_bytes(), Span::new(0, word.len()))
}
