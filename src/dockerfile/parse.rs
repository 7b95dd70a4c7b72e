//! Lines → items: what is a comment, where an instruction begins and ends, which lines are heredocs.

use std::collections::HashMap;

use super::directive::Directives;
use super::heredoc::Announcement;
use super::instruction::{self, Read};
use super::{Comment, Dockerfile, Heredoc, Item, Keyword, Line, LineKind, SyntaxError, SyntaxErrorKind, Unknown};
use crate::source::{Span, Text, TextBuilder};

const BOM: &[u8] = b"\xef\xbb\xbf";

/// The buffer into which BuildKit's frontend reads a line. It has to hold the line ending too, and one byte more than
/// a last line that has none.
const LINE_BUFFER: usize = 64 * 1024;

/// Parses a Dockerfile. Every byte of `source` is in the result, whatever it holds.
pub fn parse(source: &[u8]) -> Dockerfile {
    let mut parser = Parser {
        source,
        at: 0,
        directives: Directives::default(),
        items: Vec::new(),
        errors: Vec::new(),
        last_lines: None,
    };
    parser.run();
    Dockerfile { escape: parser.directives.escape(), items: parser.items, errors: parser.errors }
}

struct Parser<'a> {
    source: &'a [u8],
    at: usize,
    directives: Directives,
    items: Vec<Item>,
    errors: Vec<SyntaxError>,
    /// Made when the first heredoc is met.
    last_lines: Option<LastLines<'a>>,
}

/// Where each line occurs for the last time. Without it, every heredoc that is not closed would have to be followed to
/// the end of the file.
struct LastLines<'a> {
    plain: HashMap<&'a [u8], usize>,
    without_tabs: HashMap<&'a [u8], usize>,
}

impl<'a> LastLines<'a> {
    fn new(source: &'a [u8]) -> Self {
        let mut lines = LastLines { plain: HashMap::new(), without_tabs: HashMap::new() };
        let mut start = 0;
        for line in source.split_inclusive(|b| *b == b'\n') {
            let content = trimmed_ending(line);
            lines.plain.insert(content, start);
            lines.without_tabs.insert(without_leading_tabs(content), start);
            start += line.len();
        }
        lines
    }

    /// Whether a line that is `content` begins at `offset` or later.
    fn is_after(&self, content: &[u8], without_tabs: bool, offset: usize) -> bool {
        let lines = if without_tabs { &self.without_tabs } else { &self.plain };
        lines.get(content).is_some_and(|last| *last >= offset)
    }
}

