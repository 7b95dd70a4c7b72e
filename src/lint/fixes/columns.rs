//! What stands in columns: continuation characters below each other, and words below others.

use std::collections::BTreeMap;

use crate::dockerfile::{Keyword, Line, LineKind};
use crate::lint::facts::{Facts, Statement};
use crate::source::{Edit, Span};

/// The longest RUN whose columns are kept, in bytes: each of its fixes looks at all its lines.
const MAX_LENGTH: usize = 16 * 1024;

/// The edits of a fix, with others that keep in their columns what edits of RUN move out of them.
pub(super) fn keep(facts: &Facts<'_>, edits: Vec<Edit>) -> Vec<Edit> {
    let mut kept = Vec::with_capacity(edits.len());
    let mut rest = edits.as_slice();
    while let Some(first) = rest.first() {
        let statement = facts.statement_at(first.span.start);
        let number = statement.map(|it| it.number);
        let same = |edit: &&Edit| facts.statement_at(edit.span.start).map(|it| it.number) == number;
        let (own, others) = rest.split_at(rest.iter().take_while(same).count().max(1));
        rest = others;
        match statement.filter(|it| has_columns(it)) {
            Some(statement) => kept.extend(Columns::of(facts, statement).keep(own)),
            None => kept.extend_from_slice(own),
        }
    }
    kept
}

/// Whether there is something to keep, and it can be done in bearable time.
fn has_columns(statement: &Statement<'_>) -> bool {
    let written = statement.onbuild.unwrap_or(statement.instruction);
    statement.instruction.keyword == Keyword::Run
        && !statement.instruction.is_json()
        && written.lines.len() > 1
        && written.span.len() <= MAX_LENGTH
}

/// The lines of a RUN.
struct Columns<'f, 'a> {
    facts: &'f Facts<'a>,
    statement: &'f Statement<'a>,
    rows: Vec<Row>,
    /// Where most of the continuation characters stand below each other.
    column: Option<usize>,
}

/// A line of a RUN, but for those of heredocs.
struct Row {
    /// The line with its ending.
    span: Span,
    /// How far it is moved in.
    indent: usize,
    /// Its continuation character, if it has one.
    end: Option<End>,
    /// Whether the beginning and the end of the line are outside of quotes.
    is_unquoted: [bool; 2],
}

#[derive(Clone, Copy)]
struct End {
    offset: usize,
    column: usize,
    /// The blanks before it.
    gap: usize,
}

impl<'f, 'a> Columns<'f, 'a> {
    fn of(facts: &'f Facts<'a>, statement: &'f Statement<'a>) -> Self {
        let lines = &statement.onbuild.unwrap_or(statement.instruction).lines;
        let mut columns = Self { facts, statement, rows: Vec::new(), column: None };
        let mut quote = None;
        for line in lines {
            let starts_free = quote.is_none();
            if let LineKind::Text { content } = line.kind {
                quote = open_quote(quote, &facts.input.file.text(content), facts.input.dockerfile.escape);
            }
            columns.rows.extend(columns.row(line, [starts_free, quote.is_none()]));
        }
        columns.column = columns.common_column();
        columns
    }

    fn row(&self, line: &Line, is_unquoted: [bool; 2]) -> Option<Row> {
        let content = match line.kind {
            LineKind::Text { content } => Some(content),
            LineKind::Comment | LineKind::Blank => None,
            LineKind::Heredoc { .. } | LineKind::Terminator { .. } => return None,
        };
        let text = self.facts.input.file.text(line.span);
        let indent = text.chars().take_while(|ch| *ch == ' ').count();
        let end = content.and_then(|content| self.end(line.span, content));
        Some(Row { span: line.span, indent, end, is_unquoted })
    }

    /// Whether the beginning of the line is not part of a word.
    fn starts_free(&self, row: &Row) -> bool {
        row.is_unquoted[0] && self.is_outside(row.span.start)
    }

    /// Whether the end of the line is not part of a word.
    fn ends_free(&self, row: &Row) -> bool {
        row.is_unquoted[1] && row.end.is_none_or(|end| self.is_outside(end.offset))
    }

    /// Whether a place is within no word.
    fn is_outside(&self, offset: usize) -> bool {
        let mut calls = self.facts.commands_of(self.statement.number);
        let holds = |span: Span| span.start < offset && offset < span.end;
        !calls.any(|it| it.call.args.iter().any(|word| holds(word.span)))
    }

    fn end(&self, line: Span, content: Span) -> Option<End> {
        let escape = self.facts.input.dockerfile.escape;
        let after = self.facts.input.file.text(Span::new(content.end, line.end));
        let before = self.facts.input.file.text(Span::new(line.start, content.end));
        let gap = before.chars().rev().take_while(|ch| *ch == ' ').count();
        let column = before.chars().count();
        (after.starts_with(escape) && gap > 0).then_some(End { offset: content.end, column, gap })
    }

    /// The column of more than half of the continuation characters, if there are blanks before one of them for no other
    /// reason.
    fn common_column(&self) -> Option<usize> {
        let ends: Vec<End> = self.rows.iter().filter_map(|row| row.end).collect();
        let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
        ends.iter().for_each(|end| *counts.entry(end.column).or_default() += 1);
        let (column, count) = counts.into_iter().max_by_key(|(_, count)| *count)?;
        let is_made_for_it = ends.iter().any(|end| end.column == column && end.gap > 1);
        (count > 1 && count * 2 > ends.len() && is_made_for_it).then_some(column)
    }

