//! Which files a command is to read, and reading them.

use std::collections::HashSet;
use std::error::Error as _;
use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use thiserror::Error;

use super::args::FileArgs;
use super::timing::{Phase, measure};
use crate::context::ContextError;
use crate::defect::{self, Defect};
use crate::dockerfile;
use crate::limits::{self, Limits};
use crate::source::SourceFile;

/// The name of standard input.
const STDIN: &str = "-";

/// Why an input cannot be read.
#[derive(Debug, Error)]
pub(crate) enum InputError {
    #[error("{}: {source}", path.display())]
    Read { path: PathBuf, source: io::Error },
    #[error("{} cannot be written: {source}", path.display())]
    Write { path: PathBuf, source: io::Error },
    #[error("standard input: {0}")]
    Stdin(io::Error),
    #[error(
        "{} is larger than {}; more is read with `limits: {{file-size: BYTES}}` in .dfcheck.yaml, or --config limits.file-size=BYTES",
        if is_stdin(path) { "standard input".into() } else { path.display().to_string() },
        limits::bytes(*limit)
    )]
    TooLarge { path: PathBuf, limit: u64 },
    #[error("{}: no Dockerfile in this folder or below it", path.display())]
    NothingFound { path: PathBuf },
    #[error("{0}")]
    Walk(#[from] ignore::Error),
    #[error("--exclude: {0}")]
    Exclude(ignore::Error),
    #[error("standard input cannot be both a Dockerfile and the list of --files-from")]
    StdinTwice,
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
    /// Whether it is standard input.
    pub(crate) fn is_stdin(&self) -> bool {
        is_stdin(&self.path)
    }
}

/// A file that was read, and the folder it stands in.
pub(crate) struct Input {
    pub(crate) file: SourceFile,
    /// The path; `None` for standard input without a name.
    pub(crate) path: Option<PathBuf>,
}

impl Input {
    /// The folder of the Dockerfile; `None` for standard input without a name.
    pub(crate) fn folder(&self) -> Option<PathBuf> {
        let folder = self.path.as_ref()?.parent()?;
        Some(if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder.to_path_buf() })
    }

    /// The same input with another text.
    pub(crate) fn with(&self, file: &SourceFile) -> Self {
        Self { file: file.clone(), path: self.path.clone() }
    }

    /// Does `work`, which must not have effects, with it.
    ///
    /// # Errors
    ///
    /// dfcheck itself has failed with it.
    pub(crate) fn guard<T>(&self, work: impl Fn(&Self) -> T) -> Result<T, Box<Defect>> {
        defect::guard_with(&self.file, || work(self), |part| drop(work(&self.with(part))))
    }
}

/// What the arguments name.
pub(crate) struct Inputs {
    named: Vec<PathBuf>,
    exclude: Gitignore,
    stdin_name: Option<PathBuf>,
}

impl Inputs {
    /// Takes the paths of the arguments, and of the list that they may name.
    pub(crate) fn of(args: &FileArgs) -> Result<Self, InputError> {
        let mut named = args.paths.clone();
        match &args.files_from {
            Some(list) if is_stdin(list) && named.iter().any(|path| is_stdin(path)) => {
                return Err(InputError::StdinTwice);
            }
            Some(list) => named.extend(listed(&bytes(list, u64::MAX)?)),
            None if named.is_empty() => named.push(PathBuf::from(".")),
            None => {}
        }
        let mut exclude = GitignoreBuilder::new("");
        for glob in &args.exclude {
            exclude.add_line(None, glob).map_err(InputError::Exclude)?;
        }
        let exclude = exclude.build().map_err(InputError::Exclude)?;
        Ok(Self { named, exclude, stdin_name: args.stdin_filename.clone() })
    }

    /// The files, each once: those that are named as they are, and the Dockerfiles of folders, sorted.
    ///
    /// A folder's files are found as git sees them (ignored ones are left out); hidden folders are not entered unless
    /// named, but for `.devcontainer`.
    pub(crate) fn paths(&self) -> Vec<Result<Found, InputError>> {
        let mut seen = HashSet::new();
        let mut paths: Vec<Result<Found, InputError>> = self.named.iter().flat_map(|path| self.expand(path)).collect();
        paths.retain(|found| found.as_ref().map_or(true, |found| seen.insert(identity(&found.path))));
        paths
    }

    /// Where a file is; `None` for standard input without a name.
    pub(crate) fn place(&self, path: &Path) -> Option<PathBuf> {
        if is_stdin(path) { self.stdin_name.clone() } else { Some(path.to_path_buf()) }
    }

    /// Reads a file, or standard input for `-`.
    pub(crate) fn read(&self, path: &Path, limits: &Limits) -> Result<Input, InputError> {
        match &self.stdin_name {
            Some(name) if is_stdin(path) => {
                let file = SourceFile::new(name.display().to_string(), bytes(path, limits.file_size)?);
                Ok(Input { file, path: Some(name.clone()) })
            }
            _ => read(path, limits),
        }
    }

