use super::FileDownload;
use super::check::{CheckKind, ChecksumCheck};
use super::digest::Algorithm;
use crate::build::call::PathSpec;
use crate::facts::commands;

/// How many checks after a download are looked at.
const MAX_CHECKS: usize = 500;

/// How it is known that a download is the right one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verification<'a> {
    /// By a digest that is written in the script.
    Digest(Algorithm, &'a str),
    /// By this check, whose digest is a variable or comes from a list, or which is of a signature.
    Check(&'a ChecksumCheck),
    /// Perhaps by this check, which comes later and does not say what it checks.
    Perhaps(&'a ChecksumCheck),
}

/// What in the same script checks the download. `checks` are those of the script, `index` the number of the call
/// among its calls.
pub fn verification<'a>(
    download: &'a FileDownload,
    index: usize,
    checks: &'a [ChecksumCheck],
) -> Option<Verification<'a>> {
    if let Some((algorithm, digest)) = &download.checksum {
        return Some(Verification::Digest(*algorithm, digest));
    }
    let next = checks.partition_point(|check| check.index <= index);
    let later = || checks.iter().skip(next).take(MAX_CHECKS);
    let names = names_of(download);
    let about = |check: &&ChecksumCheck| check.file.as_ref().is_some_and(|file| is_same(file, download, &names));
    let of_digest = later().filter(about).find_map(|check| match (&check.kind, &check.digest) {
        (CheckKind::Digest(algorithm), Some(digest)) => Some(Verification::Digest(*algorithm, digest)),
        _ => None,
    });
    of_digest
        .or_else(|| later().find(about).map(Verification::Check))
        .or_else(|| later().find(|check| reads(check, download, &names)).map(Verification::Check))
        .or_else(|| later().find(|check| check.file.is_none()).map(Verification::Perhaps))
}

impl FileDownload {
    /// Whether it is a signature, a key or a list of digests, which only serves to check something else.
    pub fn is_for_checking(&self) -> bool {
        let paths = self.files().filter_map(|file| file.path.as_deref());
        let ends = |name: &str| {
            commands::check_file_endings().iter().any(|ending| match ending.strip_prefix('.') {
                Some(_) => name.ends_with(ending),
                None => name.rsplit('/').next() == Some(ending),
            })
        };
        self.url.file_name().into_iter().chain(paths).any(ends)
    }
}

/// The names under which the file may be spoken of: that of the address, and those of the files it is written to.
fn names_of(download: &FileDownload) -> Vec<&str> {
    let of_files = download.files().filter_map(PathSpec::file_name);
    download.url.file_name().into_iter().chain(of_files).collect()
}

fn is_same(file: &PathSpec, download: &FileDownload, names: &[&str]) -> bool {
    let is_file = |other: &PathSpec| {
        if file.path.is_some() { file.path == other.path } else { file.text == other.text }
    };
    // The file may have been moved, or `cd` not been followed.
    let name = file.text.rsplit('/').next().unwrap_or_default();
    download.files().any(is_file) || names.contains(&name)
}

/// Whether the download is the list that the check reads.
fn reads(check: &ChecksumCheck, download: &FileDownload, names: &[&str]) -> bool {
    check.list.as_ref().is_some_and(|list| is_same(list, download, names))
}
