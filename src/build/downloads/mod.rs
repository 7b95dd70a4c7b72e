//! What one call fetches from the network, and what checks it.
//!
//! [`downloads`] says what a call fetches, [`checksum_checks`] what a script checks, [`verification()`] which of those
//! checks is about a download. What package managers fetch is for `packages` to say.

mod check;
mod curl;
mod digest;
mod fetch;
mod git;
mod object;
mod verification;
mod wget;

pub use check::{CheckKind, ChecksumCheck, checksum_checks};
pub use digest::Algorithm;
pub use verification::{Verification, verification};

use super::call::{Argument, Options, PathSpec, Sink, Site};
use super::files::{FileAction, file_actions};
use super::packages::Revision;
use crate::facts::commands::SinkKind;
use crate::source::Span;

/// Something that a call fetches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Download {
    /// A file: `curl`, `wget`, `aria2c`, `fetch`, `axel`.
    File(FileDownload),
    /// A repository: `git clone`, `svn checkout`, `hg clone`.
    Repository(RepositoryDownload),
    /// The revision to which a repository that is there is set: `git checkout`, `git reset --hard`, `hg update`.
    Checkout {
        /// The revision.
        revision: Revision,
        /// The folder of the repository.
        folder: Option<String>,
        /// The call.
        span: Span,
    },
    /// The address under which a repository that is there knows another: `git remote add`.
    Remote {
        /// The name.
        name: String,
        /// The address.
        url: UrlSpec,
        /// The folder of the repository.
        folder: Option<String>,
        /// The call.
        span: Span,
    },
    /// What a repository that is there gets from another: `git fetch`, `git pull`.
    Update {
        /// The name or address of the other, if given.
        remote: Option<UrlSpec>,
        /// What is fetched of it, if given.
        revision: Option<Revision>,
        /// The folder of the repository.
        folder: Option<String>,
        /// The call.
        span: Span,
    },
    /// The repositories that are part of one that is there: `git submodule update`.
    Submodules {
        /// The folder of the repository.
        folder: Option<String>,
        /// The call.
        span: Span,
    },
    /// The network is used, but not to get one file from one address: `aws s3 cp`, `curl -X POST`, `wget -r`,
    /// `wget -i list`.
    Other {
        /// The program.
        program: String,
        /// The addresses that it names.
        urls: Vec<UrlSpec>,
        /// What it writes, if that is known.
        output: Option<PathSpec>,
        /// The call.
        span: Span,
    },
}

/// A file that is fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileDownload {
    /// Its address.
    pub url: UrlSpec,
    /// Where it goes.
    pub output: Output,
    /// The programs that it is piped into, in order.
    pub sinks: Vec<Sink>,
    /// The files that programs in the pipeline write it to as it is: `| tee file`.
    pub saved: Vec<PathSpec>,
    /// Whether redirections are followed: `curl` does so only with `-L`.
    pub follows_redirects: bool,
    /// Whether it is a failure if the server says so: for `curl` only with `-f`.
    pub fails_on_error: bool,
    /// The option that turns off the check of the server's certificate.
    pub insecure: Option<Span>,
    /// Whether headers are sent, which may be needed to get it.
    pub has_headers: bool,
    /// The digest that the program itself checks (`aria2c --checksum`), in hexadecimal.
    pub checksum: Option<(Algorithm, String)>,
    /// The program.
    pub program: String,
    /// The call.
    pub span: Span,
}

/// An address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UrlSpec {
    /// Its text, with variables put in where they are known and as written where not.
    pub text: String,
    /// Whether all of it is known.
    pub complete: bool,
    /// Where it stands.
    pub span: Span,
}

/// Where a download goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// To this file.
    File(PathSpec),
    /// To a file in this folder whose name is not known: the server says it, or a variable.
    Folder(PathSpec),
    /// To the standard output.
    Stdout,
    /// Nowhere: `-o /dev/null`.
    Discarded,
}

/// A repository that is fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RepositoryDownload {
    /// Its address.
    pub url: UrlSpec,
    /// The branch, tag or commit, if given.
    pub revision: Option<Revision>,
    /// Whether its history is left out (`--depth`).
    pub shallow: bool,
    /// Whether the repositories that are part of it are fetched too.
    pub submodules: bool,
    /// The folder that it goes to; one in the working directory, with its name, unless said otherwise.
    pub folder: PathSpec,
    /// What turns off the check of the server's certificate.
    pub insecure: Option<Span>,
    /// The program.
    pub program: String,
    /// The call.
    pub span: Span,
}

