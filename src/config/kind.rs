//! What values can be, and comparing them with what they should be.

use super::node::{Entry, Node, Value};
use super::problem::{Owner, Problems};
use crate::lint::{Rule, Selector};
use crate::prose::alternatives;
use crate::source::Span;
use crate::suggest;

/// What a value must be.
#[derive(Debug)]
pub(crate) enum Kind {
    /// One of these words.
    Choice(&'static [&'static str]),
    /// `true` or `false`.
    Switch,
    /// A whole number, from 1 on.
    Number,
    /// A text: what one is, and what several are.
    Text(&'static str, &'static str),
    /// Some rules, by one word: see [`Selector::parse`].
    Rules,
    /// A pattern over paths.
    Glob,
    /// One of something, or a list.
    OneOrMore(&'static Kind),
    /// Keys of the user's own.
    Map {
        /// What the keys are: text, or rules.
        key: &'static Kind,
        /// What their values are.
        value: &'static Kind,
    },
    /// Options of rules: rule → option → value.
    RuleOptions,
    /// These keys.
    Record(&'static Keys),
}

/// The keys of a map.
#[derive(Debug)]
pub(crate) struct Keys {
    pub(crate) shared: &'static [Key],
    pub(crate) own: &'static [Key],
    /// Whether another key is an error, and not only a warning, and every key needs a value.
    pub(crate) strict: bool,
}

/// A key.
#[derive(Debug)]
pub(crate) struct Key {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    /// What it is for, in a clause without a full stop.
    pub(crate) about: &'static str,
    /// What other tools call it, so that it is suggested.
    pub(crate) elsewhere: &'static [&'static str],
}

impl Keys {
    /// All of them.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &'static Key> + use<> {
        self.shared.iter().chain(self.own)
    }

    /// The key of this name.
    pub(crate) fn find(&self, name: &str) -> Option<&'static Key> {
        self.iter().find(|key| key.name == name)
    }

    fn suggestion(&self, name: &str) -> Option<&'static str> {
        let same = self.iter().find(|key| key.elsewhere.contains(&name));
        let near = || {
            let names = self.iter().flat_map(|key| [key.name].into_iter().chain(key.elsewhere.iter().copied()));
            suggest::closest(name, names).and_then(|near| self.iter().find(|key| key.answers_to(near)))
        };
        same.or_else(near).map(|key| key.name)
    }
}

impl Key {
    fn answers_to(&self, name: &str) -> bool {
        self.name == name || self.elsewhere.contains(&name)
    }
}

impl Kind {
    /// What is expected, in words that follow "takes".
    fn expected(&self) -> String {
        match self {
            Kind::OneOrMore(kind) => format!("{} or a list of {}", kind.expected(), kind.several()),
            Kind::Choice(words) => alternatives(words),
            Kind::Switch => "`true` or `false`".to_owned(),
            Kind::Number => "a whole number above 0".to_owned(),
            Kind::Text(one, _) => (*one).to_owned(),
            Kind::Rules => "a rule".to_owned(),
            Kind::Glob => "a pattern for paths".to_owned(),
            Kind::Map { key, value } => format!("a map of {} to {}", key.several(), value.several()),
            Kind::RuleOptions => "a map of rules to their options".to_owned(),
            Kind::Record(keys) => {
                let names: Vec<&str> = keys.iter().map(|key| key.name).collect();
                format!("a map with keys such as `{}`", names.first().copied().unwrap_or_default())
            }
        }
    }

    fn several(&self) -> String {
        match self {
            Kind::Text(_, many) => (*many).to_owned(),
            Kind::Rules => "rules".to_owned(),
            Kind::Glob => "patterns".to_owned(),
            Kind::Record(_) | Kind::Map { .. } => "such maps".to_owned(),
            Kind::Choice(words) => alternatives(words),
            Kind::OneOrMore(kind) => kind.several(),
            Kind::Switch | Kind::Number | Kind::RuleOptions => self.expected(),
        }
    }
}

/// Compares a source's values with their kinds.
pub(crate) struct Checker<'a, 'p> {
    /// The rules besides the catalogue's that can be named.
    pub(crate) custom: &'a [&'static Rule],
    pub(crate) problems: &'a mut Problems<'p>,
}

impl Checker<'_, '_> {
    /// Notes everything in a document that is not of its kind.
    pub(crate) fn document(&mut self, root: &Node, keys: &'static Keys) {
        match &root.value {
            Value::Map(entries) => self.record(entries, keys),
            found => self.problems.push(root.span, format!("a configuration is a map of keys, not {found}"), None),
        }
    }

