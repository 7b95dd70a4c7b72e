//! Which lines of an expression come from which lines of another text.
//!
//! The tree says it of bindings, items, arguments and the lines of scripts; here it is found again in the formatted
//! text, in which all of them stand in the order in which they were printed.

use rnix::SyntaxKind::{NODE_ATTRPATH_VALUE, NODE_INHERIT, NODE_LIST, NODE_PAT_ENTRY, TOKEN_COMMENT, TOKEN_WHITESPACE};
use rnix::ast::{self, AstToken, InterpolPart};
use rnix::{NodeOrToken, SyntaxNode};
use serde::Serialize;

use super::print::Printed;
use super::syntax::{cast, syntax};
use crate::source::LineIndex;

/// Lines of a text, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Lines {
    /// The first.
    pub first: usize,
    /// The last.
    pub last: usize,
}

impl Lines {
    /// Whether the two have a line in common.
    pub fn overlaps(self, other: Lines) -> bool {
        self.first <= other.last && other.first <= self.last
    }

    /// Whether the line is one of them.
    pub fn contains(self, line: usize) -> bool {
        (self.first..=self.last).contains(&line)
    }

    /// How many there are.
    pub fn count(self) -> usize {
        (self.last + 1).saturating_sub(self.first)
    }
}

/// A part of the expression, and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Region {
    /// Its lines, without the comment above it.
    pub lines: Lines,
    /// The first line of the comment above it; its own first line when there is none.
    pub comment: usize,
    /// The lines of the other text.
    pub sources: Vec<Lines>,
    /// The binding that it is in, as a path: `config`, `app`. Empty for those of `let` and for arguments.
    pub place: String,
}

/// Where the parts of an expression come from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Trace {
    /// The parts in the order of the text, each before what is inside it. Those that come from nowhere are left out.
    pub regions: Vec<Region>,
}

impl Trace {
    /// For each line of the expression, the number of the innermost region that it belongs to.
    pub fn by_line(&self, count: usize) -> Vec<Option<usize>> {
        let mut owners = vec![None; count];
        for (number, region) in self.regions.iter().enumerate() {
            let first = region.comment.saturating_sub(1);
            for owner in owners.iter_mut().take(region.lines.last).skip(first) {
                *owner = Some(number);
            }
        }
        owners
    }

    /// Finds in the formatted text what the printer was told.
    pub(super) fn of(text: &str, root: &SyntaxNode, printed: &Printed) -> Self {
        let lines = LineIndex::new(text.as_bytes());
        let mut regions = Vec::new();
        let (mut parts, mut strings) = (printed.sources.iter(), printed.string_sources.iter());
        for node in root.descendants() {
            if is_part(&node)
                && let Some(sources) = parts.next()
                && !sources.is_empty()
            {
                regions.push(region(&lines, &node, sources));
            }
            if let Some(string) = cast::<ast::Str>(node)
                && let Some(sources) = strings.next()
                && !sources.is_empty()
            {
                script(&lines, &string, sources, &mut regions);
            }
        }
        Trace { regions }
    }
}

/// Whether it is a binding, an item of a list or an argument.
fn is_part(node: &SyntaxNode) -> bool {
    matches!(node.kind(), NODE_ATTRPATH_VALUE | NODE_INHERIT | NODE_PAT_ENTRY)
        || node.parent().is_some_and(|parent| parent.kind() == NODE_LIST)
}

fn region(lines: &LineIndex, node: &SyntaxNode, sources: &[Lines]) -> Region {
    let range = node.text_range();
    let start = usize::from(range.start());
    let first = lines.line(start);
    let last = lines.line(usize::from(range.end()).saturating_sub(1).max(start));
    let mut comment = first;
    let mut before = node.prev_sibling_or_token();
    while let Some(NodeOrToken::Token(token)) = before {
        match token.kind() {
            TOKEN_COMMENT => comment = lines.line(usize::from(token.text_range().start())),
            TOKEN_WHITESPACE if token.text().matches('\n').count() < 2 => {}
            _ => break,
        }
        before = token.prev_sibling_or_token();
    }
    Region { lines: Lines { first, last }, comment, sources: sources.to_vec(), place: place(node) }
}

