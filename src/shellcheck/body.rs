use crate::shell::Script;
use crate::source::Text;

/// A script with what is known of the place where it runs.
#[derive(Clone, Debug)]
pub struct Body {
    /// The script.
    pub script: Script,
    /// Comments between its lines that are no part of its text.
    pub comments: Vec<Text>,
    /// What is in its environment, by name.
    pub variables: Vec<Variable>,
    /// Whether the shell ends it at the first command that fails.
    pub errexit: bool,
    /// Whether a pipeline fails with any of its commands.
    pub pipefail: bool,
}

/// A variable in the environment of a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Its name.
    pub name: String,
    /// Whether whoever wrote the script says its value too. Such a value is taken to need no quotes.
    pub is_given: bool,
}

impl Body {
    /// The environment.
    pub(super) fn knows(&self, name: &str) -> bool {
        self.variables.binary_search_by(|variable| variable.name.as_str().cmp(name)).is_ok()
    }

    /// A line that sets those of the variables that the script may use; empty if there are none.
    pub(super) fn prelude(&self) -> String {
        let text = self.script.text.as_str();
        let used = self.variables.iter().filter(|variable| is_name(&variable.name) && text.contains(&variable.name));
        let words: Vec<String> = used
            .map(|variable| format!(" {}{}", variable.name, if variable.is_given { "=1" } else { "" }))
            .collect();
        if words.is_empty() { String::new() } else { format!("export{}\n", words.concat()) }
    }
}

/// Whether a shell takes it for the name of a variable.
fn is_name(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
        && chars.all(|char| char.is_ascii_alphanumeric() || char == '_')
}
