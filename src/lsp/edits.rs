//! What becomes of a text, as edits of the protocol.

use std::collections::HashMap;

use gen_lsp_types::{
    DocumentChange, Edit as ProtocolEdit, OptionalVersionedTextDocumentIdentifier, TextDocumentEdit,
    TextDocumentIdentifier, TextEdit, WorkspaceEdit,
};
use similar::{ChangeTag, TextDiff};

use super::client::Client;
use super::document::Document;
use super::place::Places;
use crate::source::{Edit, Span};

/// The edits that make the new text of a document.
pub(super) fn to_text(document: &Document, client: &Client, before: &[u8], after: &[u8]) -> WorkspaceEdit {
    let places = Places::of(before, client.encoding);
    let edits = differences(&String::from_utf8_lossy(before), &String::from_utf8_lossy(after));
    let edits = edits.into_iter().map(|edit| TextEdit { range: places.range(edit.span), new_text: edit.text });
    if !client.versioned_edits {
        let changes = HashMap::from([(document.uri.clone(), edits.collect())]);
        return WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() };
    }
    let text_document = OptionalVersionedTextDocumentIdentifier {
        version: Some(document.version),
        text_document_identifier: TextDocumentIdentifier { uri: document.uri.clone() },
    };
    let edit = TextDocumentEdit { text_document, edits: edits.map(ProtocolEdit::TextEdit).collect() };
    WorkspaceEdit { document_changes: Some(vec![DocumentChange::TextDocumentEdit(edit)]), ..WorkspaceEdit::default() }
}

/// Edits that make one text of another: of the lines that differ, only what does.
fn differences(before: &str, after: &str) -> Vec<Edit> {
    let diff = TextDiff::from_lines(before, after);
    let mut edits: Vec<Edit> = Vec::new();
    let mut open: Option<Edit> = None;
    let mut at = 0;
    for change in diff.iter_all_changes() {
        let line = change.value();
        match change.tag() {
            ChangeTag::Equal => {
                edits.extend(open.take());
                at += line.len();
            }
            ChangeTag::Delete => {
                at += line.len();
                open.get_or_insert_with(|| Edit::insert(at - line.len(), "")).span.end = at;
            }
            ChangeTag::Insert => open.get_or_insert_with(|| Edit::insert(at, "")).text.push_str(line),
        }
    }
    edits.extend(open);
    edits.into_iter().map(|edit| narrowed(before, edit)).collect()
}

/// The edit without what stays at its beginning and end. A line end is not parted.
fn narrowed(before: &str, edit: Edit) -> Edit {
    let Some(old) = before.get(edit.span.start..edit.span.end) else { return edit };
    let new = edit.text.as_str();
    let same = |pair: &(char, char)| pair.0 == pair.1;
    let start: usize = old.chars().zip(new.chars()).take_while(same).map(|(char, _)| char.len_utf8()).sum();
    let start = start - usize::from(old.get(..start).is_some_and(|kept| kept.ends_with('\r')));
    let (Some(old_rest), Some(new_rest)) = (old.get(start..), new.get(start..)) else { return edit };
    let ends = old_rest.chars().rev().zip(new_rest.chars().rev()).take_while(same);
    let end: usize = ends.map(|(char, _)| char.len_utf8()).sum();
    let kept = |rest: &str| rest.get(rest.len() - end..).is_some_and(|kept| kept.starts_with('\n'));
    let parts = |rest: &str| rest.get(..rest.len() - end).is_some_and(|rest| rest.ends_with('\r'));
    let end = end - usize::from(kept(old_rest) && (parts(old_rest) || parts(new_rest)));
    let text = new_rest.get(..new_rest.len() - end).unwrap_or_default().to_owned();
    Edit::replace(Span::new(edit.span.start + start, edit.span.end - end), text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fix::apply;

    #[test]
    fn only_what_differs_is_edited() {
        let edits = differences("FROM a\r\nRUN b\r\nRUN é d\r\n", "FROM a\r\n# x\r\nRUN b\r\nRUN éè d\r\n");
        assert_eq!(edits, [Edit::insert(8, "# x\r\n"), Edit::insert(21, "è")]);
        assert_eq!(differences("a", "a"), []);
    }

    #[test]
    fn the_edits_make_the_new_text() {
        let texts =
            ["", "a", "a\nb\n", "a\r\nb\r\n", "a\r\nbc\r\n\r\nd", "aa\r\nx\r\nbc\r\nd\n", "b😀c\nb😁c\n", "b😁c\na"];
        for before in texts {
            for after in texts {
                let edits = differences(before, after);
                let applied = edits.iter().rev().fold(before.to_owned(), |mut text, edit| {
                    text.replace_range(edit.span.start..edit.span.end, &edit.text);
                    text
                });
                assert_eq!(applied, after, "{before:?}");
                assert!(apply(before.as_bytes(), &edits).is_some(), "{before:?} to {after:?}: they do not collide");
            }
        }
    }
}
