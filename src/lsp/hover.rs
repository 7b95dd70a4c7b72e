//! Explanations of what is under the cursor.

use gen_lsp_types::{Contents, Hover, MarkupContent, MarkupKind, Position};

use super::analysis::Analysis;
use super::client::Client;
use super::place::Places;
use crate::lint::{Rule, explain, rule_page, rules_named_at};
use crate::source::Span;

/// How many rules that one word names are explained at full length.
const MAX_PAGES: usize = 3;

/// What is known of the rules whose findings are at a place, or that an ignore comment names there.
pub(super) fn hover(analysis: &Analysis, client: &Client, position: Position) -> Option<Hover> {
    let bytes = analysis.file.bytes();
    let places = Places::of(bytes, client.encoding);
    let offset = places.offset(position);
    let custom = &analysis.configuration.lint.custom;
    let (span, rules) = match rules_named_at(bytes, &analysis.dockerfile, custom, offset) {
        Some(named) => named,
        None => found_at(analysis, offset)?,
    };
    if rules.is_empty() {
        return None;
    }
    let (kind, page): (_, fn(&Rule) -> String) =
        if client.markdown { (MarkupKind::Markdown, rule_page) } else { (MarkupKind::PlainText, explain) };
    let texts: Vec<String> = match rules.len() {
        ..=MAX_PAGES => rules.iter().map(|rule| page(rule).trim_end().to_owned()).collect(),
        _ => vec![rules.iter().map(|rule| format!("- {} {}: {}\n", rule.code, rule.name, rule.summary)).collect()],
    };
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
