//! As much of Ruby as it takes to read method calls.

use super::text::lines;
use crate::context::ContextFile;
use crate::source::{Span, Text, TextBuilder};

/// The lines of the program without comments, a line that ends in a comma or backslash joined with the next.
pub(super) fn statements(file: &ContextFile) -> Vec<Text> {
    let mut statements = Vec::new();
    let mut pending: Option<TextBuilder> = None;
    for line in lines(file) {
        let code = line.slice(0..code_end(line.as_str())).trimmed();
        if code.is_empty() {
            continue;
        }
        let builder = pending.get_or_insert_with(|| TextBuilder::new(code.span().start));
        if !builder.is_empty() {
            builder.push_char(' ', Span::empty(code.span().start));
        }
        let kept = code.as_str().trim_end_matches('\\');
        builder.push_text(&code.slice_of(kept));
        if !code.as_str().ends_with([',', '\\', '(']) {
            statements.extend(pending.take().map(TextBuilder::finish));
        }
    }
    statements.extend(pending.map(TextBuilder::finish));
    statements
}

/// Where the comment of a line begins, or its end.
fn code_end(line: &str) -> usize {
    let mut scanner = Quotes::default();
    let mut previous = ' ';
    for (at, ch) in line.char_indices() {
        let outside = scanner.step(ch);
        if outside && ch == '#' && previous.is_whitespace() {
            return at;
        }
        previous = ch;
    }
    line.len()
}

/// Follows the quotes of Ruby code.
#[derive(Default)]
struct Quotes {
    open: Option<char>,
    escaped: bool,
}

impl Quotes {
    /// Takes one character, and tells whether it is code rather than a part of a string or its quotes.
    fn step(&mut self, ch: char) -> bool {
        let Some(quote) = self.open else {
            self.open = matches!(ch, '\'' | '"').then_some(ch);
            return self.open.is_none();
        };
        if self.escaped {
            self.escaped = false;
        } else if ch == '\\' {
            self.escaped = true;
        } else if ch == quote {
            self.open = None;
        }
        false
    }
}

/// The method that a statement calls, and its arguments.
pub(super) fn call(statement: &Text) -> (&str, Vec<Text>) {
    let value = statement.as_str();
    let end = value.find(|ch: char| !ch.is_alphanumeric() && ch != '_').unwrap_or(value.len());
    let (verb, rest) = value.split_at_checked(end).unwrap_or((value, ""));
    let rest = rest.trim_start();
    // Without parentheses the rest of the statement is the arguments.
    let rest = rest.strip_prefix('(').unwrap_or(rest);
    (verb, split(&statement.slice_of(rest)))
}

/// Cuts at the commas outside quotes and brackets, and ends at a closing parenthesis that nothing opened.
pub(super) fn split(text: &Text) -> Vec<Text> {
    let mut parts = Vec::new();
    let mut quotes = Quotes::default();
    let mut depth = 0usize;
    let mut start = 0;
    let mut end = text.len();
    for (at, ch) in text.as_str().char_indices() {
        if !quotes.step(ch) {
            continue;
        }
        match ch {
            '[' | '(' | '{' => depth += 1,
            ']' | ')' | '}' => match depth.checked_sub(1) {
                Some(less) => depth = less,
                None => {
                    end = at;
                    break;
                }
            },
            ',' if depth == 0 => {
                parts.push(text.slice(start..at).trimmed());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(text.slice(start..end).trimmed());
    parts.retain(|part| !part.is_empty());
    parts
}

/// The content of an argument that begins with a string.
pub(super) fn string(argument: &Text) -> Option<Text> {
    let quote = argument.as_str().chars().next().filter(|ch| matches!(ch, '\'' | '"'))?;
    let inner = argument.as_str().get(1..)?;
    Some(argument.slice_of(inner.get(..inner.find(quote)?)?))
}

/// Name and value of an argument written as `name: value` or `:name => value`.
pub(super) fn option(argument: &Text) -> Option<(&str, Text)> {
    let value = argument.as_str();
    let is_name = |name: &str| !name.is_empty() && name.chars().all(|ch| ch.is_alphanumeric() || ch == '_');
    let parts = match value.strip_prefix(':') {
        Some(rest) => rest.split_once("=>"),
        None => value.split_once(':'),
    };
    let (name, value) = parts?;
    is_name(name.trim()).then(|| (name.trim(), argument.slice_of(value.trim())))
}

/// The symbols in `:a` or `[:a, :b]`.
pub(super) fn symbols(text: &str) -> impl Iterator<Item = String> {
    let symbols = text.split(':').skip(1);
    symbols.map(|rest| rest.chars().take_while(|ch| ch.is_alphanumeric() || *ch == '_').collect())
}

/// Whether an `end` belongs to the statement.
pub(super) fn opens_block(statement: &Text, verb: &str) -> bool {
    let code = statement.as_str();
    let last = code.rsplit(char::is_whitespace).next().unwrap_or_default();
    let with_parameters = code.ends_with('|') && code.contains(" do |");
    last == "do" || with_parameters || matches!(verb, "if" | "unless" | "case" | "while" | "begin" | "def")
}
