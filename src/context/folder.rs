use std::collections::HashMap;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::resolve::{Place, resolve};
use super::{ContextError, ContextPath, Entry, Glob, Ignore, Listing, MAX_ENTRIES, walk};
use crate::limits::Limits;
use crate::source::SourceFile;

/// The folder that `docker build` is given, or the knowledge that there is none.
///
/// Paths are those of COPY: relative to the folder, whatever slashes lead (see [`ContextPath`]). What a
/// `.dockerignore` leaves out is still found here; ask [`BuildContext::ignore`].
/// Files are read when they are first asked for, and kept.
#[derive(Debug)]
pub struct BuildContext {
    folder: Option<Folder>,
    files: Mutex<HashMap<ContextPath, ReadResult>>,
    /// The largest file that is read, in bytes. Manifests and scripts are far smaller; what is larger is data.
    limit: u64,
}

#[derive(Debug)]
struct Folder {
    /// As it was given, for messages.
    shown: PathBuf,
    /// Without links.
    real: PathBuf,
}

type ReadResult = Result<Option<Arc<ContextFile>>, ContextError>;

/// A file of the build context.
#[derive(Clone, Debug)]
pub struct ContextFile {
    /// Where it is.
    pub path: ContextPath,
    /// What it holds. Its name is the folder as it was given, and the path in it.
    pub source: SourceFile,
}

impl BuildContext {
    /// The context in the folder `root`.
    ///
    /// Fails if `root` is not there, cannot be read, or is not a folder.
    pub fn open(root: &Path) -> Result<Self, ContextError> {
        let failed =
            |source: std::io::Error| ContextError::Root { root: root.display().to_string(), source: Arc::new(source) };
        // The current folder is often spelled as the parent of a bare file name: as nothing.
        let given = if root.as_os_str().is_empty() { Path::new(".") } else { root };
        let real = fs::canonicalize(given).map_err(failed)?;
        if !fs::metadata(&real).map_err(failed)?.is_dir() {
            return Err(ContextError::NotAFolder { root: root.display().to_string() });
        }
        let folder = Folder { shown: root.to_owned(), real };
        Ok(Self { folder: Some(folder), files: Mutex::default(), limit: Limits::default().context_file_size })
    }

    /// The context where none is named: the folder that a Dockerfile stands in. If there is none, or it cannot be opened,
    /// nothing is found in it.
    pub fn around(folder: Option<&Path>) -> Self {
        folder.and_then(|folder| Self::open(folder).ok()).unwrap_or_else(Self::none)
    }

    /// No folder at all, as for a Dockerfile from standard input. Nothing is found in it.
    pub fn none() -> Self {
        Self { folder: None, files: Mutex::default(), limit: Limits::default().context_file_size }
    }

    /// The same, with another limit to the size of files, in bytes.
    #[must_use]
    pub fn with_limit(self, limit: u64) -> Self {
        Self { limit, ..self }
    }

    /// Everything that was to be read and could not be, in the order of the paths.
    pub fn failures(&self) -> Vec<(ContextPath, ContextError)> {
        let files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        let failed = files.iter().filter_map(|(path, read)| Some((path.clone(), read.as_ref().err()?.clone())));
        let mut failed: Vec<_> = failed.collect();
        failed.sort_by(|(a, _), (b, _)| a.cmp(b));
        failed
    }

    /// Whether there is a folder, so that what is not found is really missing.
    pub fn has_folder(&self) -> bool {
        self.folder.is_some()
    }

    /// The folder, as it was given.
    pub fn root(&self) -> Option<&Path> {
        self.folder.as_ref().map(|folder| folder.shown.as_path())
    }

    /// The file at `path`; `None` if nothing is there.
    ///
    /// Fails for what is there but cannot be read: folders, devices and pipes, files that are too large, links
    /// out of the context, and whatever the system refuses.
    pub fn read(&self, path: &str) -> ReadResult {
        self.read_at(&ContextPath::new(path))
    }

    /// As [`BuildContext::read`], for a place that was found before.
    pub fn read_at(&self, path: &ContextPath) -> ReadResult {
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        files.entry(path.clone()).or_insert_with(|| self.read_from_disk(path)).clone()
    }

    /// Whether something that a build could copy is at `path`: a file or a folder, links followed.
    pub fn exists(&self, path: &str) -> bool {
        self.place(path).is_some()
    }

    /// Whether `path` is a folder, links followed.
    pub fn is_dir(&self, path: &str) -> bool {
        self.place(path).is_some_and(|place| place.metadata.is_dir())
    }

