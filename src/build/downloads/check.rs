use std::collections::BTreeMap;

use super::digest::Algorithm;
use crate::build::call::{Argument, Options, PathSpec, Site};
use crate::build::files::{Content, FileAction, file_actions, input_of, loose_input_of};
use crate::facts::commands;
use crate::source::Span;

/// A check of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChecksumCheck {
    /// What kind.
    pub kind: CheckKind,
    /// The digest that it must have, in lower-case hexadecimal, if that is written there.
    pub digest: Option<String>,
    /// The file, if it is named.
    pub file: Option<PathSpec>,
    /// The list of digests that is read, if it is not text of the script itself.
    pub list: Option<PathSpec>,
    /// The call.
    pub span: Span,
    /// Number of the call among those of the script.
    pub index: usize,
}

/// What a check is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CheckKind {
    /// The file has a certain digest.
    Digest(Algorithm),
    /// The digest is computed, and what becomes of it is not followed. Most likely it is compared.
    Computed(Algorithm),
    /// The file is signed. The program that checks it.
    Signature(String),
}

/// What the calls of a script check.
pub fn checksum_checks(sites: &[Site]) -> Vec<ChecksumCheck> {
    let mut written = Written::default();
    let mut checks = Vec::new();
    for site in sites {
        checks.extend(check(site, &written));
        written.note(site);
    }
    checks
}

/// The files that the script has written so far, with their text.
#[derive(Default)]
struct Written(BTreeMap<String, String>);

impl Written {
    fn note(&mut self, site: &Site) {
        if site.call.redirections.is_empty() && site.call.name != "tee" {
            return;
        }
        for action in file_actions(site) {
            let FileAction::Write { path: PathSpec { path: Some(path), .. }, content: Content::Text(text), append } =
                action
            else {
                continue;
            };
            let known = self.0.entry(path).or_default();
            if !append {
                known.clear();
            }
            known.push_str(&text);
        }
    }

    fn text(&self, path: &PathSpec) -> Option<&str> {
        self.0.get(path.path.as_deref()?).map(String::as_str)
    }
}

fn check(site: &Site, written: &Written) -> Vec<ChecksumCheck> {
    match site.call.name.as_str() {
        "gpg" | "gpg2" => {
            site.options().filter(|options| options.has("verify")).map(|options| signature(site, &options.operands))
        }
        "gpgv" | "gpgv2" => site.options().map(|options| signature(site, &options.operands)),
        "minisign" | "signify" => site
            .options()
            .filter(|options| options.has("verify"))
            .map(|options| signed(site, options.value("file").map(|file| site.path(file)))),
        "cosign" | "slsa-verifier" => site.options().and_then(|options| match options.operands.as_slice() {
            [command, rest @ ..] if command.text().starts_with("verify") => {
                Some(signed(site, rest.first().map(|file| site.path(file))))
            }
            _ => None,
        }),
        "openssl" => openssl(site),
        name => {
            return commands::digest_algorithm(name).map(|_| digests(site, written)).unwrap_or_default();
        }
    }
    .into_iter()
    .collect()
}

/// `gpg --verify signature [file]`. Without the file, it is the signature's name without its ending.
fn signature(site: &Site, operands: &[Argument]) -> ChecksumCheck {
    let stem = |signature: &PathSpec| {
        let without = |text: &str| text.rsplit_once('.').map(|(stem, _)| stem.to_owned());
        let text = without(&signature.text)?;
        Some(PathSpec { path: signature.path.as_deref().and_then(without), text, ..signature.clone() })
    };
    let file = match operands {
        [signature] => stem(&site.path(signature)),
        [_, file, ..] if file.text() != "-" => Some(site.path(file)),
        _ => None,
    };
    signed(site, file)
}

fn signed(site: &Site, file: Option<PathSpec>) -> ChecksumCheck {
    made(site, CheckKind::Signature(site.call.name.clone()), None, file)
}

/// `openssl dgst -sha256 file`, `openssl sha256 file`, `openssl dgst -verify key -signature signature file`
fn openssl(site: &Site) -> Option<ChecksumCheck> {
    let arguments = site.arguments();
    let (command, rest) = arguments.split_first()?;
    let file = rest.last().filter(|file| !file.text().starts_with('-')).map(|file| site.path(file));
    if rest.iter().any(|word| word.text() == "-verify") {
        return Some(signed(site, file));
    }
    let option = || rest.iter().find_map(|word| Algorithm::parse(word.text().strip_prefix('-')?));
    let algorithm = if command.text() == "dgst" { option() } else { Algorithm::parse(command.text()) }?;
    computed(site, algorithm, file)
}

