//! Terms in one way of writing, so that what says the same is the same text.

use super::term::{File, Kind, Piece, Term};

/// How many steps one text may take. Names that stand for names could make it as long as they like.
const MOST_STEPS: usize = 100_000;
/// How many names may stand for one another in a chain.
const MOST_LINKS: usize = 32;

/// The term's text. Names that are bound to more than a text or another name stand for themselves.
pub(super) fn canonical(file: &File, term: &Term) -> String {
    let mut writer = Writer { file, out: String::new(), steps: 0 };
    writer.term(term, 0);
    writer.out
}

/// A string with its interpolations as they are written.
pub(super) fn written(file: &File, pieces: &[Piece]) -> String {
    let mut writer = Writer { file, out: String::new(), steps: 0 };
    writer.pieces(pieces, 0);
    writer.out
}

struct Writer<'a> {
    file: &'a File,
    out: String,
    steps: usize,
}

impl Writer<'_> {
    fn term(&mut self, term: &Term, links: usize) {
        self.steps += 1;
        if self.steps > MOST_STEPS {
            return;
        }
        match &term.kind {
            Kind::Text(pieces) => {
                self.out.push('"');
                self.pieces(pieces, links);
                self.out.push('"');
            }
            Kind::Word(name) => match self.file.named(name) {
                // `inherit (pkgs) curl;` and `version = "1";` are other ways to write what they stand for.
                Some(bound) if links < MOST_LINKS && matches!(bound.kind, Kind::Select(..) | Kind::Text(_)) => {
                    self.term(bound, links + 1);
                }
                _ => self.out.push_str(name),
            },
            Kind::List(items) => {
                self.out.push('[');
                for item in items {
                    self.term(item, links);
                    self.out.push(' ');
                }
                self.out.push(']');
            }
            Kind::Set(entries) => {
                let mut entries: Vec<&(String, Term)> = entries.iter().collect();
                entries.sort_by(|(a, _), (b, _)| a.cmp(b));
                self.out.push('{');
                for (name, value) in entries {
                    self.out.extend([name, " = "]);
                    self.term(value, links);
                    self.out.push(';');
                }
                self.out.push('}');
            }
            Kind::Select(base, path) => {
                let start = self.out.len();
                self.term(base, links);
                // `lib` is `pkgs.lib`, wherever it comes from.
                if self.out.get(start..).is_some_and(|base| base == "pkgs.lib") {
                    self.out.truncate(start);
                    self.out.push_str("lib");
                }
                path.iter().for_each(|name| self.out.extend([".", name]));
            }
            Kind::Call(function, argument) => {
                self.out.push('(');
                self.term(function, links);
                self.out.push(' ');
                self.term(argument, links);
                self.out.push(')');
            }
            Kind::Other(tokens) => self.out.push_str(tokens),
        }
    }

    fn pieces(&mut self, pieces: &[Piece], links: usize) {
        for piece in self.file.flat(pieces) {
            match piece {
                Piece::Text(text) => self.out.push_str(&text),
                Piece::Term(term) => {
                    self.out.push_str("${");
                    self.term(&term, links);
                    self.out.push('}');
                }
            }
        }
    }
}
