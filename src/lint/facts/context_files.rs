//! Which file of the build context a path in the image is.

use std::collections::HashMap;

use super::{Facts, Statement};
use crate::build::call::normalise;
use crate::build::{Action, Base, FileSource, FileTransfer, RunMount, SourceKind, Stage};
use crate::context::BuildContext;
use crate::dockerfile::MountType;

/// How many copies into the same folder are looked at, the latest first.
const MOST_COPIES: usize = 16;

/// What each stage copies from the context, by where it goes.
#[derive(Default)]
pub(super) struct ContextCopies {
    stages: Vec<Copies>,
}

#[derive(Default)]
struct Copies {
    /// Files by their path in the image.
    files: HashMap<String, Vec<Copied>>,
    /// What is in folders, by the folder in the image.
    folders: HashMap<String, Vec<Copied>>,
}

/// A file, or a folder whose content is copied.
struct Copied {
    /// Index of the instruction.
    instruction: usize,
    /// Its path in the context.
    source: String,
}

impl<'a> Facts<'a> {
    /// The path in the build context of what a statement finds at `path`, which is absolute: mounted, or copied before
    /// in the same stage or one that it is built on. `None` if it comes from elsewhere, or that cannot be told.
    pub(crate) fn context_path(&self, statement: &Statement<'a>, path: &str) -> Option<String> {
        let mounts = statement.step.map_or(&[][..], |step| match &step.action {
            Action::Run { mounts } => mounts,
            _ => &[],
        });
        let mounted = mounts.iter().rev().find_map(|mount| mounted(mount, path));
        mounted.filter(|source| self.input.context.is_file(source)).or_else(|| self.copied(statement, path))
    }

    /// The latest copy counts, of the nearest stage that has one.
    fn copied(&self, statement: &Statement<'a>, path: &str) -> Option<String> {
        let copies = self.context_copies.get_or_init(|| ContextCopies::of(self.stages(), self.input.context));
        let mut stage = statement.stage?;
        let mut before = statement.step?.instruction;
        for _ in 0..MOST_COPIES {
            let found = copies.stages.get(stage.id.number())?.find(path, before, self.input.context);
            if found.is_some() {
                return found;
            }
            let Base::Stage(base) = stage.base else { return None };
            stage = self.input.build.stage(base)?;
            before = usize::MAX;
        }
        None
    }
}

impl ContextCopies {
    fn of(stages: &[Stage], context: &BuildContext) -> Self {
        let mut all = Self::default();
        for stage in stages {
            let mut copies = Copies::default();
            for step in stage.steps.iter().filter(|step| !step.triggered) {
                if let Action::Copy(transfer) | Action::Add(transfer) = &step.action
                    && transfer.from == FileSource::Context
                {
                    copies.add(step.instruction, transfer, context);
                }
            }
            all.stages.push(copies);
        }
        all
    }
}

impl Copies {
    fn add(&mut self, instruction: usize, transfer: &FileTransfer, context: &BuildContext) {
        let destination = normalise(&transfer.destination);
        let into = transfer.sources.len() > 1 || transfer.destination.ends_with('/');
        for source in &transfer.sources {
            let SourceKind::Path(path) = &source.kind else { continue };
            let path = path.trim_matches('/');
            let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
            let is_pattern = name.contains(['*', '?', '[']);
            if is_pattern || matches!(name, "" | ".") || context.is_dir(path) {
                // The names that a pattern takes stand next to each other in the image as in the context.
                let source = if is_pattern { folder } else { path }.to_owned();
                self.folders.entry(destination.clone()).or_default().push(Copied { instruction, source });
                continue;
            }
            let mut targets = vec![normalise(&format!("{destination}/{name}"))];
            if !into {
                targets.push(destination.clone());
            }
            for target in targets {
                let source = path.to_owned();
                self.files.entry(target).or_default().push(Copied { instruction, source });
            }
        }
    }

    fn find(&self, path: &str, before: usize, context: &BuildContext) -> Option<String> {
        let latest = |copies: &[Copied], inside: &str| {
            let end = copies.partition_point(|copied| copied.instruction < before);
            let candidates = copies.get(..end)?.iter().rev().take(MOST_COPIES);
            let found = candidates.map(|copied| {
                let joined = format!("{}/{inside}", copied.source);
                (copied.instruction, joined.trim_matches('/').trim_start_matches("./").to_owned())
            });
            found.into_iter().find(|(_, source)| context.is_file(source))
        };
        let file = self.files.get(path).and_then(|copies| latest(copies, ""));
        let folders = path.match_indices('/').filter_map(|(at, _)| {
            let folder = path.get(..at).filter(|folder| !folder.is_empty()).unwrap_or("/");
            latest(self.folders.get(folder)?, path.get(at + 1..)?)
        });
        folders.chain(file).max_by_key(|(instruction, _)| *instruction).map(|(_, source)| source)
    }
}

fn mounted(mount: &RunMount, path: &str) -> Option<String> {
    if mount.kind != MountType::Bind || mount.from != FileSource::Context {
        return None;
    }
    let target = normalise(&mount.target);
    let source = mount.source.trim_matches('/');
    if target == path {
        return Some(source.to_owned());
    }
    let inside = path.strip_prefix(target.trim_end_matches('/'))?.strip_prefix('/')?;
    Some(format!("{source}/{inside}").trim_start_matches('/').to_owned())
}
