//! `cp`, `mv`, `install`, `rsync`.

use super::make::or_no_operands;
use super::permission::{Mode, Owner};
use super::{Destination, FileAction, Place, Unclear, unclear_options};
use crate::build::call::{Options, PathSpec, Site};
use crate::facts::filesystem;

pub(super) fn cp(site: &Site) -> Vec<FileAction> {
    let Some(options) = site.options() else { return Vec::new() };
    let Some((sources, destination)) = sources_and_destination(site, &options) else {
        return or_no_operands(Vec::new(), site);
    };
    let one = |source: PathSpec| {
        if options.has("symbolic") || options.has("hard") {
            let symbolic = options.has("symbolic");
            return FileAction::Link { link: destination.clone(), target: source, symbolic, force: false };
        }
        let destination = match &destination.path {
            // `cp --parents a/b d` makes d/a/b.
            path if options.has("parents") && !source.text.starts_with('/') => {
                Destination { path: path.child(&source.text), place: Place::Exactly }
            }
            _ => destination.clone(),
        };
        FileAction::Copy {
            contents: source.has_dot_name(),
            source,
            destination,
            recursive: options.has("recursive"),
            parents: options.has("parents"),
            mode: None,
            owner: None,
        }
    };
    sources.into_iter().map(one).chain(unclear_options(&options)).collect()
}

pub(super) fn mv(site: &Site) -> Vec<FileAction> {
    let Some(options) = site.options() else { return Vec::new() };
    let Some((sources, destination)) = sources_and_destination(site, &options) else {
        return or_no_operands(Vec::new(), site);
    };
    let one = |source| FileAction::Move { source, destination: destination.clone() };
    sources.into_iter().map(one).chain(unclear_options(&options)).collect()
}

/// `install -d folder…`, or `install source… destination`.
pub(super) fn install(site: &Site) -> Vec<FileAction> {
    let Some(options) = site.options() else { return Vec::new() };
    let owner = Owner::of_two(options.value("owner"), options.value("group"));
    let mode = match options.value("mode") {
        Some(mode) => match mode.known().and_then(Mode::parse) {
            Some(mode) => mode,
            None => return vec![FileAction::Unclear { reason: Unclear::Value, span: mode.span() }],
        },
        None => Mode::Octal(0o755),
    };
    let mode = Some(mode);
    if options.has("directories") {
        let folders = options.operands.iter().map(|operand| FileAction::MakeFolder {
            path: site.path(operand),
            parents: true,
            mode: mode.clone(),
            owner: owner.clone(),
        });
        return or_no_operands(folders.chain(unclear_options(&options)).collect(), site);
    }
    let Some((sources, destination)) = sources_and_destination(site, &options) else {
        return or_no_operands(Vec::new(), site);
    };
    let one = |source| FileAction::Copy {
        source,
        contents: false,
        destination: destination.clone(),
        recursive: false,
        parents: options.has("parents"),
        mode: mode.clone(),
        owner: owner.clone(),
    };
    sources.into_iter().map(one).chain(unclear_options(&options)).collect()
}

/// `rsync` between folders; between machines it is not a matter of files here.
pub(super) fn rsync(site: &Site) -> Vec<FileAction> {
    let Some(options) = site.options() else { return Vec::new() };
    if options.operands.iter().any(|operand| operand.text().contains(':')) {
        return vec![FileAction::Unclear { reason: Unclear::Operands, span: site.call.span }];
    }
    let Some((sources, destination)) = sources_and_destination(site, &options) else {
        return or_no_operands(Vec::new(), site);
    };
    let one = |source: PathSpec| {
        let contents = source.is_folder();
        let place = if contents { Place::Exactly } else { destination.place };
        FileAction::Copy {
            source,
            contents,
            destination: Destination { path: destination.path.clone(), place },
            recursive: options.has("recursive"),
            parents: false,
            mode: options.value("mode").and_then(|mode| Mode::parse(mode.known()?)),
            owner: options.value("owner").and_then(|owner| Owner::parse(owner.known()?)),
        }
    };
    sources.into_iter().map(one).chain(unclear_options(&options)).collect()
}

fn sources_and_destination(site: &Site, options: &Options) -> Option<(Vec<PathSpec>, Destination)> {
    let mut paths: Vec<PathSpec> = options.operands.iter().map(|operand| site.path(operand)).collect();
    let destination = match options.value("directory") {
        Some(folder) => Destination { path: site.path(folder), place: Place::Into },
        None => destination(&mut paths, options.has("exact"))?,
    };
    (!paths.is_empty()).then_some((paths, destination))
}

/// Takes the last of `paths`, which is where the others go. `None` if there are no others.
pub(super) fn destination(paths: &mut Vec<PathSpec>, exact: bool) -> Option<Destination> {
    if paths.len() < 2 {
        return None;
    }
    let path = paths.pop()?;
    let several = paths.len() > 1 || paths.iter().any(|source| source.glob);
    let place = match () {
        () if exact => Place::Exactly,
        () if several || path.is_folder() || is_always_there(&path) => Place::Into,
        () => Place::Either,
    };
    Some(Destination { path, place })
}

/// Whether it is a folder that every image has.
fn is_always_there(path: &PathSpec) -> bool {
    path.path.as_deref().is_some_and(|path| filesystem::directories().contains(&path))
}
