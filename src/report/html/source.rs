//! The lines of a Dockerfile with its syntax in colours and the words of the findings marked.

use super::escaped;
use crate::dockerfile::{self, Body, Healthcheck, Instruction, Item, LineKind};
use crate::lint::Level;
use crate::source::{SourceFile, Span};

/// What a piece of a line is, as the class that the style sheet knows.
type Class = &'static str;

const KEYWORD: Class = "k";
const FLAG: Class = "f";
const STRING: Class = "s";
const VARIABLE: Class = "v";
const COMMENT: Class = "c";

/// The lines of the file as HTML.
pub(super) fn lines(file: &SourceFile, marks: &[(Span, Level)]) -> Vec<String> {
    let contents: Vec<Span> =
        (1..=file.lines().count()).map(|number| content(file, file.lines().span(number))).collect();
    let tokens = by_line(file, &contents, &tokens(file));
    let marks = by_line(file, &contents, marks);
    contents.iter().zip(tokens).zip(marks).map(|((line, tokens), marks)| render(file, *line, tokens, &marks)).collect()
}

/// The line without its end.
fn content(file: &SourceFile, line: Span) -> Span {
    let bytes = line.bytes(file.bytes());
    let end = bytes.iter().rposition(|byte| !matches!(byte, b'\n' | b'\r')).map_or(0, |at| at + 1);
    Span::new(line.start, line.start + end)
}

/// For each line its pieces of the spans.
fn by_line<T: Copy>(file: &SourceFile, lines: &[Span], spans: &[(Span, T)]) -> Vec<Vec<(Span, T)>> {
    let mut pieces = vec![Vec::new(); lines.len()];
    for (span, value) in spans {
        let first = file.lines().line(span.start).saturating_sub(1);
        for (line, pieces) in lines.iter().zip(&mut pieces).skip(first).take_while(|(line, _)| line.start < span.end) {
            let piece = Span::new(span.start.max(line.start), span.end.min(line.end));
            if !piece.is_empty() {
                pieces.push((piece, *value));
            }
        }
    }
    pieces
}

fn render(file: &SourceFile, line: Span, tokens: Vec<(Span, Class)>, marks: &[(Span, Level)]) -> String {
    // Where a mark of a level begins (+1) or ends (-1).
    let edge = |(span, level): &(Span, Level)| {
        let at = Level::ALL.iter().position(|it| it == level).unwrap_or_default();
        [(span.start, at, 1), (span.end, at, -1)]
    };
    let mut edges: Vec<(usize, usize, isize)> = marks.iter().flat_map(edge).collect();
    edges.sort_unstable();
    let mut cuts: Vec<usize> = edges.iter().map(|(at, ..)| *at).collect();
    cuts.extend(tokens.iter().flat_map(|(span, _)| [span.start, span.end]).chain([line.end]));
    cuts.sort_unstable();
    cuts.dedup();
    let (mut edges, mut tokens) = (edges.into_iter().peekable(), tokens.into_iter().peekable());
    let mut open = [0isize; Level::ALL.len()];
    let mut html = String::new();
    let mut start = line.start;
    for cut in cuts {
        while let Some((_, level, step)) = edges.next_if(|(at, ..)| *at <= start) {
            open.get_mut(level).into_iter().for_each(|number| *number += step);
        }
        while tokens.next_if(|(span, _)| span.end <= start).is_some() {}
        let class = tokens.peek().filter(|(span, _)| span.start <= start).map(|(_, class)| *class);
        let level = Level::ALL.iter().zip(open).rev().find(|(_, number)| *number > 0).map(|(level, _)| *level);
        push(&mut html, &file.text(Span::new(start, cut)), class, level);
        start = cut;
    }
    html
}

fn push(html: &mut String, text: &str, class: Option<Class>, level: Option<Level>) {
    if text.is_empty() {
        return;
    }
    let text = escaped(text);
    let text = class.map_or(text.clone(), |class| format!("<span class=\"{class}\">{text}</span>"));
    html.push_str(&level.map_or(text.clone(), |level| format!("<mark class=\"{level}\">{text}</mark>")));
}

/// The parts of the file that have a colour, in order, none overlapping another.
fn tokens(file: &SourceFile) -> Vec<(Span, Class)> {
    let mut tokens = Vec::new();
    for item in &dockerfile::parse(file.bytes()).items {
        match item {
            Item::Comment(comment) => tokens.push((comment.span, COMMENT)),
            Item::Directive(directive) => tokens.push((directive.span, COMMENT)),
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
    tokens.push((instruction.keyword_span, KEYWORD));
    tokens.extend(instruction.flags.iter().map(|flag| (flag.span, FLAG)));
    for heredoc in &instruction.heredocs {
        tokens.push((heredoc.span, KEYWORD));
        tokens.extend(heredoc.terminator.map(|span| (span, KEYWORD)));
    }
    match &instruction.body {
        Body::From(from) => tokens.extend(from.as_word.iter().map(|word| (word.span(), KEYWORD))),
        Body::Healthcheck(Healthcheck::None { word } | Healthcheck::Cmd { word, .. }) => {
            tokens.push((word.span(), KEYWORD));
        }
        Body::Onbuild(inner) => instruction_tokens(file, inner, tokens),
        _ => {}
    }
    for line in &instruction.lines {
        match line.kind {
            LineKind::Comment => tokens.push((line.span, COMMENT)),
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
                Some(length) => (length + 2, Some(STRING)),
                None => (1, None),
            },
            b'$' => match rest {
                [b'{', inner @ ..] => match inner.iter().position(|byte| *byte == b'}') {
                    Some(length) => (length + 3, Some(VARIABLE)),
                    None => (1, None),
                },
                rest => match rest.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count() {
                    0 => (1, None),
                    length => (length + 1, Some(VARIABLE)),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syntax_and_findings_are_marked() {
        let file = SourceFile::new("x", "FROM a AS b\nRUN --network=none echo \"$A\" ${B} \\\n  # c\n  &<d>\n");
        let at = |word: &str| {
            let start = String::from_utf8_lossy(file.bytes()).find(word).unwrap();
            Span::new(start, start + word.len())
        };
        let marks = [(at("echo \"$A"), Level::Warning), (at("\"$A"), Level::Error)];
        assert_eq!(
            lines(&file, &marks),
            [
                "<span class=\"k\">FROM</span> a <span class=\"k\">AS</span> b",
                "<span class=\"k\">RUN</span> <span class=\"f\">--network=none</span> \
                 <mark class=\"warning\">echo </mark><mark class=\"error\"><span class=\"s\">&quot;$A</span></mark>\
                 <span class=\"s\">&quot;</span> <span class=\"v\">${B}</span> \\",
                "<span class=\"c\">  # c</span>",
                "  &amp;&lt;d&gt;",
            ]
        );
    }
}