/// `sha256sum -c`, or `sha256sum file` whose output is compared.
fn digests(site: &Site, written: &Written) -> Vec<ChecksumCheck> {
    let Some(options) = site.options() else { return Vec::new() };
    let named = commands::digest_algorithm(&site.call.name).and_then(Algorithm::parse);
    let asked = options.value("algorithm").and_then(|algorithm| Algorithm::parse(algorithm.text()));
    let Some(algorithm) = asked.or(named) else { return Vec::new() };
    let files: Vec<&Argument> = options.operands.iter().filter(|file| file.text() != "-").collect();
    if !options.has("check") {
        let file = files.first().map(|file| site.path(file));
        return computed(site, algorithm, file).into_iter().collect();
    }
    if files.is_empty() {
        return from_input(site, algorithm, &options);
    }
    files
        .into_iter()
        .flat_map(|list| {
            let list = site.path(list);
            match written.text(&list) {
                Some(text) => of_lines(site, algorithm, text),
                None => {
                    vec![ChecksumCheck { list: Some(list), ..made(site, CheckKind::Digest(algorithm), None, None) }]
                }
            }
        })
        .collect()
}

/// The lines that come in: text of the script, or those that a program picks from a list.
fn from_input(site: &Site, algorithm: Algorithm, options: &Options) -> Vec<ChecksumCheck> {
    let checks = match input_of(site) {
        Content::Text(text) => of_lines(site, algorithm, &text),
        Content::Files(lists) => {
            let one = |list| ChecksumCheck { list: Some(list), ..made(site, CheckKind::Digest(algorithm), None, None) };
            lists.into_iter().map(one).collect()
        }
        Content::Unknown => match loose_input_of(site) {
            Some(text) => of_lines(site, algorithm, &text),
            None => vec![picked(site, algorithm)],
        },
    };
    if checks.is_empty() && options.unknown.is_empty() {
        return vec![made(site, CheckKind::Digest(algorithm), None, None)];
    }
    checks
}

/// `grep name list | sha256sum -c`
fn picked(site: &Site, algorithm: Algorithm) -> ChecksumCheck {
    let mut check = made(site, CheckKind::Digest(algorithm), None, None);
    let sources = site.sources().unwrap_or_default();
    let Some(grep) = sources.iter().find(|source| source.call.name.ends_with("grep")) else { return check };
    let arguments = grep.arguments();
    let mut operands = arguments.iter().filter(|argument| !argument.text().starts_with('-'));
    let pattern = operands.next();
    check.list = operands.next().map(|list| grep.path(list));
    check.file = pattern.filter(|pattern| pattern.value.complete).and_then(|pattern| {
        let name = pattern.text().replace('\\', "");
        let name = name.trim_matches([' ', '$', '^', '*']);
        let is_name = !name.is_empty() && !name.contains(['*', '[', '(', '|', ' ']);
        is_name.then(|| site.here().child(name))
    });
    check
}

/// A digest that is printed for something else to look at; none if it is only shown.
fn computed(site: &Site, algorithm: Algorithm, file: Option<PathSpec>) -> Option<ChecksumCheck> {
    let sinks = site.sinks();
    let compared = sinks.iter().find(|sink| matches!(sink.program.as_str(), "[" | "test" | "grep" | "egrep" | "fgrep"));
    if compared.is_none() && !site.call.context.substitution {
        return None;
    }
    let digest = compared.and_then(|sink| {
        let words = site.neighbour(sink.index)?.arguments();
        words.iter().filter_map(|word| word.known()).find_map(|word| {
            let word = word.trim_matches(['^', '$', 'x', ' ']);
            algorithm.is_digest(word).then(|| word.to_ascii_lowercase())
        })
    });
    let kind = if digest.is_some() { CheckKind::Digest(algorithm) } else { CheckKind::Computed(algorithm) };
    Some(made(site, kind, digest, file))
}

/// One check for each line: `digest  file`, `digest *file`, or `SHA256 (file) = digest`.
fn of_lines(site: &Site, algorithm: Algorithm, text: &str) -> Vec<ChecksumCheck> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|line| {
            let (digest, file) = match line.split_once(" (").and_then(|(_, rest)| rest.split_once(") = ")) {
                Some((file, digest)) => (digest, file),
                None => line.split_once([' ', '\t']).unwrap_or((line, "")),
            };
            let file = file.trim_start_matches([' ', '\t']).trim_start_matches('*');
            let is_known = !file.is_empty() && file != "-" && !file.contains(['$', '`']);
            made(
                site,
                CheckKind::Digest(algorithm),
                algorithm.is_digest(digest).then(|| digest.to_ascii_lowercase()),
                is_known.then(|| file_of_line(site, file)),
            )
        })
        .collect()
}

fn file_of_line(site: &Site, file: &str) -> PathSpec {
    let here = site.here();
    if file.starts_with('/') {
        return PathSpec { path: Some(file.to_owned()), text: file.to_owned(), ..here };
    }
    PathSpec { text: file.to_owned(), ..here.child(file) }
}

fn made(site: &Site, kind: CheckKind, digest: Option<String>, file: Option<PathSpec>) -> ChecksumCheck {
    ChecksumCheck { kind, digest, file, list: None, span: site.call.span, index: site.index() }
}
