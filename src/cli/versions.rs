//! `dfcheck versions`, and the tables that it makes.

use std::path::Path;

use thiserror::Error;

use super::args::VersionsArgs;
use super::{CLEAN, FAILED, output};
use crate::versions::index::{self, Kind};
use crate::versions::{TableError, Versions};

/// A table that cannot be read.
#[derive(Debug, Error)]
pub(super) enum VersionsError {
    #[error("{path}: {source}")]
    Read { path: String, source: std::io::Error },
    #[error("{path}: {source}")]
    Table { path: String, source: TableError },
}

/// Reads a table of versions; nothing without one.
pub(super) fn read(path: Option<&Path>) -> Result<Versions, VersionsError> {
    let Some(path) = path else { return Ok(Versions::default()) };
    let name = || path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|source| VersionsError::Read { path: name(), source })?;
    Versions::parse(&text).map_err(|source| VersionsError::Table { path: name(), source })
}

/// Prints a table of the versions that indexes have.
pub(super) fn run(args: &VersionsArgs) -> u8 {
    let mut versions = Versions::default();
    let apt = args.from_apt.iter().map(|path| (path, Kind::Apt));
    let apk = args.from_apk.iter().map(|path| (path, Kind::Apk));
    for (path, kind) in apt.chain(apk) {
        if let Err(error) = index::add(path, kind, &mut versions) {
            output::error(format!("{}: {error}", path.display()));
            return FAILED;
        }
    }
    output::stdout(|out| versions.write(out));
    CLEAN
}
