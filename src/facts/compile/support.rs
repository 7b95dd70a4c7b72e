//! What every generator needs: reading data files, refusing them with a place, writing what was made of them.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;

/// Why the data does not compile.
#[derive(Debug)]
pub(crate) enum Error {
    /// A file or directory cannot be read or written.
    Io(PathBuf, io::Error),
    /// A file is not the YAML that was expected; the text says where and shows the line.
    Yaml(PathBuf, String),
    /// A file is well formed, yet says something that cannot be. The text names the entry.
    Refused(PathBuf, String),
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Io(path, error) => write!(f, "{}: {error}", path.display()),
            Self::Yaml(path, text) | Self::Refused(path, text) => write!(f, "{}: {text}", path.display()),
        }
    }
}

/// The error of an entry that cannot be, for `map_err` and `ok_or_else`.
pub(crate) fn refused(path: &Path, why: impl Into<String>) -> Error {
    Error::Refused(path.to_owned(), why.into())
}

/// Reads a text file, and has the build script run again when it changes.
pub(crate) fn text(path: &Path) -> Result<String, Error> {
    watch(path);
    fs::read_to_string(path).map_err(|error| Error::Io(path.to_owned(), error))
}

/// Reads a YAML file. Unknown keys are refused if `T` says `deny_unknown_fields`, duplicate keys always.
pub(crate) fn yaml<T: DeserializeOwned>(path: &Path) -> Result<T, Error> {
    serde_saphyr::from_str(&text(path)?).map_err(|error| Error::Yaml(path.to_owned(), error.to_string()))
}

/// The files of a directory with this extension, sorted by name. A new file makes the build script run again.
pub(crate) fn files(directory: &Path, extension: &str) -> Result<Vec<PathBuf>, Error> {
    watch(directory);
    let failed = |error| Error::Io(directory.to_owned(), error);
    let mut found = Vec::new();
    for entry in fs::read_dir(directory).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.extension().is_some_and(|it| it == extension) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// Writes a file of `OUT_DIR`.
pub(crate) fn write(out: &Path, name: &str, text: &str) -> Result<(), Error> {
    let path = out.join(name);
    fs::write(&path, text).map_err(|error| Error::Io(path, error))
}

/// Joins sorted lines into the form that the library searches by halves: by key, each ending in a line feed.
///
/// A line is its fields joined by tabs, the first being the key. Fields hold neither tabs nor line feeds.
pub(crate) fn sorted_lines(path: &Path, mut lines: Vec<Vec<String>>) -> Result<String, Error> {
    lines.sort();
    let mut text = String::new();
    let mut last = None;
    for fields in &lines {
        let key = fields.first().map_or("", String::as_str);
        if last == Some(key) {
            return Err(refused(path, format!("`{key}` is given twice")));
        }
        last = Some(key);
        if let Some(field) = fields.iter().find(|field| field.contains(['\t', '\n', '\r'])) {
            return Err(refused(path, format!("`{key}`: a tab or line feed in `{}`", field.escape_debug())));
        }
        text.push_str(&fields.join("\t"));
        text.push('\n');
    }
    Ok(text)
}

fn watch(path: &Path) {
    emit("rerun-if-changed", &path.display().to_string());
}

/// Tells cargo something.
#[allow(clippy::print_stdout, reason = "cargo reads the standard output of a build script")]
pub(crate) fn emit(instruction: &str, value: &str) {
    for line in value.lines() {
        println!("cargo::{instruction}={line}");
    }
}
