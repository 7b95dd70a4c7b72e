//! What environment variables say.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use super::keys;
use super::kind::Kind;
use super::node::{Entry, Node, Value};
use super::origin::{Origin, Source};
use crate::source::Span;
use crate::suggest;

/// The environment that the program runs in.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    /// The variables.
    pub variables: BTreeMap<String, String>,
    /// The working folder, absolute.
    pub folder: PathBuf,
}

/// What the names of our variables begin with.
const PREFIX: &str = "DFCHECK_";
/// Names a configuration file.
pub(crate) const CONFIG: &str = "DFCHECK_CONFIG";
/// Has no configuration file read.
pub(crate) const NO_CONFIG: &str = "DFCHECK_NO_CONFIG";

impl Environment {
    /// That of this process.
    ///
    /// # Errors
    ///
    /// There is no working folder.
    pub fn of_process() -> std::io::Result<Self> {
        let text = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
            Some((name.into_string().ok()?, value.to_string_lossy().into_owned()))
        };
        let variables = std::env::vars_os().filter_map(text).collect();
        Ok(Self { variables, folder: std::env::current_dir()? })
    }

    /// The value of a variable.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(String::as_str)
    }

    /// Whether a variable is set to something that means yes.
    pub(crate) fn is_on(&self, name: &str) -> bool {
        self.get(name).is_some_and(is_truthy)
    }

    /// What our variables say: each as a source, and as the map with one key that a file would have.
    ///
    /// There is one for every key that takes a word, `true` or `false`, or a list of words, which commas separate.
    pub(crate) fn own(&self) -> Vec<(Arc<Source>, Node)> {
        let mut found = Vec::new();
        for key in keys::FILE.iter() {
            let name = variable(key.name);
            let (Some(text), true) = (self.get(&name), has_variable(key.name, &key.kind)) else { continue };
            let source = Source::new(Origin::Environment, name, text, &self.folder);
            found.push((source, map(key.name, value(text, &key.kind))));
        }
        found
    }

    /// Variables that look like ours but for a slip, each with what was meant.
    pub(crate) fn misspelt(&self) -> Vec<(String, String)> {
        let mut known: Vec<String> = vec![CONFIG.to_owned(), NO_CONFIG.to_owned()];
        known.extend(keys::FILE.iter().filter(|key| has_variable(key.name, &key.kind)).map(|key| variable(key.name)));
        let unknown = self.variables.keys().filter(|name| name.starts_with(PREFIX) && !known.contains(name));
        let near = unknown.filter_map(|name| {
            suggest::closest(name, known.iter().map(String::as_str)).map(|known| (name.clone(), known.to_owned()))
        });
        near.collect()
    }
}

/// The variable of a key.
pub(crate) fn variable(key: &str) -> String {
    format!("{PREFIX}{}", key.to_uppercase().replace('-', "_"))
}

/// Whether a key has a variable.
pub(crate) fn has_variable(key: &str, kind: &Kind) -> bool {
    let is_plain =
        |kind: &Kind| matches!(kind, Kind::Choice(_) | Kind::Switch | Kind::Text(..) | Kind::Rules | Kind::Glob);
    key != "extends" && (is_plain(kind) || matches!(kind, Kind::OneOrMore(one) if is_plain(one)))
}

/// Whether a value of a variable means yes.
pub(crate) fn is_truthy(value: &str) -> bool {
    ["1", "y", "on", "true", "yes"].iter().any(|yes| value.eq_ignore_ascii_case(yes))
}

fn is_falsy(value: &str) -> bool {
    ["", "0", "n", "off", "false", "no"].iter().any(|no| value.eq_ignore_ascii_case(no))
}

/// A map with one key.
pub(crate) fn map(key: &str, node: Node) -> Node {
    let span = node.span;
    let entry = Entry { key: key.to_owned(), key_span: span, node };
    Node { value: Value::Map(vec![entry]), span }
}

/// The words of a text, which commas separate, each at its place.
pub(crate) fn words(text: &str) -> Node {
    let mut items = Vec::new();
    let mut at = 0;
    for part in text.split(',') {
        let word = part.trim();
        let start = at + (part.len() - part.trim_start().len());
        if !word.is_empty() {
            let span = Span::new(start, start + word.len());
            items.push(Node { value: Value::Text(word.to_owned()), span });
        }
        at += part.len() + 1;
    }
    Node { value: Value::List(items), span: Span::new(0, text.len()) }
}

/// A text outside of YAML as a value of this kind.
pub(crate) fn value(text: &str, kind: &Kind) -> Node {
    let span = Span::new(0, text.len());
    let value = match kind {
        Kind::OneOrMore(_) => {
            let mut list = words(text);
            return match &mut list.value {
                Value::List(items) if items.len() == 1 => items.remove(0),
                _ => list,
            };
        }
        Kind::Switch if is_truthy(text) => Value::Bool(true),
        Kind::Switch if is_falsy(text) => Value::Bool(false),
        _ => Value::Text(text.to_owned()),
    };
    Node { value, span }
}