    /// Whether `path` is a regular file, links followed.
    pub fn is_file(&self, path: &str) -> bool {
        self.place(path).is_some_and(|place| place.metadata.is_file())
    }

    /// What the folder at `path` holds, sorted by name; nothing if it is not there or not a folder.
    pub fn list(&self, path: &str) -> Result<Listing, ContextError> {
        self.search(path, &mut |_: &Entry| walk::Visit::KEEP)
    }

    /// Everything below the folder at `path`, without what `ignore` leaves out. Links are listed, not followed.
    pub fn walk(&self, path: &str, ignore: Option<&Ignore>) -> Result<Listing, ContextError> {
        self.search(path, &mut |entry: &Entry| {
            let ignored = ignore.is_some_and(|ignore| ignore.matches(entry.path.as_str()).is_some());
            let hopeless = ignored && ignore.is_some_and(|ignore| !ignore.has_exceptions());
            walk::Visit { keep: !ignored, descend: !hopeless }
        })
    }

    /// The files and folders that `pattern` means, as COPY takes it (without `--parents`).
    pub fn glob(&self, pattern: &Glob) -> Result<Listing, ContextError> {
        let base = pattern.base();
        self.search(base.as_str(), &mut |entry: &Entry| {
            let keep = pattern.matches(entry.path.as_str());
            // A folder that is copied is copied as a whole.
            walk::Visit { keep, descend: !keep && pattern.may_match_below(&entry.path) }
        })
    }

    /// The system's path of the file or folder that `path` means, links followed.
    pub fn real_path(&self, path: &str) -> Option<PathBuf> {
        self.place(path).map(|place| place.real)
    }

    fn place(&self, path: &str) -> Option<Place> {
        let path = ContextPath::new(path);
        let failed = match resolve(&self.folder.as_ref()?.real, &path) {
            Ok(Some(place)) if !place.metadata.is_file() && !place.metadata.is_dir() => {
                ContextError::NotRegular { path: path.clone() }
            }
            Ok(place) => return place,
            Err(error) => error,
        };
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        files.entry(path).or_insert(Err(failed));
        None
    }

    fn search(&self, path: &str, visitor: &mut walk::Visitor<'_>) -> Result<Listing, ContextError> {
        let path = ContextPath::new(path);
        let Some(folder) = &self.folder else { return Ok(Listing::default()) };
        match resolve(&folder.real, &path)? {
            Some(place) if place.metadata.is_dir() => Ok(walk::walk(&place.real, &path, MAX_ENTRIES, visitor)),
            _ => Ok(Listing { complete: true, ..Listing::default() }),
        }
    }

    fn read_from_disk(&self, path: &ContextPath) -> ReadResult {
        let Some(folder) = &self.folder else { return Ok(None) };
        let Some(place) = resolve(&folder.real, path)? else { return Ok(None) };
        let bytes = read_regular(&place.real, path, self.limit)?;
        let shown = folder.shown.join(path.as_str());
        let source = SourceFile::new(shown.display().to_string(), bytes);
        Ok(Some(Arc::new(ContextFile { path: path.clone(), source })))
    }
}

