//! Reading configuration files, each once.

use std::collections::HashMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::document::Document;
use super::environment::Environment;
use super::find::{self, Found};
use super::hadolint;
use super::node::{self, Node};
use super::origin::{Origin, Source};
use super::problem::{ConfigError, Problem, Problems};
use super::rule_files;
use crate::limits::MAX_CONFIG_SIZE;
use crate::lint::Rule;

/// A configuration file, with those that it extends.
#[derive(Debug, Default)]
pub(crate) struct Loaded {
    /// What they say: the file itself comes last.
    pub(crate) documents: Vec<Arc<Document>>,
    /// The texts, in the same order.
    pub(crate) sources: Vec<Arc<Source>>,
    /// Whether it is hadolint's.
    pub(crate) is_hadolints: bool,
    /// What is doubtful about them.
    pub(crate) warnings: Vec<Problem>,
}

impl Loaded {
    /// The rules of the user's own.
    pub(crate) fn custom(&self) -> impl Iterator<Item = &'static Rule> {
        self.documents.iter().flat_map(|document| document.custom.iter().copied())
    }
}

type LoadResult = Result<Arc<Loaded>, Arc<ConfigError>>;

/// Reads files.
pub(crate) struct Loader<'a> {
    environment: &'a Environment,
    files: HashMap<PathBuf, LoadResult>,
    rules: HashMap<PathBuf, Result<&'static Rule, Arc<ConfigError>>>,
}

impl<'a> Loader<'a> {
    pub(crate) fn new(environment: &'a Environment) -> Self {
        Self { environment, files: HashMap::new(), rules: HashMap::new() }
    }

    /// The configuration that a file holds. A file whose name does not say whether it is dfcheck's or hadolint's is told
    /// by its keys.
    pub(crate) fn load(&mut self, found: &Found) -> LoadResult {
        let (Found::Own(path) | Found::Hadolint(path)) = found;
        self.file(path, &mut Vec::new())
    }

    /// The configuration of hadolint's variables alone.
    pub(crate) fn variables(&mut self) -> LoadResult {
        let mut problems = Vec::new();
        let mut document = Document::default();
        self.add_variables(&mut document, &mut problems);
        finish(Loaded { documents: vec![Arc::new(document)], is_hadolints: true, ..Loaded::default() }, problems)
    }

    /// `above` are the files that led here, from the first on.
    fn file(&mut self, path: &Path, above: &mut Vec<PathBuf>) -> LoadResult {
        let path = find::tidy(path);
        if let Some(known) = self.files.get(&path) {
            return known.clone();
        }
        above.push(path.clone());
        let loaded = self.read(&path, above);
        above.pop();
        self.files.insert(path, loaded.clone());
        loaded
    }

    fn read(&mut self, path: &Path, above: &mut Vec<PathBuf>) -> LoadResult {
        let source = self.source(path, &find::shown(path, self.environment))?;
        let text = String::from_utf8_lossy(source.file.bytes());
        let mut problems = Vec::new();
        let root = match node::parse(&text) {
            Ok(root) => root,
            Err(error) => {
                Problems::new(&source, &mut problems).yaml(error);
                None
            }
        };
        let is_hadolints =
            find::is_hadolint_name(path).unwrap_or_else(|| root.as_ref().is_some_and(hadolint::is_hadolints));
        let mut loaded = Loaded { is_hadolints, ..Loaded::default() };
        let mut document = Document::default();
        if is_hadolints {
            if let Some(root) = &root {
                hadolint::read(&source, root, &mut document, &mut problems);
            }
            self.add_variables(&mut document, &mut problems);
        } else if let Some(root) = &root {
            self.extend(&source, root, above, &mut loaded, &mut problems)?;
            let mut custom: Vec<&'static Rule> = loaded.custom().collect();
            document.custom = self.own_rules(&source, root, &custom, &mut problems)?;
            custom.extend(document.custom.iter().copied());
            document.read(&source, root, &custom, &mut problems);
        }
        loaded.documents.push(Arc::new(document));
        loaded.sources.push(source);
        finish(loaded, problems)
    }

    fn add_variables(&self, document: &mut Document, problems: &mut Vec<Problem>) {
        for (source, root) in hadolint::variables(self.environment) {
            hadolint::read(&source, &root, document, problems);
        }
    }

