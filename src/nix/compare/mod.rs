//! Whether an existing file still says what a newly made one says.
//!
//! What the existing file says on top (more packages, more attributes), how it is laid out, commented and shortened, and
//! which hashes it has in place of `lib.fakeHash`, is its author's affair.

mod canonical;
mod term;
#[cfg(test)]
mod tests;

use std::collections::HashSet;

use super::read::ReadError;
use crate::source::Span;
use canonical::{canonical, written};
use term::{File, Kind, Piece, Term};

/// How much of a value is shown, in characters.
const SHOWN: usize = 60;

/// What stands where a hash has to be filled in.
const PLACEHOLDERS: [&str; 2] = ["fakeHash", "fakeSha256"];

/// Something that the new file says and the existing one does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The attribute, such as `config.Cmd`, or the name that is bound.
    pub place: String,
    /// What is different there.
    pub what: What,
    /// Where in the existing file; `None` if it has no such place.
    pub span: Option<Span>,
}

/// What is different.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// Something is not there.
    Lacks(String),
    /// Something has another value.
    Differs {
        /// The existing file's.
        existing: String,
        /// The new one's.
        wanted: String,
    },
}

/// Everything that `generated` says of its first image and `existing` does not.
///
/// # Errors
/// When one of the texts is no Nix expression, or is nested too deeply to be read.
pub fn missing(existing: &str, generated: &str) -> Result<Vec<Difference>, ReadError> {
    let (old, new) = (File::read(existing)?, File::read(generated)?);
    let mut comparison =
        Comparison { texts: (existing, generated), old: &old, new: &new, found: Vec::new(), seen: HashSet::new() };
    match (old.images.first(), new.images.first()) {
        (Some(existing), Some(wanted)) => comparison.compare("", existing, wanted),
        (None, Some(_)) => comparison.lacks("the file", "an image of dockerTools".to_owned(), None),
        (_, None) => {}
    }
    for (name, wanted) in new.bound() {
        if let Some(existing) = old.named(name)
            && comparison.seen.insert(name.to_owned())
        {
            comparison.compare(name, existing, wanted);
        }
    }
    Ok(comparison.found)
}

struct Comparison<'a> {
    texts: (&'a str, &'a str),
    old: &'a File,
    new: &'a File,
    found: Vec<Difference>,
    /// Names that were compared already.
    seen: HashSet<String>,
}

impl<'a> Comparison<'a> {
    fn compare(&mut self, place: &str, existing: &'a Term, wanted: &'a Term) {
        if is_placeholder(wanted) {
            return;
        }
        let mut place = place.to_owned();
        if let Kind::Word(name) = &wanted.kind
            && self.new.named(name).is_some()
        {
            if !self.seen.insert(name.clone()) {
                return;
            }
            place.clone_from(name);
        }
        let (existing, wanted) = (self.old.resolve(existing), self.new.resolve(wanted));
        match (&existing.kind, &wanted.kind) {
            (Kind::Set(has), Kind::Set(wants)) => self.sets(&place, existing.span, has, wants),
            (Kind::List(has), Kind::List(wants)) => self.lists(&place, existing, has, wanted, wants),
            (Kind::Call(function, argument), Kind::Call(wanted_function, wanted_argument)) => {
                self.compare(&place, function, wanted_function);
                self.compare(&place, argument, wanted_argument);
            }
            (Kind::Text(has), Kind::Text(wants)) => self.strings(&place, existing, has, wanted, wants),
            _ if canonical(self.old, existing) == canonical(self.new, wanted) => {}
            _ => self.differs(&place, existing, wanted),
        }
    }

    fn sets(&mut self, place: &str, span: Span, has: &'a [(String, Term)], wants: &'a [(String, Term)]) {
        for (name, wanted) in wants {
            let inner = if place.is_empty() { name.clone() } else { format!("{place}.{name}") };
            match has.iter().find(|(it, _)| it == name) {
                Some((_, existing)) => self.compare(&inner, existing, wanted),
                None if place.is_empty() => self.lacks("the image", name.clone(), Some(span)),
                None => self.lacks(place, name.clone(), Some(span)),
            }
        }
    }

