//! What one source says, understood.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::find;
use super::globs::PathPattern;
use super::keys;
use super::kind::Checker;
use super::node::{Entry, Node, Value};
use super::origin::{Place, Source};
use super::problem::{Owner, Problem, Problems};
use super::setting::{Placed, Setting, Threshold, level, shell_words};
use crate::limits::LIMITS;
use crate::lint::{self, LABEL_TYPES, Profile, Rule, Safety, Selector, catalogue};
use crate::suggest;

/// A configuration file, or what stands in for one: the environment, the flags.
#[derive(Debug, Default)]
pub(crate) struct Document {
    /// What holds for all Dockerfiles.
    pub(crate) settings: Vec<Placed>,
    /// What holds for some, in order.
    pub(crate) overrides: Vec<Override>,
    /// The Dockerfiles that a search leaves out.
    pub(crate) exclude: Patterns,
    /// Rules of the user's own.
    pub(crate) custom: Vec<&'static Rule>,
}

/// What holds for some Dockerfiles.
#[derive(Debug)]
pub(crate) struct Override {
    pub(crate) files: Patterns,
    pub(crate) settings: Vec<Placed>,
}

/// Patterns over paths, each with the folder that it is relative to.
#[derive(Debug, Default)]
pub(crate) struct Patterns(Vec<(PathBuf, PathPattern)>);

impl Patterns {
    fn read(node: &Node, source: &Source) -> Self {
        let patterns = node.items().iter().filter_map(|item| PathPattern::new(item.text()?).ok());
        Self(patterns.map(|pattern| (source.folder.clone(), pattern)).collect())
    }

    /// Whether one of them is about the path, which is absolute. A path outside of a pattern's folder has only a name
    /// for it.
    pub(crate) fn is_match(&self, path: &Path) -> bool {
        self.0.iter().any(|(folder, pattern)| {
            let inside = path.strip_prefix(folder).ok();
            inside.or_else(|| path.file_name().map(Path::new)).is_some_and(|path| pattern.is_match(path))
        })
    }
}

impl Document {
    /// Adds what a source says. `custom` are the rules besides the catalogue's that it can name.
    ///
    /// Everything that is wrong is added to `problems`; what is right is taken all the same.
    pub(crate) fn read(
        &mut self,
        source: &Arc<Source>,
        root: &Node,
        custom: &[&'static Rule],
        problems: &mut Vec<Problem>,
    ) {
        let before = problems.len();
        let mut problems = Problems::new(source, problems);
        Checker { custom, problems: &mut problems }.document(root, &keys::FILE);
        let mut reader = Reader { source, custom, problems };
        for entry in root.entries() {
            match entry.key.as_str() {
                "exclude" => self.exclude.0.extend(Patterns::read(&entry.node, source).0),
                "overrides" => {
                    self.overrides.extend(entry.node.items().iter().filter_map(|item| reader.over(item)));
                }
                _ => reader.settings(entry, &mut self.settings),
            }
        }
        reader.problems.sort_from(before);
    }
}

struct Reader<'a, 'p> {
    source: &'a Arc<Source>,
    custom: &'a [&'static Rule],
    problems: Problems<'p>,
}

impl Reader<'_, '_> {
    fn over(&mut self, node: &Node) -> Option<Override> {
        let Value::Map(entries) = &node.value else { return None };
        let files = node.get("files").map(|files| Patterns::read(files, self.source)).unwrap_or_default();
        // One that is misspelt has been reported.
        let is_misspelt = entries.iter().any(|entry| keys::OVERRIDE.find(&entry.key).is_none());
        if !is_misspelt && node.get("files").is_none_or(|files| files.items().is_empty()) {
            let help = "write `files: [\"legacy/**\"]`, with patterns relative to the folder of this file";
            self.problems.push(node.span, "an override says in `files` what it is for", Some(help.to_owned()));
        }
        let mut settings = Vec::new();
        entries.iter().for_each(|entry| self.settings(entry, &mut settings));
        Some(Override { files, settings })
    }

