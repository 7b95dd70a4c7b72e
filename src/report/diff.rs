//! What fixes change: all of it as a unified diff, or one fix as the lines that it touches.

use std::io::{self, Write};

use owo_colors::OwoColorize;
use similar::{ChangeTag, TextDiff};

use super::printable::{harmless, printable};
use crate::fix::apply;
use crate::lint::Fix;
use crate::source::{Edit, SourceFile, Span};

/// The difference between two versions of a file, as `patch` takes it; empty for none.
pub fn unified(before: &SourceFile, after: &SourceFile) -> Vec<u8> {
    let mut text = Vec::new();
    let diff = TextDiff::from_lines(before.bytes(), after.bytes());
    // Writing to a vector cannot fail.
    let (from, to) = (printable(before.name()), printable(after.name()));
    let _ = diff.unified_diff().header(&from, &to).to_writer(&mut text);
    text
}

/// Writes a unified diff for a terminal.
pub fn write_coloured(diff: &[u8], out: &mut dyn Write) -> io::Result<()> {
    for line in String::from_utf8_lossy(diff).lines() {
        let line = harmless(line);
        match line.chars().next() {
            Some('+') => writeln!(out, "{}", line.green())?,
            Some('-') => writeln!(out, "{}", line.red())?,
            Some('@') => writeln!(out, "{}", line.cyan())?,
            _ => writeln!(out, "{line}")?,
        }
    }
    Ok(())
}

/// A line that a fix takes or gives, or that tells where.
pub(super) struct ChangedLine {
    /// Which of the three.
    pub(super) kind: ChangeTag,
    /// Its text, without the line ending.
    pub(super) text: String,
}

/// The lines that a fix changes. What it only adds comes with the line below.
pub(super) fn changed_lines(file: &SourceFile, fix: &Fix) -> Vec<ChangedLine> {
    let mut edits = fix.edits.clone();
    edits.sort();
    let mut lines = Vec::new();
    let mut edits = edits.into_iter().peekable();
    while let Some(first) = edits.next() {
        let mut region = whole_lines(file, first.span);
        let mut group = vec![first];
        while let Some(next) = edits.next_if(|next| next.span.start < region.end) {
            region = region.cover(whole_lines(file, next.span));
            group.push(next);
        }
        lines.extend(changes_in(file, region, &group));
    }
    lines
}

/// The lines that hold the bytes, with their endings.
fn whole_lines(file: &SourceFile, span: Span) -> Span {
    let lines = file.lines();
    lines.span(lines.line(span.start)).cover(lines.span(lines.line(span.end)))
}

fn changes_in(file: &SourceFile, region: Span, edits: &[Edit]) -> Vec<ChangedLine> {
    let moved = |edit: &Edit| {
        let offset = |at: usize| at.saturating_sub(region.start);
        Edit::replace(Span::new(offset(edit.span.start), offset(edit.span.end)), edit.text.clone())
    };
    let before = region.bytes(file.bytes());
    let edits: Vec<Edit> = edits.iter().map(moved).collect();
    let Some(after) = apply(before, &edits) else { return Vec::new() };
    let (before, after) = (String::from_utf8_lossy(before), String::from_utf8_lossy(&after.bytes));
    let diff = TextDiff::from_lines(before.as_ref(), after.as_ref());
    let only_adds = !diff.iter_all_changes().any(|change| change.tag() == ChangeTag::Delete);
    let changes = diff.iter_all_changes().filter(|change| only_adds || change.tag() != ChangeTag::Equal);
    let line = |kind, text: &str| ChangedLine { kind, text: harmless(text.trim_end_matches(['\r', '\n'])) };
    changes.map(|change| line(change.tag(), change.value())).collect()
}