    fn record(&mut self, entries: &[Entry], keys: &'static Keys) {
        for entry in entries {
            match keys.find(&entry.key) {
                // hadolint takes a key without a value for one that is not there.
                Some(_) if !keys.strict && matches!(entry.node.value, Value::Null) => {}
                Some(key) => self.value(&entry.node, &key.kind, Owner::of(entry)),
                None => self.unknown(entry, keys),
            }
        }
    }

    fn unknown(&mut self, entry: &Entry, keys: &Keys) {
        let suggestion = keys.suggestion(&entry.key);
        let hint = suggestion.map(|name| format!(", did you mean `{name}`?")).unwrap_or_default();
        let message = format!("unknown key `{}`{hint}", entry.key);
        let all = || format!("the keys here are {}", keys.iter().map(|key| key.name).collect::<Vec<_>>().join(", "));
        if keys.strict {
            self.problems.push(entry.key_span, message, suggestion.is_none().then(all));
        } else {
            self.problems.warn(entry.key_span, message, Some("it is left out".to_owned()));
        }
    }

    fn value(&mut self, node: &Node, kind: &'static Kind, owner: Owner<'_>) {
        match (kind, &node.value) {
            (Kind::Choice(words), Value::Text(text)) if words.contains(&text.as_str()) => {}
            (Kind::Choice(words), Value::Text(text)) => {
                let hint = suggest::closest(text, words.iter().copied());
                self.refuse(node, kind, owner, hint.map(|word| format!("did you mean `{word}`?")));
            }
            (Kind::Switch, Value::Bool(_)) => {}
            (Kind::Number, Value::Number(number)) if *number > 0 => {}
            (Kind::Text(..), Value::Number(_) | Value::Fraction | Value::Bool(_)) => {
                self.refuse(node, kind, owner, Some("text that looks like something else needs quotes".to_owned()));
            }
            (Kind::Text(..) | Kind::Rules | Kind::Glob, Value::Text(text)) if text.trim().is_empty() => {
                self.refuse(node, kind, owner, None);
            }
            (Kind::Text(..), Value::Text(_)) => {}
            (Kind::Rules, Value::Text(word)) => self.rules(word, node.span),
            (Kind::Glob, Value::Text(pattern)) => self.glob(pattern, node.span),
            (Kind::OneOrMore(kind), Value::List(items)) => {
                for item in items {
                    match item.value {
                        Value::List(_) => self.refuse(item, kind, owner, None),
                        _ => self.value(item, kind, owner),
                    }
                }
            }
            (Kind::OneOrMore(one), value) if one.takes(value) => self.value(node, one, owner),
            (Kind::Map { key, value }, Value::Map(entries)) => {
                for entry in entries {
                    if let Kind::Rules = key {
                        self.rules(&entry.key, entry.key_span);
                    }
                    self.value(&entry.node, value, Owner::of(entry));
                }
            }
            // What is wrong with options is found where they are read.
            (Kind::RuleOptions, Value::Map(_)) => {}
            (Kind::Record(keys), Value::Map(entries)) => self.record(entries, keys),
            _ => self.refuse(node, kind, owner, None),
        }
    }

    fn rules(&mut self, word: &str, span: Span) {
        if let Err(unknown) = Selector::parse_among(word, self.custom) {
            self.problems.push(span, unknown.to_string(), None);
        }
    }

    fn glob(&mut self, pattern: &str, span: Span) {
        if let Err(error) = super::globs::PathPattern::new(pattern) {
            self.problems.push(span, error.to_string(), None);
        }
    }

    fn refuse(&mut self, node: &Node, kind: &Kind, owner: Owner<'_>, help: Option<String>) {
        self.problems.refuse(node, &kind.expected(), owner, help);
    }
}

impl Kind {
    /// Whether a value has the form, so that what is wrong with it can be said in more detail.
    fn takes(&self, value: &Value) -> bool {
        match self {
            Kind::Choice(_) | Kind::Text(..) | Kind::Rules | Kind::Glob => matches!(value, Value::Text(_)),
            Kind::Map { .. } | Kind::RuleOptions | Kind::Record(_) => matches!(value, Value::Map(_)),
            Kind::Switch => matches!(value, Value::Bool(_)),
            Kind::Number => matches!(value, Value::Number(_)),
            Kind::OneOrMore(_) => true,
        }
    }
}
