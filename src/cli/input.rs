//! Which files a command is to read, and reading them.

use std::error::Error as _;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;
use thiserror::Error;

use crate::context::ContextError;
use crate::source::SourceFile;

/// Why an input cannot be read.
#[derive(Debug, Error)]
pub(crate) enum InputError {
    #[error("{}: {source}", path.display())]
    Read { path: PathBuf, source: io::Error },
    #[error("standard input: {0}")]
    Stdin(io::Error),
    #[error("{}: no Dockerfile in this folder or below it", path.display())]
    NothingFound { path: PathBuf },
    #[error("{0}")]
    Walk(#[from] ignore::Error),
    #[error("{error}{}", error.source().map(|cause| format!(": {cause}")).unwrap_or_default())]
    Context { error: ContextError },
}

impl From<ContextError> for InputError {
    fn from(error: ContextError) -> Self {
        InputError::Context { error }
    }
}

/// A file that is to be read.
#[derive(Debug)]
pub(crate) struct Found {
    /// Its path; `-` for standard input.
    pub(crate) path: PathBuf,
    /// Whether it was found in a folder, and not named itself.
    pub(crate) is_searched: bool,
}

impl Found {
    /// The path; `None` for standard input.
    pub(crate) fn file(&self) -> Option<PathBuf> {
        Some(&self.path).filter(|path| path.as_os_str() != "-").cloned()
    }
}

/// A file that was read, and the folder it stands in.
pub(crate) struct Input {
    pub(crate) file: SourceFile,
    /// The path; `None` for standard input.
    pub(crate) path: Option<PathBuf>,
}

impl Input {
    /// The folder of the Dockerfile; `None` for standard input.
    pub(crate) fn folder(&self) -> Option<PathBuf> {
        let folder = self.path.as_ref()?.parent()?;
        Some(if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder.to_path_buf() })
    }
}

/// The files that `paths` name: files as they are, and the Dockerfiles of folders, sorted.
///
/// A folder's files are found as git sees them (ignored ones are left out); hidden folders are not entered unless named,
/// but for `.devcontainer`.
pub(crate) fn expand(paths: &[PathBuf]) -> Vec<Result<Found, InputError>> {
    let named = |path: &PathBuf| vec![Ok(Found { path: path.clone(), is_searched: false })];
    paths.iter().flat_map(|path| if path.is_dir() { walk(path) } else { named(path) }).collect()
}

/// Reads a file, or standard input for `-`.
pub(crate) fn read(path: &Path) -> Result<Input, InputError> {
    if path == Path::new("-") {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes).map_err(InputError::Stdin)?;
        return Ok(Input { file: SourceFile::new("-", bytes), path: None });
    }
    let bytes = std::fs::read(path).map_err(|source| InputError::Read { path: path.to_path_buf(), source })?;
    Ok(Input { file: SourceFile::new(path.display().to_string(), bytes), path: Some(path.to_path_buf()) })
}

fn walk(folder: &Path) -> Vec<Result<Found, InputError>> {
    let mut found = Vec::new();
    let mut errors = Vec::new();
    let walker = WalkBuilder::new(folder)
        .hidden(false)
        .require_git(false)
        .filter_entry(|entry| entry.depth() == 0 || !is_hidden(entry.file_name().to_str().unwrap_or_default()))
        .build();
    for entry in walker {
        match entry {
            Ok(entry) if entry.file_type().is_some_and(|kind| kind.is_file()) => {
                if entry.file_name().to_str().is_some_and(is_dockerfile_name) {
                    found.push(entry.into_path());
                }
            }
            Ok(_) => {}
            Err(error) => errors.push(Err(error.into())),
        }
    }
    if found.is_empty() && errors.is_empty() {
        errors.push(Err(InputError::NothingFound { path: folder.to_path_buf() }));
    }
    found.sort();
    found
        .into_iter()
        .map(|path| path.strip_prefix("./").map(Path::to_path_buf).unwrap_or(path))
        .map(|path| Ok(Found { path, is_searched: true }))
        .chain(errors)
        .collect()
}

fn is_hidden(name: &str) -> bool {
    name.starts_with('.') && name != ".devcontainer"
}

/// `Dockerfile`, `Dockerfile.dev`, `dev.Dockerfile`, `dev.dockerfile`, and the same with `Containerfile`.
fn is_dockerfile_name(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    if lower.ends_with(".dockerignore") || lower.ends_with(".containerignore") {
        return false;
    }
    ["Dockerfile", "Containerfile"].iter().any(|kind| {
        let rest = name.strip_prefix(kind);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            || lower.ends_with(&format!(".{}", kind.to_ascii_lowercase()))
    }) || matches!(lower.as_str(), "dockerfile" | "containerfile")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_the_usual_names() {
        for name in ["Dockerfile", "dockerfile", "Dockerfile.dev", "api.Dockerfile", "api.dockerfile", "Containerfile"]
        {
            assert!(is_dockerfile_name(name), "{name}");
        }
        for name in ["Dockerfile.dockerignore", "Dockerfiles", "MyDockerfile", "docker", ".dockerignore"] {
            assert!(!is_dockerfile_name(name), "{name}");
        }
    }
}
