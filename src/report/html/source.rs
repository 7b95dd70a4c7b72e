//! The lines of a Dockerfile with its syntax in colours and the words of the findings marked.

use super::escaped;
use crate::lint::Level;
use crate::report::highlight::{self, Class};
use crate::source::{SourceFile, Span};

/// The lines of the file as HTML.
pub(super) fn lines(file: &SourceFile, marks: &[(Span, Level)]) -> Vec<String> {
    let contents: Vec<Span> =
        (1..=file.lines().count()).map(|number| content(file, file.lines().span(number))).collect();
    let tokens = by_line(file, &contents, &highlight::dockerfile(file));
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
    let text = class.map_or(text.clone(), |class| format!("<span class=\"{}\">{text}</span>", class.letter()));
    html.push_str(&level.map_or(text.clone(), |level| format!("<mark class=\"{level}\">{text}</mark>")));
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
