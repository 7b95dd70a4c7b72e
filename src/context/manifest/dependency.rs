use serde::Serialize;

use crate::context::{BuildContext, ContextPath};
use crate::source::Text;

/// One entry of a list of dependencies.
#[derive(Clone, Debug)]
pub struct Dependency {
    /// The name.
    pub name: Text,
    /// What is asked for, as written: a version, a range, a URL. Empty where the file says nothing.
    pub requirement: Text,
    /// Whether that is one version only.
    pub exact: bool,
    /// What it is needed for.
    pub group: DependencyGroup,
}

/// What a dependency is needed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum DependencyGroup {
    /// To run.
    Runtime,
    /// To build or test only.
    Development,
    /// For a feature that may be left out.
    Optional,
    /// Expected from whoever uses the package.
    Peer,
}

/// A file that records the versions of a whole dependency tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LockFile {
    /// Where it is.
    pub path: ContextPath,
}

impl LockFile {
    /// Those of `names` that are files in `folder`, in the order of `names`.
    pub(super) fn find(context: &BuildContext, folder: &ContextPath, names: &[&str]) -> Vec<LockFile> {
        let paths = names.iter().map(|name| folder.join(name));
        paths.filter(|path| context.is_file(path.as_str())).map(|path| LockFile { path }).collect()
    }

    /// The file's name without its folder, by which one knows the tool.
    pub fn name(&self) -> &str {
        self.path.file_name()
    }
}
