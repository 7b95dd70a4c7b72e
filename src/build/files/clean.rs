use crate::build::call::PathSpec;
use crate::facts::Manager;
use crate::facts::commands::{self, FolderKind};
use crate::facts::managers::{self, FolderContent};

/// A folder that no image needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CleanTarget {
    /// What it holds.
    pub holds: CleanContent,
    /// The folder, as a pattern: `~` is every home, `*` any part of a name.
    pub folder: &'static str,
}

/// What a folder holds that no image needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CleanContent {
    /// What a package manager keeps there.
    Manager(Manager, FolderContent),
    /// Something else.
    Other(FolderKind),
}

impl CleanTarget {
    /// The folder without use that `path` is, or is inside of.
    pub fn of(path: &PathSpec) -> Option<CleanTarget> {
        let path = path.path.as_deref().or_else(|| path.text.starts_with('/').then_some(path.text.as_str()))?;
        let kept = |holds| {
            let folders = managers::folders(holds);
            folders.map(move |(manager, folder)| CleanTarget { holds: CleanContent::Manager(manager, holds), folder })
        };
        let others = commands::needless_folders().iter();
        others
            .map(|(folder, kind)| CleanTarget { holds: CleanContent::Other(*kind), folder })
            .chain([FolderContent::Logs, FolderContent::Cache, FolderContent::Index].into_iter().flat_map(kept))
            .filter(|target| is_inside(path, target.folder))
            .max_by_key(|target| target.folder.len())
    }
}

/// Whether `path` is the folder that the pattern says, or lies in one.
fn is_inside(path: &str, pattern: &str) -> bool {
    let Some(below_home) = pattern.strip_prefix("~/") else { return begins_with(path, pattern) };
    let rest = match path.strip_prefix("/root/") {
        Some(rest) => Some(rest),
        None => path.strip_prefix("/home/").and_then(|rest| rest.split_once('/')).map(|(_, rest)| rest),
    };
    rest.is_some_and(|rest| begins_with(rest, below_home))
}

fn begins_with(path: &str, pattern: &str) -> bool {
    let mut names = path.split('/');
    pattern.split('/').all(|pattern| names.next().is_some_and(|name| name_matches(name, pattern)))
}

/// Whether the name is what the pattern with at most one `*` says.
fn name_matches(name: &str, pattern: &str) -> bool {
    match pattern.split_once('*') {
        None => name == pattern,
        Some((start, end)) => name.len() >= start.len() + end.len() && name.starts_with(start) && name.ends_with(end),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;

    fn folder(path: &str) -> Option<&'static str> {
        let path = PathSpec { path: Some(path.to_owned()), glob: true, text: path.to_owned(), span: Span::empty(0) };
        CleanTarget::of(&path).map(|target| target.folder)
    }

    #[test]
    fn caches_are_known_wherever_the_home_is() {
        assert_eq!(folder("/var/lib/apt/lists/*"), Some("/var/lib/apt/lists"));
        assert_eq!(folder("/root/.cache"), Some("~/.cache"));
        assert_eq!(folder("/home/app/.npm/_cacache"), Some("~/.npm"));
        assert_eq!(folder("/usr/local/lib/ruby/gems/3.2.0/cache/*.gem"), Some("/usr/local/lib/ruby/gems/*/cache"));
        assert_eq!(folder("/tmp/*"), Some("/tmp"));
    }

    #[test]
    fn what_is_above_or_beside_a_cache_is_none() {
        assert_eq!(folder("/var/lib/apt"), None);
        assert_eq!(folder("/var/lib/apt/listsx"), None);
        assert_eq!(folder("/home/app"), None);
        assert_eq!(folder("/opt/tmp/x"), None);
    }

    #[test]
    fn the_nearest_folder_counts() {
        assert_eq!(folder("/var/cache/apt/archives/*.deb"), Some("/var/cache/apt"));
        assert_eq!(folder("/var/cache/app"), Some("/var/cache"));
    }
}
