use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::shell::Script;

/// A script with what is known of the place where it runs.
#[derive(Clone, Debug)]
pub struct Body<'a> {
    /// The script.
    pub script: Cow<'a, Script>,
    /// The variables in its environment that it may use, by name.
    pub variables: Vec<(String, Variable)>,
    /// How its shell is told to run it.
    pub options: Options,
}

/// A variable in the environment of a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Variable {
    /// Whoever wrote the script says its value, beside it. Such values are taken to need no quotes.
    Given,
    /// It is set, to something that comes from elsewhere.
    Set,
}

/// What a shell is told before it runs a script.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// To stop at the first command that fails.
    pub errexit: bool,
    /// To take a pipeline as failed when any of its commands fails.
    pub pipefail: bool,
}

impl Options {
    /// The options among the words of a SHELL instruction or a shebang line.
    pub fn of_words(words: &[&str]) -> Self {
        let mut options = Self::default();
        let mut names_option = false;
        for word in words.iter().skip(1) {
            match *word {
                "errexit" if names_option => options.errexit = true,
                "pipefail" if names_option => options.pipefail = true,
                _ => {}
            }
            let letters = word.strip_prefix('-').filter(|letters| !letters.starts_with('-')).unwrap_or_default();
            options.errexit |= letters.contains('e');
            names_option = letters.ends_with('o');
        }
        options
    }
}

impl<'a> Body<'a> {
    /// A script in an environment, of which `lookup` knows each variable by its name.
    pub fn new(script: Cow<'a, Script>, options: Options, lookup: impl Fn(&str) -> Option<Variable>) -> Self {
        let names: BTreeSet<&str> = names(script.text.as_str()).collect();
        let variables = names.into_iter().filter_map(|name| Some((name.to_owned(), lookup(name)?))).collect();
        Self { script, variables, options }
    }

    /// Whether the environment has the variable.
    pub(super) fn has(&self, name: &str) -> bool {
        self.variables.binary_search_by(|(it, _)| it.as_str().cmp(name)).is_ok()
    }

    /// A line that sets the variables; empty if there are none.
    pub(super) fn prelude(&self) -> String {
        let word = |(name, variable): &(String, Variable)| match variable {
            Variable::Given => format!(" {name}=1"),
            Variable::Set => format!(" {name}"),
        };
        let words: Vec<String> = self.variables.iter().map(word).collect();
        if words.is_empty() { String::new() } else { format!("export{}\n", words.concat()) }
    }
}

/// The words of a text that could be the names of variables.
fn names(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|char: char| !char.is_ascii_alphanumeric() && char != '_');
    words.filter(|word| word.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_of_shells() {
        for (words, errexit, pipefail) in [
            (&["/bin/sh", "-c"][..], false, false),
            (&["/bin/bash", "-o", "pipefail", "-c"], false, true),
            (&["/bin/bash", "-euxo", "pipefail", "-c"], true, true),
            (&["/bin/bash", "-o", "errexit", "-c"], true, false),
            (&["bash", "--noprofile", "-c"], false, false),
            (&["/bin/bash", "-c", "pipefail"], false, false),
        ] {
            assert_eq!(Options::of_words(words), Options { errexit, pipefail }, "{words:?}");
        }
    }
}
