use std::fs::FileType;

use super::{ContextError, ContextPath};

/// Something in a folder of the build context.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Where it is. Bytes of a name that are not UTF-8 are shown as U+FFFD; such a file cannot be read by this path.
    pub path: ContextPath,
    /// What it is.
    pub kind: EntryKind,
}

/// What an entry of a folder is. Symbolic links are not followed to find out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EntryKind {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// A symbolic link.
    Link,
    /// A device, a pipe or a socket.
    Other,
}

impl From<FileType> for EntryKind {
    fn from(kind: FileType) -> Self {
        if kind.is_symlink() {
            EntryKind::Link
        } else if kind.is_dir() {
            EntryKind::Folder
        } else if kind.is_file() {
            EntryKind::File
        } else {
            EntryKind::Other
        }
    }
}

/// What a folder holds, or a pattern matches, in an order that depends on the names alone.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    /// The entries. A folder stands before what is in it.
    pub entries: Vec<Entry>,
    /// Whether this is all: the search was not cut off at [`MAX_ENTRIES`](super::MAX_ENTRIES), and all folders could be read.
    pub complete: bool,
    /// Folders that could not be read.
    pub errors: Vec<ContextError>,
}

impl Listing {
    /// The places of the entries.
    pub fn paths(&self) -> impl Iterator<Item = &ContextPath> {
        self.entries.iter().map(|entry| &entry.path)
    }
}