    /// In `config` lists are sequences: command lines, and variables of which the last counts. Elsewhere more is no harm.
    fn lists(&mut self, place: &str, existing: &'a Term, has: &'a [Term], wanted: &'a Term, wants: &'a [Term]) {
        if place == "config.Env" {
            return self.variables(place, existing.span, has, wants);
        }
        let equal = |(a, b): (&Term, &Term)| canonical(self.old, a) == canonical(self.new, b);
        if place.starts_with("config.") {
            if has.len() != wants.len() || !has.iter().zip(wants).all(equal) {
                self.differs(place, existing, wanted);
            }
            return;
        }
        let known: HashSet<String> = has.iter().map(|item| canonical(self.old, item)).collect();
        for item in wants {
            if known.contains(&canonical(self.new, item)) {
                continue;
            }
            // The same function with another argument.
            match has.iter().find(|other| is_kin(other, item)) {
                Some(other) => self.compare(place, other, item),
                None => {
                    let shown = self.shown(self.texts.1, item);
                    self.lacks(place, shown, Some(existing.span));
                }
            }
        }
    }

    /// `NAME=value`; the last of a name counts.
    fn variables(&mut self, place: &str, span: Span, has: &'a [Term], wants: &'a [Term]) {
        let key = |file: &File, term: &Term| {
            let text = canonical(file, term);
            text.split_once('=').map(|(name, _)| name.trim_start_matches('"').to_owned())
        };
        for wanted in wants {
            let Some(name) = key(self.new, wanted) else { continue };
            match has.iter().rfind(|term| key(self.old, term).as_ref() == Some(&name)) {
                Some(existing) if canonical(self.old, existing) == canonical(self.new, wanted) => {}
                Some(existing) => self.differs(&format!("{place} {name}"), existing, wanted),
                None => self.lacks(place, name, Some(span)),
            }
        }
    }

    /// Scripts may have more lines than are asked for; other texts are the same or not.
    fn strings(&mut self, place: &str, existing: &'a Term, has: &[Piece], wanted: &'a Term, wants: &[Piece]) {
        let (has, wants) = (written(self.old, has), written(self.new, wants));
        if has == wants {
            return;
        }
        if place.starts_with("config.") || !wants.contains('\n') {
            return self.differs(place, existing, wanted);
        }
        let lines: HashSet<&str> = has.lines().map(str::trim).collect();
        let is_said = |line: &&str| !line.is_empty() && !line.starts_with('#');
        for line in wants.lines().map(str::trim).filter(is_said).filter(|line| !lines.contains(line)) {
            self.lacks(place, format!("`{}`", shortened(line)), Some(existing.span));
        }
    }

    fn lacks(&mut self, place: &str, what: String, span: Option<Span>) {
        self.found.push(Difference { place: place.to_owned(), what: What::Lacks(what), span });
    }

    fn differs(&mut self, place: &str, existing: &Term, wanted: &Term) {
        let what =
            What::Differs { existing: self.shown(self.texts.0, existing), wanted: self.shown(self.texts.1, wanted) };
        self.found.push(Difference { place: place.to_owned(), what, span: Some(existing.span) });
    }

    /// The text of a term on one line.
    fn shown(&self, text: &str, term: &Term) -> String {
        let words = text.get(term.span.start..term.span.end).unwrap_or_default();
        shortened(&words.split_whitespace().collect::<Vec<_>>().join(" "))
    }
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

fn is_placeholder(term: &Term) -> bool {
    matches!(&term.kind, Kind::Select(_, path) if path.last().is_some_and(|name| PLACEHOLDERS.contains(&name.as_str())))
}

/// Whether two elements of a list are versions of the same thing.
fn is_kin(existing: &Term, wanted: &Term) -> bool {
    match (&existing.kind, &wanted.kind) {
        (Kind::Call(a, _), Kind::Call(b, _)) => is_kin(a, b),
        (Kind::Select(_, a), Kind::Select(_, b)) => a.last() == b.last(),
        _ => false,
    }
}
