use super::{Part, PartKind, Quoting, Word};
use crate::source::{Span, Text};

impl Word {
    /// A word that no shell reads: an element of a JSON array. Nothing in it is expanded.
    pub fn from_text(text: &Text) -> Self {
        let kind = PartKind::Literal(text.as_str().to_owned());
        let parts =
            if text.is_empty() { Vec::new() } else { vec![Part { span: text.span(), quoting: Quoting::Single, kind }] };
        Self { span: text.span(), raw: text.clone(), parts }
    }

    /// The word's text when nothing in it is expanded; `None` when only a shell could tell.
    pub fn literal(&self) -> Option<String> {
        self.parts.iter().map(Part::literal).collect()
    }

    /// Whether the word is exactly `text`. Allocates nothing.
    pub fn is(&self, text: &str) -> bool {
        self.after(text)
            .is_some_and(|(rest, mut parts)| rest.is_empty() && parts.all(|part| part.literal() == Some("")))
    }

    /// Whether the word begins with `prefix`, whatever follows. Allocates nothing.
    pub fn starts_with(&self, prefix: &str) -> bool {
        self.after(prefix).is_some()
    }

    /// The literal text that the word begins with, up to its first expansion.
    pub fn literal_prefix(&self) -> String {
        self.parts.iter().map_while(Part::literal).collect()
    }

    /// The variables that the word uses, in order, those inside `${a:-$b}` and `$((…))` included.
    pub fn variables(&self) -> impl Iterator<Item = &str> {
        let mut names = Vec::new();
        collect_variables(&self.parts, &mut names);
        names.into_iter()
    }

    /// The name of the file that the word is a path of, when that name is literal whatever its folder is.
    pub fn file_name(&self) -> Option<String> {
        let mut name = String::new();
        for part in self.parts.iter().rev() {
            let text = part.literal()?;
            let (folder, file) = text.rsplit_once('/').map_or((None, text), |(folder, file)| (Some(folder), file));
            name.insert_str(0, file);
            if folder.is_some() {
                return Some(name);
            }
        }
        Some(name)
    }

    /// The word without the literal text `prefix` that it begins with; `None` if it does not.
    pub fn strip_prefix(&self, prefix: &str) -> Option<Word> {
        let mut left = prefix;
        let mut parts = self.parts.iter();
        let mut rest = Vec::new();
        while !left.is_empty() {
            let part = parts.next()?;
            let text = part.literal()?;
            if let Some(after) = left.strip_prefix(text) {
                left = after;
            } else {
                rest.push(part.without_prefix(text.strip_prefix(left)?));
                left = "";
            }
        }
        rest.extend(parts.cloned());
        let span = rest.first().map_or(Span::empty(self.span.end), |first| Span::new(first.span.start, self.span.end));
        Some(Word { span, raw: self.raw_from(span.start), parts: rest })
    }

    /// The end of the raw text, from the byte that stands at `offset` of the file.
    fn raw_from(&self, offset: usize) -> Text {
        let raw = self.raw.as_str();
        let start = raw
            .char_indices()
            .map(|(at, _)| at)
            .find(|&at| self.raw.span_of(at..at + 1).start >= offset)
            .unwrap_or(raw.len());
        self.raw.slice(start..raw.len())
    }

    /// What follows `prefix`: the rest of the part in which it ends, and the parts after that.
    fn after<'a>(&'a self, prefix: &str) -> Option<(&'a str, impl Iterator<Item = &'a Part>)> {
        let mut left = prefix;
        let mut parts = self.parts.iter();
        let mut rest = "";
        while !left.is_empty() {
            let text = parts.next()?.literal()?;
            if let Some(after) = left.strip_prefix(text) {
                left = after;
            } else {
                rest = text.strip_prefix(left)?;
                left = "";
            }
        }
        Some((rest, parts))
    }
}

impl Part {
    /// The part's text, if it is literal.
    pub fn literal(&self) -> Option<&str> {
        match &self.kind {
            PartKind::Literal(text) => Some(text),
            _ => None,
        }
    }

    /// The literal part whose end is `rest`.
    fn without_prefix(&self, rest: &str) -> Part {
        let closing = usize::from(matches!(self.quoting, Quoting::Single | Quoting::Double));
        let start = self.span.end.saturating_sub(rest.len() + closing).max(self.span.start);
        Part { span: Span::new(start, self.span.end), quoting: self.quoting, kind: PartKind::Literal(rest.to_owned()) }
    }
}

fn collect_variables<'a>(parts: &'a [Part], names: &mut Vec<&'a str>) {
    for part in parts {
        match &part.kind {
            PartKind::Parameter { name, operand, .. } => {
                names.push(name);
                if let Some(operand) = operand {
                    collect_variables(&operand.parts, names);
                }
            }
            PartKind::Arithmetic(parts) => collect_variables(parts, names),
            _ => {}
        }
    }
}
