//! A `.dfcheck.yaml` that means the same as a configuration of hadolint.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

use super::{DEFAULT_THRESHOLD, read};
use crate::config::document::Document;
use crate::config::node;
use crate::config::origin::Source;
use crate::config::problem::{ConfigError, Problem, Problems};
use crate::config::setting::Setting;
use crate::lint::{Level, Profile, Selector, Value, catalogue};

/// What came of a migration.
#[derive(Debug)]
pub struct Migration {
    /// The text of the new file.
    pub text: String,
    /// What was left out, and what is doubtful.
    pub warnings: Vec<Problem>,
}

/// Writes what a file of hadolint's says as a `.dfcheck.yaml`.
///
/// # Errors
///
/// What is wrong with the file.
pub fn migrate(source: &Arc<Source>) -> Result<Migration, ConfigError> {
    let mut problems = Vec::new();
    let mut document = Document::default();
    let mut foreign = Vec::new();
    match node::parse(&String::from_utf8_lossy(source.file.bytes())) {
        Ok(Some(root)) => foreign = read(source, &root, &mut document, &mut problems),
        Ok(None) => {}
        Err(error) => Problems::new(source, &mut problems).yaml(error),
    }
    let (warnings, errors): (Vec<_>, Vec<_>) = problems.into_iter().partition(|problem| problem.is_warning);
    if !errors.is_empty() {
        return Err(ConfigError::Wrong(errors));
    }
    let settings: Vec<&Setting> = document.settings.iter().map(|placed| &placed.setting).collect();
    Ok(Migration { text: print(source.file.name(), &settings, &foreign), warnings })
}

fn print(name: &str, settings: &[&Setting], foreign: &[String]) -> String {
    let mut out = format!("# Migrated from {}.\n", name.rsplit(['/', '\\']).next().unwrap_or(name));
    if !foreign.is_empty() {
        let _ = writeln!(out, "# Left out, because dfcheck does not look for it: {}.", foreign.join(", "));
    }
    let mut ignored = Vec::new();
    let mut levels: Vec<(&Selector, Level)> = Vec::new();
    let mut labels: BTreeMap<&str, &str> = BTreeMap::new();
    let mut threshold = DEFAULT_THRESHOLD;
    let mut rest = String::new();
    for setting in settings {
        match setting {
            Setting::Ignore(selector) => ignored.extend(codes(selector)),
            Setting::Level(selector, Some(level)) => levels.push((selector, *level)),
            Setting::Label(label, kind) => {
                labels.insert(label, kind);
            }
            Setting::FailureThreshold(it) => threshold = *it,
            Setting::Shared(name, value) => shared(name, value, &mut rest),
            Setting::DisableIgnoreComments(true) => rest += "disable-ignore-comments: true\n",
            Setting::Format(format) => {
                let format = quoted(format);
                let _ = writeln!(out, "# `format: {format}` is the flag `--format {format}`.");
            }
            Setting::NoColor(true) => out += "# `no-color: true` is the environment variable NO_COLOR=1.\n",
            _ => {}
        }
    }
    let _ = writeln!(out, "failure-threshold: {threshold}");
    write_list("ignore", &ignored, &mut out);
    // Those that no one asks for unless they are named.
    let off = levels.iter().flat_map(|(selector, _)| codes(selector)).filter(|code| !is_recommended(code));
    write_list("extend-select", &off.collect::<Vec<_>>(), &mut out);
    let levels = levels.iter().flat_map(|(it, level)| codes(it).into_iter().map(|code| (code, level.as_str())));
    write_map("levels", &levels.collect(), &mut out);
    write_map("label-schema", &labels, &mut out);
    out + &rest
}

fn shared(name: &str, value: &Value, out: &mut String) {
    match value {
        Value::List(words) => write_list(name, words, out),
        Value::Bool(on) => *out += &format!("{name}: {on}\n"),
        Value::Number(_) | Value::Text(_) => {}
    }
}

fn codes(selector: &Selector) -> Vec<&str> {
    match selector {
        Selector::Rules(codes) => codes.iter().copied().collect(),
        _ => Vec::new(),
    }
}

fn is_recommended(code: &str) -> bool {
    catalogue::find(code).iter().all(|rule| rule.profiles.contains(&Profile::Recommended))
}

fn write_list(key: &str, words: &[&str], out: &mut String) {
    if !words.is_empty() {
        *out += &format!("{key}:\n");
        words.iter().for_each(|word| *out += &format!("  - {}\n", quoted(word)));
    }
}

fn write_map(key: &str, entries: &BTreeMap<&str, &str>, out: &mut String) {
    if !entries.is_empty() {
        *out += &format!("{key}:\n");
        entries.iter().for_each(|(name, value)| *out += &format!("  {}: {}\n", quoted(name), quoted(value)));
    }
}

/// A word as YAML, in quotes where it could be taken for something else.
fn quoted(word: &str) -> String {
    let is_plain = word.starts_with(|c: char| c.is_ascii_alphabetic())
        && word.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '/' | '-' | '_'))
        && !["true", "false", "null", "yes", "no", "on", "off", "y", "n"]
            .iter()
            .any(|it| word.eq_ignore_ascii_case(it));
    if is_plain { word.to_owned() } else { serde_json::Value::from(word).to_string() }
}
