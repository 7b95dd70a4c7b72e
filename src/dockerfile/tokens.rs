//! The file as a flat list of tokens, every byte in exactly one: for printing, highlighting, and editing.

use super::{Body, Dockerfile, Healthcheck, Instruction, Invocation, Item, LineKind, Unknown};
use crate::source::{Span, Text};

/// A piece of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Its bytes.
    pub span: Span,
    /// What it is.
    pub kind: TokenKind,
}

/// The kinds of tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// The byte-order mark.
    Bom,
    /// A comment, without its line ending.
    Comment,
    /// A parser directive, without its line ending.
    Directive,
    /// The keyword of an instruction.
    Keyword,
    /// A flag with its value.
    Flag,
    /// A piece of an argument.
    Argument,
    /// Text that belongs to no node, such as the brackets and commas of a JSON array.
    Punctuation,
    /// A line, or part of one, in which no instruction was recognised.
    Unknown,
    /// Part of a heredoc's body.
    HeredocBody,
    /// The line that closes a heredoc.
    HeredocTerminator,
    /// The continuation character and blanks after it.
    Continuation,
    /// Blanks.
    Whitespace,
    /// A line ending.
    Newline,
}

impl Dockerfile {
    /// The tokens of the file that this was parsed from, in order and without gaps.
    pub fn tokens(&self, source: &[u8]) -> Vec<Token> {
        let mut sink = Sink { source, tokens: Vec::new() };
        for item in &self.items {
            match item {
                Item::Bom(span) => sink.push(*span, TokenKind::Bom),
                Item::Blank(span) => sink.line(*span, TokenKind::Whitespace),
                Item::Comment(comment) => sink.line(comment.span, TokenKind::Comment),
                Item::Directive(directive) => sink.line(directive.span, TokenKind::Directive),
                Item::Instruction(instruction) => sink.instruction(instruction),
                Item::Unknown(unknown) => sink.unknown(unknown),
            }
        }
        sink.tokens
    }

    /// The file, put together again from its tokens: the bytes that it was parsed from.
    pub fn print(&self, source: &[u8]) -> Vec<u8> {
        self.tokens(source).iter().flat_map(|token| token.span.bytes(source)).copied().collect()
    }
}

struct Sink<'a> {
    source: &'a [u8],
    tokens: Vec<Token>,
}

impl Sink<'_> {
    fn push(&mut self, span: Span, kind: TokenKind) {
        if !span.is_empty() {
            self.tokens.push(Token { span, kind });
        }
    }

    /// White space at both ends of `span` as such, and the rest as `kind`.
    fn padded(&mut self, span: Span, kind: TokenKind) {
        let bytes = span.bytes(self.source);
        let start = bytes.iter().position(|b| !b.is_ascii_whitespace()).unwrap_or(bytes.len());
        let end = bytes.iter().rposition(|b| !b.is_ascii_whitespace()).map_or(start, |i| i + 1);
        self.push(Span::new(span.start, span.start + start), TokenKind::Whitespace);
        self.push(Span::new(span.start + start, span.start + end), kind);
        self.push(Span::new(span.start + end, span.end), TokenKind::Whitespace);
    }

    /// A whole line: `kind` and its line ending.
    fn line(&mut self, line: Span, kind: TokenKind) {
        let ending = self.ending(line);
        self.padded(Span::new(line.start, ending.start), kind);
        self.push(ending, TokenKind::Newline);
    }

    fn ending(&self, line: Span) -> Span {
        let bytes = line.bytes(self.source);
        let length = bytes.iter().rposition(|b| !matches!(b, b'\r' | b'\n')).map_or(0, |i| i + 1);
        Span::new(line.start + length, line.end)
    }

    fn instruction(&mut self, instruction: &Instruction) {
        let mut leaves = Vec::new();
        collect(instruction, &mut leaves);
        leaves.sort_by_key(|(span, _)| span.start);
        let mut leaves = leaves.into_iter().peekable();
        for line in &instruction.lines {
            match line.kind {
                LineKind::Text { content } => {
                    self.push(Span::new(line.span.start, content.start), TokenKind::Whitespace);
                    let mut at = content.start;
                    while let Some((span, kind)) = leaves.peek().copied().filter(|(span, _)| span.start < content.end) {
                        let start = span.start.max(at);
                        let end = span.end.min(content.end).max(start);
                        self.padded(Span::new(at, start), TokenKind::Punctuation);
                        self.padded(Span::new(start, end), kind);
                        at = end;
                        if span.end > content.end {
                            break;
                        }
                        leaves.next();
                    }
                    self.padded(Span::new(at, content.end), TokenKind::Punctuation);
                    self.continuation(content.end, line.span);
                }
                LineKind::Comment => self.line(line.span, TokenKind::Comment),
                LineKind::Blank => self.line(line.span, TokenKind::Whitespace),
                LineKind::Heredoc { .. } => self.push(line.span, TokenKind::HeredocBody),
                LineKind::Terminator { .. } => self.line(line.span, TokenKind::HeredocTerminator),
            }
        }
    }

    fn unknown(&mut self, unknown: &Unknown) {
        for line in &unknown.lines {
            match line.kind {
                LineKind::Text { content } => {
                    self.push(Span::new(line.span.start, content.start), TokenKind::Whitespace);
                    self.padded(content, TokenKind::Unknown);
                    self.continuation(content.end, line.span);
                }
                LineKind::Comment => self.line(line.span, TokenKind::Comment),
                _ => self.line(line.span, TokenKind::Whitespace),
            }
        }
    }

    fn continuation(&mut self, start: usize, line: Span) {
        let ending = self.ending(line);
        self.push(Span::new(start, ending.start), TokenKind::Continuation);
        self.push(ending, TokenKind::Newline);
    }
}

