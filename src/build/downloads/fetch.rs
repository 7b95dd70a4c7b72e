//! Programs that fetch files and repositories, and are rare.

use super::digest::Algorithm;
use super::{Download, FileDownload, RepositoryDownload, UrlSpec, named_output, remote_name};
use crate::build::call::{Argument, Options, PathSpec, Site};
use crate::build::packages::Revision;

/// Several addresses are several sources of one file.
pub(super) fn aria2c(site: &Site) -> Vec<Download> {
    let Some(options) = site.options().filter(|options| !options.has("version")) else { return Vec::new() };
    let Some(url) = options.operands.first() else { return other(site, &options) };
    let checksum = options.value("checksum").and_then(|checksum| {
        let (algorithm, digest) = checksum.known()?.split_once('=')?;
        Some((Algorithm::parse(&algorithm.replace('-', ""))?, digest.to_ascii_lowercase()))
    });
    let refuses = options.value("insecure").filter(|value| value.text() == "false");
    vec![Download::File(FileDownload {
        insecure: refuses.and(options.span("insecure")),
        checksum,
        ..file(site, &options, url, options.value("directory"))
    })]
}

/// FreeBSD's `fetch`.
pub(super) fn fetch(site: &Site) -> Vec<Download> {
    let Some(options) = site.options() else { return Vec::new() };
    options.operands.iter().map(|url| Download::File(file(site, &options, url, None))).collect()
}

/// Several addresses are several sources of one file.
pub(super) fn axel(site: &Site) -> Vec<Download> {
    let Some(options) = site.options() else { return Vec::new() };
    options.operands.first().map(|url| Download::File(file(site, &options, url, None))).into_iter().collect()
}

fn file(site: &Site, options: &Options, url: &Argument, folder: Option<&Argument>) -> FileDownload {
    let url = UrlSpec::of(url);
    let output = match options.value("output") {
        Some(name) => named_output(site, name, folder),
        None => remote_name(site, url.file_name(), folder),
    };
    FileDownload::new(site, options, url, output)
}

fn other(site: &Site, options: &Options) -> Vec<Download> {
    vec![Download::Other {
        program: site.call.name.clone(),
        urls: options.operands.iter().map(UrlSpec::of).collect(),
        output: None,
        span: site.call.span,
    }]
}

/// `svn checkout address[@revision] [folder]`, `svn export`, `svn switch`
pub(super) fn svn(site: &Site) -> Vec<Download> {
    let Some(options) = site.options() else { return Vec::new() };
    let [command, address, rest @ ..] = options.operands.as_slice() else { return Vec::new() };
    if !matches!(command.text(), "checkout" | "co" | "export") {
        return Vec::new();
    }
    let mut url = UrlSpec::of(address);
    let mut revision = options.value("revision").map(revision_of);
    if let Some((before, after)) = address.text().rsplit_once('@').filter(|(_, after)| !after.contains('/')) {
        revision.get_or_insert_with(|| revision_of(&address.from(address.text().len() - after.len())));
        url.text = before.to_owned();
    }
    repository(site, url, revision, rest.first(), &options)
}

/// `hg clone address [folder]`, `hg update revision`
pub(super) fn hg(site: &Site) -> Vec<Download> {
    let Some(options) = site.options() else { return Vec::new() };
    let Some((command, rest)) = options.operands.split_first() else { return Vec::new() };
    let revision = options.value("revision").map(revision_of);
    match command.text() {
        "clone" => {
            let Some((address, rest)) = rest.split_first() else { return Vec::new() };
            let branch = options.value("branch").map(|branch| Revision { branch: true, ..revision_of(branch) });
            repository(site, UrlSpec::of(address), revision.or(branch), rest.first(), &options)
        }
        "update" | "up" | "checkout" | "co" => {
            let revision = revision.or_else(|| rest.first().map(revision_of));
            let folder = site.directory.map(str::to_owned);
            let checkout = |revision| Download::Checkout { revision, folder, span: site.call.span };
            revision.map(checkout).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

fn repository(
    site: &Site,
    url: UrlSpec,
    revision: Option<Revision>,
    folder: Option<&Argument>,
    options: &Options,
) -> Vec<Download> {
    let folder = folder.map_or_else(|| own_folder(site.here(), &url), |folder| site.path(folder));
    vec![Download::Repository(RepositoryDownload {
        url,
        revision,
        shallow: false,
        submodules: false,
        folder,
        insecure: options.span("insecure"),
        program: site.call.name.clone(),
        span: site.call.span,
    })]
}

/// The folder below `here` that has the last name of the address.
pub(super) fn own_folder(here: PathSpec, url: &UrlSpec) -> PathSpec {
    let address = url.text.trim_end_matches('/');
    let name = address.rsplit(['/', ':']).next().unwrap_or_default();
    let name = name.strip_suffix(".git").unwrap_or(name);
    if name.is_empty() || name.contains(['$', '`', '}', ')']) {
        return PathSpec { path: None, ..here };
    }
    here.child(name)
}

pub(super) fn revision_of(argument: &Argument) -> Revision {
    Revision {
        text: argument.text().to_owned(),
        span: argument.span(),
        branch: false,
        resolved: argument.value.complete,
    }
}
