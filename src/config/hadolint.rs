//! hadolint's configuration: its file `.hadolint.yaml` and its variables `HADOLINT_*`, with the same meaning.

mod keys;
pub(crate) mod migrate;
mod variables;

use std::sync::Arc;

use super::document::{Document, list};
use super::kind::Checker;
use super::node::{Entry, Node};
use super::origin::{Place, Source};
use super::problem::{Problem, Problems};
use super::setting::{Placed, Setting, Threshold, level};
use crate::lint::{LABEL_TYPES, Level, Selector, Value};

pub(crate) use keys::is_hadolints;
pub(crate) use variables::{has_variables, variables};

/// The level from which on findings make hadolint fail if nothing else is said.
pub(crate) const DEFAULT_THRESHOLD: Threshold = Threshold::Level(Level::Info);

/// Adds what a hadolint source says. Keys that hadolint does not have are warnings, as are rules that dfcheck does not
/// have; wrong values are errors.
///
/// Gives the rules of ShellCheck that are named and that dfcheck does not have: hadolint takes any.
pub(crate) fn read(
    source: &Arc<Source>,
    root: &Node,
    document: &mut Document,
    problems: &mut Vec<Problem>,
) -> Vec<String> {
    let before = problems.len();
    let mut problems = Problems::new(source, problems);
    Checker { custom: &[], problems: &mut problems }.document(root, &keys::FILE);
    let mut reader = Reader { source, problems, out: &mut document.settings, foreign: Vec::new() };
    root.entries().iter().for_each(|entry| reader.entry(entry));
    reader.problems.sort_from(before);
    let foreign = reader.foreign;
    // A rule that is ignored stays so whatever its level, and no failure is none whatever the threshold.
    document.settings.sort_by_key(|placed| match placed.setting {
        Setting::Ignore(_) | Setting::FailureThreshold(Threshold::None) => 1,
        _ => 0,
    });
    foreign
}

struct Reader<'a, 'p> {
    source: &'a Arc<Source>,
    problems: Problems<'p>,
    out: &'a mut Vec<Placed>,
    foreign: Vec<String>,
}

impl Reader<'_, '_> {
    fn add(&mut self, node: &Node, setting: Setting) {
        self.out.push(Placed { setting, place: Place { source: Arc::clone(self.source), span: node.span } });
    }

    fn entry(&mut self, entry: &Entry) {
        let node = &entry.node;
        match entry.key.as_str() {
            "ignored" => self.rules(node, |reader, item, selector| reader.add(item, Setting::Ignore(selector))),
            "override" => node.entries().iter().for_each(|entry| self.over(entry)),
            "trustedRegistries" | "trusted-registries" => {
                // The variable adds to the file.
                let said = self.out.iter().rev().find_map(|placed| match &placed.setting {
                    Setting::Shared("trusted-registries", Value::List(hosts)) => Some(*hosts),
                    _ => None,
                });
                let hosts = node.items().iter().filter_map(Node::text).chain(said.unwrap_or_default().iter().copied());
                self.add(node, Setting::Shared("trusted-registries", list(hosts.map(str::to_owned))));
            }
            "label-schema" => {
                for entry in node.entries() {
                    // `raw` is hadolint's old name of `text`.
                    let name = entry.node.text().map(|name| if name == "raw" { "text" } else { name });
                    if let Some(kind) = LABEL_TYPES.iter().find(|kind| name == Some(kind)) {
                        self.add(&entry.node, Setting::Label(entry.key.clone(), kind));
                    }
                }
            }
            "strict-labels" => {
                if let Some(on) = node.switch() {
                    self.add(node, Setting::Shared("strict-labels", Value::Bool(on)));
                }
            }
            "failure-threshold" => {
                if let Some(threshold) = node.text().and_then(threshold) {
                    self.add(node, Setting::FailureThreshold(threshold));
                }
            }
            "no-fail" if node.switch() == Some(true) => self.add(node, Setting::FailureThreshold(Threshold::None)),
            "disable-ignore-pragma" => {
                if let Some(on) = node.switch() {
                    self.add(node, Setting::DisableIgnoreComments(on));
                }
            }
            "no-color" => {
                if let Some(on) = node.switch() {
                    self.add(node, Setting::NoColor(on));
                }
            }
            "format" | "output-format" => {
                if let Some(format) = node.text() {
                    self.add(node, Setting::Format(format.to_owned()));
                }
            }
            _ => {}
        }
    }

    /// Rules with the level of the key. hadolint looks for all of them, those that are off by default too.
    fn over(&mut self, entry: &Entry) {
        let level = level(&entry.key);
        self.rules(&entry.node, |reader, item, selector| match level {
            Some(level) => {
                reader.add(item, Setting::ExtendSelect(selector.clone()));
                reader.add(item, Setting::Level(selector, Some(level)));
            }
            None => reader.add(item, Setting::Ignore(selector)),
        });
    }

    fn rules(&mut self, node: &Node, mut take: impl FnMut(&mut Self, &Node, Selector)) {
        for item in node.items() {
            let Some(word) = item.text() else { continue };
            match Selector::parse(word) {
                Ok(selector @ Selector::Rules(_)) => take(self, item, selector),
                Ok(_) => self.problems.warn(item.span, format!("hadolint has no rule `{word}`"), None),
                Err(_) if is_shellcheck(word) => self.foreign.push(word.to_owned()),
                Err(unknown) => self.problems.warn(item.span, unknown.to_string(), Some("it is left out".to_owned())),
            }
        }
    }
}

fn is_shellcheck(word: &str) -> bool {
    word.strip_prefix("SC").is_some_and(|digits| digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit()))
}

/// hadolint's `none` and `ignore` are below every level: any finding makes it fail.
fn threshold(word: &str) -> Option<Threshold> {
    match word {
        "none" | "ignore" => Some(Threshold::Level(Level::Style)),
        word => level(word).map(Threshold::Level),
    }
}
