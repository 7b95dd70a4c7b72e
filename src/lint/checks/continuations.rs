//! Lines that go on where the instruction should have ended.

use std::cell::OnceCell;
use std::collections::HashSet;

use super::base_facts::is_windows;
use crate::dockerfile::{Keyword, Line, LineKind};
use crate::lint::facts::{Facts, Statement};
use crate::lint::reporter::{Found, Reporter};
use crate::source::Span;

/// Commands of a RUN that are called like instructions: `RUN a && RUN b`.
pub(crate) fn instruction_as_command(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    let mut found: Vec<(Span, &str)> = Vec::new();
    for keyword in Keyword::ALL.map(Keyword::as_str) {
        for command in facts.commands_named(keyword).filter(|command| command.call.program.is(keyword)) {
            let is_run = |it: &Statement<'_>| {
                it.instruction.keyword == Keyword::Run
                    && it.stage.is_none_or(|stage| !is_windows(facts, facts.root(stage)))
            };
            if facts.statement_of(command).is_some_and(is_run) {
                found.push((command.call.program.span, keyword));
            }
        }
    }
    reporter.extend(found.into_iter().map(|(span, keyword)| Found::at(span).with("keyword", keyword)));
}

/// Continuation characters after which the file ends or the next instruction begins. Where blank lines come between,
/// the rule `empty-continuation-line` finds those.
pub(crate) fn dangling_backslash(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    for statement in facts.statements().iter().filter(|statement| statement.onbuild.is_none()) {
        let mut words = Words { statement, quote: None, arguments: OnceCell::new() };
        let mut open: Option<Span> = None;
        for line in &statement.instruction.lines {
            match line.kind {
                LineKind::Comment => {}
                LineKind::Text { content } => {
                    let next = keyword_at(facts, content).filter(|next| words.has(facts, *next));
                    if let (Some(backslash), Some((keyword, span))) = (open, next) {
                        let what = format!(
                            "makes {keyword} on the next line a part of this {}",
                            statement.instruction.keyword
                        );
                        let found = Found::at(backslash).with("what", what);
                        reporter.push(found.label(span, "this looks like the next instruction"));
                    }
                    words.read(content.bytes(facts.input.file.bytes()));
                    open = continuation(facts, line, content);
                }
                _ => open = None,
            }
        }
        reporter.extend(open.map(|backslash| Found::at(backslash).with("what", "is followed by nothing")));
    }
}

/// The words of an instruction, as far as its lines have been read.
struct Words<'f, 'a> {
    statement: &'f Statement<'a>,
    /// The quote that is open.
    quote: Option<u8>,
    /// The places of the arguments of the commands that it runs.
    arguments: OnceCell<HashSet<Span>>,
}

impl Words<'_, '_> {
    /// Whether the keyword at the beginning of a line is a word of its own, and one that the instruction does not have
    /// there by right.
    fn has(&self, facts: &Facts<'_>, (keyword, span): (Keyword, Span)) -> bool {
        match self.statement.instruction.keyword {
            Keyword::Onbuild => false,
            Keyword::Healthcheck if keyword == Keyword::Cmd => false,
            Keyword::Run | Keyword::Cmd | Keyword::Entrypoint | Keyword::Healthcheck => {
                self.arguments.get_or_init(|| arguments(facts, self.statement)).contains(&span)
            }
            _ => self.quote.is_none(),
        }
    }

    /// Follows the quotes of a line.
    fn read(&mut self, line: &[u8]) {
        let mut bytes = line.iter().copied();
        while let Some(byte) = bytes.next() {
            match (byte, self.quote) {
                (b'\\', Some(b'"') | None) => {
                    bytes.next();
                }
                (_, Some(quote)) if byte == quote => self.quote = None,
                (b'"' | b'\'', None) => self.quote = Some(byte),
                _ => {}
            }
        }
    }
}

fn arguments(facts: &Facts<'_>, statement: &Statement<'_>) -> HashSet<Span> {
    facts.commands_of(statement.number).flat_map(|command| &command.call.args).map(|word| word.span).collect()
}

/// The keyword in capitals with which a line begins, if anything follows it.
fn keyword_at(facts: &Facts<'_>, line: Span) -> Option<(Keyword, Span)> {
    let bytes = line.bytes(facts.input.file.bytes());
    let start = bytes.iter().position(|byte| !byte.is_ascii_whitespace())?;
    let rest = bytes.get(start..)?;
    let length = rest.iter().position(u8::is_ascii_whitespace)?;
    let word = std::str::from_utf8(rest.get(..length)?).ok()?;
    let keyword = Keyword::from_word(word).filter(|keyword| keyword.as_str() == word)?;
    let follows = rest.get(length..)?.iter().any(|byte| !byte.is_ascii_whitespace());
    follows.then(|| (keyword, Span::new(line.start + start, line.start + start + length)))
}

/// The continuation character at the end of a line.
fn continuation(facts: &Facts<'_>, line: &Line, content: Span) -> Option<Span> {
    let escape = facts.input.dockerfile.escape;
    let end = Span::new(content.end, line.span.end).bytes(facts.input.file.bytes());
    let is_continued = end.first().is_some_and(|byte| char::from(*byte) == escape);
    is_continued.then(|| Span::new(content.end, content.end + escape.len_utf8()))
}
