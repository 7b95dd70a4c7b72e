//! Changes of the image in a few words.

use serde_json::Value;

use super::changes::{Change, ConfigChange, PackageChange};

/// How a change of a package is told.
pub(super) fn package_text(package: &PackageChange) -> (Change, String) {
    let asked = package.asked.as_ref().map(|asked| format!(" {asked}")).unwrap_or_default();
    let before = format!("{} {}{asked}", package.manager, package.name);
    if package.attributes.is_empty() {
        return (Change::Lost, before);
    }
    let after: Vec<String> =
        package.attributes.iter().map(|(path, version)| format!("{path} {version}").trim_end().to_owned()).collect();
    let is_same = package.asked.as_ref().is_some_and(|asked| package.attributes.iter().any(|(_, it)| it == asked));
    let is_kept = (package.asked.is_none() || is_same) && package.differs.is_none();
    let change = if is_kept { Change::Kept } else { Change::Changed };
    (change, format!("{before} → {}", after.join(", ")))
}

/// How a change of a key of the configuration is told.
pub(super) fn config_text(key: &ConfigChange) -> String {
    match (&key.docker, &key.nix) {
        (Some(docker), Some(nix)) if key.change == Change::Changed => {
            format!("{} {} → {}", key.key, value_text(docker), value_text(nix))
        }
        (docker, nix) => {
            format!("{} {}", key.key, nix.as_ref().or(docker.as_ref()).map(value_text).unwrap_or_default())
        }
    }
}

/// The sign of a change.
pub(super) fn sign(change: Change) -> &'static str {
    match change {
        Change::Kept => "=",
        Change::Changed => "≈",
        Change::Gained => "+",
        Change::Lost => "−",
    }
}

/// A value of the configuration in a few words.
fn value_text(value: &Value) -> String {
    match value {
        Value::Null => "nothing".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(value_text).collect::<Vec<_>>().join(" "),
        Value::Object(keys) => {
            keys.iter().map(|(key, value)| format!("{key}={}", value_text(value))).collect::<Vec<_>>().join(" ")
        }
        other => other.to_string(),
    }
}
