//! `--config KEY=VALUE`

use super::keys;
use super::kind::Kind;
use super::node::{self, BadYaml, Entry, Node, Value};
use crate::source::Span;

/// Whether an argument of `--config` is a setting and not a file.
pub(crate) fn is_setting(argument: &str) -> bool {
    let Some((key, _)) = argument.split_once('=') else { return false };
    let is_key =
        |key: &str| !key.is_empty() && key.starts_with(|c: char| c.is_ascii_alphabetic()) && !key.contains(['/', '\\']);
    let first = key.split('.').next().unwrap_or_default();
    is_key(first) && first.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
}

/// The map that a file with this setting would have. The value is YAML; dots in the key lead into maps.
///
/// # Errors
///
/// The value is no YAML.
pub(crate) fn parse(argument: &str) -> Result<Node, BadYaml> {
    let (key, value) = argument.split_once('=').unwrap_or((argument, ""));
    let start = key.len() + 1;
    let parsed = node::parse(value)
        .map_err(|error| BadYaml { span: Span::new(error.span.start + start, error.span.end + start), ..error })?;
    let mut inner = parsed.unwrap_or(Node { value: Value::Null, span: Span::default() });
    inner.shift(start);
    let parts = split(key);
    Ok(parts.into_iter().rev().fold(inner, |node, span| {
        let name = key.get(span.start..span.end).unwrap_or_default().to_owned();
        Node { value: Value::Map(vec![Entry { key: name, key_span: span, node }]), span }
    }))
}

/// The parts of a dotted key. The names of labels and of contexts can have dots themselves, so only as many count as
/// there are maps in each other.
fn split(key: &str) -> Vec<Span> {
    let first = key.split('.').next().unwrap_or_default();
    let limit = match keys::FILE.find(first).map(|key| &key.kind) {
        Some(Kind::Map { .. } | Kind::Record(_)) => 2,
        Some(Kind::RuleOptions) => 3,
        _ => usize::MAX,
    };
    let mut at = 0;
    let part = |part: &str| {
        let span = Span::new(at, at + part.len());
        at = span.end + 1;
        span
    };
    key.splitn(limit, '.').map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(argument: &str, keys: &[&str], value: &str) {
        let mut node = parse(argument).unwrap();
        for key in keys {
            let entry = node.entries()[0].clone();
            assert_eq!(entry.key, *key, "{argument}");
            assert_eq!(entry.key_span.bytes(argument.as_bytes()), key.as_bytes(), "{argument}");
            node = entry.node;
        }
        assert_eq!(node.value.to_string(), value, "{argument}");
    }

    #[test]
    fn dots_lead_into_maps() {
        check("profile=all", &["profile"], "`all`");
        check("strict-labels=true", &["strict-labels"], "`true`");
        check("ignore=[DL3008, DL3009]", &["ignore"], "a list");
        check("levels.DL3008=off", &["levels", "DL3008"], "`off`");
        check(
            "label-schema.org.opencontainers.image.source=url",
            &["label-schema", "org.opencontainers.image.source"],
            "`url`",
        );
        check("options.DF401.at-most=2", &["options", "DF401", "at-most"], "the number 2");
        check("fix.safety=unsafe", &["fix", "safety"], "`unsafe`");
        check("contexts.alpine:3.5=../alpine", &["contexts", "alpine:3.5"], "`../alpine`");
        check("a.b.c=1", &["a", "b", "c"], "the number 1");
        check("profile=", &["profile"], "nothing");
    }

    #[test]
    fn files_are_no_settings() {
        for setting in ["profile=all", "levels.DL3008=off", "Profile=x", "label_schema=x"] {
            assert!(is_setting(setting), "{setting}");
        }
        for file in ["dfcheck.yaml", "./a=b.yaml", "dir/x=y", "=x", "/a=b"] {
            assert!(!is_setting(file), "{file}");
        }
    }
}
