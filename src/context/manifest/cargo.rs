//! `Cargo.toml` of Rust's cargo.

use std::sync::Arc;

use super::toml::{Toml, TomlFile};
use super::{LockFile, ManifestError};
use crate::context::{BuildContext, ContextFile, ContextPath, EntryKind};
use crate::source::Text;

const FORMAT: &str = "Cargo.toml";

/// A `Cargo.toml`.
#[derive(Clone, Debug)]
pub struct CargoToml {
    /// The file.
    pub file: Arc<ContextFile>,
    /// The package's name; `None` for a workspace without a package of its own.
    pub name: Option<Text>,
    /// Its version; that of the workspace if it says `version.workspace = true`.
    pub version: Option<Text>,
    /// The oldest compiler that it asks for.
    pub rust_version: Option<Text>,
    /// The names of the programs that `cargo build` makes, sorted.
    pub bins: Vec<String>,
    /// The members of the workspace, as written; patterns among them.
    pub members: Vec<Text>,
    /// `Cargo.lock`, if it is there.
    pub lock_file: Option<LockFile>,
}

impl CargoToml {
    /// Reads the `Cargo.toml` in `folder`, and looks for programs and the lock file beside it.
    pub fn read(context: &BuildContext, folder: &str) -> Result<Option<Self>, ManifestError> {
        let folder = ContextPath::new(folder);
        let Some(file) = context.read_at(&folder.join("Cargo.toml"))? else { return Ok(None) };
        let (mut cargo, auto) = Self::parse_with_auto(file)?;
        if auto {
            cargo.add_found_bins(context, &folder)?;
        }
        cargo.lock_file = LockFile::find(context, &folder, &["Cargo.lock"]).pop();
        Ok(Some(cargo))
    }

    /// Reads one file, without looking beside it: only the programs of its `[[bin]]` tables are known.
    pub fn parse(file: Arc<ContextFile>) -> Result<Self, ManifestError> {
        Self::parse_with_auto(file).map(|(cargo, _)| cargo)
    }

    /// Also tells whether programs are found by where their sources are.
    fn parse_with_auto(file: Arc<ContextFile>) -> Result<(Self, bool), ManifestError> {
        let toml = TomlFile::parse(&file, FORMAT)?;
        // `project` is the name that `package` once had.
        let table = ["package", "project"].into_iter().find(|name| toml.get(&[name]).is_some()).unwrap_or("package");
        let inherited = |name| {
            let own = toml.get(&[table, name])?;
            let from_workspace = own.get("workspace").and_then(Toml::bool) == Some(true);
            if from_workspace { toml.string(&["workspace", "package", name]) } else { own.string() }
        };
        let bins = toml.get(&["bin"]).map(Toml::elements).unwrap_or_default();
        let bins = bins.into_iter().filter_map(|bin| Some(bin.get("name")?.string()?.to_string()));
        let auto = toml.get(&[table, "autobins"]).and_then(Toml::bool) != Some(false);
        let cargo = Self {
            name: toml.string(&[table, "name"]),
            version: inherited("version"),
            rust_version: inherited("rust-version"),
            bins: bins.collect(),
            members: toml.get(&["workspace", "members"]).map(Toml::strings).unwrap_or_default(),
            lock_file: None,
            file: file.clone(),
        };
        Ok((cargo, auto))
    }

    /// Adds the programs of `src/main.rs` and `src/bin`.
    fn add_found_bins(&mut self, context: &BuildContext, folder: &ContextPath) -> Result<(), ManifestError> {
        let Some(name) = &self.name else { return Ok(()) };
        if context.is_file(folder.join("src/main.rs").as_str()) {
            self.bins.push(name.to_string());
        }
        for entry in context.list(folder.join("src/bin").as_str())?.entries {
            let name = entry.path.file_name();
            let has_main = || context.is_file(entry.path.join("main.rs").as_str());
            match entry.kind {
                EntryKind::File => self.bins.extend(name.strip_suffix(".rs").map(str::to_owned)),
                EntryKind::Folder if has_main() => self.bins.push(name.to_owned()),
                _ => {}
            }
        }
        self.bins.sort();
        self.bins.dedup();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::manifest::testing::context;

    #[test]
    fn finds_the_programs() {
        let (_folder, context) = context(&[
            (
                "Cargo.toml",
                "[package]\nname = \"tool\"\nversion = \"1.2.0\"\nrust-version = \"1.80\"\n[[bin]]\nname = \"extra\"\npath = \"x.rs\"\n",
            ),
            ("Cargo.lock", ""),
            ("src/main.rs", ""),
            ("src/bin/one.rs", ""),
            ("src/bin/two/main.rs", ""),
            ("src/bin/three/lib.rs", ""),
            ("plain/Cargo.toml", "[package]\nname = \"plain\"\nautobins = false\n"),
            ("plain/src/main.rs", ""),
        ]);
        let cargo = CargoToml::read(&context, "").unwrap().unwrap();
        assert_eq!(cargo.name.as_ref().unwrap().as_str(), "tool");
        assert_eq!(cargo.version.as_ref().unwrap().as_str(), "1.2.0");
        assert_eq!(cargo.file.source.text(cargo.rust_version.as_ref().unwrap().span()), "1.80");
        assert_eq!(cargo.bins, ["extra", "one", "tool", "two"]);
        assert!(cargo.lock_file.is_some());
        let plain = CargoToml::read(&context, "plain").unwrap().unwrap();
        assert!(plain.bins.is_empty() && plain.lock_file.is_none() && plain.version.is_none());
    }

    #[test]
    fn reads_a_workspace() {
        let text = "[workspace]\nmembers = [\"a\", \"crates/*\"]\n[workspace.package]\nversion = \"3.0.0\"\n[package]\nname = \"root\"\nversion.workspace = true\n";
        let (_folder, context) =
            context(&[("Cargo.toml", text), ("x/Cargo.toml", "[workspace]\n"), ("y/Cargo.toml", "[")]);
        let cargo = CargoToml::read(&context, "").unwrap().unwrap();
        assert_eq!(cargo.version.unwrap().as_str(), "3.0.0");
        assert_eq!(cargo.members.iter().map(Text::as_str).collect::<Vec<_>>(), ["a", "crates/*"]);
        assert!(CargoToml::read(&context, "x").unwrap().unwrap().name.is_none());
        assert!(CargoToml::read(&context, "y").is_err());
    }
}
