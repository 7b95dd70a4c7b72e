//! Which file of the build context a path in the image is.

use super::{Facts, Statement};
use crate::build::call::normalise;
use crate::build::{Action, FileSource, FileTransfer, RunMount, SourceKind};
use crate::dockerfile::MountType;

impl<'a> Facts<'a> {
    /// The path in the build context of what a statement finds at `path`, which is absolute: mounted, or copied before
    /// in the same stage or one that it is built on. `None` if it comes from elsewhere, or that cannot be told.
    pub(crate) fn context_path(&self, statement: &Statement<'a>, path: &str) -> Option<String> {
        let mounts = statement.step.map_or(&[][..], |step| match &step.action {
            Action::Run { mounts } => mounts,
            _ => &[],
        });
        mounts.iter().rev().find_map(|mount| mounted(mount, path)).or_else(|| self.copied(statement, path))
    }

    /// The latest copy counts.
    fn copied(&self, statement: &Statement<'a>, path: &str) -> Option<String> {
        let mut stage = statement.stage?;
        let mut before = statement.step?.instruction;
        loop {
            let steps = stage.steps.iter().rev().filter(|step| !step.triggered && step.instruction < before);
            for step in steps {
                if let Action::Copy(transfer) | Action::Add(transfer) = &step.action
                    && let Some(found) = self.copied_by(transfer, path)
                {
                    return Some(found);
                }
            }
            match stage.base {
                crate::build::Base::Stage(id) if id.number() < stage.id.number() => {
                    stage = self.input.build.stage(id)?
                }
                _ => return None,
            }
            before = usize::MAX;
        }
    }

    fn copied_by(&self, transfer: &FileTransfer, path: &str) -> Option<String> {
        if transfer.from != FileSource::Context {
            return None;
        }
        let destination = normalise(&transfer.destination);
        let sources = transfer.sources.iter().rev().filter_map(|source| match &source.kind {
            SourceKind::Path(path) => Some(path.as_str()),
            _ => None,
        });
        let many = transfer.sources.len() > 1 || transfer.destination.ends_with('/');
        sources.into_iter().find_map(|source| {
            let name = source.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
            let folder = source.trim_end_matches('/').strip_suffix(name).unwrap_or_default();
            if name.contains(['*', '?', '[']) {
                // The names that the pattern takes are those of the image, next to each other.
                let inside = below(path, &destination)?;
                return self.is_file(&format!("{folder}{inside}"));
            }
            if self.input.context.is_dir(source) || name.is_empty() || name == "." {
                return self.is_file(&format!("{}/{}", source.trim_end_matches('/'), below(path, &destination)?));
            }
            let target = if many { normalise(&format!("{destination}/{name}")) } else { destination.clone() };
            if target == path || normalise(&format!("{destination}/{name}")) == path {
                self.is_file(source)
            } else {
                None
            }
        })
    }

    fn is_file(&self, path: &str) -> Option<String> {
        let path = path.trim_start_matches('/').to_owned();
        self.input.context.is_file(&path).then_some(path)
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
    Some(format!("{source}/{}", below(path, &target)?).trim_start_matches('/').to_owned())
}

/// What follows the folder in the path.
fn below<'p>(path: &'p str, folder: &str) -> Option<&'p str> {
    path.strip_prefix(folder.trim_end_matches('/'))?.strip_prefix('/')
}
