//! `mkdir`, `touch`, `ln`.

use super::permission::Mode;
use super::{Destination, FileAction, Place, Unclear, unclear_options};
use crate::build::call::{PathSpec, Site, normalise};

pub(super) fn mkdir(site: &Site) -> Vec<FileAction> {
    let Some(options) = site.options() else { return Vec::new() };
    let mode = options.value("mode").and_then(|mode| Mode::parse(mode.known()?));
    let mut actions: Vec<_> = options
        .operands
        .iter()
        .map(|operand| FileAction::MakeFolder {
            path: site.path(operand),
            parents: options.has("parents"),
            mode: mode.clone(),
            owner: None,
        })
        .collect();
    actions.extend(unclear_options(&options));
    if mode.is_none() && options.has("mode") {
        actions.extend(options.span("mode").map(|span| FileAction::Unclear { reason: Unclear::Value, span }));
    }
    or_no_operands(actions, site)
}

pub(super) fn touch(site: &Site) -> Vec<FileAction> {
    let Some(options) = site.options() else { return Vec::new() };
    if options.has("no-create") {
        return Vec::new();
    }
    let mut actions: Vec<_> =
        options.operands.iter().map(|operand| FileAction::Touch { path: site.path(operand) }).collect();
    actions.extend(unclear_options(&options));
    or_no_operands(actions, site)
}

pub(super) fn ln(site: &Site) -> Vec<FileAction> {
    let Some(options) = site.options() else { return Vec::new() };
    let symbolic = options.has("symbolic");
    let force = options.has("force");
    let mut paths: Vec<PathSpec> = options.operands.iter().map(|operand| site.path(operand)).collect();
    let destination = match options.value("directory") {
        Some(folder) => Destination { path: site.path(folder), place: Place::Into },
        None if paths.len() < 2 => {
            // `ln -s /a/b` makes a link `b` here.
            let Some(name) = paths.first().and_then(PathSpec::file_name).map(str::to_owned) else {
                return or_no_operands(unclear_options(&options).collect(), site);
            };
            let path = site.directory.map(|here| normalise(&format!("{here}/{name}")));
            let span = paths.first().map_or(site.call.span, |path| path.span);
            Destination { path: PathSpec { path, glob: false, text: name, span }, place: Place::Exactly }
        }
        None => match super::transfer::destination(&mut paths, options.has("exact")) {
            Some(destination) => destination,
            None => return Vec::new(),
        },
    };
    let mut actions: Vec<_> = paths
        .into_iter()
        .map(|target| {
            let target = if symbolic { seen_from_link(target, &destination) } else { target };
            FileAction::Link { link: destination.clone(), target, symbolic, force }
        })
        .collect();
    actions.extend(unclear_options(&options));
    actions
}

/// The target of a symbolic link is relative to the folder of the link, not to the one in which `ln` runs.
fn seen_from_link(target: PathSpec, link: &Destination) -> PathSpec {
    if target.text.starts_with('/') || target.path.is_none() {
        return target;
    }
    let folder = link.path.path.as_deref().map(|path| match link.place {
        Place::Into => path.to_owned(),
        Place::Exactly | Place::Either => normalise(&format!("{path}/..")),
    });
    PathSpec { path: folder.map(|folder| normalise(&format!("{folder}/{}", target.text))), ..target }
}

/// The actions, or that none can be told.
pub(super) fn or_no_operands(actions: Vec<FileAction>, site: &Site) -> Vec<FileAction> {
    if actions.is_empty() {
        return vec![FileAction::Unclear { reason: Unclear::Operands, span: site.call.span }];
    }
    actions
}
