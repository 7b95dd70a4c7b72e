//! Explanations of what is under the cursor.

use gen_lsp_types::{Contents, Hover, MarkupContent, MarkupKind, Position};

use super::analysis::Analysis;
use super::client::Client;
use super::place::Places;
use crate::lint::{Rule, explain, rule_page, rules_named_at};
use crate::source::Span;

/// How many rules that one word names are explained at full length.
const MAX_PAGES: usize = 3;

/// What is known of the rules that an ignore comment names at a place, and of those whose findings are there.
pub(super) fn hover(analysis: &Analysis, client: &Client, position: Position) -> Option<Hover> {
    let bytes = analysis.file.bytes();
    let places = Places::of(bytes, client.encoding);
    let offset = places.offset(position);
    let named = rules_named_at(bytes, &analysis.dockerfile, &analysis.configuration.lint.custom, offset);
    let found = found_at(analysis, offset);
    let span = named.as_ref().or(found.as_ref()).map(|(span, _)| *span)?;
    let rules = |at: Option<(Span, Vec<&'static Rule>)>| at.map(|(_, rules)| rules).unwrap_or_default();
    let (named, found) = (rules(named), rules(found));
    let (kind, page): (_, fn(&Rule) -> String) =
        if client.markdown { (MarkupKind::Markdown, rule_page) } else { (MarkupKind::PlainText, explain) };
    let mut texts = Vec::new();
    match named.len() {
        ..=MAX_PAGES => texts.extend(named.iter().copied().map(page)),
        _ => {
            texts.push(named.iter().map(|rule| format!("- {} {}: {}\n", rule.code, rule.name, rule.summary)).collect())
        }
    }
    texts.extend(found.into_iter().filter(|rule| !named.contains(rule)).map(page));
    if texts.is_empty() {
        return None;
    }
    let texts: Vec<&str> = texts.iter().map(|text| text.trim_end()).collect();
    let contents = Contents::MarkupContent(MarkupContent { kind, value: texts.join("\n\n---\n\n") });
    Some(Hover { contents, range: Some(places.range(span)) })
}

/// The rules of the findings at an offset, each once, and the least words that one of them is about.
fn found_at(analysis: &Analysis, offset: usize) -> Option<(Span, Vec<&'static Rule>)> {
    let is_here = |span: Span| span.start <= offset && offset <= span.end;
    let here: Vec<_> = analysis.findings.iter().filter(|finding| is_here(finding.span)).collect();
    let span = here.iter().map(|finding| finding.span).min_by_key(|span| span.len())?;
    let mut rules: Vec<&'static Rule> = Vec::new();
    for finding in here {
        if !rules.contains(&finding.rule) {
            rules.push(finding.rule);
        }
    }
    Some((span, rules))
}