impl Parser<'_> {
    fn run(&mut self) {
        if self.source.starts_with(BOM) {
            self.at = BOM.len();
            self.items.push(Item::Bom(Span::new(0, BOM.len())));
        }
        while let Some(line) = self.next_line() {
            let content = self.without_indent(self.without_ending(line));
            match self.byte(content.start).filter(|_| !content.is_empty()) {
                None => {
                    self.directives.end();
                    self.items.push(Item::Blank(line));
                }
                Some(b'#') => self.comment(line, content),
                Some(_) => {
                    self.directives.end();
                    self.instruction(line, content);
                }
            }
        }
        self.errors.extend(long_lines(self.source));
        if !self.items.iter().any(|item| matches!(item, Item::Instruction(_) | Item::Unknown(_))) {
            self.errors
                .push(SyntaxError { span: Span::empty(self.source.len()), kind: SyntaxErrorKind::NoInstructions });
        }
    }

    /// A comment or parser directive between instructions.
    fn comment(&mut self, line: Span, content: Span) {
        let text = Text::verbatim(self.source, content);
        let (directive, error) = self.directives.read(line, &text);
        self.errors.extend(error);
        self.items.push(match directive {
            Some(directive) => Item::Directive(directive),
            None => Item::Comment(Comment { span: line, text: text.slice(1..text.len()).trimmed() }),
        });
    }

    /// An instruction that begins on `first`, with the lines that belong to it.
    fn instruction(&mut self, first: Span, content: Span) {
        let (text, mut lines) = self.continued_lines(first, content);
        let read = instruction::read(&text, self.directives.escape());
        let mut heredocs = Vec::new();
        let mut errors = Vec::new();
        if let Read::Instruction(draft) = &read {
            for announcement in &draft.heredocs {
                heredocs.push(self.heredoc(announcement, heredocs.len(), &mut lines, &mut errors));
            }
        }
        let span = Span::new(first.start, self.at);
        self.items.push(match read {
            Read::Instruction(draft) => {
                let mut instruction = draft.instruction;
                instruction.span = span;
                instruction.lines = lines;
                instruction.heredocs = heredocs;
                instruction.errors.extend(errors);
                Item::Instruction(Box::new(instruction))
            }
            Read::Unknown { word, error } => Item::Unknown(Unknown { span, word, text, lines, error }),
        });
    }

    /// Joins a line with those that continue it. Comment lines and blank lines between them are left out.
    fn continued_lines(&mut self, first: Span, content: Span) -> (Text, Vec<Line>) {
        let mut text = TextBuilder::new(content.start);
        let (content, mut continued) = self.without_continuation(content);
        text.push_source(self.source, content);
        let mut lines = vec![Line { span: first, kind: LineKind::Text { content } }];
        while continued {
            let Some(line) = self.next_line() else { break };
            let content = self.without_ending(line);
            let indented = self.without_indent(content);
            let kind = match self.byte(indented.start).filter(|_| !indented.is_empty()) {
                None => LineKind::Blank,
                Some(b'#') => LineKind::Comment,
                Some(_) => {
                    let (content, more) = self.without_continuation(content);
                    text.push_source(self.source, content);
                    continued = more;
                    LineKind::Text { content }
                }
            };
            lines.push(Line { span: line, kind });
        }
        (text.finish(), lines)
    }

    /// The lines of a heredoc up to its terminator.
    fn heredoc(
        &mut self,
        announcement: &Announcement,
        number: usize,
        lines: &mut Vec<Line>,
        errors: &mut Vec<SyntaxError>,
    ) -> Heredoc {
        let start = self.at;
        let delimiter = announcement.delimiter.as_bytes();
        // BuildKit refuses a file without the terminator. So that the instructions below are still seen, the body then
        // ends before the first line that looks like one.
        let is_closed = self.last_lines().is_after(delimiter, announcement.strip_tabs, start);
        let mut body = Vec::new();
        let mut terminator = None;
        while let Some(line) = self.next_line() {
            let content = self.without_ending(line).bytes(self.source);
            let content = if announcement.strip_tabs { without_leading_tabs(content) } else { content };
            if content == delimiter {
                terminator = Some(line);
                break;
            }
            if !is_closed && self.looks_like_instruction(line) {
                self.at = line.start;
                break;
            }
            body.push(line);
        }
        if terminator.is_none() {
            let kind = SyntaxErrorKind::UnterminatedHeredoc { delimiter: announcement.delimiter.clone() };
            errors.push(SyntaxError { span: announcement.span, kind });
        }
        let end = body.last().map_or(start, |line| line.end);
        lines.extend(body.into_iter().map(|span| Line { span, kind: LineKind::Heredoc { heredoc: number } }));
        lines.extend(terminator.map(|span| Line { span, kind: LineKind::Terminator { heredoc: number } }));
        Heredoc {
            span: announcement.span,
            delimiter: announcement.delimiter.clone(),
            expand: announcement.expand,
            strip_tabs: announcement.strip_tabs,
            file_descriptor: announcement.file_descriptor,
            body: Text::verbatim(self.source, Span::new(start, end)),
            terminator,
        }
    }

    fn last_lines(&mut self) -> &LastLines<'_> {
        self.last_lines.get_or_insert_with(|| LastLines::new(self.source))
    }

    /// Whether a line begins, without indentation and in upper case, with an instruction.
    fn looks_like_instruction(&self, line: Span) -> bool {
        let bytes = line.bytes(self.source);
        let end = bytes.iter().position(|b| !b.is_ascii_uppercase()).unwrap_or(bytes.len());
        let followed_by_space = bytes.get(end).is_none_or(u8::is_ascii_whitespace);
        followed_by_space && str::from_utf8(&bytes[..end]).is_ok_and(|word| Keyword::from_word(word).is_some())
    }

    fn next_line(&mut self) -> Option<Span> {
        let rest = self.source.get(self.at..).filter(|rest| !rest.is_empty())?;
        let length = rest.iter().position(|b| *b == b'\n').map_or(rest.len(), |i| i + 1);
        let line = Span::new(self.at, self.at + length);
        self.at = line.end;
        Some(line)
    }

    fn byte(&self, offset: usize) -> Option<u8> {
        self.source.get(offset).copied()
    }

    /// The line without its `\r\n`, `\n`, or any other run of these two.
    fn without_ending(&self, line: Span) -> Span {
        Span::new(line.start, line.start + trimmed_ending(line.bytes(self.source)).len())
    }

    /// The line without the white space at its start, as Unicode has it.
    fn without_indent(&self, line: Span) -> Span {
        let text = line.bytes(self.source).utf8_chunks().next().map_or("", |chunk| chunk.valid());
        Span::new(line.start + text.len() - text.trim_start().len(), line.end)
    }

    /// Takes the continuation character, and blanks after it, off a line; also tells whether there was one.
    ///
    /// A doubled escape character at the end does not continue the line, and neither does a tripled one: BuildKit
    /// looks at no more than the byte before it.
    fn without_continuation(&self, line: Span) -> (Span, bool) {
        let bytes = line.bytes(self.source);
        let escape = self.directives.escape() as u8;
        let Some(last) = bytes.iter().rposition(|b| !matches!(b, b' ' | b'\t')) else { return (line, false) };
        let continued = bytes[last] == escape && (last == 0 || bytes[last - 1] != escape);
        if continued { (Span::new(line.start, line.start + last), true) } else { (line, false) }
    }
}

/// The lines that BuildKit's frontend refuses to read; each error is at the start of its line.
fn long_lines(source: &[u8]) -> Vec<SyntaxError> {
    let mut errors = Vec::new();
    let mut start = 0;
    for line in source.split_inclusive(|b| *b == b'\n') {
        if line.len() + usize::from(!line.ends_with(b"\n")) > LINE_BUFFER {
            let kind = SyntaxErrorKind::LineTooLong { limit: LINE_BUFFER - 1 };
            errors.push(SyntaxError { span: Span::empty(start), kind });
        }
        start += line.len();
    }
    errors
}

/// The line without its `\r\n`, `\n`, or any other run of these two.
fn trimmed_ending(line: &[u8]) -> &[u8] {
    let length = line.iter().rposition(|b| !matches!(b, b'\r' | b'\n')).map_or(0, |i| i + 1);
    &line[..length]
}

fn without_leading_tabs(line: &[u8]) -> &[u8] {
    let start = line.iter().position(|b| *b != b'\t').unwrap_or(line.len());
    &line[start..]
}