/// The names of the bindings around a node, outermost first.
fn place(node: &SyntaxNode) -> String {
    let around = node.ancestors().skip(1).filter_map(cast::<ast::AttrpathValue>);
    let mut names: Vec<String> =
        around.filter_map(|binding| binding.attrpath()).map(|path| syntax(&path).to_string()).collect();
    names.reverse();
    names.join(".")
}

/// The lines of a script. Interpolations may take several lines, which are one for the script.
fn script(lines: &LineIndex, string: &ast::Str, sources: &[(usize, Lines)], regions: &mut Vec<Region>) {
    let is_block = syntax(string).first_token().is_some_and(|token| token.text() == "''");
    if !is_block {
        return;
    }
    // The places where the script's own lines begin: the first behind the break after the opening quotes.
    let mut starts = Vec::new();
    let mut end = 0;
    for part in string.parts() {
        let InterpolPart::Literal(content) = part else { continue };
        let range = content.syntax().text_range();
        let breaks = content.syntax().text().match_indices('\n');
        starts.extend(breaks.map(|(at, _)| usize::from(range.start()) + at + 1));
        end = usize::from(range.end());
    }
    let range = syntax(string).text_range();
    let last = lines.line(usize::from(range.end()).saturating_sub(1).max(end));
    let line_of = |number: usize| starts.get(number).map_or(last, |start| lines.line(*start));
    let mut sources = sources.iter().peekable();
    while let Some((from, source)) = sources.next() {
        let to = sources.peek().map_or(usize::MAX, |(next, _)| *next);
        let (first, end) = (line_of(*from), line_of(to).min(last));
        if first < end {
            regions.push(Region {
                lines: Lines { first, last: end - 1 },
                comment: first,
                sources: vec![*source],
                place: place(syntax(string)),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nix::format::render_traced;
    use crate::nix::{Expr, NixFile, attr, let_in, list, set, template};

    fn at(first: usize, last: usize) -> Lines {
        Lines { first, last }
    }

    #[test]
    fn parts_are_found_again_where_the_formatter_puts_them() {
        let source = attr(["lib", "fileset", "toSource"]).call(set().bind("root", Expr::path(".")).bind("fileset", 1));
        let script = template()
            .text("root=1\n")
            .from_lines(at(3, 3))
            .text("mkdir -p $out\ncp -r ")
            .expr(source)
            .text(" $out\n")
            .from_lines(at(4, 5))
            .append(template().text("chmod a\n").from_lines(at(6, 6)).text("chmod b\n"))
            .block();
        let app = attr(["pkgs", "runCommand"]).call("app").call(set()).call(script);
        let bindings = set().bind("x", 1).bind("app", app).comment("Dockerfile:3").from_lines([at(3, 3), at(4, 6)]);
        let items = list().item(attr(["app"])).item(attr(["b"])).comment("Dockerfile:1").from_lines([at(1, 1)]);
        let image = set().bind("name", "a").gap().bind("contents", items).bind_path(["e", "80/tcp"], set());
        let (text, trace) = render_traced(&NixFile::new(let_in(bindings, image))).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        let shown: Vec<String> = trace
            .regions
            .iter()
            .map(|region| {
                let text = |line: usize| lines[line - 1].trim();
                let (first, last) = (region.lines.first, region.lines.last);
                format!("{} | {} | {} | {:?}", text(region.comment), text(first), text(last), region.sources)
            })
            .collect();
        insta::assert_snapshot!(shown.join("\n"), @r#"
        # Dockerfile:3 | app = pkgs.runCommand "app" { } '' | ''; | [Lines { first: 3, last: 3 }, Lines { first: 4, last: 6 }]
        mkdir -p $out | mkdir -p $out | } $out | [Lines { first: 3, last: 3 }]
        chmod a | chmod a | chmod a | [Lines { first: 4, last: 5 }]
        chmod b | chmod b | chmod b | [Lines { first: 6, last: 6 }]
        # Dockerfile:1 | b | b | [Lines { first: 1, last: 1 }]
        "#);
        let owners = trace.by_line(lines.len());
        assert_eq!(owners[0], None);
        assert_eq!(owners.iter().flatten().max(), Some(&(trace.regions.len() - 1)));
    }
}
