use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use super::place::Place;
use crate::lint::{Category, Finding, Ignored, Level, Rule};
use crate::source::SourceFile;

/// A file, and what was found in it.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The file.
    pub file: SourceFile,
    /// The findings, in order.
    pub findings: Vec<Finding>,
    /// Those that do not count, in order, each with what says so.
    pub ignored: Vec<Ignored>,
}

/// Everything that a run has to tell.
#[derive(Clone, Copy, Debug)]
pub struct Run<'a> {
    /// The files that were checked, in order.
    pub files: &'a [Checked],
    /// Why others could not be.
    pub failures: &'a [String],
    /// Where reports for other programs count paths from.
    pub root: &'a Root,
}

impl<'a> Run<'a> {
    /// Every finding with the file it was found in, in order.
    pub fn findings(&self) -> impl Iterator<Item = (&'a SourceFile, &'a Finding)> + use<'a> {
        self.files.iter().flat_map(|checked| checked.findings.iter().map(|finding| (&checked.file, finding)))
    }

    /// Every finding that does not count, with the file it was found in, in order.
    pub(super) fn ignored(&self) -> impl Iterator<Item = (&'a SourceFile, &'a Ignored)> + use<'a> {
        self.files.iter().flat_map(|checked| checked.ignored.iter().map(|ignored| (&checked.file, ignored)))
    }

    /// The rules of some findings, by code.
    pub(super) fn rules<'b>(findings: impl Iterator<Item = &'b Finding>) -> Vec<&'static Rule> {
        let rules: BTreeMap<_, _> = findings.map(|finding| (finding.rule.code, finding.rule)).collect();
        rules.into_values().collect()
    }

    /// Every finding with its .
    pub(super) fn placed(&self) -> impl Iterator<Item = (Place<'a>, &'a Finding)> + use<'a> {
        self.findings().map(|(file, finding)| (Place::of(file, finding), finding))
    }
}

/// The folder that paths are relative to where other programs read them.
#[derive(Clone, Debug, Default)]
pub struct Root {
    /// The folder of this process; names of files are relative to it.
    current: PathBuf,
    /// The folder itself.
    root: PathBuf,
}

impl Root {
    /// `root` if the process runs in it or below it, else the folder `current` of the process. Both are absolute.
    #[must_use]
    pub fn new(current: &Path, root: Option<&Path>) -> Self {
        let root = root.map(plain).filter(|root| !root.as_os_str().is_empty() && current.starts_with(root));
        Self { current: current.to_path_buf(), root: root.unwrap_or_else(|| current.to_path_buf()) }
    }

    /// The path of a file as seen from the root, with `/`. A file elsewhere keeps its name.
    pub(super) fn path(&self, name: &str) -> String {
        if name == "-" {
            return name.to_owned();
        }
        let absolute = plain(&self.current.join(name));
        match absolute.strip_prefix(&self.root) {
            Ok(path) => path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/"),
            Err(_) => name.to_owned(),
        }
    }
}

/// The path without `.` and `..`, taken as text.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            part => plain.push(part),
        }
    }
    plain
}

/// How many findings there are, by level and by category.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    levels: [usize; Level::ALL.len()],
    categories: [usize; Category::ALL.len()],
}

impl Tally {
    pub(super) fn of<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> Self {
        let mut tally = Self::default();
        for finding in findings {
            let level = Level::ALL.iter().position(|level| *level == finding.level);
            let category = Category::ALL.iter().position(|category| *category == finding.rule.category);
            level.and_then(|at| tally.levels.get_mut(at)).into_iter().for_each(|number| *number += 1);
            category.and_then(|at| tally.categories.get_mut(at)).into_iter().for_each(|number| *number += 1);
        }
        tally
    }

    pub(super) fn total(&self) -> usize {
        self.levels.iter().sum()
    }

    /// The levels that there are findings of, the greatest first.
    pub(super) fn levels(&self) -> impl Iterator<Item = (Level, usize)> {
        Level::ALL.into_iter().zip(self.levels).rev().filter(|(_, number)| *number > 0)
    }

    /// The categories that there are findings of, families first.
    pub(super) fn categories(&self) -> impl Iterator<Item = (Category, usize)> {
        Category::ALL.into_iter().zip(self.categories).filter(|(_, number)| *number > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_those_of_the_root() {
        let root = Root::new(Path::new("/work/repo/app"), Some(Path::new("/work/repo/")));
        assert_eq!(root.path("Dockerfile"), "app/Dockerfile");
        assert_eq!(root.path("./x/../Dockerfile"), "app/Dockerfile");
        assert_eq!(root.path("../Dockerfile"), "Dockerfile");
        assert_eq!(root.path("/work/repo/b/Dockerfile"), "b/Dockerfile");
        assert_eq!(root.path("/elsewhere/Dockerfile"), "/elsewhere/Dockerfile");
        assert_eq!(root.path("-"), "-");
        let root = Root::new(Path::new("/work/repo"), Some(Path::new("/other")));
        assert_eq!(root.path("app/Dockerfile"), "app/Dockerfile");
    }
}
