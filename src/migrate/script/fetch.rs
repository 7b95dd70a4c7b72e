//! Downloads in a script → files and repositories that are fetched beforehand.

use super::{Script, Verdict};
use crate::build::call::Site;
use crate::build::downloads::{
    Algorithm, ChecksumCheck, Download, FileDownload, Output, RepositoryDownload, UrlSpec, Verification,
    checksum_checks, downloads, verification,
};
use crate::facts::commands::SinkKind;
use crate::migrate::commands::{Command, Commands};
use crate::migrate::draft::{Draft, Place};
use crate::migrate::{Origin, Outcome, Placeholder, Recipe, Template};

/// What becomes of a command that fetches something, or checks what was fetched.
pub(super) fn translate<'a>(
    draft: &mut Draft<'a>,
    place: Place<'a>,
    commands: &Commands,
    command: &Command<'_>,
    script: &mut Script,
) -> Option<Verdict> {
    let lookup = |name: &str| place.value(name);
    let sites: Vec<Site<'_>> = commands.iter().filter_map(|command| commands.site(command.number, &lookup)).collect();
    let site = sites.get(command.number)?;
    let checks = checksum_checks(&sites);
    if let Some(verdict) = check(&sites, &checks, command) {
        return Some(verdict);
    }
    let found = downloads(site);
    if found.is_empty() {
        return (command.call.name == "git")
            .then(|| Verdict::Drop(Outcome::not_needed("what is fetched has no history")));
    }
    // The same with ARGs as names, for the addresses.
    let marked_lookup = |name: &str| place.marked_value(name);
    let marked = commands.site(command.number, &marked_lookup).map(|site| downloads(&site)).unwrap_or_default();
    let origin = draft.origin_of_call(command.call);
    let mut lines = Vec::new();
    let mut names = Vec::new();
    let mut differs = None;
    for (number, download) in found.iter().enumerate() {
        match download {
            Download::File(file) => {
                let url = match marked.get(number) {
                    Some(Download::File(marked)) if marked.url.complete => marked.url.clone(),
                    _ => file.url.clone(),
                };
                match fetch_file(draft, script, file, &url, command.number, &checks, &origin) {
                    Ok((name, more)) => {
                        names.push(name);
                        lines.extend(more);
                    }
                    Err(what) => return Some(Verdict::Manual(what)),
                }
            }
            Download::Repository(repository) => {
                let later = sites.iter().skip(command.number + 1).flat_map(downloads);
                match fetch_repository(draft, script, repository, later, &origin) {
                    Ok((name, more, approximate)) => {
                        names.push(name);
                        lines.extend(more);
                        differs = differs.or(approximate);
                    }
                    Err(what) => return Some(Verdict::Manual(what)),
                }
            }
            Download::Checkout { .. }
            | Download::Submodules { .. }
            | Download::Update { .. }
            | Download::Remote { .. } => {
                return Some(Verdict::Drop(Outcome::translated("the revision that is fetched")));
            }
            Download::Other { .. } => {
                return Some(Verdict::Manual("fetch this with a fetcher of nixpkgs".to_owned()));
            }
        }
    }
    let into = names.join(", ");
    let outcome = match differs {
        Some(differs) => Outcome::approximated(into, differs),
        None => Outcome::translated(into),
    };
    Some(Verdict::Replace(lines, outcome))
}