/// The spans of keyword, flags and arguments.
fn collect(instruction: &Instruction, leaves: &mut Vec<(Span, TokenKind)>) {
    leaves.push((instruction.keyword_span, TokenKind::Keyword));
    leaves.extend(instruction.flags.iter().map(|flag| (flag.span, TokenKind::Flag)));
    let mut argument = |text: &Text| leaves.push((text.span(), TokenKind::Argument));
    match &instruction.body {
        Body::From(from) => {
            argument(&from.image);
            from.as_word.iter().chain(&from.name).for_each(argument);
        }
        Body::Run(invocation) | Body::Cmd(invocation) | Body::Entrypoint(invocation) => {
            invocation.texts().iter().for_each(argument);
        }
        Body::Shell(words) | Body::Expose(words) => words.iter().for_each(argument),
        Body::Copy(transfer) | Body::Add(transfer) => {
            transfer.sources.iter().for_each(|source| argument(source.text()));
            argument(&transfer.destination);
        }
        Body::Env(pairs) | Body::Label(pairs) => pairs.iter().for_each(|pair| {
            argument(&pair.key);
            argument(&pair.value);
        }),
        Body::Arg(declarations) => declarations.iter().for_each(|declaration| argument(&declaration.written)),
        Body::Volume(list) | Body::Malformed(list) => list.words.iter().for_each(argument),
        Body::User(text) | Body::Workdir(text) | Body::StopSignal(text) | Body::Maintainer(text) => argument(text),
        Body::Healthcheck(Healthcheck::None { word }) => argument(word),
        Body::Healthcheck(Healthcheck::Cmd { word, command }) => {
            argument(word);
            command.texts().iter().for_each(argument);
        }
        Body::Onbuild(inner) => collect(inner, leaves),
    }
}

impl Invocation {
    /// The one text of the shell form, or the words of the array.
    pub fn texts(&self) -> &[Text] {
        match self {
            Invocation::Shell(text) => std::slice::from_ref(text),
            Invocation::Exec(words) => words,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::dockerfile::parse;

    #[track_caller]
    fn assert_lossless(source: &[u8]) {
        let dockerfile = parse(source);
        let mut at = 0;
        for token in dockerfile.tokens(source) {
            assert_eq!(token.span.start, at, "a gap before {token:?}");
            at = token.span.end;
        }
        assert_eq!(at, source.len());
        assert_eq!(dockerfile.print(source), source);
    }

    #[test]
    fn every_byte_is_in_one_token() {
        for source in [
            "\u{feff}# syntax=docker/dockerfile:1\r\n\r\nFROM --platform=$BUILDPLATFORM a AS b\r\n",
            "  RUN apt-get update \\\n  # why\n\n   && apt-get install -y cu\\\nrl\n",
            "CMD [ \"a\" , \"b\\tc\" ]  ",
            "COPY --from=b <<EOF <<-'X' /d/\nhello\nEOF\n\tx\n\tX\nRUN true",
            "ENV a=\"b c\" d=e\\\n f=g\nONBUILD RUN echo \\\n hi\nHEALTHCHECK --interval=3s CMD [\"x\"]",
            "RUNN a \\\n b\n\\\n\\\n",
            "RUN a \\   \n\\\n b\n\u{85}\nRUN é\n",
            "RUN <<EOF\nnever closed\nRUN x\n",
            "",
            "\\",
        ] {
            assert_lossless(source.as_bytes());
        }
        assert_lossless(b"RUN \xff\xfe x\nENV a=\xc3\n\x00\n");
    }
}
