//! Copies from object stores, which need credentials more often than not.

use super::{Download, UrlSpec};
use crate::build::call::{Argument, Site};

/// `aws s3 cp source destination`, `gsutil cp`, `gcloud storage cp`
pub(super) fn copy(site: &Site) -> Vec<Download> {
    let Some(options) = site.options() else { return Vec::new() };
    let words: Vec<&str> = options.operands.iter().map(Argument::text).collect();
    let command = match (site.call.name.as_str(), words.as_slice()) {
        ("aws", ["s3", "cp" | "sync" | "mv", ..]) | ("gcloud", ["storage", "cp" | "rsync", ..]) => 2,
        ("gsutil", ["cp" | "rsync", ..]) => 1,
        _ => return Vec::new(),
    };
    let paths: Vec<&Argument> =
        options.operands.iter().skip(command).filter(|path| !path.text().starts_with('-')).collect();
    let (remote, local): (Vec<_>, Vec<_>) = paths.into_iter().partition(|path| path.text().contains("://"));
    if remote.is_empty() {
        return Vec::new();
    }
    vec![Download::Other {
        program: site.call.name.clone(),
        urls: remote.into_iter().map(UrlSpec::of).collect(),
        output: local.last().map(|path| site.path(path)),
        span: site.call.span,
    }]
}
