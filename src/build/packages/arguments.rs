use crate::build::resolve::Resolved;
use crate::facts::managers::{Meaning, OptionFact, ProgramFact, ValueRole};
use crate::source::Span;

/// The arguments of a program, told apart.
pub(super) struct Arguments {
    /// The options, in order.
    pub(super) options: Vec<GivenOption>,
    /// What is neither option nor value of one.
    pub(super) operands: Vec<Resolved>,
}

/// An option as it is given.
pub(super) struct GivenOption {
    /// Its name with its dashes.
    pub(super) name: String,
    /// Its value.
    pub(super) value: Option<Resolved>,
    /// Its word, and the word of its value.
    pub(super) span: Span,
}

/// How the arguments of a program are read.
#[derive(Clone, Copy)]
pub(super) struct Grammar {
    pub(super) program: &'static ProgramFact,
    /// The options of the command that was chosen.
    pub(super) command_options: &'static [OptionFact],
    /// How many operands choose the command. Its own options begin after them.
    pub(super) operands_before: usize,
    /// After that many operands everything belongs to somebody else.
    pub(super) operand_limit: usize,
}

impl Grammar {
    /// How they are read before it is known which command they choose.
    pub(super) fn of_program(program: &'static ProgramFact) -> Self {
        Self { program, command_options: &[], operands_before: 0, operand_limit: usize::MAX }
    }

    /// The options that may be given, the command's own first.
    pub(super) fn options(self) -> impl Iterator<Item = &'static OptionFact> {
        self.command_options.iter().chain(self.program.options)
    }

    /// Tells options, their values and operands apart.
    pub(super) fn read(self, words: &[Resolved]) -> Arguments {
        let mut reader = Reader { grammar: self, arguments: Arguments { options: Vec::new(), operands: Vec::new() } };
        let mut words = words.iter().peekable();
        while reader.arguments.operands.len() < self.operand_limit {
            let Some(word) = words.next() else { break };
            if word.text == "--" {
                if !self.program.after_dashes_ignored {
                    let left = self.operand_limit - reader.arguments.operands.len();
                    reader.arguments.operands.extend(words.by_ref().take(left).cloned());
                }
                break;
            }
            let pending = if !word.text.starts_with('-') || word.text == "-" {
                reader.arguments.operands.push(word.clone());
                0
            } else if word.text.starts_with("--") || self.program.one_dash || self.is_name(&word.text) {
                reader.long(word)
            } else {
                reader.cluster(word)
            };
            for _ in 0..pending {
                if let Some(value) = words.next() {
                    reader.take(value);
                }
            }
            let is_boolean = |word: &&Resolved| self.program.boolean_words.contains(&word.text.as_str());
            if pending == 0
                && word.text.starts_with("--")
                && words.peek().is_some_and(is_boolean)
                && let Some(value) = words.next()
            {
                reader.take(value);
            }
        }
        reader.arguments
    }

    fn is_name(self, text: &str) -> bool {
        text.len() > 2 && self.options().any(|fact| fact.name == text)
    }

    /// How many values the option takes after `operands` operands.
    fn values(self, name: &str, operands: usize) -> usize {
        let own = if operands < self.operands_before { &[] } else { self.command_options };
        let role = own.iter().chain(self.program.options).find_map(|fact| match fact.meaning {
            Meaning::Takes(role) if fact.name == name => Some(role),
            _ => None,
        });
        match role {
            Some(ValueRole::Pair) => 2,
            Some(_) => 1,
            None => 0,
        }
    }
}

struct Reader {
    grammar: Grammar,
    arguments: Arguments,
}

impl Reader {
    fn values(&self, name: &str) -> usize {
        self.grammar.values(name, self.arguments.operands.len())
    }

    /// Reads `--name`, `--name=value`, or `-name` of a program that writes long options so. Gives the number of
    /// values that follow.
    fn long(&mut self, word: &Resolved) -> usize {
        match word.text.find('=') {
            Some(at) => {
                self.push(&word.text[..at], Some(word.from(at + 1)), word.span);
                0
            }
            None => {
                self.push(&word.text, None, word.span);
                self.values(&word.text)
            }
        }
    }

