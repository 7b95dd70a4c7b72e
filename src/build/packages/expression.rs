//! Program text that installs packages: `R -e 'install.packages("x")'`, `perl -MCPAN -e 'install X'`.
//!
//! The text is not parsed as its language has it: calls of known functions are found, and the string literals that
//! they are given.

use std::ops::Range;

use crate::build::resolve::Resolved;
use crate::facts::managers::{ActionKind, FunctionFact, Language, ProgramFact, SyntaxFact};

use super::action::{PackageSource, PackageSpec, Revision};
use super::{source, spec};

/// What the text does, with which packages.
pub(super) fn actions(
    text: &Resolved,
    language: Language,
    program: &'static ProgramFact,
) -> Vec<(ActionKind, Vec<PackageSpec>)> {
    let mut scanner = Scanner { word: text, at: 0 };
    let mut found = Vec::new();
    while let Some(name) = scanner.next_identifier() {
        let function = text.text.get(name).and_then(|name| program.functions.iter().find(|it| it.name == name));
        let Some(function) = function else { continue };
        let arguments = if scanner.skip_to('(') {
            scanner.arguments()
        } else if language == Language::Perl {
            vec![scanner.bare_words(function.name)]
        } else {
            continue;
        };
        found.push((function.does, packages(&arguments, function, program.syntax, text)));
    }
    found
}

/// An argument of a function: its name if it has one, and the string literals in it.
#[derive(Default)]
struct Argument {
    name: Option<Range<usize>>,
    strings: Vec<Range<usize>>,
    whole: Range<usize>,
}

fn packages(arguments: &[Argument], function: &FunctionFact, syntax: &SyntaxFact, text: &Resolved) -> Vec<PackageSpec> {
    let name_of = |argument: &Argument| argument.name.clone().and_then(|name| text.text.get(name)).unwrap_or("");
    let is_packages =
        |argument: &&Argument| ["", "pkgs", "pkg", "package", "packages", "repo", "url"].contains(&name_of(argument));
    let Some(first) = arguments.iter().find(is_packages) else { return Vec::new() };
    // Perl's CPAN shell is told `force install Name`, so one function's name may stand among the packages.
    let names = first.strings.iter().filter(|range| text.text.get((*range).clone()).is_some_and(|it| it != "install"));
    let mut packages: Vec<PackageSpec> =
        names.map(|range| package(&text.slice(range.clone()), function, syntax)).collect();
    let is_unknown = packages.is_empty() && !first.whole.is_empty() && function.does == ActionKind::Install;
    if is_unknown {
        let whole = text.slice(first.whole.clone());
        packages.push(PackageSpec { resolved: false, ..spec::plain(&whole, PackageSource::Registry) });
    }
    let version = function.version.and_then(|version| {
        let named = arguments.iter().find(|argument| name_of(argument) == version);
        named.or_else(|| arguments.get(1).filter(|argument| argument.name.is_none()))
    });
    if let Some(range) = version.and_then(|argument| argument.strings.first()) {
        apply_version(&mut packages, &text.slice(range.clone()), syntax);
    }
    packages
}

fn package(word: &Resolved, function: &FunctionFact, syntax: &SyntaxFact) -> PackageSpec {
    if !function.git {
        return spec::read(word, syntax).spec;
    }
    let located = source::git(word, syntax);
    PackageSpec { span: word.span, ..spec::plain(&word.slice(located.name), located.source) }
}

fn apply_version(packages: &mut [PackageSpec], version: &Resolved, syntax: &SyntaxFact) {
    for spec in packages {
        match &mut spec.source {
            PackageSource::Git { revision, .. } => {
                revision.get_or_insert_with(|| Revision {
                    text: version.text.clone(),
                    span: version.span,
                    branch: false,
                    resolved: version.complete,
                });
            }
            _ => {
                spec.constraint.get_or_insert_with(|| spec::separate_constraint("", version, version.span, syntax));
            }
        }
    }
}

struct Scanner<'a> {
    word: &'a Resolved,
    at: usize,
}

