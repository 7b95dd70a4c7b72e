//! Cutting the text of an instruction into words, by the four ways that instructions have.

use serde_json::value::RawValue;

use crate::source::{Span, Text, TextBuilder};

/// Blanks that separate words: white space of one line.
pub(super) fn is_blank(ch: char) -> bool {
    matches!(ch, '\t' | '\x0b' | '\x0c' | '\r' | ' ')
}

/// Cuts off the first word; also gives what follows the blanks after it, if there are any blanks.
pub(super) fn split_first(text: &Text) -> (Text, Option<Text>) {
    let value = text.as_str();
    match value.split_once(is_blank) {
        Some((first, rest)) => (text.slice_of(first), Some(text.slice_of(rest.trim_start_matches(is_blank)))),
        None => (text.clone(), None),
    }
}

/// Words separated by blanks, whatever they hold.
pub(super) fn blank_separated(text: &Text) -> Vec<Text> {
    text.as_str().split(is_blank).filter(|word| !word.is_empty()).map(|word| text.slice_of(word)).collect()
}

/// Words separated by white space outside quotes, the quotes kept: the words of ENV, LABEL and ARG.
pub(super) fn quoted_words(text: &Text, escape: char) -> Vec<Text> {
    let value = text.as_str();
    let mut words = Vec::new();
    let mut start: Option<usize> = None;
    let mut quote = None;
    let mut chars = value.char_indices();
    while let Some((at, ch)) = chars.next() {
        if start.is_none() && ch.is_whitespace() {
            continue;
        }
        let begin = *start.get_or_insert(at);
        if quote.is_none() && ch.is_whitespace() {
            words.push(text.slice(begin..at));
            start = None;
        } else if ch == escape && quote != Some('\'') {
            // The character after the escape character belongs to the word whatever it is.
            if chars.next().is_none() {
                words.push(text.slice(begin..at));
                start = None;
            }
        } else if quote == Some(ch) {
            quote = None;
        } else if quote.is_none() && matches!(ch, '\'' | '"') {
            quote = Some(ch);
        }
    }
    words.extend(start.map(|begin| text.slice(begin..value.len())));
    words.retain(|word| !word.is_empty());
    words
}

/// A JSON array, or what is not one.
pub(super) enum Json {
    /// Not an array, or not valid JSON: BuildKit takes the text for the other form.
    No,
    /// An array of strings.
    Strings(Vec<Text>),
    /// A valid array with something else in it: BuildKit refuses it.
    NotStrings(Span),
}

/// Reads a JSON array of strings. A span in a string's text covers what is between its quotes.
pub(super) fn json_strings(text: &Text) -> Json {
    let value = text.as_str().trim_start();
    if !value.starts_with('[') {
        return Json::No;
    }
    let Ok(elements) = serde_json::from_str::<Vec<&RawValue>>(value) else { return Json::No };
    let mut strings = Vec::with_capacity(elements.len());
    for element in elements {
        let raw = text.slice_of(element.get());
        match raw.as_str().strip_prefix('"').and_then(|inner| inner.strip_suffix('"')) {
            Some(inner) => strings.push(json_string(&raw.slice_of(inner))),
            None => return Json::NotStrings(raw.span()),
        }
    }
    Json::Strings(strings)
}

/// Resolves the escapes of a JSON string.
fn json_string(inner: &Text) -> Text {
    let value = inner.as_str();
    if !value.contains('\\') {
        return inner.clone();
    }
    let mut builder = TextBuilder::new(inner.span().start);
    let mut rest = value;
    while let Some(at) = rest.find('\\') {
        builder.push_text(&inner.slice_of(&rest[..at]));
        let escape = &rest[at..];
        // A pair of surrogates is one character.
        let lengths: &[usize] = if escape.starts_with("\\u") { &[12, 6] } else { &[2] };
        let decoded = lengths.iter().find_map(|&length| {
            let sequence = escape.get(..length)?;
            let decoded = serde_json::from_str::<String>(&format!("\"{sequence}\"")).ok()?;
            let mut chars = decoded.chars();
            chars.next().filter(|_| chars.next().is_none()).map(|ch| (length, ch))
        });
        let (length, ch) = decoded.unwrap_or((escape.len().min(6), char::REPLACEMENT_CHARACTER));
        let (sequence, after) = escape.split_at_checked(length).unwrap_or((escape, ""));
        builder.push_char(ch, inner.slice_of(sequence).span());
        rest = after;
    }
    builder.push_text(&inner.slice_of(rest));
    builder.finish()
}