    fn expand(&self, path: &Path) -> Vec<Result<Found, InputError>> {
        let named = || vec![Ok(Found { path: path.to_path_buf(), is_searched: false })];
        if is_stdin(path) {
            named()
        } else if path.is_dir() {
            self.walk(path)
        } else if path.ancestors().enumerate().any(|(depth, path)| self.is_excluded(path, depth > 0)) {
            Vec::new()
        } else {
            named()
        }
    }

    fn is_excluded(&self, path: &Path, is_folder: bool) -> bool {
        self.exclude.matched(path, is_folder).is_ignore()
    }

    fn walk(&self, folder: &Path) -> Vec<Result<Found, InputError>> {
        let mut found = Vec::new();
        let mut errors = Vec::new();
        let exclude = self.exclude.clone();
        let walker = WalkBuilder::new(folder)
            .hidden(false)
            .require_git(false)
            .filter_entry(move |entry| {
                let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
                entry.depth() == 0
                    || !is_hidden(entry.file_name()) && !exclude.matched(entry.path(), is_folder).is_ignore()
            })
            .build();
        for entry in walker {
            match entry {
                Ok(entry) if entry.file_type().is_some_and(|kind| kind.is_file()) => {
                    if entry.file_name().to_str().is_some_and(dockerfile::has_usual_name) {
                        found.push(entry.into_path());
                    }
                }
                Ok(_) => {}
                Err(error) => errors.push(Err(error.into())),
            }
        }
        if found.is_empty() && errors.is_empty() && self.exclude.is_empty() {
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
}

/// Where a file is; `None` for standard input.
pub(crate) fn place(path: &Path) -> Option<PathBuf> {
    (!is_stdin(path)).then(|| path.to_path_buf())
}

/// Reads a file, or standard input for `-`.
pub(crate) fn read(path: &Path, limits: &Limits) -> Result<Input, InputError> {
    let content = bytes(path, limits.file_size)?;
    if is_stdin(path) {
        return Ok(Input { file: SourceFile::new(STDIN, content), path: None });
    }
    Ok(Input { file: SourceFile::new(path.display().to_string(), content), path: Some(path.to_path_buf()) })
}

/// All of a file, or of standard input, if it is no more than `limit`.
fn bytes(path: &Path, limit: u64) -> Result<Vec<u8>, InputError> {
    measure(Phase::Read, || read_bytes(path, limit))
}

fn read_bytes(path: &Path, limit: u64) -> Result<Vec<u8>, InputError> {
    let mut bytes = Vec::new();
    let most = limit.saturating_add(1);
    if is_stdin(path) {
        io::stdin().lock().take(most).read_to_end(&mut bytes).map_err(InputError::Stdin)?;
    } else {
        let failed = |source| InputError::Read { path: path.to_path_buf(), source };
        File::open(path).and_then(|file| file.take(most).read_to_end(&mut bytes)).map_err(failed)?;
    }
    if bytes.len() as u64 > limit {
        return Err(InputError::TooLarge { path: path.to_path_buf(), limit });
    }
    Ok(bytes)
}

fn is_stdin(path: &Path) -> bool {
    path == Path::new(STDIN)
}

/// The paths of a list: ended by zero bytes if there is one, else one a line.
fn listed(list: &[u8]) -> Vec<PathBuf> {
    let end = if list.contains(&0) { 0 } else { b'\n' };
    let paths = list.split(|byte| *byte == end).map(|path| if end == 0 { path } else { path.trim_ascii() });
    paths.filter(|path| !path.is_empty()).map(path_of).collect()
}

#[cfg(unix)]
fn path_of(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    PathBuf::from(OsStr::from_bytes(bytes))
}

#[cfg(not(unix))]
fn path_of(bytes: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(bytes).into_owned())
}

/// What is the same for every way of naming the file, links to its folder included. A link to the file itself is
/// another file, with another folder.
fn identity(path: &Path) -> PathBuf {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    match (folder.canonicalize(), path.file_name()) {
        (Ok(folder), Some(name)) => folder.join(name),
        _ => path.to_path_buf(),
    }
}

fn is_hidden(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".") && name != ".devcontainer"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_have_lines_or_zero_bytes() {
        let paths = |list: &[u8]| listed(list).iter().map(|path| path.display().to_string()).collect::<Vec<_>>();
        assert_eq!(paths(b"a/Dockerfile\r\n\nb c\n"), ["a/Dockerfile", "b c"]);
        assert_eq!(paths(b"a\nb\0 c\0"), ["a\nb", " c"]);
        assert_eq!(paths(b""), [] as [&str; 0]);
    }
}