    /// Reads `-abc`, where a letter that takes a value takes the rest. Gives the number of values that follow.
    fn cluster(&mut self, word: &Resolved) -> usize {
        for (at, letter) in word.text.char_indices().skip(1) {
            let end = at + letter.len_utf8();
            if letter == '=' {
                if let Some(last) = self.arguments.options.last_mut() {
                    last.value = Some(word.from(end));
                }
                return 0;
            }
            if !letter.is_ascii_alphanumeric() || !word.is_known(at..end) {
                return 0;
            }
            let name = format!("-{letter}");
            let values = self.values(&name);
            if values > 0 && end < word.text.len() {
                let start = if word.text[end..].starts_with('=') { end + 1 } else { end };
                self.push(&name, Some(word.from(start)), word.span);
                return values - 1;
            }
            self.push(&name, None, word.span);
            if values > 0 {
                return values;
            }
        }
        0
    }

    fn push(&mut self, name: &str, value: Option<Resolved>, span: Span) {
        self.arguments.options.push(GivenOption { name: name.to_owned(), value, span });
    }

    /// Gives the last option its value. A second one is dropped.
    fn take(&mut self, value: &Resolved) {
        if let Some(last) = self.arguments.options.last_mut() {
            last.span = last.span.cover(value.span);
            last.value.get_or_insert_with(|| value.clone());
        }
    }
}

impl Arguments {
    /// The option that a fact is about, if it is given.
    pub(super) fn given(&self, fact: &OptionFact) -> Option<&GivenOption> {
        if let Some(expected) = fact.value {
            return self.options.iter().find(|option| {
                let value = option.value.as_ref().map_or("", |value| value.text.as_str());
                option.name == fact.name && value.eq_ignore_ascii_case(expected)
            });
        }
        self.named(fact.name)
    }

    /// The option of this name; for a repeated letter (`-qq`) or several names (`-q --quiet`), the occurrence that
    /// makes it complete.
    pub(super) fn named(&self, name: &str) -> Option<&GivenOption> {
        if let Some(exact) = self.options.iter().find(|option| option.name == name) {
            return Some(exact);
        }
        let names = several(name);
        names.iter().enumerate().try_fold(None, |last: Option<&GivenOption>, (index, name)| {
            let before = names.iter().take(index).filter(|other| *other == name).count();
            let found = self.options.iter().filter(|option| option.name == *name).nth(before)?;
            Some(Some(last.filter(|last| last.span.start > found.span.start).unwrap_or(found)))
        })?
    }

    /// The options whose value has this role, with the value.
    pub(super) fn values(&self, grammar: Grammar, role: ValueRole) -> impl Iterator<Item = (&GivenOption, &Resolved)> {
        self.options.iter().filter_map(move |option| {
            let is_role = |fact: &OptionFact| fact.name == option.name && fact.meaning == Meaning::Takes(role);
            // The command's own meaning of a letter goes before the program's.
            let first =
                grammar.options().find(|fact| fact.name == option.name && matches!(fact.meaning, Meaning::Takes(_)))?;
            option.value.as_ref().filter(|_| is_role(first)).map(|value| (option, value))
        })
    }
}

/// The names that a name of several stands for: `-qq` is `-q` twice. None for a name of one option.
fn several(name: &str) -> Vec<String> {
    if name.contains(' ') {
        return name.split(' ').map(str::to_owned).collect();
    }
    let letters = name.strip_prefix('-').filter(|letters| letters.len() > 1 && !letters.starts_with('-'));
    let first = letters.and_then(|letters| letters.chars().next());
    match (letters, first) {
        (Some(letters), Some(first)) if letters.chars().all(|letter| letter == first) => {
            letters.chars().map(|letter| format!("-{letter}")).collect()
        }
        _ => Vec::new(),
    }
}
