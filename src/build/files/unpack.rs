//! Programs that unpack archives and packed files.

use super::{FileAction, unclear_options};
use crate::build::call::{Argument, Options, PathSpec, Site};
use crate::facts::commands;

/// What the call unpacks; nothing if it is no such program, or only lists or packs.
pub(super) fn unpack(site: &Site) -> Vec<FileAction> {
    match site.call.name.as_str() {
        "tar" | "gtar" | "bsdtar" => tar(site),
        "unzip" => unzip(site),
        "7z" | "7za" | "7zr" | "7zz" => seven_zip(site),
        "jar" => jar(site),
        "cpio" => cpio(site),
        "dpkg" | "dpkg-deb" => dpkg(site),
        "unrar" | "ar" => letters_first(site),
        _ => decompress(site),
    }
}

fn tar(site: &Site) -> Vec<FileAction> {
    let Some(options) = site.options() else { return Vec::new() };
    if !options.has("extract") || options.has("to-stdout") {
        return Vec::new();
    }
    let strip = options.value("strip").map(|number| number.text().parse());
    let unpack = FileAction::Unpack {
        archive: archive(site, options.value("file")),
        into: into(site, options.value("directory")),
        strip_components: strip.clone().and_then(Result::ok).unwrap_or(0),
        members: texts(&options.operands),
        altered: matches!(strip, Some(Err(_)))
            || ["transform", "exclude", "members-from"].iter().any(|meaning| options.has(meaning)),
    };
    with_unclear(unpack, &options)
}

fn unzip(site: &Site) -> Vec<FileAction> {
    let Some(options) = site.options() else { return Vec::new() };
    let Some((file, members)) = options.operands.split_first() else { return Vec::new() };
    if options.has("no-extract") || options.has("to-stdout") {
        return Vec::new();
    }
    let unpack = FileAction::Unpack {
        archive: archive(site, Some(file)),
        into: into(site, options.value("directory")),
        strip_components: 0,
        members: texts(members),
        altered: options.has("junk-paths") || options.has("exclude"),
    };
    with_unclear(unpack, &options)
}

/// `7z x archive -ofolder`
fn seven_zip(site: &Site) -> Vec<FileAction> {
    let Some(options) = site.options() else { return Vec::new() };
    let [command, file, members @ ..] = options.operands.as_slice() else { return Vec::new() };
    if !matches!(command.text(), "x" | "e") {
        return Vec::new();
    }
    let unpack = FileAction::Unpack {
        archive: archive(site, Some(file)),
        into: into(site, options.value("directory")),
        strip_components: 0,
        members: texts(members),
        altered: command.text() == "e",
    };
    with_unclear(unpack, &options)
}

fn jar(site: &Site) -> Vec<FileAction> {
    let Some(options) = site.options().filter(|options| options.has("extract")) else { return Vec::new() };
    let unpack = FileAction::Unpack {
        archive: archive(site, options.value("file")),
        into: into(site, options.value("directory")),
        strip_components: 0,
        members: texts(&options.operands),
        altered: false,
    };
    with_unclear(unpack, &options)
}

fn cpio(site: &Site) -> Vec<FileAction> {
    let Some(options) = site.options().filter(|options| options.has("extract")) else { return Vec::new() };
    if options.has("to-stdout") {
        return Vec::new();
    }
    let unpack = FileAction::Unpack {
        archive: archive(site, options.value("file")),
        into: into(site, options.value("directory")),
        strip_components: 0,
        members: texts(&options.operands),
        altered: false,
    };
    with_unclear(unpack, &options)
}

/// `dpkg -x package folder`
fn dpkg(site: &Site) -> Vec<FileAction> {
    let Some(options) = site.options().filter(|options| options.has("extract")) else { return Vec::new() };
    let [file, folder] = options.operands.as_slice() else { return Vec::new() };
    let unpack = FileAction::Unpack {
        archive: archive(site, Some(file)),
        into: site.path(folder),
        strip_components: 0,
        members: Vec::new(),
        altered: false,
    };
    with_unclear(unpack, &options)
}

/// `ar x archive member…`, `unrar x archive folder`
fn letters_first(site: &Site) -> Vec<FileAction> {
    let Some(options) = site.options() else { return Vec::new() };
    let [letters, file, rest @ ..] = options.operands.as_slice() else { return Vec::new() };
    if !letters.text().contains('x') {
        return Vec::new();
    }
    let is_rar = site.call.name == "unrar";
    let unpack = FileAction::Unpack {
        archive: archive(site, Some(file)),
        into: into(site, rest.first().filter(|_| is_rar)),
        strip_components: 0,
        members: if is_rar { Vec::new() } else { texts(rest) },
        altered: false,
    };
    with_unclear(unpack, &options)
}

/// `gunzip file.gz`
fn decompress(site: &Site) -> Vec<FileAction> {
    let name = site.call.name.as_str();
    let (Some(endings), Some(options)) = (commands::decompressor(name), site.options()) else { return Vec::new() };
    let packs = !name.contains("un") && !options.has("decompress");
    if packs || options.has("to-stdout") || options.has("list") {
        return Vec::new();
    }
    let keep = options.has("keep") || (name.contains("zstd") && !options.has("remove"));
    let one = |file: &Argument| {
        let path = site.path(file);
        let to = match options.value("output") {
            Some(output) => Some(site.path(output)),
            None => without_ending(&path, endings),
        };
        FileAction::Decompress { path, to, keep }
    };
    options.operands.iter().filter(|file| file.text() != "-").map(one).chain(unclear_options(&options)).collect()
}

/// The path with the first of the endings replaced.
fn without_ending(path: &PathSpec, endings: &[(&str, &str)]) -> Option<PathSpec> {
    let replace = |text: &str| {
        endings.iter().find_map(|(ending, instead)| text.strip_suffix(ending).map(|stem| format!("{stem}{instead}")))
    };
    Some(PathSpec { path: path.path.as_deref().and_then(replace), text: replace(&path.text)?, ..path.clone() })
}

/// The archive; `None` for standard input.
fn archive(site: &Site, file: Option<&Argument>) -> Option<PathSpec> {
    file.filter(|file| file.text() != "-").map(|file| site.path(file))
}

/// The folder given, or the one in which the program runs.
fn into(site: &Site, folder: Option<&Argument>) -> PathSpec {
    folder.map_or_else(|| site.here(), |folder| site.path(folder))
}

fn texts(arguments: &[Argument]) -> Vec<String> {
    arguments.iter().map(|argument| argument.text().to_owned()).collect()
}

fn with_unclear(action: FileAction, options: &Options) -> Vec<FileAction> {
    let mut actions = vec![action];
    actions.extend(unclear_options(options));
    actions
}
