use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::configuration::Configuration;
use super::document::Document;
use super::environment::{CONFIG, Environment, NO_CONFIG, map, value};
use super::find::{self, Found};
use super::hadolint;
use super::key_value;
use super::keys;
use super::load::{Loaded, Loader, finish};
use super::node::{Entry, Node, Value};
use super::origin::{Origin, Source};
use super::problem::{ConfigError, Problem, Problems};
use super::setting::Placed;
use crate::lint::Rule;
use crate::source::Span;

/// What the command line says of the configuration.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// The values of `--config`: a file, or KEY=VALUE.
    pub config: Vec<String>,
    /// Whether no file is to be read.
    pub no_config: bool,
    /// Other flags.
    pub flags: Vec<Flag>,
}

/// A flag that says what a key of the file says.
#[derive(Clone, Debug)]
pub struct Flag {
    /// As it is written: `--select`.
    pub name: &'static str,
    /// The key.
    pub key: &'static str,
    /// The entry of the key's map that it is about, if it is a map.
    pub entry: Option<String>,
    /// The value; commas separate the words of a list.
    pub value: String,
}

/// The configurations of several Dockerfiles.
#[derive(Debug)]
pub struct Configured {
    /// For each Dockerfile, in the order in which they were given.
    pub files: Vec<Result<File, Arc<ConfigError>>>,
    /// What is doubtful in the sources, each once.
    pub warnings: Vec<Problem>,
    /// Environment variables that look like ours but for a slip, each with what was meant.
    pub misspelt: Vec<(String, String)>,
}

/// The configuration of one Dockerfile.
#[derive(Clone, Debug)]
pub struct File {
    /// What holds for it. Dockerfiles for which the same holds share it.
    pub configuration: Arc<Configuration>,
    /// Whether a search leaves it out.
    pub is_excluded: bool,
}

/// What holds for each of the Dockerfiles. `None` stands for standard input, for which the file of the working folder
/// holds.
///
/// # Errors
///
/// What the environment and the flags say is wrong, or the file that they name cannot be read. What is wrong with a file
/// that was found for a Dockerfile is the result of that one.
pub fn configure(
    request: &Request,
    environment: &Environment,
    dockerfiles: &[Option<PathBuf>],
) -> Result<Configured, Arc<ConfigError>> {
    let mut loader = Loader::new(environment);
    let given = given_file(request, environment)?;
    let given = match &given {
        Some(found) => Some(loader.load(found)?),
        None => None,
    };
    let nothing: Arc<Loaded> = Arc::default();
    let reads_files = !request.no_config && !environment.is_on(NO_CONFIG);
    let loaded: Vec<Result<Arc<Loaded>, Arc<ConfigError>>> = dockerfiles
        .iter()
        .map(|path| match &given {
            Some(loaded) => Ok(Arc::clone(loaded)),
            None if !reads_files => Ok(Arc::clone(&nothing)),
            None => match find::find(&folder(path.as_deref(), environment), environment) {
                Some(found) => loader.load(&found),
                None if hadolint::has_variables(environment) => loader.variables(),
                None => Ok(Arc::clone(&nothing)),
            },
        })
        .collect();
    let known: Vec<&'static Rule> = loaded.iter().flatten().flat_map(|it| it.custom()).collect();
    let last = command_line(request, environment, &mut loader, known)?;
    let mut warnings = last.warnings.clone();
    let mut seen: Vec<*const Loaded> = Vec::new();
    for loaded in loaded.iter().flatten() {
        if !seen.contains(&Arc::as_ptr(loaded)) {
            seen.push(Arc::as_ptr(loaded));
            warnings.extend(loaded.warnings.iter().cloned());
        }
    }
    let mut resolver = Resolver { last, known: HashMap::new() };
    let files = dockerfiles.iter().zip(&loaded).map(|(path, loaded)| match loaded {
        Ok(loaded) => Ok(resolver.resolve(loaded, &absolute(path.as_deref(), environment))),
        Err(error) => Err(Arc::clone(error)),
    });
    Ok(Configured { files: files.collect(), warnings, misspelt: environment.misspelt() })
}

/// The file that `--config` or the environment names.
fn given_file(request: &Request, environment: &Environment) -> Result<Option<Found>, Arc<ConfigError>> {
    let mut files = request.config.iter().filter(|argument| is_file(argument, environment));
    let file = files.next();
    if let (Some(first), Some(second)) = (file, files.next()) {
        return Err(Arc::new(ConfigError::TwoFiles(first.clone(), second.clone())));
    }
    if let (Some(file), true) = (file, request.no_config) {
        return Err(Arc::new(ConfigError::FileAndNone(file.clone())));
    }
    let of_environment = || environment.get(CONFIG).filter(|path| !path.is_empty() && !request.no_config);
    let path = file.map(String::as_str).or_else(of_environment);
    Ok(path.map(|path| Found::Own(environment.folder.join(path))))
}

fn is_file(argument: &str, environment: &Environment) -> bool {
    !key_value::is_setting(argument) || environment.folder.join(argument).is_file()
}

