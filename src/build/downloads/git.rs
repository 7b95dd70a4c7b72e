use super::fetch::{own_folder, revision_of};
use super::{Download, RepositoryDownload, UrlSpec};
use crate::build::call::{Argument, Options, PathSpec, Site};
use crate::build::packages::Revision;
use crate::facts::commands;
use crate::source::Span;

/// What turns off the check of certificates, as `-c` takes it.
const NO_VERIFY: &str = "http.sslverify=false";

pub(super) fn git(site: &Site) -> Vec<Download> {
    let Some(outer) = site.options() else { return Vec::new() };
    let Some((command, arguments)) = outer.operands.split_first() else { return Vec::new() };
    // `-C folder` runs it there.
    let folder = outer.values("directory").last().map_or_else(|| site.here(), |folder| site.path(folder));
    let mut site = *site;
    site.directory = folder.path.as_deref();
    let Some(program) = commands::program(&format!("git {}", command.text())) else {
        return remote(&site, command, arguments).into_iter().collect();
    };
    let options = Options::read(program, arguments.to_vec());
    let download = match command.text() {
        "clone" => clone(&site, &outer, &options),
        "checkout" | "switch" | "reset" => checkout(&site, arguments, &options),
        "fetch" | "pull" => Some(update(&site, &options)),
        "submodule" if options.operands.first().is_some_and(|action| action.text() == "update") => {
            Some(Download::Submodules { folder: here(&site), span: site.call.span })
        }
        _ => None,
    };
    download.into_iter().collect()
}

fn clone(site: &Site, outer: &Options, options: &Options) -> Option<Download> {
    let (address, rest) = options.operands.split_first()?;
    let url = UrlSpec::of(address);
    let folder = match rest.first() {
        Some(folder) => site.path(folder),
        None if options.has("bare") => bare(own_folder(site.here(), &url)),
        None => own_folder(site.here(), &url),
    };
    // -b takes the name of a tag as well as of a branch.
    let revision = options.value("branch").or(options.value("revision")).map(revision_of);
    Some(Download::Repository(RepositoryDownload {
        url,
        revision,
        shallow: options.has("depth"),
        submodules: options.has("recursive"),
        folder,
        insecure: insecure(outer).or_else(|| insecure(options)).or_else(|| insecure_environment(site)),
        program: site.call.name.clone(),
        span: site.call.span,
    }))
}

fn bare(folder: PathSpec) -> PathSpec {
    let with_ending = |text: &str| format!("{text}.git");
    PathSpec { path: folder.path.as_deref().map(with_ending), text: with_ending(&folder.text), ..folder }
}

fn insecure(options: &Options) -> Option<Span> {
    options.values("setting").find(|setting| setting.text().to_ascii_lowercase() == NO_VERIFY).map(Argument::span)
}

fn insecure_environment(site: &Site) -> Option<Span> {
    let off = |value: &str| matches!(value, "1" | "true" | "yes");
    let assignment = site.call.assignments.iter().find(|assignment| assignment.name == "GIT_SSL_NO_VERIFY")?;
    off(&assignment.value.literal()?).then_some(assignment.span)
}

/// What `checkout`, `switch` and `reset` set the repository to. What follows `--` are files.
fn checkout(site: &Site, arguments: &[Argument], options: &Options) -> Option<Download> {
    let only_files = arguments.iter().find(|argument| argument.text() == "--" || is_operand(argument));
    if only_files.is_some_and(|first| first.text() == "--") || options.has("create") {
        return None;
    }
    let operand = options.operands.first().filter(|operand| operand.text() != ".");
    // `checkout -b new start`: without a start, it stays where it is.
    let revision = revision_of(operand?);
    Some(Download::Checkout { revision, folder: here(site), span: site.call.span })
}

fn is_operand(argument: &Argument) -> bool {
    !argument.text().starts_with('-')
}

fn update(site: &Site, options: &Options) -> Download {
    let remote = options.operands.first();
    let revision = options.operands.get(1).map(|reference| {
        // In `source:destination` it is the source that is fetched.
        let revision = revision_of(reference);
        let source = reference.text().split(':').next().unwrap_or_default().trim_start_matches('+');
        Revision { text: source.to_owned(), ..revision }
    });
    Download::Update { remote: remote.map(UrlSpec::of), revision, folder: here(site), span: site.call.span }
}

/// `git remote add name address`, `git remote set-url name address`
fn remote(site: &Site, command: &Argument, arguments: &[Argument]) -> Option<Download> {
    let mut operands = arguments.iter().filter(|argument| is_operand(argument));
    let action = operands.next().filter(|_| command.text() == "remote")?;
    let (name, url) = (operands.next()?, operands.next()?);
    matches!(action.text(), "add" | "set-url").then(|| Download::Remote {
        name: name.text().to_owned(),
        url: UrlSpec::of(url),
        folder: here(site),
        span: site.call.span,
    })
}

fn here(site: &Site) -> Option<String> {
    site.directory.map(str::to_owned)
}