/// A check of a digest that the fetched file has for its hash anyway, or of a signature.
fn check(sites: &[Site<'_>], checks: &[ChecksumCheck], command: &Command<'_>) -> Option<Verdict> {
    use crate::build::downloads::CheckKind;
    let own = checks.iter().find(|check| check.index == command.number)?;
    if let CheckKind::Signature(_) = own.kind {
        return Some(Verdict::Drop(Outcome::not_needed("the hash says what is fetched")));
    }
    let is_hash = sites.iter().enumerate().any(|(index, site)| {
        downloads(site).iter().any(|download| match download {
            Download::File(file) => matches!(
                verification(file, index, checks),
                Some(Verification::Digest(algorithm, digest)) if own.digest.as_deref() == Some(digest) && sri(algorithm, digest).is_some()
            ),
            _ => false,
        })
    });
    is_hash.then(|| Verdict::Drop(Outcome::translated("the hash of what is fetched")))
}

fn sri(algorithm: Algorithm, digest: &str) -> Option<String> {
    let name = match algorithm {
        Algorithm::Sha1 => "sha1",
        Algorithm::Sha256 => "sha256",
        Algorithm::Sha512 => "sha512",
        _ => return None,
    };
    crate::migrate::files::sri(&format!("{name}:{digest}"))
}

type Fetched = Result<(String, Vec<Template>), String>;

fn fetch_file(
    draft: &mut Draft<'_>,
    script: &mut Script,
    file: &FileDownload,
    url: &UrlSpec,
    index: usize,
    checks: &[ChecksumCheck],
    origin: &Origin,
) -> Fetched {
    if !file.url.complete || !matches!(file.url.scheme().as_str(), "http" | "https" | "ftp") {
        return Err(format!("fetch {}: only a shell could tell the address", file.url.text));
    }
    if file.sinks.iter().any(|sink| matches!(sink.kind, Some(SinkKind::Shell | SinkKind::Interpreter))) {
        return Err(format!("do what the script at {} does: it may fetch more", file.url.text));
    }
    let hash = match verification(file, index, checks) {
        Some(Verification::Digest(algorithm, digest)) => sri(algorithm, digest),
        _ => None,
    };
    let missing = hash.is_none();
    let name = file.url.file_name().map_or("download", without_version).to_owned();
    let address = draft.template(&url.text);
    let there = fetched_already(draft, &address, hash.as_deref());
    let is_new = there.is_none();
    let name = there.unwrap_or_else(|| {
        let recipe = Recipe::Fetch { url: address, hash, unpack: false };
        draft.add_binding(if name.is_empty() { "download" } else { &name }, recipe, vec![origin.clone()])
    });
    if missing && is_new {
        draft.placeholders.push(Placeholder {
            binding: name.clone(),
            what: "the hash of the download".to_owned(),
            command: Some(format!("nix store prefetch-file {}", shell_words::quote(&file.url.text))),
            origin: origin.clone(),
        });
    }
    let mut lines = Vec::new();
    let source = Template::binding(&name, "");
    match &file.output {
        Output::File(path) => {
            let Some(target) = path.path.as_deref() else {
                return Err(format!("say where {} goes", file.url.text));
            };
            let folder = target.rsplit_once('/').map_or("", |(folder, _)| folder);
            lines.extend(script.make_folder(folder));
            let mut copy = Template::text("cp ");
            copy.extend(&source);
            copy.push_text(&format!(" {}", script.path(target)));
            lines.push(copy);
            script.touch(target);
        }
        Output::Stdout => {
            let mut show = Template::text("cat ");
            show.extend(&source);
            lines.push(show);
        }
        Output::Folder(_) => return Err(format!("say which name {} gets", file.url.text)),
        Output::Discarded => return Err("only asks whether something is there".to_owned()),
    }
    Ok((name, lines))
}

/// The binding of the same download, if there is one.
fn fetched_already(draft: &Draft<'_>, address: &Template, digest: Option<&str>) -> Option<String> {
    let is_same = |recipe: &Recipe| matches!(recipe, Recipe::Fetch { url, hash, unpack: false } if url == address && hash.as_deref() == digest);
    draft.bindings.iter().find(|binding| is_same(&binding.recipe)).map(|binding| binding.name.clone())
}

/// `terraform_1.9.8_linux_amd64.zip` → `terraform`
fn without_version(file: &str) -> &str {
    let stem = file.split('.').next().unwrap_or(file);
    let version = stem.match_indices(['-', '_']).find(|(at, _)| {
        let rest = stem.get(at + 1..).unwrap_or_default();
        rest.trim_start_matches('v').starts_with(|c: char| c.is_ascii_digit())
    });
    version.and_then(|(at, _)| stem.get(..at)).filter(|name| !name.is_empty()).unwrap_or(stem)
}

fn fetch_repository(
    draft: &mut Draft<'_>,
    script: &mut Script,
    repository: &RepositoryDownload,
    later: impl Iterator<Item = Download>,
    origin: &Origin,
) -> Result<(String, Vec<Template>, Option<&'static str>), String> {
    let url = &repository.url;
    if !url.complete || repository.program != "git" {
        return Err(format!("fetch {}: only a shell could tell the address", url.text));
    }
    let Some(folder) = repository.folder.path.clone() else { return Err(format!("say where {} goes", url.text)) };
    let mut submodules = repository.submodules;
    let mut revision = repository.revision.as_ref().filter(|revision| revision.resolved).map(|it| it.text.clone());
    for download in later {
        match download {
            Download::Checkout { revision: checked_out, folder: there, .. }
                if checked_out.resolved && there.as_ref().is_none_or(|there| *there == folder) =>
            {
                revision = Some(checked_out.text);
            }
            Download::Submodules { .. } => submodules = true,
            _ => {}
        }
    }
    let differs = revision.is_none().then_some(
        "no revision is named: the newest one at the time of the build is meant; put in the one that was tested",
    );
    let name = url
        .text
        .trim_end_matches('/')
        .trim_end_matches(".git")
        .rsplit(['/', ':'])
        .next()
        .unwrap_or("source")
        .to_owned();
    let recipe = Recipe::Repository {
        url: draft.template(&url.text),
        revision: revision.map_or_else(|| Template::text("HEAD"), |revision| draft.template(&revision)),
        submodules,
    };
    let binding = draft.add_binding(&name, recipe, vec![origin.clone()]);
    draft.placeholders.push(Placeholder {
        binding: binding.clone(),
        what: "the hash of the repository".to_owned(),
        command: Some("nix-build image.nix".to_owned()),
        origin: origin.clone(),
    });
    let mut lines = Vec::new();
    lines.extend(script.make_folder(folder.rsplit_once('/').map_or("", |(parent, _)| parent)));
    let mut copy = Template::text("cp -r ");
    copy.extend(&Template::binding(&binding, ""));
    copy.push_text(&format!(" {}", script.path(&folder)));
    lines.push(copy);
    lines.push(Template::text(format!("chmod -R u+w {}", script.path(&folder))));
    script.touch(&folder);
    Ok((binding, lines, differs))
}
