//! Lock files of Python: `uv.lock`, `poetry.lock`, `pdm.lock`.

use std::sync::Arc;

use super::toml::{Toml, TomlFile};
use super::{ManifestError, normalize_name};
use crate::context::{BuildContext, ContextFile, ContextPath};
use crate::source::Text;

/// The lock files of Python's tools that list packages in one way.
const NAMES: [&str; 3] = ["uv.lock", "poetry.lock", "pdm.lock"];

/// The lock file of uv, Poetry or PDM.
#[derive(Clone, Debug)]
pub struct PythonLock {
    /// The file.
    pub file: Arc<ContextFile>,
    /// The packages with their versions. One that depends on the platform has several.
    pub packages: Vec<(Text, Text)>,
}

impl PythonLock {
    /// Reads the first of them that is in `folder`.
    pub fn read(context: &BuildContext, folder: &str) -> Result<Option<Self>, ManifestError> {
        let folder = ContextPath::new(folder);
        for name in NAMES {
            if let Some(file) = context.read_at(&folder.join(name))? {
                return Self::parse(file, name).map(Some);
            }
        }
        Ok(None)
    }

    /// Reads one file. `format` is what it is called in errors.
    pub fn parse(file: Arc<ContextFile>, format: &'static str) -> Result<Self, ManifestError> {
        let toml = TomlFile::parse(&file, format)?;
        let tables = toml.get(&["package"]).map(Toml::elements).unwrap_or_default();
        let string = |table: Toml<'_>, key| table.get(key).and_then(Toml::string);
        let packages =
            tables.into_iter().filter_map(|it| Some((string(it, "name")?, string(it, "version")?))).collect();
        Ok(Self { packages, file })
    }

    /// The version of the package `name`, if it is the same everywhere.
    pub fn version(&self, name: &str) -> Option<&Text> {
        let name = normalize_name(name);
        let mut versions = self.packages.iter().filter(|(key, _)| normalize_name(key.as_str()) == name);
        let (_, version) = versions.next()?;
        versions.all(|(_, other)| other.as_str() == version.as_str()).then_some(version)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::manifest::testing::context;

    #[test]
    fn reads_packages() {
        let text = "version = 1\n[[package]]\nname = \"flask\"\nversion = \"3.0.0\"\n[[package]]\nname = \"numpy\"\n\
            version = \"1.26.4\"\n[[package]]\nname = \"numpy\"\nversion = \"2.0.0\"\n[[package]]\nname = \"local\"\n";
        let (_folder, context) = context(&[("poetry.lock", text)]);
        let lock = PythonLock::read(&context, "").unwrap().unwrap();
        assert_eq!(lock.version("Flask").unwrap().as_str(), "3.0.0");
        assert!(lock.version("numpy").is_none(), "it depends on the platform");
        assert!(lock.version("local").is_none());
        let (_folder, context) = self::context(&[("uv.lock", "[[package")]);
        assert!(PythonLock::read(&context, "").is_err());
    }
}
