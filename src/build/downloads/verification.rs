use super::FileDownload;
use super::check::{CheckKind, ChecksumCheck};
use super::digest::Algorithm;
use crate::build::call::PathSpec;
use crate::facts::commands::{self, SinkKind};

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
    let later = || checks.iter().filter(|check| check.index > index);
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
        let names = [self.url.file_name(), self.path()];
        let ends = |name: &str| {
            commands::check_file_endings().iter().any(|ending| match ending.strip_prefix('.') {
                Some(_) => name.ends_with(ending),
                None => name.rsplit('/').next() == Some(ending),
            })
        };
        names.into_iter().flatten().any(ends)
    }
}

/// The names under which the file may be spoken of: that of the address, and that of the file it is written to.
fn names_of(download: &FileDownload) -> Vec<&str> {
    let of_address = download.url.file_name();
    let of_path = download.path().and_then(|path| path.rsplit('/').next());
    of_address.into_iter().chain(of_path).collect()
}

fn is_same(file: &PathSpec, download: &FileDownload, names: &[&str]) -> bool {
    if file.path.is_some() && file.path.as_deref() == download.path() {
        return true;
    }
    // The file may have been moved, or `cd` not been followed.
    let name = file.text.rsplit('/').next().unwrap_or_default();
    let is_text = match &download.output {
        super::Output::File(output) => output.text == file.text,
        _ => false,
    };
    let goes_to_file = download.sinks.iter().any(|sink| sink.kind == Some(SinkKind::File));
    is_text || names.contains(&name) || (goes_to_file && names.is_empty())
}

/// Whether the download is the list that the check reads.
fn reads(check: &ChecksumCheck, download: &FileDownload, names: &[&str]) -> bool {
    check.list.as_ref().is_some_and(|list| is_same(list, download, names))
}
