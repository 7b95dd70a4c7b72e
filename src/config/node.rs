//! YAML as a tree in which every value knows its place.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::{Location, Spanned};

use crate::source::Span;

/// A value, and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) value: Value,
    /// A scalar: all of it. A list or map: its bracket, or its first item.
    pub(crate) span: Span,
}

/// What a value is, by YAML 1.2: `yes` and `off` are words.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    Number(i64),
    /// A number that is not whole, or too large.
    Fraction,
    Text(String),
    List(Vec<Node>),
    Map(Vec<Entry>),
}

/// A key with its value.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) key: String,
    pub(crate) key_span: Span,
    pub(crate) node: Node,
}

/// Why a text is no YAML.
#[derive(Clone, Debug)]
pub(crate) struct BadYaml {
    /// What is wrong, without the place.
    pub(crate) message: String,
    /// Where.
    pub(crate) span: Span,
}

/// Reads one document. `None` is a document without content.
///
/// Anchors and aliases work; a document that they make very large is refused.
pub(crate) fn parse(text: &str) -> Result<Option<Node>, BadYaml> {
    let options = serde_saphyr::options! {
        strict_booleans: true,
        leading_zero_numbers_as_strings: true,
        underscored_numbers_as_strings: true,
        alias_limits: serde_saphyr::alias_limits! { max_total_replayed_events: MAX_REPLAYED },
        with_snippet: false,
    };
    let root: Option<Tree> =
        serde_saphyr::from_str_with_options(text, options).map_err(|error| bad_yaml(&error, text))?;
    Ok(root.map(|tree| tree.0))
}

/// How many parts of values aliases may repeat in all.
const MAX_REPLAYED: usize = 10_000;

/// The message and the place of a YAML error of `text`.
pub(crate) fn bad_yaml(error: &serde_saphyr::Error, text: &str) -> BadYaml {
    let options = serde_saphyr::render_options! {
        formatter: &serde_saphyr::UserMessageFormatter,
        snippets: serde_saphyr::SnippetMode::Off,
    };
    let rendered = error.render_with_options(options);
    // The place is shown, not told.
    let message = rendered.split(" at line ").next().unwrap_or_default().to_owned();
    BadYaml { message, span: error.location().map_or(Span::default(), |location| span_in(text, location)) }
}

/// The place of an error, of which the offset is not always known.
fn span_in(text: &str, location: Location) -> Span {
    if location.span().byte_offset().is_some() {
        return span(location);
    }
    let number = |number: u64| usize::try_from(number).unwrap_or_default().saturating_sub(1);
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let before: usize = lines.iter().take(number(location.line())).map(|line| line.len()).sum();
    let line = lines.get(number(location.line())).copied().unwrap_or_default();
    let column = line.char_indices().nth(number(location.column())).map_or(line.len(), |(at, _)| at);
    Span::empty(before + column)
}

fn span(location: Location) -> Span {
    let bytes = location.span();
    let start = bytes.byte_offset().and_then(|it| usize::try_from(it).ok());
    let len = bytes.byte_len().and_then(|it| usize::try_from(it).ok());
    start.map_or(Span::default(), |start| Span::new(start, start + len.unwrap_or_default()))
}

impl Node {
    /// Moves the node's place, and those of all that is in it.
    pub(crate) fn shift(&mut self, by: usize) {
        shift(&mut self.span, by);
        match &mut self.value {
            Value::List(items) => items.iter_mut().for_each(|item| item.shift(by)),
            Value::Map(entries) => entries.iter_mut().for_each(|entry| {
                shift(&mut entry.key_span, by);
                entry.node.shift(by);
            }),
            _ => {}
        }
    }

    /// The entries of a map; none of anything else.
    pub(crate) fn entries(&self) -> &[Entry] {
        match &self.value {
            Value::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The value of a key.
    pub(crate) fn get(&self, key: &str) -> Option<&Node> {
        self.entries().iter().find(|entry| entry.key == key).map(|entry| &entry.node)
    }

    /// The items of a list; anything else is a list of itself, `null` an empty one.
    pub(crate) fn items(&self) -> &[Node] {
        match &self.value {
            Value::List(items) => items,
            Value::Null => &[],
            _ => std::slice::from_ref(self),
        }
    }

    /// The text.
    pub(crate) fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// `true` or `false`.
    pub(crate) fn switch(&self) -> Option<bool> {
        match self.value {
            Value::Bool(value) => Some(value),
            _ => None,
        }
    }
}

fn shift(span: &mut Span, by: usize) {
    *span = Span::new(span.start + by, span.end + by);
}

impl fmt::Display for Value {
    /// What kind of value it is, as messages say it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Null => f.write_str("nothing"),
            Value::Bool(value) => write!(f, "`{value}`"),
            Value::Number(value) => write!(f, "the number {value}"),
            Value::Fraction => f.write_str("a number"),
            Value::Text(text) if text.parse::<f64>().is_ok() || matches!(text.as_str(), "true" | "false") => {
                write!(f, "the text `{text}`")
            }
            Value::Text(text) => write!(f, "`{text}`"),
            Value::List(_) => f.write_str("a list"),
            Value::Map(_) => f.write_str("a map"),
        }
    }
}

