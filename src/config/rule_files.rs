//! Files of the user's own rules.

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use ignore::WalkBuilder;

use super::node::{self, Node};
use super::origin::Source;
use super::problem::{ConfigError, Problem, Problems};
use crate::globs;
use crate::lint::schema::RuleFile;
use crate::lint::{Rule, catalogue, custom};
use crate::source::Span;

/// Reads a rule from the text of its file.
///
/// # Errors
///
/// Everything that is wrong with it, at its place.
pub fn read_rule(source: &Arc<Source>) -> Result<&'static Rule, ConfigError> {
    let text = String::from_utf8_lossy(source.file.bytes());
    let mut found = Vec::new();
    let mut problems = Problems::new(source, &mut found);
    let options = serde_saphyr::options! { with_snippet: false };
    match serde_saphyr::from_str_with_options::<RuleFile>(&text, options) {
        Ok(file) => match custom::rule(&file) {
            Ok(rule) => {
                let root = node::parse(&text).ok().flatten();
                taken(rule, root.as_ref(), &mut problems);
                if found.is_empty() {
                    return Ok(rule);
                }
            }
            Err(wrong) => {
                let root = node::parse(&text).ok().flatten();
                for problem in wrong {
                    problems.push(place(root.as_ref(), &problem.at), problem.text, None);
                }
            }
        },
        Err(error) => problems.yaml(node::bad_yaml(&error, &text)),
    }
    Err(ConfigError::Wrong(found))
}

/// A rule has a code and names of its own, so that an ignore comment means one thing.
fn taken(rule: &Rule, root: Option<&Node>, problems: &mut Problems<'_>) {
    for name in rule.names() {
        if let Some(other) = catalogue::find(name).first() {
            let key = if name == rule.code.as_str() {
                "code"
            } else if name == rule.name {
                "name"
            } else {
                "aliases"
            };
            let message = format!("`{name}` is a name of dfcheck's own rule {} already", other.code);
            problems.push(place(root, &[key.to_owned()]), message, None);
        }
    }
}

/// The place of the value that the keys and numbers lead to, or of what comes nearest.
fn place(root: Option<&Node>, path: &[String]) -> Span {
    let Some(mut node) = root else { return Span::default() };
    for part in path {
        let next = match part.parse::<usize>() {
            Ok(number) => node.items().get(number),
            Err(_) => node.get(part),
        };
        match next {
            Some(next) => node = next,
            None => break,
        }
    }
    node.span
}

/// The files that a pattern means, sorted. `*` stays in one folder, `**` does not. Hidden files are only meant where they
/// are named.
pub(crate) fn files(folder: &Path, pattern: &str) -> Vec<PathBuf> {
    let (fixed, rest) = split(pattern);
    let base = super::find::tidy(&folder.join(fixed));
    if rest.as_os_str().is_empty() {
        return if base.is_file() { vec![base] } else { Vec::new() };
    }
    let Ok(matcher) = globs::matcher(&rest.to_string_lossy(), true) else { return Vec::new() };
    let depth = (!rest.as_os_str().to_string_lossy().contains("**")).then(|| rest.components().count());
    let walk = WalkBuilder::new(&base).standard_filters(false).max_depth(depth).build();
    let is_hidden = |entry: &ignore::DirEntry| entry.file_name().as_encoded_bytes().starts_with(b".");
    let entries = walk.filter_map(Result::ok).filter(|entry| !is_hidden(entry) && entry.path().is_file());
    let files = entries.map(ignore::DirEntry::into_path);
    let mut files: Vec<PathBuf> =
        files.filter(|path| path.strip_prefix(&base).is_ok_and(|path| matcher.is_match(path))).collect();
    files.sort();
    files
}

/// The folders that a pattern names outright, and what is left of it.
fn split(pattern: &str) -> (PathBuf, PathBuf) {
    let components: Vec<Component<'_>> = Path::new(pattern).components().collect();
    let is_fixed = |part: &Component<'_>| !part.as_os_str().to_string_lossy().contains(['*', '?', '[', '{']);
    let end = components.iter().position(|part| !is_fixed(part)).unwrap_or(components.len());
    let (fixed, rest) = components.split_at(end);
    (fixed.iter().collect(), rest.iter().collect())
}

/// Notes a code or name that two different rules have.
pub(crate) fn clash(rules: &[&'static Rule], new: &'static Rule) -> Option<(&'static Rule, &'static str)> {
    let other = rules.iter().copied().filter(|rule| !std::ptr::eq(*rule, new));
    let mut pairs = other.flat_map(|rule| rule.names().map(move |name| (rule, name)));
    pairs.find(|(_, name)| new.names().any(|own| own.eq_ignore_ascii_case(name)))
}

/// The error that a pattern finds nothing.
pub(crate) fn nothing_found(pattern: &str, span: Span, source: &Arc<Source>, problems: &mut Vec<Problem>) {
    let message = format!("no file matches `{pattern}`");
    let help = "it is relative to the folder of this file; `*` stays in one folder, `**` does not";
    Problems::new(source, problems).push(span, message, Some(help.to_owned()));
}