/// Reads a file that must be a regular one of bearable size. `path` is what errors call it.
pub(super) fn read_regular(real: &Path, path: &ContextPath, limit: u64) -> Result<Vec<u8>, ContextError> {
    let failed = |error| ContextError::io(path, error);
    // Asked before opening: to open a pipe would wait for its other end.
    let metadata = fs::metadata(real).map_err(failed)?;
    if metadata.is_dir() {
        return Err(ContextError::IsFolder { path: path.clone() });
    }
    if !metadata.is_file() {
        return Err(ContextError::NotRegular { path: path.clone() });
    }
    let mut bytes = Vec::new();
    // The file may have grown since, or have no honest size at all, as those of /proc.
    File::open(real).map_err(failed)?.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > limit {
        return Err(ContextError::TooLarge { path: path.clone(), limit });
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A context with these files; a name that ends in `/` is a folder.
    fn context(files: &[&str]) -> (tempfile::TempDir, BuildContext) {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            let path = folder.path().join(file);
            fs::create_dir_all(if file.ends_with('/') { &path } else { path.parent().unwrap() }).unwrap();
            if !file.ends_with('/') {
                fs::write(path, format!("this is {file}")).unwrap();
            }
        }
        let context = BuildContext::open(folder.path()).unwrap();
        (folder, context)
    }

    fn paths(listing: Listing) -> Vec<String> {
        assert!(listing.complete && listing.errors.is_empty());
        listing.paths().map(ToString::to_string).collect()
    }

    fn glob(context: &BuildContext, pattern: &str) -> Vec<String> {
        paths(context.glob(&Glob::new(pattern).unwrap()).unwrap())
    }

    #[test]
    fn reads_files_however_copy_spells_them() {
        let (_folder, context) = context(&["src/main.py"]);
        for path in ["src/main.py", "/src/main.py", "./src//main.py", "../../src/main.py", "src/../src/./main.py"] {
            let file = context.read(path).unwrap().unwrap();
            assert_eq!(file.path.as_str(), "src/main.py");
            assert_eq!(file.source.bytes(), b"this is src/main.py");
            assert!(file.source.name().ends_with("src/main.py"));
        }
        assert!(context.read("main.py").unwrap().is_none());
        assert!(context.read("src/main.py/x").unwrap().is_none());
        assert!(context.read("src/\0").unwrap().is_none());
        assert!(context.read(&"x".repeat(100_000)).unwrap().is_none());
        assert!(matches!(context.read("src"), Err(ContextError::IsFolder { .. })));
        assert!(matches!(context.read("."), Err(ContextError::IsFolder { .. })));
        assert!(context.exists("/src") && context.is_dir("src/") && !context.is_dir("src/main.py"));
        assert!(context.is_file("src/main.py") && !context.exists("lib"));
    }

    #[test]
    fn a_file_is_read_once() {
        let (folder, context) = context(&["a"]);
        let first = context.read("a").unwrap().unwrap();
        fs::remove_file(folder.path().join("a")).unwrap();
        assert!(Arc::ptr_eq(&first, &context.read("/a").unwrap().unwrap()));
    }

    #[test]
    fn without_a_folder_nothing_is_found() {
        let context = BuildContext::none();
        assert!(!context.has_folder() && !context.exists(".") && context.root().is_none());
        assert!(context.read("a").unwrap().is_none());
        assert!(context.walk(".", None).unwrap().entries.is_empty());
        assert!(context.ignore(None).unwrap().is_none());
    }

    #[test]
    fn what_is_no_folder_is_no_context() {
        let (folder, _) = context(&["file"]);
        assert!(matches!(BuildContext::open(&folder.path().join("file")), Err(ContextError::NotAFolder { .. })));
        assert!(matches!(BuildContext::open(&folder.path().join("none")), Err(ContextError::Root { .. })));
    }

    #[test]
    fn large_files_are_refused() {
        let (folder, context) = context(&["fits", "large"]);
        let context = context.with_limit(100);
        File::options().write(true).open(folder.path().join("fits")).unwrap().set_len(100).unwrap();
        File::options().write(true).open(folder.path().join("large")).unwrap().set_len(101).unwrap();
        assert!(context.read("fits").unwrap().is_some());
        assert!(matches!(context.read("large"), Err(ContextError::TooLarge { .. })));
    }

    #[test]
    fn lists_and_walks_in_order() {
        let (_folder, context) = context(&["b", "a/z", "a/y/x", "c.txt", "a.txt", "empty/"]);
        assert_eq!(paths(context.list("/").unwrap()), ["a", "a.txt", "b", "c.txt", "empty"]);
        assert_eq!(paths(context.list("a/").unwrap()), ["a/y", "a/z"]);
        assert!(paths(context.list("none").unwrap()).is_empty());
        assert_eq!(
            paths(context.walk("", None).unwrap()),
            ["a", "a/y", "a/y/x", "a/z", "a.txt", "b", "c.txt", "empty"]
        );
    }

    #[test]
    fn walks_without_what_is_ignored() {
        let (folder, context) = context(&["src/a", "src/b", "target/x", "keep"]);
        fs::write(folder.path().join(".dockerignore"), "target\nsrc\n!src/b\n.dockerignore\n").unwrap();
        let ignore = context.ignore(None).unwrap().unwrap();
        assert_eq!(paths(context.walk(".", Some(&ignore)).unwrap()), ["keep", "src/b"]);
    }

    #[test]
    fn the_ignore_file_of_the_dockerfile_wins() {
        let (folder, context) = context(&["docker/x"]);
        let dockerfile = folder.path().join("docker/dev.Dockerfile");
        fs::write(folder.path().join(".dockerignore"), "general").unwrap();
        assert!(context.ignore(Some(&dockerfile)).unwrap().unwrap().matches("general").is_some());
        fs::write(folder.path().join("docker/dev.Dockerfile.dockerignore"), "special").unwrap();
        let ignore = context.ignore(Some(&dockerfile)).unwrap().unwrap();
        assert!(ignore.matches("special").is_some() && ignore.matches("general").is_none());
        assert!(ignore.source.name().ends_with("dev.Dockerfile.dockerignore"));
    }

    #[test]
    fn finds_what_copy_patterns_mean() {
        let files = ["package.json", "package-lock.json", "sub/package.json", "sub/deep/a.txt", "subway/a.txt", "b[1]"];
        let (_folder, context) = context(&files);
        assert_eq!(glob(&context, "package*.json"), ["package-lock.json", "package.json"]);
        assert_eq!(glob(&context, "/sub*"), ["sub", "subway"], "a folder is meant as a whole");
        assert_eq!(glob(&context, "*/*.txt"), ["subway/a.txt"]);
        assert_eq!(glob(&context, "sub/../sub/deep/?.txt"), ["sub/deep/a.txt"]);
        assert_eq!(glob(&context, "sub/deep"), ["sub/deep"]);
        assert_eq!(glob(&context, r"b\[1]*"), ["b[1]"]);
        assert!(glob(&context, "none/*").is_empty());
        let parents = Glob::parents("**/*.txt").unwrap();
        assert_eq!(paths(context.glob(&parents).unwrap()), ["sub/deep/a.txt", "subway/a.txt"]);
    }

    #[cfg(unix)]
    mod links {
        use std::os::unix::fs::symlink;

        use super::*;

        #[test]
        fn links_inside_are_followed() {
            let (folder, context) = context(&["real/file", "a/b/"]);
            symlink("real/file", folder.path().join("link")).unwrap();
            symlink("../../real", folder.path().join("a/b/up")).unwrap();
            symlink("/real", folder.path().join("absolute")).unwrap();
            for path in ["link", "a/b/up/file", "absolute/file", "absolute/../real/file"] {
                assert_eq!(context.read(path).unwrap().unwrap().source.bytes(), b"this is real/file", "{path}");
            }
            assert!(context.is_dir("a/b/up"));
            assert_eq!(glob(&context, "absolute/f*"), ["absolute/file"]);
        }

        #[test]
        fn links_never_leave_the_root() {
            let (outer, _) = context(&["secret", "context/file"]);
            let context = BuildContext::open(&outer.path().join("context")).unwrap();
            let inside = outer.path().join("context");
            symlink("../secret", inside.join("relative")).unwrap();
            symlink(outer.path().join("secret"), inside.join("absolute")).unwrap();
            symlink("..", inside.join("parent")).unwrap();
            symlink("/etc", inside.join("host")).unwrap();
            for path in ["relative", "absolute", "host/passwd", "parent/secret"] {
                assert!(matches!(context.read(path), Err(ContextError::LinkLeaves { .. })), "{path}");
                assert!(!context.exists(path), "{path}");
            }
            assert_eq!(context.read("parent/file").unwrap().unwrap().source.bytes(), b"this is context/file");
            assert_eq!(paths(context.walk("", None).unwrap()), ["absolute", "file", "host", "parent", "relative"]);
        }

        #[test]
        fn link_loops_end() {
            let (folder, context) = context(&["a/file"]);
            symlink("two", folder.path().join("one")).unwrap();
            symlink("one", folder.path().join("two")).unwrap();
            symlink(".", folder.path().join("a/self")).unwrap();
            assert!(matches!(context.read("one"), Err(ContextError::TooManyLinks { .. })));
            assert!(context.read("a/self/self/self/file").unwrap().is_some());
            assert_eq!(paths(context.walk("a", None).unwrap()), ["a/file", "a/self"]);
        }

        #[test]
        fn a_context_may_be_a_link_itself() {
            let (folder, _) = context(&["real/file"]);
            symlink("real", folder.path().join("link")).unwrap();
            let context = BuildContext::open(&folder.path().join("link")).unwrap();
            assert!(context.read("file").unwrap().is_some());
            assert!(context.root().unwrap().ends_with("link"));
        }

        #[test]
        fn pipes_and_devices_are_not_opened() {
            let (folder, context) = context(&["a"]);
            let _socket = std::os::unix::net::UnixListener::bind(folder.path().join("socket")).unwrap();
            assert!(matches!(context.read("socket"), Err(ContextError::NotRegular { .. })));
            let listing = context.list(".").unwrap();
            assert_eq!(listing.entries.last().unwrap().kind, crate::context::EntryKind::Other);
        }
    }
}
