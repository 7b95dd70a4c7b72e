//! What can still be had of a script that the grammar rejects.
//!
//! The grammar drops the whole list in which it finds an error. The pieces of that list, between its operators, are
//! mostly valid on their own.

use std::ops::Range;

use shuck_parser::parser::ParseResult;

use super::convert::{Converter, Placed};
use super::read::too_deep;
use super::skip;
use super::{AndOr, Command, CommandKind};

/// A piece of a list, as offsets into the flattened text, with the operator that joins it to the piece before.
type Piece = (Option<AndOr>, Range<usize>);

impl Converter<'_, '_> {
    /// The commands that the grammar understood, completed with those of the text between them, and one error for
    /// each stretch that it did not understand.
    pub(super) fn salvage(&mut self, result: &ParseResult) -> Vec<Command> {
        let good = self.placed(&result.file.body.stmts);
        let end = self.base + self.masked.flat.len();
        let places: Vec<usize> = result.diagnostics.iter().map(|found| self.base + found.span.start.offset()).collect();
        let mut next_error = 0;
        let mut commands = Vec::new();
        let mut at = self.base;
        for (place, command) in
            good.into_iter().map(|(place, command)| (place, Some(command))).chain([(end..end, None)])
        {
            let is_last = command.is_none();
            let errors = places.iter().skip(next_error).take_while(|error| is_last || **error < place.start).count();
            if errors > 0
                && let Some(error) = result.diagnostics.get(next_error)
            {
                let range = self.range(error.span);
                // The grammar has words of its own for that.
                let is_about_depth = error.message.contains("nesting too deep");
                let message = if is_about_depth { too_deep() } else { error.message.clone() };
                self.reader.error(&range, message);
                commands.extend(self.pieces_of(at..place.start.max(at)));
            }
            next_error += errors;
            at = at.max(place.end);
            commands.extend(command);
        }
        commands
    }

    /// The commands of the pieces of `range`.
    fn pieces_of(&mut self, range: Range<usize>) -> Vec<Command> {
        let flat = self.masked.flat.get(range.start - self.base..range.end - self.base).unwrap_or_default();
        let mut chains: Vec<(Placed, Vec<(AndOr, Command)>)> = Vec::new();
        let mut joins = false;
        for (joint, piece) in pieces(flat, range.start - self.base) {
            let Some((place, command)) = self.piece(piece) else {
                joins = false;
                continue;
            };
            match (joint, chains.last_mut()) {
                (Some(joint), Some(((whole, _), rest))) if joins => {
                    whole.end = place.end;
                    rest.push((joint, command));
                }
                _ => chains.push(((place, command), Vec::new())),
            }
            joins = true;
        }
        chains.into_iter().map(|((range, first), rest)| self.chain(&range, first, rest)).collect()
    }

    fn chain(&self, range: &Range<usize>, first: Command, rest: Vec<(AndOr, Command)>) -> Command {
        if rest.is_empty() {
            return first;
        }
        let kind = CommandKind::AndOr { first: Box::new(first), rest };
        Command { span: self.reader.span(range), kind, redirections: Vec::new() }
    }

    /// The command of one piece, if it is valid, or becomes it without the closers at its end.
    fn piece(&mut self, piece: Range<usize>) -> Option<Placed> {
        let text = self.masked.flat.get(piece.clone())?;
        let shorter = text.trim_end_matches([' ', '\n', ')', '}', '|']);
        let mut result = self.reader.grammar(text);
        if !result.is_ok() && shorter.len() < text.len() {
            result = self.reader.grammar(shorter);
        }
        if !result.is_ok() {
            return None;
        }
        let (base, masked) = (self.base, self.masked);
        let mut converter = Converter { reader: &mut *self.reader, base, shift: piece.start, masked };
        converter.placed(&result.file.body.stmts).into_iter().next()
    }
}

/// Cuts `flat`, which begins at `offset`, at the operators between commands, and takes the reserved words and
/// parentheses off the start of each piece.
fn pieces(flat: &str, offset: usize) -> Vec<Piece> {
    let bytes = flat.as_bytes();
    let mut pieces = Vec::new();
    let (mut start, mut at, mut joint) = (0, 0, None);
    while at < bytes.len() {
        let (length, next) = operator(bytes, at);
        if length > 0 {
            pieces.extend(piece(flat, start..at, offset).map(|piece| (joint, piece)));
            (start, joint) = (at + length, next);
        }
        at += length.max(1);
    }
    pieces.extend(piece(flat, start..flat.len(), offset).map(|piece| (joint, piece)));
    pieces
}

/// The length of the operator at `at` that separates commands, 0 for none, and how it joins them.
fn operator(flat: &[u8], at: usize) -> (usize, Option<AndOr>) {
    let before = at.checked_sub(1).and_then(|before| flat.get(before));
    match flat.get(at..).unwrap_or_default() {
        [b'&', b'&', ..] => (2, Some(AndOr::And)),
        [b'|', b'|', ..] => (2, Some(AndOr::Or)),
        [b'&', b'>', ..] => (0, None),
        [b'&', ..] if matches!(before, Some(b'<' | b'>' | b'|')) => (0, None),
        [b'&' | b';' | b'\n', ..] => (1, None),
        _ => (0, None),
    }
}

fn piece(flat: &str, range: Range<usize>, offset: usize) -> Option<Range<usize>> {
    let mut text = flat.get(range.clone())?.trim_matches([' ', '\n']);
    loop {
        let length = text.bytes().position(skip::ends_word).unwrap_or(text.len());
        let rest = match text.get(..length)? {
            word if skip::opens_command(word.as_bytes()) => text.get(length..)?,
            _ => match text.strip_prefix(['(', ')', '}']) {
                Some(rest) => rest,
                None => break,
            },
        };
        text = rest.trim_start_matches([' ', '\n']);
    }
    let start = text.as_ptr() as usize - flat.as_ptr() as usize + offset;
    (!text.is_empty()).then_some(start..start + text.len())
}