/// A node as serde makes it.
struct Tree(Node);

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let spanned = Spanned::<Value>::deserialize(deserializer)?;
        let start = span(spanned.referenced);
        let first = match &spanned.value {
            Value::List(items) => items.first().map(|item| item.span),
            Value::Map(entries) => entries.first().map(|entry| entry.key_span),
            _ => None,
        };
        let span = first.filter(|_| start.is_empty()).unwrap_or(start);
        Ok(Tree(Node { value: spanned.value, span }))
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value, a list or a map")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(i64::try_from(value).map_or(Value::Fraction, Value::Number))
    }

    fn visit_i128<E>(self, _: i128) -> Result<Value, E> {
        Ok(Value::Fraction)
    }

    fn visit_u128<E>(self, _: u128) -> Result<Value, E> {
        Ok(Value::Fraction)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Value, E> {
        Ok(Value::Fraction)
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.to_owned()))
    }

    fn visit_bytes<E: serde::de::Error>(self, _: &[u8]) -> Result<Value, E> {
        Err(E::custom("binary data has no place here"))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(Tree(node)) = seq.next_element()? {
            items.push(node);
        }
        Ok(Value::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut entries = Vec::new();
        while let Some(key) = map.next_key::<Spanned<String>>()? {
            let Tree(node) = map.next_value()?;
            entries.push(Entry { key: key.value, key_span: span(key.referenced), node });
        }
        Ok(Value::Map(entries))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every scalar and key with the text at its place.
    fn places(text: &str) -> Vec<(String, String)> {
        fn walk(node: &Node, text: &str, out: &mut Vec<(String, String)>) {
            let at = |span: Span| String::from_utf8_lossy(span.bytes(text.as_bytes())).into_owned();
            out.push((node.value.to_string(), at(node.span)));
            match &node.value {
                Value::List(items) => items.iter().for_each(|item| walk(item, text, out)),
                Value::Map(entries) => entries.iter().for_each(|entry| {
                    out.push((entry.key.clone(), at(entry.key_span)));
                    walk(&entry.node, text, out);
                }),
                _ => {}
            }
        }
        let mut out = Vec::new();
        walk(&parse(text).unwrap().unwrap(), text, &mut out);
        out
    }

    #[test]
    fn every_value_knows_its_place() {
        let text = "é: yes\n\"b c\": [1, 'x', true]\nd:\n  e: |\n    f\n  g:\nh: {i: 1.5}\nj:\n- k\n- 0755\n";
        let expected = [
            ("a map", "é"),
            ("é", "é"),
            ("`yes`", "yes"),
            ("b c", "\"b c\""),
            ("a list", "["),
            ("the number 1", "1"),
            ("`x`", "'x'"),
            ("`true`", "true"),
            ("d", "d"),
            ("a map", "e"),
            ("e", "e"),
            ("`f\n`", "f\n  "),
            ("g", "g"),
            ("nothing", ""),
            ("h", "h"),
            ("a map", "{"),
            ("i", "i"),
            ("a number", "1.5"),
            ("j", "j"),
            ("a list", "k"),
            ("`k`", "k"),
            ("the text `0755`", "0755"),
        ];
        assert_eq!(places(text), expected.map(|(value, at)| (value.to_owned(), at.to_owned())));
    }

    #[test]
    fn anchors_are_followed_but_bombs_refused() {
        let root = parse("a: &x [1]\nb: *x\n").unwrap().unwrap();
        assert_eq!(root.get("b").unwrap().items().len(), 1);
        let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for n in 1..10 {
            let before = format!("*a{}", n - 1);
            bomb += &format!("a{n}: &a{n} [{}]\n", [before.as_str(); 10].join(", "));
        }
        assert!(parse(&bomb).is_err());
        assert!(parse(&"[".repeat(100_000)).is_err());
    }

    #[test]
    fn errors_have_a_place() {
        let error = parse("a: 1\na: 2\n").unwrap_err();
        assert_eq!(error.span, Span::new(5, 6));
        assert!(!error.message.contains("line 2"), "the place is shown, not told: {}", error.message);
        for (text, at) in [("a: [1\nb: 2\n", 7), ("a: b: c\n", 4), ("a: *x\n", 3), ("a: 1\n---\nb: 2\n", 9)] {
            assert_eq!(parse(text).unwrap_err().span.start, at, "{text}");
        }
        assert!(parse("").unwrap().is_none());
        assert!(parse("# only a comment\n").unwrap().is_none());
    }
}
