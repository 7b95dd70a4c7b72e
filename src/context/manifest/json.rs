//! JSON with the places of its strings.

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::ManifestError;
use super::text::{literal, span_in, syntax, utf8};
use crate::context::ContextFile;
use crate::source::{Span, Text};

const BOM: char = '\u{feff}';

/// A value in a JSON file. It is read when it is asked for.
#[derive(Clone, Copy)]
pub(super) struct Json<'a> {
    file: &'a ContextFile,
    whole: &'a str,
    raw: &'a str,
}

impl<'a> Json<'a> {
    /// The value that the file is.
    pub(super) fn parse(file: &'a ContextFile, format: &'static str) -> Result<Self, ManifestError> {
        let whole = utf8(file, format)?;
        let raw: &RawValue = serde_json::from_str(whole.trim_start_matches(BOM)).map_err(|error| {
            let line = file.source.lines().span(error.line());
            let bom = if error.line() == 1 && whole.starts_with(BOM) { BOM.len_utf8() } else { 0 };
            let at = (line.start + bom + error.column().saturating_sub(1)).min(whole.len());
            syntax(file, Span::new(at, (at + 1).min(whole.len())), format, error.to_string())
        })?;
        Ok(Json { file, whole, raw: raw.get() })
    }

    /// The value, if it is a string.
    pub(super) fn string(self) -> Option<Text> {
        let value: String = serde_json::from_str(self.raw).ok()?;
        let inner = self.raw.strip_prefix('"')?.strip_suffix('"')?;
        Some(literal(self.file, &value, span_in(self.whole, inner)))
    }

    /// The names and values of an object, in the order of the file; nothing for another value.
    pub(super) fn entries(self) -> Vec<(Text, Json<'a>)> {
        let entries: Entries<'a> = serde_json::from_str(self.raw).unwrap_or_default();
        let entries = entries.0.into_iter();
        entries.filter_map(|(key, value)| Some((self.part(key).string()?, self.part(value)))).collect()
    }

    /// The value of this name in an object. Of several the last counts.
    pub(super) fn get(self, name: &str) -> Option<Json<'a>> {
        self.entries().into_iter().rev().find(|(key, _)| key.as_str() == name).map(|(_, value)| value)
    }

    /// The strings of an object whose values are strings.
    pub(super) fn strings(self) -> Vec<(Text, Text)> {
        self.entries().into_iter().filter_map(|(key, value)| Some((key, value.string()?))).collect()
    }

    /// The values of an array; nothing for another value.
    pub(super) fn elements(self) -> Vec<Json<'a>> {
        let elements: Vec<&'a RawValue> = serde_json::from_str(self.raw).unwrap_or_default();
        elements.into_iter().map(|element| self.part(element)).collect()
    }

    fn part(self, raw: &'a RawValue) -> Json<'a> {
        Json { raw: raw.get(), ..self }
    }
}

#[derive(Default)]
struct Entries<'a>(Vec<(&'a RawValue, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Entries<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(EntriesVisitor)
    }
}

struct EntriesVisitor;

impl<'de> Visitor<'de> for EntriesVisitor {
    type Value = Entries<'de>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Entries(entries))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::manifest::testing::context;

    #[test]
    fn finds_the_places_of_keys_and_values() {
        let text = "\u{feff}{\"a\": {\"k\\u00e9y\": \"v\\nw\"}, \"b\" : [1, \"two\"], \"a\": \"last\"}";
        let (_folder, context) = context(&[("x.json", text)]);
        let file = context.read("x.json").unwrap().unwrap();
        let json = Json::parse(&file, "JSON file").unwrap();
        let entries = json.entries();
        assert_eq!(entries.iter().map(|(key, _)| key.as_str()).collect::<Vec<_>>(), ["a", "b", "a"]);
        let (key, value) = entries[0].1.strings().into_iter().next().unwrap();
        assert_eq!((key.as_str(), value.as_str()), ("kéy", "v\nw"));
        assert_eq!(file.source.text(key.span()), "k\\u00e9y");
        assert_eq!(file.source.text(value.span()), "v\\nw");
        assert_eq!(file.source.text(json.get("a").unwrap().string().unwrap().span()), "last");
        let elements = json.get("b").unwrap().elements();
        assert_eq!(file.source.text(elements[1].string().unwrap().span()), "two");
        assert!(elements[0].string().is_none() && elements[0].entries().is_empty());
    }

    #[test]
    fn broken_json_is_an_error_with_a_place() {
        for (text, at) in [("{\n  \"a\": 1,\n}", 12), ("", 0), ("\u{feff}{x}", 4), ("{} x", 3)] {
            let (_folder, context) = context(&[("x.json", text)]);
            let file = context.read("x.json").unwrap().unwrap();
            let Err(ManifestError::Syntax { span, .. }) = Json::parse(&file, "JSON file") else { panic!("{text}") };
            assert_eq!(span.start, at, "{text}");
        }
        let deep = "[".repeat(200_000);
        let (_folder, context) = context(&[("x.json", &deep)]);
        assert!(Json::parse(&context.read("x.json").unwrap().unwrap(), "JSON file").is_err());
    }
}
