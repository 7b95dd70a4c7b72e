//! What changes in the image's configuration.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Change, ConfigChange};
use crate::build::ImageConfig;
use crate::migrate::Plan;

/// The configuration key by key.
pub(super) fn changes(docker: Option<&ImageConfig>, plan: &Plan) -> Vec<ConfigChange> {
    let docker = docker.and_then(|config| serde_json::to_value(config).ok()).unwrap_or_default();
    let mut docker: BTreeMap<String, Value> = match docker {
        Value::Object(keys) => keys.into_iter().map(|(key, value)| (key, normal(value))).collect(),
        _ => BTreeMap::new(),
    };
    let mut changes = Vec::new();
    for entry in &plan.config.entries {
        let nix = normal(serde_json::to_value(&entry.value).unwrap_or_default());
        let before = docker.remove(entry.key);
        let change = match &before {
            None => Change::Gained,
            Some(value) if *value == nix => Change::Kept,
            Some(_) => Change::Changed,
        };
        changes.push(ConfigChange { change, key: entry.key.to_owned(), docker: before, nix: Some(nix) });
    }
    let lost = docker.into_iter().filter(|(_, value)| !value.is_null());
    changes.extend(lost.map(|(key, value)| ConfigChange { change: Change::Lost, key, docker: Some(value), nix: None }));
    changes
}

/// Sets as sorted lists, pairs as objects, and without what has its default: the two sides write them in other ways.
fn normal(value: Value) -> Value {
    match value {
        Value::Array(pairs) if !pairs.is_empty() && pairs.iter().all(is_pair) => {
            let pair = |pair: Value| match pair {
                Value::Array(mut pair) => {
                    let value = pair.pop().unwrap_or_default();
                    let name = pair.pop().and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default();
                    (name, normal(value))
                }
                other => (other.to_string(), Value::Null),
            };
            Value::Object(pairs.into_iter().map(pair).filter(|(_, value)| !is_zero(value)).collect())
        }
        Value::Object(keys) => Value::Object(keys.into_iter().filter(|(_, value)| !is_zero(value)).collect()),
        other => other,
    }
}

fn is_zero(value: &Value) -> bool {
    value.as_i64() == Some(0)
}

fn is_pair(value: &Value) -> bool {
    value.as_array().is_some_and(|pair| pair.len() == 2 && pair.first().is_some_and(Value::is_string))
}