/// What the environment and the flags say, each as a document.
fn command_line(
    request: &Request,
    environment: &Environment,
    loader: &mut Loader<'_>,
    known: Vec<&'static Rule>,
) -> Result<Arc<Loaded>, Arc<ConfigError>> {
    let mut loaded = Loaded::default();
    let mut problems = Vec::new();
    let mut known = known;
    let flags = flags(request, environment, &mut problems);
    for roots in [environment.own(), flags] {
        let mut document = Document::default();
        for (source, root) in &roots {
            let own = loader.own_rules(source, root, &known, &mut problems)?;
            known.extend(&own);
            document.custom.extend(own);
        }
        for (source, root) in &roots {
            document.read(source, root, &known, &mut problems);
            if let Some(extends) = root.entries().iter().find(|entry| entry.key == "extends") {
                let help = "name the file itself: `--config FILE`";
                let message = "`extends` is for files";
                Problems::new(source, &mut problems).push(extends.key_span, message, Some(help.to_owned()));
            }
        }
        loaded.documents.push(Arc::new(document));
    }
    finish(loaded, problems)
}

/// What the flags say: each as a source, and as the map that a file would have.
fn flags(request: &Request, environment: &Environment, problems: &mut Vec<Problem>) -> Vec<(Arc<Source>, Node)> {
    let mut found = Vec::new();
    for argument in request.config.iter().filter(|argument| !is_file(argument, environment)) {
        let source = Source::new(Origin::Flag, "--config", argument, &environment.folder);
        match key_value::parse(argument) {
            Ok(root) => found.push((source, root)),
            Err(error) => Problems::new(&source, problems).yaml(error),
        }
    }
    for flag in &request.flags {
        let Some(key) = keys::FILE.find(flag.key) else { continue };
        let (text, node) = match &flag.entry {
            None => (flag.value.clone(), value(&flag.value, &key.kind)),
            Some(entry) => (format!("{entry}={}", flag.value), entry_of(entry, &flag.value)),
        };
        let source = Source::new(Origin::Flag, flag.name, &text, &environment.folder);
        found.push((source, map(key.name, node)));
    }
    found
}

/// A map with one entry, at the places of `ENTRY=VALUE`.
fn entry_of(entry: &str, value: &str) -> Node {
    let key_span = Span::new(0, entry.len());
    let span = Span::new(entry.len() + 1, entry.len() + 1 + value.len());
    let node = Node { value: Value::Text(value.to_owned()), span };
    Node { value: Value::Map(vec![Entry { key: entry.to_owned(), key_span, node }]), span: key_span.cover(span) }
}

/// The folder of a Dockerfile, absolute and without links, so that what is above it is what one sees there.
fn folder(path: Option<&Path>, environment: &Environment) -> PathBuf {
    let Some(path) = path else { return environment.folder.clone() };
    let folder = find::tidy(&environment.folder.join(path)).parent().map(Path::to_path_buf).unwrap_or_default();
    std::fs::canonicalize(&folder).unwrap_or(folder)
}

/// What patterns are compared with.
fn absolute(path: Option<&Path>, environment: &Environment) -> PathBuf {
    let name = path.and_then(Path::file_name).unwrap_or("Dockerfile".as_ref());
    folder(path, environment).join(name)
}

/// Puts together what holds for Dockerfiles, once for all of those for which the same is said.
struct Resolver {
    /// What the environment and the flags say.
    last: Arc<Loaded>,
    known: HashMap<(*const Loaded, Vec<bool>), Arc<Configuration>>,
}

impl Resolver {
    fn resolve(&mut self, loaded: &Arc<Loaded>, path: &Path) -> File {
        let documents: Vec<&Document> =
            loaded.documents.iter().chain(&self.last.documents).map(AsRef::as_ref).collect();
        let overrides = documents.iter().flat_map(|document| &document.overrides);
        let matching: Vec<bool> = overrides.map(|over| over.files.is_match(path)).collect();
        let is_excluded = documents.iter().any(|document| document.exclude.is_match(path));
        let key = (Arc::as_ptr(loaded), matching);
        if let Some(known) = self.known.get(&key) {
            return File { configuration: Arc::clone(known), is_excluded };
        }
        let mut layers: Vec<&[Placed]> = Vec::new();
        let mut matches = key.1.iter();
        for document in &documents {
            layers.push(&document.settings);
            let holding = document.overrides.iter().filter(|_| matches.next() == Some(&true));
            layers.extend(holding.map(|over| over.settings.as_slice()));
        }
        let mut custom: Vec<&'static Rule> = Vec::new();
        for rule in documents.iter().flat_map(|document| document.custom.iter().copied()) {
            if !custom.contains(&rule) {
                custom.push(rule);
            }
        }
        let configuration = Arc::new(Configuration::new(&layers, custom, loaded.sources.clone(), loaded.is_hadolints));
        self.known.insert(key, Arc::clone(&configuration));
        File { configuration, is_excluded }
    }
}