    /// Loads what `extends` names.
    fn extend(
        &mut self,
        source: &Arc<Source>,
        root: &Node,
        above: &mut Vec<PathBuf>,
        loaded: &mut Loaded,
        problems: &mut Vec<Problem>,
    ) -> Result<(), Arc<ConfigError>> {
        for item in root.get("extends").map(Node::items).unwrap_or_default() {
            let Some(name) = item.text() else { continue };
            let path = find::tidy(&source.folder.join(name));
            let mut problems = Problems::new(source, problems);
            if let Some(start) = above.iter().position(|other| *other == path) {
                let circle = above.iter().skip(start).chain([&path]);
                let circle: Vec<String> = circle.map(|path| find::shown(path, self.environment)).collect();
                let message = format!("`{name}` leads back to itself");
                problems.push(item.span, message, Some(circle.join(" extends ")));
            } else if !path.is_file() {
                let help = format!("it is looked for at {}", find::shown(&path, self.environment));
                problems.push(item.span, format!("there is no file `{name}`"), Some(help));
            } else {
                let other = self.file(&path, above)?;
                loaded.documents.extend(other.documents.iter().cloned());
                loaded.sources.extend(other.sources.iter().cloned());
                loaded.warnings.extend(other.warnings.iter().cloned());
            }
        }
        Ok(())
    }

    /// The rules that `rules` names, besides those in `known`.
    pub(crate) fn own_rules(
        &mut self,
        source: &Arc<Source>,
        root: &Node,
        known: &[&'static Rule],
        problems: &mut Vec<Problem>,
    ) -> Result<Vec<&'static Rule>, Arc<ConfigError>> {
        let mut rules: Vec<&'static Rule> = Vec::new();
        for item in root.get("rules").map(Node::items).unwrap_or_default() {
            let Some(pattern) = item.text() else { continue };
            let files = rule_files::files(&source.folder, pattern);
            if files.is_empty() {
                rule_files::nothing_found(pattern, item.span, source, problems);
            }
            for path in files {
                let rule = self.rule(&path)?;
                let all: Vec<&'static Rule> = known.iter().chain(&rules).copied().collect();
                if let Some((other, name)) = rule_files::clash(&all, rule) {
                    let message = format!("{}: `{name}` is a name of {} already", path.display(), other.code);
                    Problems::new(source, problems).push(item.span, message, None);
                } else if !all.contains(&rule) {
                    rules.push(rule);
                }
            }
        }
        Ok(rules)
    }

    fn rule(&mut self, path: &Path) -> Result<&'static Rule, Arc<ConfigError>> {
        if let Some(known) = self.rules.get(path) {
            return known.clone();
        }
        let shown = find::shown(path, self.environment);
        let rule = self.source(path, &shown).and_then(|source| rule_files::read_rule(&source).map_err(Arc::new));
        self.rules.insert(path.to_owned(), rule.clone());
        rule
    }

    fn source(&self, path: &Path, shown: &str) -> Result<Arc<Source>, Arc<ConfigError>> {
        read_source(path, shown).map_err(Arc::new)
    }
}

/// Reads the text of a file. `shown` is what messages call it.
pub fn read_source(path: &Path, shown: &str) -> Result<Arc<Source>, ConfigError> {
    let failed = |source| ConfigError::Read { path: PathBuf::from(shown), source };
    // To open a pipe would wait for its other end. One that is named on the command line has one.
    if find::is_file_name(path) && std::fs::metadata(path).is_ok_and(|it| !it.is_file() && !it.is_dir()) {
        return Err(ConfigError::NotRegular { path: PathBuf::from(shown) });
    }
    let mut bytes = Vec::new();
    File::open(path).and_then(|file| file.take(MAX_CONFIG_SIZE + 1).read_to_end(&mut bytes)).map_err(failed)?;
    if bytes.len() as u64 > MAX_CONFIG_SIZE {
        return Err(ConfigError::TooLarge { path: PathBuf::from(shown) });
    }
    let text = std::str::from_utf8(&bytes)
        .map_err(|error| ConfigError::NotText { path: PathBuf::from(shown), at: error.valid_up_to() })?;
    // Without links, as the paths of Dockerfiles are that patterns are compared with.
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let folder = std::fs::canonicalize(folder).unwrap_or_else(|_| folder.to_path_buf());
    Ok(Source::new(Origin::File, shown, text, folder))
}

/// Parts errors from warnings.
pub(crate) fn finish(mut loaded: Loaded, problems: Vec<Problem>) -> LoadResult {
    let (warnings, errors): (Vec<_>, Vec<_>) = problems.into_iter().partition(|problem| problem.is_warning);
    if errors.is_empty() {
        loaded.warnings.extend(warnings);
        return Ok(Arc::new(loaded));
    }
    Err(Arc::new(ConfigError::Wrong(errors)))
}
