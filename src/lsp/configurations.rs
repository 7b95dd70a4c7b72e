//! The configurations that hold for the documents, each read once until one of its files changes.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::config::{self, ConfigError, Configuration, Environment, Origin, Problem, Request};

/// What is known of the configuration of a document.
#[derive(Clone, Debug, Default)]
pub(super) struct Held {
    /// What holds; if its files are wrong now, what held before.
    pub(super) configuration: Option<Arc<Configuration>>,
    /// What is wrong or doubtful, at its place.
    pub(super) problems: Vec<Problem>,
    /// What is wrong and has no place.
    pub(super) failure: Option<String>,
}

/// Finds configurations.
pub(super) struct Configurations {
    request: Request,
    environment: Environment,
    held: HashMap<Option<PathBuf>, Held>,
    /// What held for each document when its configuration was last good.
    good: HashMap<Option<PathBuf>, Arc<Configuration>>,
}

impl Configurations {
    pub(super) fn new(request: Request, environment: Environment) -> Self {
        Self { request, environment, held: HashMap::new(), good: HashMap::new() }
    }

    /// What holds for the Dockerfile at `path`; `None` for one that was never saved.
    pub(super) fn get(&mut self, path: Option<&Path>) -> &Held {
        let key = path.map(Path::to_path_buf);
        let (request, environment, good) = (&self.request, &self.environment, &mut self.good);
        self.held.entry(key).or_insert_with_key(|key| {
            let mut held = read(request, environment, key.as_ref());
            match &held.configuration {
                Some(configuration) => {
                    good.insert(key.clone(), Arc::clone(configuration));
                }
                None => held.configuration = good.get(key).cloned(),
            }
            held
        })
    }

    /// Takes a folder as the working folder.
    pub(super) fn work_in(&mut self, folder: PathBuf) {
        self.environment.folder = folder;
        self.forget();
    }

    /// Has all of them read again.
    pub(super) fn forget(&mut self) {
        self.held.clear();
    }

    /// Whether a file that changed can make a difference: one with the name of a configuration, or a YAML file where
    /// configurations name others, or do not yet.
    pub(super) fn may_depend_on(&self, path: &Path) -> bool {
        let is_yaml =
            path.extension().is_some_and(|it| it.eq_ignore_ascii_case("yaml") || it.eq_ignore_ascii_case("yml"));
        let has_others = |held: &Held| {
            held.configuration.as_ref().is_none_or(|it| it.files.len() > 1 || !it.lint.custom.is_empty())
                || !held.problems.is_empty()
                || held.failure.is_some()
        };
        config::is_file_name(path) || is_yaml && (self.is_named(path) || self.held.values().any(has_others))
    }

    /// Whether the file is the one that was asked for.
    fn is_named(&self, path: &Path) -> bool {
        self.request.config.iter().any(|name| self.environment.folder.join(name) == path)
    }

    /// The path of the file that a problem is in; `None` if it is in a variable or flag.
    pub(super) fn file_of(&self, problem: &Problem) -> Option<PathBuf> {
        let source = &problem.place.source;
        (source.origin == Origin::File).then(|| self.environment.folder.join(source.file.name()))
    }
}

fn read(request: &Request, environment: &Environment, path: Option<&PathBuf>) -> Held {
    let found = config::configure(request, environment, &[path.cloned()]);
    let (problems, file) = match found {
        Ok(configured) => (configured.warnings, configured.files.into_iter().next()),
        Err(error) => (Vec::new(), Some(Err(error))),
    };
    let mut held = Held { problems, ..Held::default() };
    match file.transpose() {
        Ok(file) => held.configuration = file.map(|file| file.configuration),
        Err(error) => match error.as_ref() {
            ConfigError::Wrong(problems) => held.problems.extend(problems.iter().cloned()),
            error => held.failure = Some(error.to_string()),
        },
    }
    held
}
