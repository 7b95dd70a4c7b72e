use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use thiserror::Error;

use super::node::{BadYaml, Entry, Node, Value};
use super::origin::{Place, Source};
use crate::limits::{self, MAX_CONFIG_SIZE};
use crate::source::Span;

/// Something that is wrong with a configuration, at its place.
#[derive(Clone, Debug)]
pub struct Problem {
    /// The words that are wrong.
    pub place: Place,
    /// What is wrong with them.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// Whether what is meant is clear enough to go on.
    pub is_warning: bool,
}

/// Why there is no configuration.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// A file cannot be read.
    #[error("{}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A file is no text.
    #[error("{}: a configuration is UTF-8 text, and byte {at} of this file is not", path.display())]
    NotText {
        /// The file.
        path: PathBuf,
        /// How many bytes are good.
        at: usize,
    },
    /// A file that a search finds is a pipe or a device.
    #[error("{}: this is no regular file", path.display())]
    NotRegular {
        /// The file.
        path: PathBuf,
    },
    /// A file is larger than any configuration is.
    #[error("{}: this is larger than {}, the most that is read of a configuration", path.display(), limits::bytes(MAX_CONFIG_SIZE))]
    TooLarge {
        /// The file.
        path: PathBuf,
    },
    /// `--config` and DFCHECK_CONFIG name two files.
    #[error("{0} and {1} are both given as the configuration file; `extends` in one of them can name the other")]
    TwoFiles(String, String),
    /// `--config` names a file, and `--no-config` is given too.
    #[error("{0} is given as the configuration file, and --no-config, too")]
    FileAndNone(String),
    /// What a source says is wrong.
    #[error("{}", first_message(.0))]
    Wrong(Vec<Problem>),
}

fn first_message(problems: &[Problem]) -> String {
    problems.first().map(|problem| format!("{}: {}", problem.place, problem.message)).unwrap_or_default()
}

/// The key that a value belongs to.
#[derive(Clone, Copy)]
pub(crate) struct Owner<'a> {
    pub(crate) name: &'a str,
    pub(crate) span: Span,
}

impl<'a> Owner<'a> {
    pub(crate) fn of(entry: &'a Entry) -> Self {
        Self { name: &entry.key, span: entry.key_span }
    }
}

/// What has been found wrong with one source so far.
pub(crate) struct Problems<'a> {
    source: &'a Arc<Source>,
    found: &'a mut Vec<Problem>,
}

impl<'a> Problems<'a> {
    pub(crate) fn new(source: &'a Arc<Source>, found: &'a mut Vec<Problem>) -> Self {
        Self { source, found }
    }

    /// Adds one that is an error.
    pub(crate) fn push(&mut self, span: Span, message: impl Into<String>, help: Option<String>) {
        self.add(span, message.into(), help, false);
    }

    /// Adds one that is a warning.
    pub(crate) fn warn(&mut self, span: Span, message: impl Into<String>, help: Option<String>) {
        self.add(span, message.into(), help, true);
    }

    /// Adds that a value is not what its key takes.
    pub(crate) fn refuse(&mut self, node: &Node, expected: &str, owner: Owner<'_>, help: Option<String>) {
        let Owner { name, span } = owner;
        match &node.value {
            // A value that is not there has no place.
            Value::Null => self.push(span, format!("`{name}` has no value; it takes {expected}"), help),
            Value::Text(text) if text.trim().is_empty() => {
                self.push(node.span, format!("`{name}` takes {expected}, not empty text"), help);
            }
            found => self.push(node.span, format!("`{name}` takes {expected}, not {found}"), help),
        }
    }

    /// Sorts those that have been added since there were `before` by their places.
    pub(crate) fn sort_from(&mut self, before: usize) {
        if let Some(new) = self.found.get_mut(before..) {
            new.sort_by_key(|problem| problem.place.span.start);
        }
    }

    /// Adds a YAML error.
    pub(crate) fn yaml(&mut self, error: BadYaml) {
        self.add(error.span, error.message, None, false);
    }

    fn add(&mut self, span: Span, message: String, help: Option<String>, is_warning: bool) {
        let place = Place { source: Arc::clone(self.source), span };
        self.found.push(Problem { place, message, help, is_warning });
    }
}
