//! `dfcheck lint --baseline` and `--write-baseline`

use std::io;
use std::path::{Component, Path, PathBuf};

use thiserror::Error;

use super::input::Input;
use super::lint::Checked;
use super::output;
use crate::baseline::{Baseline, BaselineError};
use crate::prose::count;

/// A baseline and where it is kept.
pub(super) struct BaselineFile {
    path: PathBuf,
    /// The folder that the names in it are relative to.
    folder: PathBuf,
    baseline: Baseline,
}

/// A baseline that cannot be read or written.
#[derive(Debug, Error)]
pub(super) enum BaselineFileError {
    #[error("{}: {source}", path.display())]
    Io { path: PathBuf, source: io::Error },
    #[error("{}: {source}", path.display())]
    Content { path: PathBuf, source: BaselineError },
}

impl BaselineFile {
    /// Reads it.
    pub(super) fn read(path: &Path) -> Result<Self, BaselineFileError> {
        let failed = |source| BaselineFileError::Io { path: path.to_owned(), source };
        let text = std::fs::read_to_string(path).map_err(failed)?;
        let baseline = Baseline::from_json(&text)
            .map_err(|source| BaselineFileError::Content { path: path.to_owned(), source })?;
        Ok(Self { path: path.to_owned(), folder: folder(path).map_err(failed)?, baseline })
    }

    /// Writes what was found.
    pub(super) fn write(path: &Path, files: &[Checked]) -> Result<(), BaselineFileError> {
        let failed = |source| BaselineFileError::Io { path: path.to_owned(), source };
        let mut file =
            Self { path: path.to_owned(), folder: folder(path).map_err(failed)?, baseline: Baseline::default() };
        for Checked { input, outcome, .. } in files {
            let name = file.name_of(input);
            file.baseline.add(&name, &input.file, &outcome.findings);
        }
        output::write_file(path, file.baseline.to_json().as_bytes()).map_err(failed)?;
        let found = count(file.baseline.len(), "finding", "findings");
        output::note(format!("{}: {found} of {}", path.display(), count(files.len(), "file", "files")));
        Ok(())
    }

    /// Takes what it has out of what counts, and says what it has in vain.
    pub(super) fn hide(&self, files: &mut [Checked]) {
        let gone = files
            .iter_mut()
            .map(|Checked { input, outcome, .. }| self.baseline.hide(&self.name_of(input), &input.file, outcome));
        let gone: usize = gone.sum();
        if gone > 0 {
            let found = count(gone, "finding is", "findings are");
            output::note(format!(
                "{}: {found} not there any more; write it anew to let go of them",
                self.path.display()
            ));
        }
    }

    /// The way from the baseline's folder to the Dockerfile, with `/` on every system.
    fn name_of(&self, input: &Input) -> String {
        let Some(path) = &input.path else { return input.file.name().to_owned() };
        let path = std::fs::canonicalize(path).unwrap_or_else(|_| path.clone());
        let shared = self.folder.components().zip(path.components()).take_while(|(a, b)| a == b).count();
        let up = self.folder.components().skip(shared).map(|_| Component::ParentDir);
        let names = up.chain(path.components().skip(shared));
        names.map(|name| name.as_os_str().to_string_lossy().into_owned()).collect::<Vec<_>>().join("/")
    }
}

fn folder(path: &Path) -> io::Result<PathBuf> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    std::fs::canonicalize(folder.unwrap_or(Path::new(".")))
}
