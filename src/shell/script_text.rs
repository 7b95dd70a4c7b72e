use std::ops::Range;

use super::expansions::ansi_c;
use super::skip;
use super::words::without;
use super::{HereDocument, Part, PartKind, Quoting, Word};
use crate::source::{Span, Text, TextBuilder};

/// The script that `words` hold, joined by blanks: their quotes are gone, and each byte knows its place in the file.
///
/// What the outer shell would expand stays as it is written, so that the script shows it as an expansion too; see
/// [`substitutions`] for telling whose it is.
pub(super) fn script_text(words: &[Word]) -> Text {
    let mut builder = TextBuilder::new(words.first().map_or(0, |word| word.span.start));
    let mut last: Option<&Word> = None;
    for word in words {
        if let Some(last) = last {
            builder.push_char(' ', Span::new(last.span.end, word.span.start));
        }
        push_word(&mut builder, word);
        last = Some(word);
    }
    builder.finish()
}

/// The script that a here-document holds. The outer shell takes the backslashes before what it would expand.
pub(super) fn document_text(document: &HereDocument) -> Text {
    let all = 0..document.body.len();
    let cuts = if document.expand { escapes(document.body.as_str().as_bytes(), &all, b"\\`$") } else { Vec::new() };
    without(&document.body, &all, &cuts)
}

/// The places of the substitutions in `parts`, in order: the outer shell runs them before a script begins that the
/// parts hold.
pub(super) fn substitutions<'a>(parts: impl Iterator<Item = &'a Part>) -> Vec<Span> {
    let mut places = Vec::new();
    for part in parts {
        collect_substitutions(std::slice::from_ref(part), &mut places);
    }
    places
}

/// The backslashes in `range` that are gone inside double quotes: before one of `escaped`, and with a line end.
fn escapes(bytes: &[u8], range: &Range<usize>, escaped: &[u8]) -> Vec<Range<usize>> {
    let mut cuts = Vec::new();
    let mut at = range.start;
    while at < range.end {
        at = match (bytes.get(at), bytes.get(at + 1)) {
            (Some(b'\\'), Some(b'\n')) => {
                cuts.push(at..at + 2);
                at + 2
            }
            (Some(b'\\'), Some(next)) if escaped.contains(next) => {
                cuts.push(at..at + 1);
                at + 2
            }
            (Some(b'`'), _) | (Some(b'$'), Some(b'(' | b'{' | b'[')) => {
                skip::skip(bytes, at).map_or(at + 1, |skipped| skipped.end)
            }
            _ => at + 1,
        };
    }
    cuts
}

fn collect_substitutions(parts: &[Part], places: &mut Vec<Span>) {
    for part in parts {
        match &part.kind {
            PartKind::Substitution(_) | PartKind::ProcessSubstitution(_) => places.push(part.span),
            PartKind::Arithmetic(parts) => collect_substitutions(parts, places),
            PartKind::Parameter { operand: Some(operand), .. } => collect_substitutions(&operand.parts, places),
            _ => {}
        }
    }
}

fn push_word(builder: &mut TextBuilder, word: &Word) {
    // A word of the exec form is no shell syntax: what looks like a quote in it belongs to the script.
    if let [Part { kind: PartKind::Literal(text), quoting: Quoting::Single, .. }] = word.parts.as_slice()
        && text == word.raw.as_str()
    {
        return builder.push_text(&word.raw);
    }
    Unquote { raw: &word.raw, builder, at: 0 }.run();
}

/// Appends a word without its quotes.
struct Unquote<'a> {
    raw: &'a Text,
    builder: &'a mut TextBuilder,
    at: usize,
}

impl Unquote<'_> {
    fn run(&mut self) {
        while let Some(&byte) = self.bytes().get(self.at) {
            match byte {
                b'\\' => self.escape(),
                b'\'' | b'"' => self.quoted(1, byte == b'"'),
                b'`' => self.verbatim(self.end()),
                b'$' => match self.bytes().get(self.at + 1) {
                    Some(b'"') => self.quoted(2, true),
                    Some(b'\'') => self.ansi_c(),
                    _ => self.verbatim(self.end()),
                },
                _ => self.verbatim(self.plain_end()),
            }
        }
    }

    fn bytes(&self) -> &[u8] {
        self.raw.as_str().as_bytes()
    }

    /// Where the quote or expansion at hand ends.
    fn end(&self) -> usize {
        skip::skip(self.bytes(), self.at).map_or(self.at + 1, |skipped| skipped.end)
    }

    fn plain_end(&self) -> usize {
        let length = self.bytes().iter().skip(self.at).position(|byte| b"\\'\"`$".contains(byte));
        length.map_or(self.bytes().len(), |length| self.at + length)
    }

    fn verbatim(&mut self, end: usize) {
        self.builder.push_text(&self.raw.slice(self.at..end));
        self.at = end;
    }

    fn escape(&mut self) {
        let after = self.raw.as_str().get(self.at + 1..).and_then(|rest| rest.chars().next());
        let Some(ch) = after else { return self.verbatim(self.bytes().len()) };
        let end = self.at + 1 + ch.len_utf8();
        if ch != '\n' {
            self.builder.push_char(ch, self.raw.span_of(self.at..end));
        }
        self.at = end;
    }

    /// A string whose opening is `opening` bytes long.
    fn quoted(&mut self, opening: usize, double: bool) {
        let skipped = skip::skip(self.bytes(), self.at);
        let (end, closed) = skipped.map_or((self.bytes().len(), false), |skipped| (skipped.end, skipped.closed));
        let inner = self.at + opening..end - usize::from(closed);
        if double {
            let cuts = escapes(self.bytes(), &inner, b"\"\\`$");
            self.builder.push_text(&without(self.raw, &inner, &cuts));
        } else {
            self.builder.push_text(&self.raw.slice(inner));
        }
        self.at = end;
    }

    /// `$'…'`: with escapes in it, all that is known of each character is that it stands somewhere in there.
    fn ansi_c(&mut self) {
        let Some(skipped) = skip::skip(self.bytes(), self.at) else { return self.verbatim(self.at + 1) };
        let inner = self.raw.slice(self.at + 2..skipped.end - usize::from(skipped.closed));
        if inner.as_str().contains('\\') {
            let place = self.raw.span_of(self.at..skipped.end);
            for ch in ansi_c(inner.as_str()).chars() {
                self.builder.push_char(ch, place);
            }
        } else {
            self.builder.push_text(&inner);
        }
        self.at = skipped.end;
    }
}