/// What the call fetches, in order.
pub fn downloads(site: &Site) -> Vec<Download> {
    if !site.is_standard_program() {
        return Vec::new();
    }
    match site.call.name.as_str() {
        "curl" => curl::curl(site),
        "wget" => wget::wget(site),
        "aria2c" => fetch::aria2c(site),
        "fetch" => fetch::fetch(site),
        "axel" => fetch::axel(site),
        "git" => git::git(site),
        "svn" => fetch::svn(site),
        "hg" => fetch::hg(site),
        "aws" | "gsutil" | "gcloud" => object::copy(site),
        _ => Vec::new(),
    }
}

impl UrlSpec {
    pub(super) fn of(argument: &Argument) -> Self {
        Self { text: argument.text().to_owned(), complete: argument.value.complete, span: argument.span() }
    }

    /// The part before `://`, in lower case; empty without one.
    pub fn scheme(&self) -> String {
        self.text.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase()).unwrap_or_default()
    }

    /// The last name of its path, without query and fragment, unless a variable leaves it open.
    pub fn file_name(&self) -> Option<&str> {
        let end = self.text.find(['?', '#']).filter(|at| !self.text[..*at].ends_with('$'));
        name_of(self.text.get(..end.unwrap_or(self.text.len()))?)
    }
}

/// The last name of a path; none for one that ends with a slash, is a host, or has a variable there.
fn name_of(path: &str) -> Option<&str> {
    let path = path.split_once("://").map_or(path, |(_, rest)| rest);
    let (_, name) = path.rsplit_once('/')?;
    (!name.is_empty() && !name.contains(['$', '`', '}', ')'])).then_some(name)
}

impl FileDownload {
    /// A download by the call of a program that follows redirections and fails when the server does.
    fn new(site: &Site, options: &Options, url: UrlSpec, output: Output) -> Self {
        let sinks = if output == Output::Stdout { site.sinks() } else { Vec::new() };
        Self {
            saved: saved(site, &sinks),
            url,
            output,
            sinks,
            follows_redirects: true,
            fails_on_error: true,
            insecure: options.span("insecure"),
            has_headers: options.has("header"),
            checksum: None,
            program: site.call.name.clone(),
            span: site.call.span,
        }
    }

    /// The files that it becomes as it is.
    pub fn files(&self) -> impl Iterator<Item = &PathSpec> {
        let output = match &self.output {
            Output::File(path) => Some(path),
            _ => None,
        };
        output.into_iter().chain(&self.saved)
    }
}

/// The files that the first of the sinks write, as long as they pass the data on unchanged.
fn saved(site: &Site, sinks: &[Sink]) -> Vec<PathSpec> {
    let passing = sinks.iter().take_while(|sink| sink.kind == Some(SinkKind::File) || sink.program == "cat");
    let written = passing.filter_map(|sink| site.neighbour(sink.index)).flat_map(|site| file_actions(&site));
    let paths = written.filter_map(|action| match action {
        FileAction::Write { path, .. } => Some(path),
        _ => None,
    });
    paths.collect()
}

/// The output of a program that writes to standard output: the file that it is redirected to, if any.
fn standard_output(site: &Site) -> Output {
    match site.output_file() {
        Some(path) if path.path.as_deref() == Some("/dev/null") => Output::Discarded,
        Some(path) => Output::File(path),
        None => Output::Stdout,
    }
}

/// The output `-o file`, in `folder` if that is given.
fn named_output(site: &Site, name: &Argument, folder: Option<&Argument>) -> Output {
    match name.text() {
        "-" => standard_output(site),
        "/dev/null" => Output::Discarded,
        text if folder.is_some() && !text.starts_with('/') => match folder {
            Some(folder) if name.value.complete => Output::File(site.path(folder).child(text)),
            Some(folder) => Output::Folder(site.path(folder)),
            None => Output::File(site.path(name)),
        },
        _ => Output::File(site.path(name)),
    }
}

/// The output under the name that the address has.
fn remote_name(site: &Site, name: Option<&str>, folder: Option<&Argument>) -> Output {
    let folder = folder.map_or_else(|| site.here(), |folder| site.path(folder));
    match name {
        Some(name) => Output::File(folder.child(name)),
        None => Output::Folder(folder),
    }
}

#[cfg(test)]
mod tests;
