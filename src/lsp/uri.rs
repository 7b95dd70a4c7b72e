//! Addresses of files.

use std::path::{Path, PathBuf};

use gen_lsp_types::Uri;

/// The path of a file; `None` for what is no file, such as a text that was never saved.
pub(super) fn path(uri: &Uri) -> Option<PathBuf> {
    if uri.scheme() == "file" { uri.to_file_path().ok() } else { None }
}

/// The address of a file; `None` if the path is not absolute.
pub(super) fn of(path: &Path) -> Option<Uri> {
    Uri::from_file_path(path).ok()
}
