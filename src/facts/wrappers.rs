//! Programs that run another program (`rules/shell/wrappers.yaml`).

use crate::shell::Dialect;

include!(concat!(env!("OUT_DIR"), "/wrappers.rs"));

/// How to find, among a program's arguments, the program that it runs.
#[derive(Clone, Copy, Debug)]
pub struct Wrapper {
    /// Whether digits and dots may follow the name.
    versioned: bool,
    /// Flags whose value is the next word.
    pub value_flags: &'static [&'static str],
    /// Flags with which nothing else is run.
    pub unless: &'static [&'static str],
    /// Flags without one of which no command follows; empty if none is needed.
    pub with: &'static [&'static str],
    /// Words one of which comes first; empty if none does.
    pub after: &'static [&'static str],
    /// How many words come before the command.
    pub skip: usize,
    /// Whether `NAME=value` before the command is its environment.
    pub assignments: bool,
    /// Whether the remaining words are a command.
    pub command: bool,
    /// The programs that such a command may be of; empty for any.
    pub only: &'static [&'static str],
    /// Flags whose value is a script.
    pub script_flags: &'static [&'static str],
    /// Flags that make the first word a script.
    pub script_switches: &'static [&'static str],
    /// The words that are a script without any flag.
    pub script_words: Option<Words>,
    /// Whether a script comes from standard input when there is none among the arguments.
    pub stdin: bool,
    /// Flags whose value is the program, followed by its arguments.
    pub module_flags: &'static [&'static str],
    /// Flags that begin a command in the middle of the arguments.
    pub exec_flags: &'static [&'static str],
    /// The words that end such a command.
    pub exec_ends: &'static [&'static str],
    /// Whether the command may never run though the wrapper ends well.
    pub conditional: bool,
    /// Whether a failure of the command is none of the wrapper.
    pub failure_ignored: bool,
    /// Whether a change of directory or variables in the command is not seen after the wrapper.
    pub subshell: bool,
    /// The language of the scripts that the program reads.
    pub dialect: Option<Dialect>,
    /// What `sh` speaks when it is run by this program.
    pub sh: Option<Dialect>,
}

/// Which words are a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Words {
    /// The first.
    First,
    /// All, joined by blanks.
    Rest,
}

/// The wrapper called `name`.
pub fn wrapper(name: &str) -> Option<&'static Wrapper> {
    let named = |name: &str| {
        let at = NAMES.binary_search_by_key(&name, |(name, _)| name).ok()?;
        WRAPPERS.get(NAMES.get(at)?.1)
    };
    named(name).or_else(|| {
        let stem = name.trim_end_matches(|ch: char| ch.is_ascii_digit() || ch == '.');
        named(stem).filter(|wrapper| wrapper.versioned)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_names_with_and_without_a_version() {
        assert!(wrapper("sudo").is_some_and(|sudo| sudo.value_flags.contains(&"-u")));
        assert!(wrapper("python3.12").is_some_and(|python| python.module_flags == ["-m"]));
        assert!(wrapper("sudo3").is_none());
        assert!(wrapper("python-config").is_none());
        assert!(wrapper("").is_none());
    }
}
