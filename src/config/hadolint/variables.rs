//! `HADOLINT_*`, which say the same as keys of hadolint's file.

use std::sync::Arc;

use crate::config::environment::{Environment, is_truthy, map, words};
use crate::config::node::{Entry, Node, Value};
use crate::config::origin::{Origin, Source};
use crate::source::Span;

/// How the text of a variable is written.
#[derive(Clone, Copy)]
enum Form {
    Word,
    /// Whatever means no yes is a no.
    Switch,
    Words,
    /// `label:type,…`
    Labels,
}

/// The variables with the keys that they stand for, as hadolint's documentation lists them.
#[rustfmt::skip]
const VARIABLES: &[(&str, &[&str], Form)] = &[
    ("HADOLINT_NOFAIL", &["no-fail"], Form::Switch),
    ("HADOLINT_VERBOSE", &["verbose"], Form::Switch),
    ("HADOLINT_FORMAT", &["format"], Form::Word),
    ("HADOLINT_FAILURE_THRESHOLD", &["failure-threshold"], Form::Word),
    ("HADOLINT_OVERRIDE_ERROR", &["override", "error"], Form::Words),
    ("HADOLINT_OVERRIDE_WARNING", &["override", "warning"], Form::Words),
    ("HADOLINT_OVERRIDE_INFO", &["override", "info"], Form::Words),
    ("HADOLINT_OVERRIDE_STYLE", &["override", "style"], Form::Words),
    ("HADOLINT_IGNORE", &["ignored"], Form::Words),
    ("HADOLINT_STRICT_LABELS", &["strict-labels"], Form::Switch),
    ("HADOLINT_DISABLE_IGNORE_PRAGMA", &["disable-ignore-pragma"], Form::Switch),
    ("HADOLINT_TRUSTED_REGISTRIES", &["trustedRegistries"], Form::Words),
    ("HADOLINT_ALLOWED_REGISTRIES", &["trustedRegistries"], Form::Words),
    ("HADOLINT_REQUIRE_LABELS", &["label-schema"], Form::Labels),
];

/// Whether any of them is set.
pub(crate) fn has_variables(environment: &Environment) -> bool {
    VARIABLES.iter().any(|(name, ..)| environment.get(name).is_some())
}

/// What they say: each as a source, and as the map that a file would have.
pub(crate) fn variables(environment: &Environment) -> Vec<(Arc<Source>, Node)> {
    let set = VARIABLES.iter().filter_map(|(name, keys, form)| Some((*name, *keys, *form, environment.get(name)?)));
    set.map(|(name, keys, form, text)| {
        let source = Source::new(Origin::Environment, name, text, &environment.folder);
        (source, keys.iter().rev().fold(node(text, form), |node, key| map(key, node)))
    })
    .collect()
}

fn node(text: &str, form: Form) -> Node {
    let value = match form {
        Form::Words => return words(text),
        Form::Word => Value::Text(text.to_owned()),
        Form::Switch => Value::Bool(is_truthy(text)),
        Form::Labels => Value::Map(words(text).items().iter().map(label).collect()),
    };
    Node { value, span: Span::new(0, text.len()) }
}

fn label(item: &Node) -> Entry {
    let text = item.text().unwrap_or_default();
    let (label, kind) = text.split_once(':').unwrap_or((text, ""));
    let end = item.span.start + label.len();
    let node =
        Node { value: Value::Text(kind.to_owned()), span: Span::new((end + 1).min(item.span.end), item.span.end) };
    Entry { key: label.to_owned(), key_span: Span::new(item.span.start, end), node }
}
