use super::Argument;
use crate::facts::commands::{OptionFact, ProgramFact, Takes};
use crate::source::Span;

/// The arguments of a call told apart, as `getopt_long` does it.
#[derive(Debug)]
pub struct Options {
    /// What is neither an option nor the value of one, in order.
    pub operands: Vec<Argument>,
    /// What looks like an option and is none of the program's.
    pub unknown: Vec<Argument>,
    found: Vec<Found>,
}

#[derive(Debug)]
struct Found {
    option: &'static OptionFact,
    span: Span,
    value: Option<Argument>,
}

impl Options {
    /// Reads the arguments of `program`.
    pub fn read(program: &'static ProgramFact, arguments: Vec<Argument>) -> Self {
        let mut options = Options { operands: Vec::new(), unknown: Vec::new(), found: Vec::new() };
        let mut rest = arguments.into_iter();
        let mut first = true;
        while let Some(argument) = rest.next() {
            let text = argument.text();
            if text == "--" {
                options.operands.extend(rest);
                break;
            }
            if text.starts_with("--") {
                options.long(program, argument, &mut rest);
            } else if text.len() > 1 && text.starts_with('-') {
                options.short(program, argument, &mut rest);
            } else if first && program.first_word_flags {
                options.first_word(program, &argument, &mut rest);
            } else {
                options.operands.push(argument);
                if program.ends_at_operand {
                    options.operands.extend(rest);
                    break;
                }
            }
            first = false;
        }
        options
    }

    /// Whether an option of this meaning is given.
    pub fn has(&self, meaning: &str) -> bool {
        self.span(meaning).is_some()
    }

    /// Where the first option of this meaning stands.
    pub fn span(&self, meaning: &str) -> Option<Span> {
        self.of(meaning).next().map(|found| found.span)
    }

    /// The value of the last option of this meaning, which is the one that counts.
    pub fn value(&self, meaning: &str) -> Option<&Argument> {
        self.values(meaning).last()
    }

    /// The values of all options of this meaning, in order.
    pub fn values(&self, meaning: &str) -> impl Iterator<Item = &Argument> {
        self.of(meaning).filter_map(|found| found.value.as_ref())
    }

    /// The options of any of these meanings in the order in which they are given.
    pub fn in_order<'a>(&'a self, meanings: &'a [&'a str]) -> impl Iterator<Item = (&'a str, Option<&'a Argument>)> {
        self.found.iter().filter_map(move |found| {
            let meaning = meanings.iter().find(|meaning| found.option.meanings.contains(meaning))?;
            Some((*meaning, found.value.as_ref()))
        })
    }

    fn of(&self, meaning: &str) -> impl Iterator<Item = &Found> {
        self.found.iter().filter(move |found| found.option.meanings.contains(&meaning))
    }

    fn long(&mut self, program: &'static ProgramFact, argument: Argument, rest: &mut impl Iterator<Item = Argument>) {
        let text = argument.text();
        let (name, attached) = match text.find('=') {
            Some(at) => (&text[..at], Some(argument.from(at + 1))),
            None => (text, None),
        };
        let Some(option) = program.option(name) else { return self.unknown.push(argument) };
        let value = match option.takes {
            Takes::Value => attached.or_else(|| rest.next()),
            Takes::Attached => attached,
            Takes::Nothing => None,
        };
        self.found.push(Found { option, span: argument.span(), value });
    }

    /// A word of one dash: an option of one letter or several such in one, the last of which may have a value.
    fn short(&mut self, program: &'static ProgramFact, argument: Argument, rest: &mut impl Iterator<Item = Argument>) {
        if let Some(option) = program.option(argument.text()) {
            let value = if option.takes == Takes::Value { rest.next() } else { None };
            return self.found.push(Found { option, span: argument.span(), value });
        }
        let mut cluster = Vec::new();
        for (at, letter) in argument.text().char_indices().skip(1) {
            let Some(option) = program.option(&format!("-{letter}")) else { return self.unknown.push(argument) };
            let after = at + letter.len_utf8();
            let span = argument.value.span_of(at..after);
            let attached = (after < argument.text().len()).then(|| argument.from(after));
            if option.takes == Takes::Nothing {
                cluster.push(Found { option, span, value: None });
                continue;
            }
            let value = if option.takes == Takes::Value { attached.or_else(|| rest.next()) } else { attached };
            cluster.push(Found { option, span, value });
            break;
        }
        self.found.append(&mut cluster);
    }

    /// The first word of `tar xzf a.tgz`: letters whose values are the words that follow, in order.
    fn first_word(
        &mut self,
        program: &'static ProgramFact,
        argument: &Argument,
        rest: &mut impl Iterator<Item = Argument>,
    ) {
        let letters: Option<Vec<_>> =
            argument.text().chars().map(|letter| program.option(&format!("-{letter}"))).collect();
        let Some(letters) = letters else { return self.operands.push(argument.clone()) };
        for option in letters {
            let value = if option.takes == Takes::Value { rest.next() } else { None };
            self.found.push(Found { option, span: argument.span(), value });
        }
    }
}
