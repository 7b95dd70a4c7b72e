//! The keys of hadolint's configuration, as its documentation lists them.

use crate::config::keys as own;
use crate::config::kind::{Key, Keys, Kind};
use crate::config::node::Node;

const THRESHOLDS: &[&str] = &["error", "warning", "info", "style", "ignore", "none"];
const LABEL_TYPES: &[&str] = &["text", "url", "rfc3339", "spdx", "hash", "semver", "email", "raw"];
// Which rules there are is another question: hadolint takes any word.
const RULES: Kind = Kind::OneOrMore(&Kind::Text("a rule", "rules"));
const REGISTRIES: Kind = Kind::OneOrMore(&Kind::Text("a registry", "registries"));

const fn key(name: &'static str, kind: Kind) -> Key {
    Key { name, kind, about: "", elsewhere: &[] }
}

/// The keys of a file.
pub(super) static FILE: Keys = Keys {
    strict: false,
    shared: &[],
    own: &[
        key("failure-threshold", Kind::Choice(THRESHOLDS)),
        key("format", Kind::Text("a format", "formats")),
        key("output-format", Kind::Text("a format", "formats")),
        key("ignored", RULES),
        key("label-schema", Kind::Map { key: &Kind::Text("a label", "labels"), value: &Kind::Choice(LABEL_TYPES) }),
        key("no-color", Kind::Switch),
        key("no-fail", Kind::Switch),
        key("verbose", Kind::Switch),
        key("override", Kind::Record(&OVERRIDE)),
        key("strict-labels", Kind::Switch),
        key("disable-ignore-pragma", Kind::Switch),
        key("trustedRegistries", REGISTRIES),
        key("trusted-registries", REGISTRIES),
    ],
};

static OVERRIDE: Keys = Keys {
    strict: false,
    shared: &[],
    own: &[key("error", RULES), key("warning", RULES), key("info", RULES), key("style", RULES), key("ignore", RULES)],
};

/// Whether a document is hadolint's by its keys: one of them is only hadolint's, and none only ours.
pub(crate) fn is_hadolints(root: &Node) -> bool {
    let keys =
        root.entries().iter().map(|entry| (FILE.find(&entry.key).is_some(), own::FILE.find(&entry.key).is_some()));
    let keys: Vec<(bool, bool)> = keys.collect();
    keys.contains(&(true, false)) && !keys.contains(&(false, true))
}
