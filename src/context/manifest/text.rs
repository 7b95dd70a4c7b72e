//! Pieces of a manifest as text with places.

use super::ManifestError;
use crate::context::ContextFile;
use crate::source::{Span, Text, TextBuilder};

/// The content of a file that has to be UTF-8. A byte-order mark stays in front.
pub(super) fn utf8<'a>(file: &'a ContextFile, format: &'static str) -> Result<&'a str, ManifestError> {
    str::from_utf8(file.source.bytes()).map_err(|error| {
        let at = error.valid_up_to();
        syntax(file, Span::new(at, at + 1), format, "it is not UTF-8")
    })
}

/// An error at a place of `file`.
pub(super) fn syntax(
    file: &ContextFile,
    span: Span,
    format: &'static str,
    message: impl Into<String>,
) -> ManifestError {
    ManifestError::Syntax { path: file.path.clone(), span, format, message: message.into() }
}

/// The text of a string literal, `span` being what stands between its quotes. With escapes in it, only the place of
/// the whole is known.
pub(super) fn literal(file: &ContextFile, value: &str, span: Span) -> Text {
    if span.bytes(file.source.bytes()) == value.as_bytes() {
        return Text::verbatim(file.source.bytes(), span);
    }
    let mut builder = TextBuilder::new(span.start);
    value.chars().for_each(|ch| builder.push_char(ch, span));
    builder.finish()
}

/// The place of `part`, a sub-slice of `whole`.
pub(super) fn span_in(whole: &str, part: &str) -> Span {
    let start = (part.as_ptr() as usize).saturating_sub(whole.as_ptr() as usize).min(whole.len());
    Span::new(start, (start + part.len()).min(whole.len()))
}

/// The lines of a text without their endings.
pub(super) fn lines(file: &ContextFile) -> impl Iterator<Item = Text> {
    let index = file.source.lines();
    (1..=index.count()).map(|number| {
        let line = Text::verbatim(file.source.bytes(), index.span(number));
        let content = line.as_str().trim_end_matches(['\r', '\n']);
        let content = if number == 1 { content.trim_start_matches('\u{feff}') } else { content };
        line.slice_of(content)
    })
}

/// Whether `text` is the full id of a git commit.
pub(super) fn is_commit(text: &str) -> bool {
    matches!(text.len(), 40 | 64) && text.bytes().all(|b| b.is_ascii_hexdigit())
}
