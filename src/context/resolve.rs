//! Following symbolic links without ever leaving the root.

use std::ffi::{OsStr, OsString};
use std::fs::{self, Metadata};
use std::io::{Error, ErrorKind};
use std::path::{Component, Path, PathBuf};

use super::{ContextError, ContextPath};

/// How many symbolic links a path may lead through.
pub const MAX_LINKS: usize = 255;

/// A place on the disk that a path of the context means.
pub(super) struct Place {
    pub(super) real: PathBuf,
    pub(super) metadata: Metadata,
}

/// Finds what `path` means below `root`; `None` if nothing is there.
///
/// Links are followed as in a build, where the context is all there is: an absolute target begins at `root`, and `..`
/// stops there. A link that points out of the context and, read so, to nothing, is an error.
pub(super) fn resolve(root: &Path, path: &ContextPath) -> Result<Option<Place>, ContextError> {
    Walker { root, path, below: Vec::new(), todo: Vec::new(), links: 0, target: PathBuf::new(), left: false }.run()
}

struct Walker<'a> {
    root: &'a Path,
    path: &'a ContextPath,
    /// The parts behind us, none of them a link.
    below: Vec<OsString>,
    /// The parts before us, the next one last.
    todo: Vec<OsString>,
    links: usize,
    /// What the last link said.
    target: PathBuf,
    /// Whether a link pointed out of the root.
    left: bool,
}

impl Walker<'_> {
    fn run(mut self) -> Result<Option<Place>, ContextError> {
        self.todo.extend(self.path.parts().rev().map(OsString::from));
        while let Some(part) = self.todo.pop() {
            if part == ".." {
                self.left |= self.below.pop().is_none();
                continue;
            }
            if !is_plain(&part) {
                return self.missing();
            }
            self.below.push(part);
            match fs::symlink_metadata(self.here()) {
                Ok(metadata) if metadata.is_symlink() => self.follow()?,
                Ok(_) => {}
                Err(error) => return self.failed(error),
            }
        }
        match fs::symlink_metadata(self.here()) {
            Ok(metadata) if !metadata.is_symlink() => Ok(Some(Place { real: self.here(), metadata })),
            // Something was replaced by a link while we looked.
            Ok(_) => self.missing(),
            Err(error) => self.failed(error),
        }
    }

    /// Replaces the link that we stand on by its target.
    fn follow(&mut self) -> Result<(), ContextError> {
        self.links += 1;
        if self.links > MAX_LINKS {
            return Err(ContextError::TooManyLinks { path: self.path.clone() });
        }
        self.target = fs::read_link(self.here()).map_err(|error| ContextError::io(self.path, error))?;
        self.below.pop();
        let mut ahead = Vec::new();
        for component in self.target.components() {
            match component {
                Component::Prefix(_) | Component::RootDir => {
                    self.left = true;
                    self.below.clear();
                }
                Component::CurDir => {}
                Component::ParentDir => ahead.push(OsString::from("..")),
                Component::Normal(part) => ahead.push(part.to_owned()),
            }
        }
        self.todo.extend(ahead.into_iter().rev());
        Ok(())
    }

    fn here(&self) -> PathBuf {
        self.below.iter().fold(self.root.to_owned(), |path, part| path.join(part))
    }

    fn failed(self, error: Error) -> Result<Option<Place>, ContextError> {
        match error.kind() {
            ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::InvalidFilename | ErrorKind::InvalidInput => {
                self.missing()
            }
            _ => Err(ContextError::io(self.path, error)),
        }
    }

    fn missing(self) -> Result<Option<Place>, ContextError> {
        if !self.left {
            return Ok(None);
        }
        let target = self.target.to_string_lossy().into_owned();
        Err(ContextError::LinkLeaves { path: self.path.clone(), target })
    }
}

/// Whether the system takes `part` for the name of one entry. On Windows `C:` and `a\b` are more than that.
fn is_plain(part: &OsStr) -> bool {
    let mut components = Path::new(part).components();
    matches!((components.next(), components.next()), (Some(Component::Normal(name)), None) if name == part)
}
