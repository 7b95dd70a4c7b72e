//! Going through folders, bounded and in a fixed order.

use std::fs;
use std::path::{Path, PathBuf};

use super::{ContextError, ContextPath, Entry, EntryKind, Listing};

/// How many entries one search looks at before it gives up.
pub const MAX_ENTRIES: usize = 100_000;

/// What to do with an entry.
#[derive(Clone, Copy, Debug)]
pub(super) struct Visit {
    /// Put it on the list.
    pub(super) keep: bool,
    /// Look into it, if it is a folder.
    pub(super) descend: bool,
}

impl Visit {
    pub(super) const KEEP: Visit = Visit { keep: true, descend: false };
}

/// Decides about one entry.
pub(super) type Visitor<'a> = dyn FnMut(&Entry) -> Visit + 'a;

/// Goes through the folder `real`, which is `path` in the context, and looks at no more than `limit` entries.
/// Links are not followed, so there are no loops.
pub(super) fn walk(real: &Path, path: &ContextPath, limit: usize, visitor: &mut Visitor<'_>) -> Listing {
    let mut walk = Walk { left: limit, listing: Listing { complete: true, ..Listing::default() } };
    // Folders and entries still to be visited, the next one last.
    let mut todo = walk.read_folder(real, path);
    while let Some((real, entry)) = todo.pop() {
        let visit = visitor(&entry);
        if visit.descend && entry.kind == EntryKind::Folder {
            todo.extend(walk.read_folder(&real, &entry.path));
        }
        if visit.keep {
            walk.listing.entries.push(entry);
        }
    }
    walk.listing
}

struct Walk {
    /// How many entries may still be looked at.
    left: usize,
    listing: Listing,
}

impl Walk {
    /// The entries of one folder, sorted by name backwards.
    fn read_folder(&mut self, real: &Path, path: &ContextPath) -> Vec<(PathBuf, Entry)> {
        let mut entries = Vec::new();
        let read = fs::read_dir(real).and_then(|folder| {
            for entry in folder {
                let Some(left) = self.left.checked_sub(1) else {
                    self.listing.complete = false;
                    break;
                };
                self.left = left;
                let entry = entry?;
                let name = entry.file_name().to_string_lossy().into_owned();
                entries.push((entry.path(), Entry { path: path.child(&name), kind: entry.file_type()?.into() }));
            }
            Ok(())
        });
        if let Err(error) = read {
            self.listing.complete = false;
            self.listing.errors.push(ContextError::io(path, error));
        }
        entries.sort_by(|(_, a), (_, b)| b.path.cmp(&a.path));
        entries
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_walk_is_cut_off_at_the_limit() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["a", "b", "c"] {
            fs::create_dir_all(folder.path().join(name).join("inner")).unwrap();
        }
        let mut all = |_: &Entry| Visit { keep: true, descend: true };
        let found = walk(folder.path(), &ContextPath::root(), 6, &mut all);
        assert_eq!((found.entries.len(), found.complete), (6, true));
        let found = walk(folder.path(), &ContextPath::root(), 4, &mut all);
        assert_eq!((found.entries.len(), found.complete), (4, false));
    }

    #[test]
    fn a_folder_that_cannot_be_read_is_reported() {
        let found = walk(Path::new("/nonexistent"), &ContextPath::new("x"), 9, &mut |_: &Entry| Visit::KEEP);
        assert!(!found.complete && found.entries.is_empty());
        assert_eq!(found.errors.first().unwrap().to_string(), "`x` cannot be read");
    }
}
