//! The least part of a file for which something still happens: delta debugging by instructions, lines and words.

use std::time::{Duration, Instant};

use super::catch::catch;
use crate::dockerfile;
use crate::source::{LineIndex, Span};

/// How often it is tried.
const MAX_TRIES: usize = 200;
/// How many bytes are tried all in all.
const MAX_BYTES: usize = 8 << 20;
/// How long it is tried. What is not found until then is not worth the wait.
const MAX_TIME: Duration = Duration::from_secs(2);

/// The least part of `bytes` that `fails`, as far as that can be found in so many tries. `None` if not even all of it
/// does.
pub(super) fn least(bytes: &[u8], fails: impl Fn(&[Span]) -> bool) -> Option<Vec<Span>> {
    let mut search = Search { fails: &fails, tries: 0, tried: 0, begin: Instant::now() };
    let all = Span::new(0, bytes.len());
    if !search.fails(&[all]) {
        return None;
    }
    if search.fails(&[]) {
        return Some(Vec::new());
    }
    let mut part = vec![all];
    // The parser may be what fails.
    let instructions = catch(|| dockerfile::parse(bytes).items.iter().map(dockerfile::Item::span).collect::<Vec<_>>());
    if let Ok(instructions) = instructions {
        part = search.reduce(instructions);
    }
    part = search.reduce(part.into_iter().flat_map(|span| lines(bytes, span)).collect());
    part = search.reduce(part.into_iter().flat_map(|span| words(bytes, span)).collect());
    Some(joined(part))
}

struct Search<'a, F> {
    fails: &'a F,
    tries: usize,
    tried: usize,
    begin: Instant,
}

impl<F: Fn(&[Span]) -> bool> Search<'_, F> {
    fn fails(&mut self, part: &[Span]) -> bool {
        self.tries += 1;
        self.tried += part.iter().map(|span| span.len()).sum::<usize>();
        (self.fails)(part)
    }

    fn goes_on(&self) -> bool {
        self.tries < MAX_TRIES && self.tried < MAX_BYTES && self.begin.elapsed() < MAX_TIME
    }

    /// Takes out what is not needed: halves, then quarters, and in the end single pieces.
    fn reduce(&mut self, mut pieces: Vec<Span>) -> Vec<Span> {
        let mut size = pieces.len().div_ceil(2);
        while pieces.len() > 1 {
            let before = pieces.len();
            let mut at = 0;
            while at < pieces.len() && pieces.len() > 1 {
                if !self.goes_on() {
                    return pieces;
                }
                let rest: Vec<Span> = pieces.iter().take(at).chain(pieces.iter().skip(at + size)).copied().collect();
                if self.fails(&rest) {
                    pieces = rest;
                } else {
                    at += size;
                }
            }
            match size {
                0 | 1 if pieces.len() == before => break,
                0 | 1 => {}
                _ => size = size.min(pieces.len()).div_ceil(2),
            }
        }
        pieces
    }
}

/// The lines of a part, with their ends.
fn lines(bytes: &[u8], part: Span) -> Vec<Span> {
    let index = LineIndex::new(part.bytes(bytes));
    let lines = (1..=index.count()).map(|line| shifted(index.span(line), part.start));
    lines.filter(|line| !line.is_empty()).collect()
}

/// The words of a part, each with the space behind it.
fn words(bytes: &[u8], part: Span) -> Vec<Span> {
    let text = part.bytes(bytes);
    let begins = |at: &usize| {
        let space = |at: usize| text.get(at).is_some_and(u8::is_ascii_whitespace);
        at.checked_sub(1).is_some_and(|before| space(before) && !space(*at))
    };
    let mut places: Vec<usize> = std::iter::once(0).chain((0..text.len()).filter(begins)).collect();
    places.push(text.len());
    let pairs = places.iter().zip(places.iter().skip(1));
    pairs.map(|(start, end)| shifted(Span::new(*start, *end), part.start)).collect()
}

fn shifted(span: Span, by: usize) -> Span {
    Span::new(span.start + by, span.end + by)
}

/// The same part in as few pieces as it has.
fn joined(pieces: Vec<Span>) -> Vec<Span> {
    let mut joined: Vec<Span> = Vec::new();
    for piece in pieces {
        match joined.last_mut().filter(|last| last.end == piece.start) {
            Some(last) => last.end = piece.end,
            None => joined.push(piece),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn a_long_file_is_tried_so_often_and_no_more() {
        let text: String = (0..2000).map(|number| format!("RUN step {number}\n")).collect();
        let tries = Cell::new(0);
        let has = |part: &[Span], words: &str| {
            let bytes: Vec<u8> = part.iter().flat_map(|span| span.bytes(text.as_bytes())).copied().collect();
            String::from_utf8_lossy(&bytes).contains(words)
        };
        let count = |happens: bool| {
            tries.set(tries.get() + 1);
            happens
        };
        let needle = least(text.as_bytes(), |part| count(has(part, "1234\n")));
        let at = text.find("1234\n").unwrap();
        assert_eq!(needle, Some(vec![Span::new(at, at + 5)]));
        assert!(tries.get() < 80, "{tries:?}");
        tries.set(0);
        // Nothing can be left out.
        assert_eq!(
            least(text.as_bytes(), |part| count(part == [Span::new(0, text.len())])).map(|it| it.len()),
            Some(1)
        );
        assert_eq!(tries.get(), MAX_TRIES);
    }

    #[test]
    fn pieces_are_the_whole() {
        let text = b"  a b\r\n\n\tc  d";
        let all = Span::new(0, text.len());
        for pieces in [lines(text, all), words(text, all)] {
            assert_eq!(joined(pieces), [all]);
        }
        assert_eq!(words(text, all).len(), 5);
        assert_eq!(lines(text, Span::new(2, 2)), []);
    }
}
