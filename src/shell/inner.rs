use super::Word;
use super::flags::{Value, is_any_flag, is_flag, value_in};
use crate::facts::wrappers::{Words, Wrapper};

/// What a wrapper runs.
pub(super) enum Inner<'a> {
    /// The words of a command, and the assignments before them.
    Command { assignments: &'a [Word], words: &'a [Word] },
    /// A program that the value of a flag names, and its arguments.
    Module { program: Word, args: &'a [Word] },
    /// Words that, joined by blanks, are a script.
    Script(Vec<Word>),
}

/// What `wrapper` runs when it is given `args`: nothing, one thing, or (`find -exec`) several.
pub(super) fn inner<'a>(wrapper: &Wrapper, args: &'a [Word]) -> Vec<Inner<'a>> {
    if wrapper.exec_flags.is_empty() {
        Search { wrapper, args, at: 0, skip: wrapper.skip, found: Found::default() }.run().into_iter().collect()
    } else {
        between(args, wrapper.exec_flags, wrapper.exec_ends)
    }
}

/// The name and the value of a word that would be an assignment before a command.
pub(super) fn assignment(word: &Word) -> Option<(String, Word)> {
    let prefix = word.literal_prefix();
    let (name, _) = prefix.split_once('=')?;
    let mut bytes = name.bytes();
    let begins = bytes.next().is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'_');
    let is_name = begins && bytes.all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let value = is_name.then(|| word.strip_prefix(&format!("{name}=")))??;
    Some((name.to_owned(), value))
}

/// A walk over a wrapper's arguments.
struct Search<'w, 'a> {
    wrapper: &'w Wrapper,
    args: &'a [Word],
    at: usize,
    /// How many words are still to come before the command.
    skip: usize,
    found: Found,
}

/// What has been seen among the arguments.
#[derive(Default)]
struct Found {
    /// `--`
    end_of_flags: bool,
    /// A word after which the command comes.
    after: bool,
    /// A flag without which none comes.
    with: bool,
    /// A flag that makes the first word a script.
    switch: bool,
}

impl<'a> Search<'_, 'a> {
    fn run(mut self) -> Option<Inner<'a>> {
        while let Some(word) = self.args.get(self.at) {
            if !self.found.end_of_flags && word.is("--") {
                self.found.end_of_flags = true;
                self.at += 1;
            } else if !self.found.end_of_flags && (is_any_flag(word) || is_one_of(word, self.wrapper.value_flags)) {
                if any_flag(word, self.wrapper.with) {
                    self.found.with = true;
                }
                match self.value(self.wrapper.value_flags) {
                    Some((_, after)) => self.at = after,
                    None if any_flag(word, self.wrapper.unless) => return None,
                    None => {
                        if let Some((program, after)) = self.value(self.wrapper.module_flags) {
                            return Some(Inner::Module { program, args: self.args.get(after..).unwrap_or_default() });
                        }
                        if let Some((script, _)) = self.value(self.wrapper.script_flags) {
                            return Some(Inner::Script(vec![script]));
                        }
                        self.found.switch |= any_flag(word, self.wrapper.script_switches);
                        self.at += 1;
                    }
                }
            } else if !self.found.after && !self.wrapper.after.is_empty() {
                self.found.after = is_one_of(word, self.wrapper.after);
                if !self.found.after {
                    return None;
                }
                self.at += 1;
            } else if self.skip > 0 {
                self.skip -= 1;
                self.at += 1;
            } else if let Some(inner) = self.operand(word) {
                return Some(inner);
            } else if self.wrapper.script_flags.is_empty() {
                return None;
            } else {
                self.at += 1;
            }
        }
        None
    }

    /// What the first word that is neither flag nor value begins.
    fn operand(&self, word: &Word) -> Option<Inner<'a>> {
        let rest = self.args.get(self.at..)?;
        match self.wrapper.script_words {
            Some(Words::Rest) => return Some(Inner::Script(rest.to_vec())),
            Some(Words::First) => return Some(Inner::Script(vec![word.clone()])),
            None if self.found.switch => return Some(Inner::Script(vec![word.clone()])),
            None => {}
        }
        if !self.wrapper.command || !self.wrapper.with.is_empty() && !self.found.with {
            return None;
        }
        let count = match self.wrapper.assignments {
            true => rest.iter().take_while(|word| assignment(word).is_some()).count(),
            false => 0,
        };
        let (assignments, words) = rest.split_at_checked(count)?;
        let program = words.first()?;
        let fits = self.wrapper.only.is_empty() || is_one_of(program, self.wrapper.only);
        fits.then_some(Inner::Command { assignments, words })
    }

    /// The value that the flag at hand gives to one of `names`, and the number of the argument after it.
    fn value(&self, names: &[&str]) -> Option<(Word, usize)> {
        let word = self.args.get(self.at)?;
        match names.iter().find_map(|name| value_in(word, name))? {
            Value::Attached(value) => Some((value, self.at + 1)),
            Value::Next => Some((self.args.get(self.at + 1)?.clone(), self.at + 2)),
        }
    }
}

fn any_flag(word: &Word, names: &[&str]) -> bool {
    names.iter().any(|name| is_flag(word, name))
}

fn is_one_of(word: &Word, names: &[&str]) -> bool {
    names.iter().any(|name| word.is(name))
}

/// The commands that begin after one of `flags` and go up to one of `ends`.
fn between<'a>(args: &'a [Word], flags: &[&str], ends: &[&str]) -> Vec<Inner<'a>> {
    let mut commands = Vec::new();
    let mut rest = args;
    while let Some(flag) = rest.iter().position(|word| is_one_of(word, flags)) {
        let after = rest.get(flag + 1..).unwrap_or_default();
        let end = after.iter().position(|word| is_one_of(word, ends)).unwrap_or(after.len());
        if let Some(words) = after.get(..end).filter(|words| !words.is_empty()) {
            commands.push(Inner::Command { assignments: &[], words });
        }
        rest = after.get(end..).unwrap_or_default();
    }
    commands
}