    /// Reads one key that holds for all Dockerfiles or for some. Others say nothing here.
    fn settings(&mut self, entry: &Entry, out: &mut Vec<Placed>) {
        let node = &entry.node;
        let mut add = |node: &Node, setting: Option<Setting>| {
            let place = Place { source: Arc::clone(self.source), span: node.span };
            out.extend(setting.map(|setting| Placed { setting, place }));
        };
        match entry.key.as_str() {
            "profile" => add(node, node.text().and_then(profile).map(Setting::Profile)),
            "select" => {
                let selectors = node.items().iter().filter_map(|item| self.selector(item)).collect();
                add(node, Some(Setting::Select(selectors)));
            }
            "extend-select" => self.each(node, Setting::ExtendSelect, add),
            "ignore" => self.each(node, Setting::Ignore, add),
            "levels" => {
                for entry in node.entries() {
                    let selector = Selector::parse_among(&entry.key, self.custom).ok();
                    add(&entry.node, selector.map(|it| Setting::Level(it, entry.node.text().and_then(level))));
                }
            }
            "failure-threshold" => {
                add(node, node.text().and_then(Threshold::parse).map(Setting::FailureThreshold));
            }
            "trusted-registries" => add(node, Some(Setting::Shared("trusted-registries", list(texts(node))))),
            "strict-labels" => {
                add(node, node.switch().map(|on| Setting::Shared("strict-labels", lint::Value::Bool(on))));
            }
            "label-schema" => {
                for entry in node.entries() {
                    let kind = LABEL_TYPES.iter().find(|kind| entry.node.text() == Some(kind));
                    add(&entry.node, kind.map(|kind| Setting::Label(entry.key.clone(), kind)));
                }
            }
            "options" => self.options(node, out),
            "context" => {
                add(node, node.text().map(|path| Setting::Context(find::tidy(&self.source.folder.join(path)))));
            }
            "contexts" => {
                for entry in node.entries() {
                    let target = entry.node.text().map(str::to_owned);
                    add(&entry.node, target.map(|target| Setting::NamedContext(entry.key.clone(), target)));
                }
            }
            "shell" => match (node.text(), texts(node)) {
                (Some(name), _) => {
                    let words = shell_words(name);
                    if words.is_none() {
                        let help = "a program that is no shell is written as a list, as in a SHELL instruction";
                        self.problems.push(node.span, format!("`{name}` is no shell"), Some(help.to_owned()));
                    }
                    add(node, words.map(Setting::Shell));
                }
                (None, words) => add(node, (!words.is_empty()).then_some(Setting::Shell(words))),
            },
            "fix" => {
                if let Some(node) = node.get("safety") {
                    add(node, node.text().and_then(safety).map(Setting::FixSafety));
                }
                if let Some(node) = node.get("never") {
                    self.each(node, Setting::NeverFix, add);
                }
            }
            "limits" => {
                for entry in node.entries() {
                    let limit = LIMITS.into_iter().find(|limit| limit.name() == entry.key);
                    let value = match entry.node.value {
                        Value::Number(value) => u64::try_from(value).ok(),
                        _ => None,
                    };
                    add(&entry.node, limit.zip(value).map(|(limit, value)| Setting::Limit(limit, value)));
                }
            }
            "disable-ignore-comments" => add(node, node.switch().map(Setting::DisableIgnoreComments)),
            _ => {}
        }
    }

    fn selector(&self, node: &Node) -> Option<Selector> {
        Selector::parse_among(node.text()?, self.custom).ok()
    }

    fn each(&self, node: &Node, make: fn(Selector) -> Setting, mut add: impl FnMut(&Node, Option<Setting>)) {
        for item in node.items() {
            add(item, self.selector(item).map(make));
        }
    }

    /// Rule → option → value. The value is of the type that the rule's file declares.
    fn options(&mut self, node: &Node, out: &mut Vec<Placed>) {
        for entry in node.entries() {
            let rules = match Selector::parse_among(&entry.key, self.custom) {
                Ok(Selector::Rules(codes)) => self.rules(&codes),
                Ok(_) => {
                    let message = format!("options are those of one rule, and `{}` is several", entry.key);
                    self.problems.push(entry.key_span, message, None);
                    continue;
                }
                Err(unknown) => {
                    self.problems.push(entry.key_span, unknown.to_string(), None);
                    continue;
                }
            };
            let Value::Map(options) = &entry.node.value else {
                self.problems.refuse(&entry.node, "a map of options to values", Owner::of(entry), None);
                continue;
            };
            for option in options {
                self.option(&entry.key, &rules, option, out);
            }
        }
    }

