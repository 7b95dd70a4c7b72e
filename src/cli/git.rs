//! What git knows of files.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use thiserror::Error;

use crate::source::SourceFile;

/// Why git does not tell.
#[derive(Debug, Error)]
pub(super) enum GitError {
    #[error("git cannot be run: {0}")]
    NoGit(std::io::Error),
    #[error("git: {}", .0.trim().trim_start_matches("fatal: "))]
    Refused(String),
    #[error("{}: git has no commit with it", .0.display())]
    Unknown(PathBuf),
}

/// The file as it is in a revision.
pub(super) fn file_at(path: &Path, revision: &str) -> Result<SourceFile, GitError> {
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
    // A revision is no option, and `./` makes the path relative to the folder.
    let object = format!("{revision}:./{name}");
    let content = git(path, ["cat-file", "blob", "--end-of-options", &object])?;
    Ok(SourceFile::new(format!("{revision}:{}", path.display()), content))
}

/// The commit that changed a file last.
pub(super) fn last_change(path: &Path) -> Result<String, GitError> {
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
    let literal = format!(":(literal){name}");
    let commit = git(path, ["log", "-1", "--format=%h", "--", &literal])?;
    match String::from_utf8_lossy(&commit).trim() {
        "" => Err(GitError::Unknown(path.to_path_buf())),
        commit => Ok(commit.to_owned()),
    }
}

/// What git prints, in the folder of a file.
fn git<'a>(path: &Path, arguments: impl IntoIterator<Item = &'a str>) -> Result<Vec<u8>, GitError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let arguments = arguments.into_iter().map(OsStr::new);
    let mut command = Command::new("git");
    // What a partial clone lacks would be fetched; a signature would be checked by another program.
    command.env("GIT_NO_LAZY_FETCH", "1").args(["-c", "log.showSignature=false"]);
    let output = command.arg("-C").arg(folder).args(arguments).output().map_err(GitError::NoGit)?;
    match output.status.success() {
        true => Ok(output.stdout),
        false => Err(GitError::Refused(String::from_utf8_lossy(&output.stderr).into_owned())),
    }
}