impl<'a> Scanner<'a> {
    fn rest(&self) -> &'a str {
        self.word.text.get(self.at..).unwrap_or_default()
    }

    /// The next name outside strings and comments; the scanner stands after it.
    fn next_identifier(&mut self) -> Option<Range<usize>> {
        loop {
            let first = self.rest().chars().next()?;
            if is_letter(first) {
                let start = self.at;
                let length = self.rest().find(|it: char| !is_letter(it) && !it.is_ascii_digit());
                self.at += length.unwrap_or(self.rest().len());
                return Some(start..self.at);
            }
            match first {
                '"' | '\'' => drop(self.string()),
                '#' => self.at += self.rest().find('\n').unwrap_or(self.rest().len()),
                other => self.at += other.len_utf8(),
            }
        }
    }

    /// Whether `mark` comes next, white space aside; if so the scanner stands after it.
    fn skip_to(&mut self, mark: char) -> bool {
        let rest = self.rest();
        let trimmed = rest.trim_start();
        let found = trimmed.starts_with(mark);
        if found {
            self.at += rest.len() - trimmed.len() + mark.len_utf8();
        }
        found
    }

    /// The string that begins here, without its quotes; the scanner stands after it.
    fn string(&mut self) -> Range<usize> {
        let quote = self.rest().chars().next().unwrap_or('"');
        let start = self.at + quote.len_utf8();
        let mut escaped = false;
        for (at, letter) in self.rest().char_indices().skip(1) {
            match letter {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                _ if letter == quote => {
                    let end = self.at + at;
                    self.at = end + quote.len_utf8();
                    return start..end;
                }
                _ => {}
            }
        }
        self.at = self.word.text.len();
        start.min(self.at)..self.at
    }

    /// The arguments of a function up to its closing parenthesis; the scanner stands after that.
    fn arguments(&mut self) -> Vec<Argument> {
        let mut arguments = Vec::new();
        let mut argument = Argument { whole: self.at..self.at, ..Argument::default() };
        let mut depth = 0_usize;
        while let Some(first) = self.rest().chars().next() {
            match first {
                '"' | '\'' => {
                    let string = self.string();
                    argument.strings.push(string);
                    argument.whole.end = self.at;
                    continue;
                }
                ')' if depth == 0 => {
                    self.at += 1;
                    break;
                }
                ',' if depth == 0 => {
                    self.at += 1;
                    arguments.push(std::mem::take(&mut argument));
                    argument.whole = self.at..self.at;
                    continue;
                }
                '=' if depth == 0 && argument.name.is_none() && argument.strings.is_empty() => {
                    argument.name = Some(self.trimmed(argument.whole.start..self.at));
                    argument.whole.start = self.at + 1;
                }
                '(' | '[' | '{' => depth += 1,
                ')' | ']' | '}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            self.at += first.len_utf8();
            argument.whole.end = self.at;
        }
        arguments.push(argument);
        for argument in &mut arguments {
            argument.whole = self.trimmed(argument.whole.clone());
        }
        arguments.retain(|argument| !argument.whole.is_empty() || argument.name.is_some());
        arguments
    }

    /// Perl's `install Name, Other;`
    fn bare_words(&mut self, function: &str) -> Argument {
        let rest = self.rest();
        let end = rest.find([';', '}', ')']).unwrap_or(rest.len());
        let statement = rest.get(..end).unwrap_or_default();
        let mut strings = Vec::new();
        let mut offset = 0;
        for word in statement.split([' ', ',', '\n', '\t', '"', '\'']) {
            if !word.is_empty() && word != function && word.starts_with(is_letter) {
                strings.push(self.at + offset..self.at + offset + word.len());
            }
            offset += word.len() + 1;
        }
        let whole = self.at..self.at + end;
        self.at += end;
        Argument { name: None, strings, whole }
    }

    fn trimmed(&self, range: Range<usize>) -> Range<usize> {
        let text = self.word.text.get(range.clone()).unwrap_or_default();
        let start = range.start + (text.len() - text.trim_start().len());
        start..start + text.trim().len()
    }
}

fn is_letter(letter: char) -> bool {
    letter.is_ascii_alphabetic() || letter == '_' || letter == '.'
}
