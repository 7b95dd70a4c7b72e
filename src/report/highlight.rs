//! The syntax of Dockerfiles and Nix expressions, as the parts that get a colour.

use rnix::SyntaxKind::{
    TOKEN_COMMENT, TOKEN_FLOAT, TOKEN_IDENT, TOKEN_INTEGER, TOKEN_INTERPOL_END, TOKEN_INTERPOL_START, TOKEN_PATH_ABS,
    TOKEN_PATH_REL, TOKEN_PATH_SEARCH, TOKEN_STRING_CONTENT, TOKEN_STRING_END, TOKEN_STRING_START,
};

use crate::dockerfile::{self, Body, Healthcheck, Instruction, Item, LineKind};
use crate::source::{SourceFile, Span};

/// What a part of a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Class {
    Keyword,
    Flag,
    String,
    Variable,
    Comment,
}

impl Class {
    /// Its name in style sheets.
    pub(super) fn letter(self) -> &'static str {
        match self {
            Class::Keyword => "k",
            Class::Flag => "f",
            Class::String => "s",
            Class::Variable => "v",
            Class::Comment => "c",
        }
    }
}

/// The parts of a Nix expression that have a colour, in order.
pub(super) fn nix(text: &str) -> Vec<(Span, Class)> {
    let mut tokens: Vec<(Span, Class)> = Vec::new();
    let mut at = 0;
    let mut depth = 0usize;
    for (kind, length) in rnix::tokenize(text).map(|(kind, token)| (kind, token.len())) {
        let span = Span::new(at, at + length);
        at += length;
        let class = match kind {
            TOKEN_COMMENT => Class::Comment,
            TOKEN_STRING_START | TOKEN_STRING_CONTENT | TOKEN_STRING_END => Class::String,
            TOKEN_PATH_ABS | TOKEN_PATH_REL | TOKEN_PATH_SEARCH => Class::String,
            TOKEN_INTEGER | TOKEN_FLOAT => Class::String,
            TOKEN_INTERPOL_START | TOKEN_INTERPOL_END => {
                depth = if kind == TOKEN_INTERPOL_START { depth + 1 } else { depth.saturating_sub(1) };
                Class::Variable
            }
            TOKEN_IDENT if depth > 0 => Class::Variable,
            kind if is_keyword(kind) => Class::Keyword,
            _ => continue,
        };
        tokens.push((span, class));
    }
    tokens
}

fn is_keyword(kind: rnix::SyntaxKind) -> bool {
    use rnix::SyntaxKind::{
        TOKEN_ASSERT, TOKEN_ELSE, TOKEN_IF, TOKEN_IN, TOKEN_INHERIT, TOKEN_LET, TOKEN_REC, TOKEN_THEN, TOKEN_WITH,
    };
    let words =
        [TOKEN_ASSERT, TOKEN_ELSE, TOKEN_IF, TOKEN_IN, TOKEN_INHERIT, TOKEN_LET, TOKEN_REC, TOKEN_THEN, TOKEN_WITH];
    words.contains(&kind)
}

/// The parts of a Dockerfile that have a colour, in order, none overlapping another.
pub(super) fn dockerfile(file: &SourceFile) -> Vec<(Span, Class)> {
    let mut tokens = Vec::new();
    for item in &dockerfile::parse(file.bytes()).items {
        match item {
            Item::Comment(comment) => tokens.push((comment.span, Class::Comment)),
            Item::Directive(directive) => tokens.push((directive.span, Class::Comment)),
            Item::Instruction(instruction) => instruction_tokens(file, instruction, &mut tokens),
            Item::Bom(_) | Item::Blank(_) | Item::Unknown(_) => {}
        }
    }
    tokens.sort_by_key(|(span, _)| *span);
    let mut end = 0;
    tokens.retain(|(span, _)| {
        let is_free = span.start >= end;
        end = end.max(span.end);
        is_free
    });
    tokens
}

fn instruction_tokens(file: &SourceFile, instruction: &Instruction, tokens: &mut Vec<(Span, Class)>) {
    tokens.push((instruction.keyword_span, Class::Keyword));
    tokens.extend(instruction.flags.iter().map(|flag| (flag.span, Class::Flag)));
    for heredoc in &instruction.heredocs {
        tokens.push((heredoc.span, Class::Keyword));
        tokens.extend(heredoc.terminator.map(|span| (span, Class::Keyword)));
    }
    match &instruction.body {
        Body::From(from) => tokens.extend(from.as_word.iter().map(|word| (word.span(), Class::Keyword))),
        Body::Healthcheck(Healthcheck::None { word } | Healthcheck::Cmd { word, .. }) => {
            tokens.push((word.span(), Class::Keyword));
        }
        Body::Onbuild(inner) => instruction_tokens(file, inner, tokens),
        _ => {}
    }
    for line in &instruction.lines {
        match line.kind {
            LineKind::Comment => tokens.push((line.span, Class::Comment)),
            LineKind::Text { content } => words(file, content, tokens),
            LineKind::Heredoc { .. } => words(file, line.span, tokens),
            LineKind::Blank | LineKind::Terminator { .. } => {}
        }
    }
}

/// The strings and variables of a line, as they look; which shell or program reads it does not matter here.
fn words(file: &SourceFile, line: Span, tokens: &mut Vec<(Span, Class)>) {
    let bytes = line.bytes(file.bytes());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let rest = bytes.get(at + 1..).unwrap_or_default();
        let (length, class) = match byte {
            b'\\' => (2, None),
            b'"' | b'\'' => match closing(rest, *byte) {
                Some(length) => (length + 2, Some(Class::String)),
                None => (1, None),
            },
            b'$' => match rest {
                [b'{', inner @ ..] => match inner.iter().position(|byte| *byte == b'}') {
                    Some(length) => (length + 3, Some(Class::Variable)),
                    None => (1, None),
                },
                rest => match rest.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count() {
                    0 => (1, None),
                    length => (length + 1, Some(Class::Variable)),
                },
            },
            _ => (1, None),
        };
        let start = line.start + at;
        tokens.extend(class.map(|class| (Span::new(start, start + length), class)));
        at += length;
    }
}

/// How far it is to the quote that ends a string.
fn closing(text: &[u8], quote: u8) -> Option<usize> {
    let mut escaped = false;
    text.iter().position(|byte| {
        let ends = *byte == quote && !escaped;
        escaped = quote == b'"' && *byte == b'\\' && !escaped;
        ends
    })
}