    fn rules(&self, codes: &BTreeSet<&'static str>) -> Vec<&'static Rule> {
        let all = catalogue::all().iter().chain(self.custom.iter().copied());
        all.filter(|rule| codes.contains(rule.code.as_str())).collect()
    }

    fn option(&mut self, word: &str, rules: &[&'static Rule], entry: &Entry, out: &mut Vec<Placed>) {
        let declared = rules.iter().flat_map(|rule| rule.options.iter().map(move |option| (*rule, option)));
        let having: Vec<_> = declared.clone().filter(|(_, option)| option.name == entry.key).collect();
        if having.is_empty() {
            let names: Vec<&str> = declared.map(|(_, option)| option.name).collect();
            let hint = suggest::closest(&entry.key, names.iter().copied());
            let hint = hint.map(|name| format!(", did you mean `{name}`?")).unwrap_or_default();
            let help = match names.as_slice() {
                [] => "it has no options".to_owned(),
                names => format!("its options are {}", names.join(", ")),
            };
            self.problems.push(entry.key_span, format!("`{word}` has no option `{}`{hint}", entry.key), Some(help));
        }
        for (rule, option) in having {
            match value(&entry.node, &option.default) {
                Some(value) => {
                    let place = Place { source: Arc::clone(self.source), span: entry.node.span };
                    out.push(Placed { setting: Setting::Option(rule, option.name, value), place });
                }
                None => {
                    let help = format!("it is: {}", option.about);
                    // A list that is wanted has an item that is none of its words.
                    let is_list =
                        matches!((&option.default, &entry.node.value), (lint::Value::List(_), Value::List(_)));
                    let wrong = entry.node.items().iter().find(|item| is_list && item.text().is_none());
                    let (node, expected) = match wrong {
                        Some(item) => (item, "words"),
                        None => (&entry.node, type_name(&option.default)),
                    };
                    self.problems.refuse(node, expected, Owner::of(entry), Some(help));
                }
            }
        }
    }
}

/// A value of the same type as `like`.
fn value(node: &Node, like: &lint::Value) -> Option<lint::Value> {
    match (like, &node.value) {
        (lint::Value::Bool(_), Value::Bool(value)) => Some(lint::Value::Bool(*value)),
        (lint::Value::Number(_), Value::Number(value)) => Some(lint::Value::Number(*value)),
        (lint::Value::Text(_), Value::Text(text)) => Some(lint::Value::Text(keep(text))),
        (lint::Value::List(_), Value::Text(_)) => Some(list(texts(node))),
        (lint::Value::List(_), Value::List(items)) => {
            items.iter().all(|item| item.text().is_some()).then(|| list(texts(node)))
        }
        _ => None,
    }
}

fn type_name(value: &lint::Value) -> &'static str {
    match value {
        lint::Value::Bool(_) => "`true` or `false`",
        lint::Value::Number(_) => "a whole number",
        lint::Value::Text(_) => "a word",
        lint::Value::List(_) => "a word or a list of words",
    }
}

fn texts(node: &Node) -> Vec<String> {
    node.items().iter().filter_map(|item| item.text().map(str::to_owned)).collect()
}

/// A list of words as an option's value. It stays in memory until the program ends, as the rules do.
pub(crate) fn list(words: impl IntoIterator<Item = String>) -> lint::Value {
    lint::Value::List(words.into_iter().map(|word| keep(&word)).collect::<Vec<_>>().leak())
}

fn keep(text: &str) -> &'static str {
    String::leak(text.to_owned())
}

/// The profile of this name.
fn profile(word: &str) -> Option<Profile> {
    [Profile::Recommended, Profile::Hadolint, Profile::All].into_iter().find(|profile| profile.as_str() == word)
}

fn safety(word: &str) -> Option<Safety> {
    match word {
        "safe" => Some(Safety::Safe),
        "unsafe" => Some(Safety::Unsafe),
        _ => None,
    }
}
