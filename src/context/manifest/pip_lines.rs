//! The lines of a requirements file, and the options in them.

use super::text::lines;
use crate::context::ContextFile;
use crate::source::{Span, Text, TextBuilder};

/// An option of a requirements file.
#[derive(Clone, Debug)]
pub struct PipOption {
    /// The option in its long form, with `--`.
    pub name: String,
    /// Its value, if it has one.
    pub value: Option<Text>,
    /// Option and value.
    pub span: Span,
}

/// The lines with continuations joined and comments gone. As in pip, a comment ends a continuation.
pub(super) fn logical_lines(file: &ContextFile) -> Vec<Text> {
    let source = file.source.bytes();
    let mut result = Vec::new();
    let mut pending: Option<TextBuilder> = None;
    for line in lines(file) {
        let is_comment = line.as_str().trim_start().starts_with('#');
        let content = if is_comment { "" } else { line.as_str() };
        let continued = content.ends_with('\\');
        let content = line.slice_of(content.trim_end_matches('\\'));
        let builder = pending.get_or_insert_with(|| TextBuilder::new(content.span().start));
        if !content.is_empty() {
            builder.push_source(source, content.span());
        }
        if !continued {
            result.extend(pending.take().map(|builder| without_comment(&builder.finish())));
        }
    }
    result.extend(pending.map(|builder| without_comment(&builder.finish())));
    result
}

/// A `#` begins a comment at the start of a line and after white space.
fn without_comment(line: &Text) -> Text {
    let value = line.as_str();
    let comment = value
        .match_indices('#')
        .map(|(at, _)| at)
        .find(|at| value.get(..*at).is_some_and(|before| before.is_empty() || before.ends_with(char::is_whitespace)));
    line.slice(0..comment.unwrap_or(value.len())).trimmed()
}

/// The options of a text that begins with one.
pub(super) fn options(text: &Text) -> Vec<PipOption> {
    let mut words = shell_words(text).into_iter().peekable();
    let mut options = Vec::new();
    while let Some(word) = words.next() {
        let value = word.as_str();
        let (name, attached) = match value.split_once('=') {
            Some((name, attached)) if name.starts_with("--") => (name, Some(attached)),
            _ if value.starts_with("--") => (value, None),
            _ => match value.split_at_checked(2) {
                Some((name, attached)) if name.starts_with('-') => {
                    (name, Some(attached).filter(|text| !text.is_empty()))
                }
                // A word without an option before it; pip does not look at it.
                _ => continue,
            },
        };
        let mut span = word.span();
        let value = match attached {
            Some(attached) => Some(word.slice_of(attached)),
            None => words.next_if(|next| !next.as_str().starts_with('-')),
        };
        if let Some(value) = &value {
            span = span.cover(value.span());
        }
        options.push(PipOption { name: long_name(name).to_owned(), value, span });
    }
    options
}

/// The long form of pip's short options.
fn long_name(name: &str) -> &str {
    match name {
        "-r" => "--requirement",
        "-c" => "--constraint",
        "-e" => "--editable",
        "-i" => "--index-url",
        "-f" => "--find-links",
        _ => name,
    }
}

/// Words as a shell cuts them: quotes and backslashes hold words together, and are gone.
fn shell_words(text: &Text) -> Vec<Text> {
    let mut words = Vec::new();
    let mut word: Option<TextBuilder> = None;
    let mut quote = None;
    let mut chars = text.as_str().char_indices();
    while let Some((at, ch)) = chars.next() {
        let span = text.span_of(at..at + ch.len_utf8());
        if quote.is_none() && ch.is_whitespace() {
            words.extend(word.take().map(TextBuilder::finish));
            continue;
        }
        let builder = word.get_or_insert_with(|| TextBuilder::new(span.start));
        if quote == Some(ch) {
            quote = None;
        } else if quote.is_none() && matches!(ch, '\'' | '"') {
            quote = Some(ch);
        } else if ch == '\\' && quote.is_none() {
            if let Some((at, ch)) = chars.next() {
                builder.push_char(ch, text.span_of(at..at + ch.len_utf8()));
            }
        } else {
            builder.push_char(ch, span);
        }
    }
    words.extend(word.map(TextBuilder::finish));
    words
}
