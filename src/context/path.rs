use std::fmt;

use serde::Serialize;

/// A place in the build context: a clean path with `/` between its parts, relative to the context's root.
///
/// Made from a path as COPY gives it: leading slashes, `.` and doubled slashes mean nothing, and `..` stops at the
/// root. The root itself is the empty path and is shown as `.`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct ContextPath(String);

impl ContextPath {
    /// The place that `path`, as written in a Dockerfile, means.
    pub fn new(path: &str) -> Self {
        ContextPath(clean(&format!("/{path}")).trim_start_matches('/').to_owned())
    }

    /// The context's root.
    pub fn root() -> Self {
        ContextPath::default()
    }

    /// Whether this is the context's root.
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// The path without a leading slash; empty for the root.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last part; empty for the root.
    pub fn file_name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or_default()
    }

    /// The folder that holds this; the root's is the root.
    pub fn parent(&self) -> ContextPath {
        ContextPath(self.0.rsplit_once('/').map_or("", |(parent, _)| parent).to_owned())
    }

    /// The place that `path` means when this is the current folder. A leading slash means the context's root.
    pub fn join(&self, path: &str) -> ContextPath {
        if path.starts_with('/') { ContextPath::new(path) } else { ContextPath::new(&format!("{}/{path}", self.0)) }
    }

    /// This place and the folders around it, the outermost first, without the root.
    pub fn with_ancestors(&self) -> impl Iterator<Item = &str> {
        let ends = self.0.match_indices('/').map(|(at, _)| at).chain([self.0.len()]);
        ends.filter_map(|end| self.0.get(..end)).filter(|path| !path.is_empty())
    }

    /// How many parts the path has.
    pub fn depth(&self) -> usize {
        self.parts().count()
    }

    /// The parts, the outermost first.
    pub fn parts(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.0.split('/').filter(|part| !part.is_empty())
    }

    /// The entry `name` of this folder. `name` is one part, as the file system gave it.
    pub(super) fn child(&self, name: &str) -> ContextPath {
        ContextPath(if self.is_root() { name.to_owned() } else { format!("{}/{name}", self.0) })
    }
}

impl fmt::Display for ContextPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_root() { "." } else { &self.0 })
    }
}

/// The shortest path that means the same, as Go's `path.Clean`: `.` and doubled slashes go, `..` takes the part before
/// it along. The empty path becomes `.`.
pub(super) fn clean(path: &str) -> String {
    let rooted = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if rooted => {}
            _ => parts.push(part),
        }
    }
    match (rooted, parts.join("/")) {
        (true, path) => format!("/{path}"),
        (false, path) if path.is_empty() => ".".to_owned(),
        (false, path) => path,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cleans_as_go_does() {
        for (path, expected) in [
            ("", "."),
            (".", "."),
            ("./", "."),
            ("a//b/", "a/b"),
            ("a/./b/../c", "a/c"),
            ("../a/..", ".."),
            ("../../a", "../../a"),
            ("/../a", "/a"),
            ("/", "/"),
        ] {
            assert_eq!(clean(path), expected, "{path:?}");
        }
    }

    #[test]
    fn stays_under_the_root() {
        for (path, expected) in
            [("/a/b", "a/b"), ("//a", "a"), ("../../etc/passwd", "etc/passwd"), (".", ""), ("a/../..", "")]
        {
            assert_eq!(ContextPath::new(path).as_str(), expected, "{path:?}");
        }
        assert_eq!(ContextPath::root().to_string(), ".");
    }

    #[test]
    fn knows_its_parts() {
        let path = ContextPath::new("a/b/c.txt");
        assert_eq!(path.file_name(), "c.txt");
        assert_eq!(path.parent().as_str(), "a/b");
        assert_eq!(path.with_ancestors().collect::<Vec<_>>(), ["a", "a/b", "a/b/c.txt"]);
        assert_eq!(path.parent().join("../x").as_str(), "a/x");
        assert_eq!(path.parent().join("/x").as_str(), "x");
        assert_eq!(ContextPath::root().with_ancestors().count(), 0);
        assert_eq!(ContextPath::root().child("x").as_str(), "x");
    }
}
