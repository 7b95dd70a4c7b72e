//! TOML with the places of its strings.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::ManifestError;
use super::text::{literal, syntax, utf8};
use crate::context::ContextFile;
use crate::source::{Span, Text};

/// A value in a TOML file.
#[derive(Clone, Copy)]
pub(super) struct Toml<'a> {
    file: &'a ContextFile,
    value: &'a Spanned<DeValue<'a>>,
}

/// A TOML file.
pub(super) struct TomlFile<'a> {
    file: &'a ContextFile,
    root: Spanned<DeTable<'a>>,
}

impl<'a> TomlFile<'a> {
    pub(super) fn parse(file: &'a ContextFile, format: &'static str) -> Result<Self, ManifestError> {
        let text = utf8(file, format)?;
        let root = DeTable::parse(text).map_err(|error| {
            let span = error.span().map_or(Span::empty(text.len()), Span::from);
            syntax(file, span, format, error.message())
        })?;
        Ok(TomlFile { file, root })
    }

    /// The value at a path of keys.
    pub(super) fn get(&self, path: &[&str]) -> Option<Toml<'_>> {
        let (first, rest) = path.split_first()?;
        let value = self.root.get_ref().get(*first)?;
        rest.iter().try_fold(Toml { file: self.file, value }, |value, key| value.get(key))
    }

    pub(super) fn string(&self, path: &[&str]) -> Option<Text> {
        self.get(path)?.string()
    }
}

impl<'a> Toml<'a> {
    /// The value of a key in a table.
    pub(super) fn get(self, key: &str) -> Option<Toml<'a>> {
        Some(Toml { value: self.value.get_ref().as_table()?.get(key)?, ..self })
    }

    /// The value, if it is a string.
    pub(super) fn string(self) -> Option<Text> {
        let value = self.value.get_ref().as_str()?;
        Some(self.text(value, Span::from(self.value.span())))
    }

    /// Keys and values of a table, in the order of the file.
    pub(super) fn entries(self) -> Vec<(Text, Toml<'a>)> {
        let Some(table) = self.value.get_ref().as_table() else { return Vec::new() };
        let entries =
            table.iter().map(|(key, value)| (self.text(key.get_ref(), Span::from(key.span())), Toml { value, ..self }));
        let mut entries: Vec<_> = entries.collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        entries
    }

    /// The values of an array.
    pub(super) fn elements(self) -> Vec<Toml<'a>> {
        let array = self.value.get_ref().as_array();
        array.into_iter().flat_map(|array| array.iter()).map(|value| Toml { value, ..self }).collect()
    }

    /// The strings of an array.
    pub(super) fn strings(self) -> Vec<Text> {
        self.elements().into_iter().filter_map(Toml::string).collect()
    }

    pub(super) fn bool(self) -> Option<bool> {
        self.value.get_ref().as_bool()
    }

    /// The text of a key or string; `span` has its quotes, if there are any.
    fn text(self, value: &str, span: Span) -> Text {
        let written = span.bytes(self.file.source.bytes());
        // Three quotes and a line ending are the most that stands before the first character.
        let before = written.windows(value.len().max(1)).take(6).position(|part| part == value.as_bytes());
        match before {
            Some(start) if !value.is_empty() => {
                let start = span.start + start;
                literal(self.file, value, Span::new(start, start + value.len()))
            }
            _ => literal(self.file, value, span),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::manifest::testing::context;

    #[test]
    fn finds_the_places_of_keys_and_values() {
        let text = "\u{feff}b.c = 'x'\n\"a k\" = [\"one\", '''two''', 3]\n[t]\nz = true\ny = \"q\\\"\"\nempty = ''\n";
        let (_folder, context) = context(&[("x.toml", text)]);
        let file = context.read("x.toml").unwrap().unwrap();
        let toml = TomlFile::parse(&file, "TOML file").unwrap();
        let x = toml.string(&["b", "c"]).unwrap();
        assert_eq!((x.as_str(), file.source.text(x.span()).as_ref()), ("x", "x"));
        let strings = toml.get(&["a k"]).unwrap().strings();
        assert_eq!(strings.iter().map(|s| file.source.text(s.span()).into_owned()).collect::<Vec<_>>(), ["one", "two"]);
        let table = toml.get(&["t"]).unwrap();
        assert_eq!(table.entries().iter().map(|(key, _)| key.as_str()).collect::<Vec<_>>(), ["z", "y", "empty"]);
        assert_eq!(table.get("z").unwrap().bool(), Some(true));
        assert_eq!(table.get("y").unwrap().string().unwrap().as_str(), "q\"");
        assert_eq!(table.get("empty").unwrap().string().unwrap().as_str(), "");
        assert!(toml.get(&["b", "c", "d"]).is_none() && toml.get(&[]).is_none());
    }

    #[test]
    fn broken_toml_is_an_error_with_a_place() {
        let (_folder, context) =
            context(&[("x.toml", "a = 1\nb = \n"), ("deep.toml", &format!("a = {}", "[".repeat(100_000)))]);
        let file = context.read("x.toml").unwrap().unwrap();
        let Err(ManifestError::Syntax { span, .. }) = TomlFile::parse(&file, "TOML file") else { panic!() };
        assert_eq!(file.source.position(span.start).line, 2);
        assert!(TomlFile::parse(&context.read("deep.toml").unwrap().unwrap(), "TOML file").is_err());
    }
}