    fn keep(&self, edits: &[Edit]) -> Vec<Edit> {
        let mut kept: Vec<Edit> = edits.to_vec();
        let is_within = |edit: &Edit, row: &Row| row.span.start <= edit.span.start && edit.span.end < row.span.end;
        if !edits.iter().all(|edit| self.rows.iter().any(|row| is_within(edit, row))) {
            return kept;
        }
        let mut moved = vec![0_isize; self.rows.len()];
        for (number, row) in self.rows.iter().enumerate() {
            let own: Vec<&Edit> = edits.iter().filter(|edit| is_within(edit, row)).collect();
            if own.iter().any(|edit| edit.text.contains('\n')) {
                continue;
            }
            let grown: isize = own.iter().map(|edit| self.growth(edit)).sum();
            if let Some(it) = moved.get_mut(number) {
                *it += grown;
            }
            for (below, by) in self.below(number, &own) {
                let Some(row) = self.rows.get(below) else { continue };
                kept.push(shift(row.span.start, row.span.start, by));
                if let Some(it) = moved.get_mut(below) {
                    *it += by;
                }
            }
        }
        kept.extend(self.ends(&moved));
        for edit in kept.iter_mut().filter(|edit| edit.text.contains('\n')) {
            self.pad(edit, edits);
        }
        kept
    }

    /// How many characters more there are.
    fn growth(&self, edit: &Edit) -> isize {
        let gone = self.facts.input.file.text(edit.span).chars().count();
        signed(edit.text.chars().count()) - signed(gone)
    }

    /// The lines that begin below a word which edits of the line above move, and how far they move it.
    fn below(&self, number: usize, edits: &[&Edit]) -> Vec<(usize, isize)> {
        let (Some(row), Some(next)) = (self.rows.get(number), self.rows.get(number + 1)) else { return Vec::new() };
        let text = self.facts.input.file.text(row.span);
        let column = next.indent;
        let is_blank = |column: usize| text.chars().nth(column).is_none_or(char::is_whitespace);
        let is_word = column > row.indent && !is_blank(column) && is_blank(column - 1);
        let start = row.span.start + text.chars().take(column).map(char::len_utf8).sum::<usize>();
        let by: isize = edits.iter().filter(|edit| edit.span.end < start).map(|edit| self.growth(edit)).sum();
        if !is_word || by == 0 {
            return Vec::new();
        }
        let rows = self.rows.iter().enumerate().skip(number + 1);
        let same = rows.take_while(|(_, row)| row.indent == column && self.starts_free(row));
        same.map(|(number, _)| (number, by)).collect()
    }

    /// Puts the continuation characters back into their column, as far as there is room.
    fn ends(&self, moved: &[isize]) -> Vec<Edit> {
        let Some(column) = self.column else { return Vec::new() };
        let rows = || self.rows.iter().zip(moved).filter(|(row, _)| row.end.is_some_and(|it| it.column == column));
        let first = rows().map(|(_, by)| *by).next().unwrap_or_default();
        if rows().all(|(_, by)| *by == first) {
            return Vec::new();
        }
        let back = rows().filter(|(row, by)| **by != 0 && self.ends_free(row)).filter_map(|(row, by)| {
            let end = row.end?;
            let by = (-by).max(1 - signed(end.gap));
            (by != 0).then(|| shift(end.offset - by.min(0).unsigned_abs(), end.offset, by))
        });
        back.collect()
    }

    /// Puts the continuation characters of new lines into the column of the others.
    fn pad(&self, edit: &mut Edit, edits: &[Edit]) {
        let Some(column) = self.column else { return };
        let escape = self.facts.input.dockerfile.escape;
        let Some(row) = self.rows.iter().find(|row| row.span.encloses(edit.span)) else { return };
        let before = self.facts.input.file.text(Span::new(row.span.start, edit.span.start)).chars().count();
        let earlier = edits.iter().filter(|it| row.span.start <= it.span.start && it.span.end < edit.span.start);
        let mut at = signed(before) + earlier.map(|edit| self.growth(edit)).sum::<isize>();
        let mut lines = Vec::new();
        for line in edit.text.split('\n') {
            let words = line.strip_suffix(escape).map(|words| words.trim_end_matches(' '));
            lines.push(match words.filter(|words| words.len() + escape.len_utf8() < line.len()) {
                Some(words) => {
                    let width = at + signed(words.chars().count());
                    let gap = (signed(column) - width).max(1).unsigned_abs();
                    format!("{words}{}{escape}", " ".repeat(gap))
                }
                None => line.to_owned(),
            });
            at = 0;
        }
        edit.text = lines.join("\n");
    }
}

/// Puts so many blanks at the end of the range; takes the range's own blanks out if there are to be fewer.
fn shift(start: usize, end: usize, by: isize) -> Edit {
    let blanks = by.unsigned_abs();
    if by > 0 { Edit::insert(end, " ".repeat(blanks)) } else { Edit::delete(Span::new(start, start + blanks)) }
}

/// The quote that is open after the text, where `open` is before it.
fn open_quote(mut open: Option<char>, text: &str, escape: char) -> Option<char> {
    let mut chars = text.chars();
    while let Some(ch) = chars.next() {
        match open {
            _ if (ch == '\\' || ch == escape) && open != Some('\'') => {
                chars.next();
            }
            Some(quote) if quote == ch => open = None,
            None if matches!(ch, '"' | '\'' | '`') => open = Some(ch),
            _ => {}
        }
    }
    open
}

fn signed(number: usize) -> isize {
    isize::try_from(number).unwrap_or(isize::MAX)
}
