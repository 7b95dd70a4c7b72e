//! Arguments that were meant as a JSON array and are none, so that Docker takes them for something else.

use std::ops::Range;

use crate::dockerfile::{Body, Healthcheck, Invocation, Keyword};
use crate::lint::facts::{Facts, Statement};
use crate::lint::reporter::{Found, Reporter};
use crate::source::{Span, Text};

/// Quotes that word processors make.
const TYPOGRAPHIC: [char; 5] = ['“', '”', '„', '‘', '’'];

/// Text that begins like a JSON array of strings, and is not one.
pub(crate) fn invalid(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    for statement in facts.statements() {
        let Some(text) = arguments(statement) else { continue };
        if is_meant_as_json(statement.instruction.keyword, text.as_str()) {
            let instruction = statement.instruction.keyword.as_str();
            let problem = Scanner { text: &text, at: 0 }.array().err();
            reporter.extend(
                problem.map(|problem| {
                    Found::at(problem.span).with("problem", problem.what).with("instruction", instruction)
                }),
            );
        }
    }
}

/// The arguments, if the instruction takes a JSON array and they are none.
fn arguments(statement: &Statement<'_>) -> Option<Text> {
    let between = |first: &Text, last: &Text| {
        let text = &statement.instruction.text;
        let start = text.as_str().find(first.as_str())?;
        let end = text.as_str().rfind(last.as_str())? + last.len();
        (start < end).then(|| text.slice(start..end))
    };
    let invocation = match &statement.instruction.body {
        Body::Run(invocation) | Body::Cmd(invocation) | Body::Entrypoint(invocation) => invocation,
        Body::Healthcheck(Healthcheck::Cmd { command, .. }) => command,
        Body::Copy(transfer) | Body::Add(transfer) if !transfer.json => {
            return between(transfer.sources.first()?.text(), &transfer.destination);
        }
        Body::Volume(list) if !list.json => return between(list.words.first()?, list.words.last()?),
        _ => return None,
    };
    match invocation {
        Invocation::Shell(text) => Some(text.clone()),
        Invocation::Exec(_) => None,
    }
}

/// Whether the text begins like an array of strings. A test of a shell, `[ -f file ]`, begins with a bracket too.
fn is_meant_as_json(keyword: Keyword, text: &str) -> bool {
    let Some(inside) = text.trim().strip_prefix('[').filter(|inside| !inside.starts_with('[')) else { return false };
    let begins_with_string = inside.trim_start().starts_with(is_quote);
    let is_tight = !inside.starts_with(char::is_whitespace);
    let has_commas = inside.contains(',');
    let is_closed = inside.ends_with(']');
    match keyword {
        Keyword::Run | Keyword::Healthcheck if begins_with_string => {
            is_tight || inside.split(',').skip(1).any(|rest| rest.trim_start().starts_with(is_quote))
        }
        Keyword::Run | Keyword::Healthcheck => is_closed && is_tight && has_commas,
        _ => begins_with_string || is_closed && (is_tight || has_commas),
    }
}

fn is_quote(ch: char) -> bool {
    matches!(ch, '"' | '\'') || TYPOGRAPHIC.contains(&ch)
}

/// What is wrong, and where.
struct Problem {
    span: Span,
    what: String,
}

struct Scanner<'a> {
    text: &'a Text,
    at: usize,
}

impl Scanner<'_> {
    /// Reads an array of strings and nothing after it.
    fn array(&mut self) -> Result<(), Problem> {
        self.skip_blanks();
        let opening = self.at;
        self.at += '['.len_utf8();
        let mut comma = None;
        loop {
            self.skip_blanks();
            match self.peek() {
                None => return Err(self.problem(opening..opening + 1, "this bracket is never closed".to_owned())),
                Some(']') => match comma {
                    Some(comma) => {
                        return Err(self
                            .problem(comma..comma + 1, "the comma after the last string is one too many".to_owned()));
                    }
                    None => break,
                },
                Some('"') => self.string()?,
                Some(_) => return Err(self.no_string()),
            }
            self.skip_blanks();
            comma = None;
            match self.peek() {
                Some(',') => {
                    comma = Some(self.at);
                    self.at += ','.len_utf8();
                }
                Some(']') | None => {}
                Some(_) => {
                    let end = self.word_end();
                    return Err(self.problem(self.at..end, "a comma is missing before this".to_owned()));
                }
            }
        }
        self.at += ']'.len_utf8();
        self.skip_blanks();
        match self.peek() {
            None => Ok(()),
            Some(_) => Err(self.problem(self.at..self.text.len(), "nothing can follow the array".to_owned())),
        }
    }

    /// Reads a string in double quotes.
    fn string(&mut self) -> Result<(), Problem> {
        let start = self.at;
        let mut chars = self.rest().char_indices().skip(1);
        while let Some((offset, ch)) = chars.next() {
            match ch {
                '"' => {
                    self.at = start + offset + ch.len_utf8();
                    return Ok(());
                }
                '\\' => match chars.next() {
                    Some((_, '"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't' | 'u')) => {}
                    Some((after, other)) => {
                        let range = start + offset..start + after + other.len_utf8();
                        return Err(
                            self.problem(range, format!("JSON has no `\\{other}`; a backslash is written twice"))
                        );
                    }
                    None => break,
                },
                _ => {}
            }
        }
        Err(self.problem(start..self.text.len(), "this string is never closed".to_owned()))
    }

    /// Something that is no string in double quotes.
    fn no_string(&self) -> Problem {
        let rest = self.rest();
        let first = rest.chars().next().unwrap_or_default();
        if first == '\'' || TYPOGRAPHIC.contains(&first) {
            let end = rest.char_indices().skip(1).find(|(_, ch)| *ch == first || TYPOGRAPHIC.contains(ch));
            let end = end.map_or(self.word_end(), |(offset, ch)| self.at + offset + ch.len_utf8());
            return self
                .problem(self.at..end, format!("strings are written in double quotes (`\"`), not in `{first}`"));
        }
        self.problem(self.at..self.word_end(), "this is no string in double quotes".to_owned())
    }

    fn problem(&self, range: Range<usize>, what: String) -> Problem {
        Problem { span: self.text.span_of(range), what }
    }

    /// The end of the word here: before the next comma, bracket or blank.
    fn word_end(&self) -> usize {
        let rest = self.rest();
        let length = rest.char_indices().skip(1).find(|(_, ch)| matches!(ch, ',' | ']') || ch.is_whitespace());
        self.at + length.map_or(rest.len(), |(offset, _)| offset)
    }

    fn rest(&self) -> &str {
        self.text.as_str().get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn skip_blanks(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }
}
