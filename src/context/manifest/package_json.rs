//! `package.json` of npm, and the lock files beside it.

use std::sync::Arc;

use super::json::Json;
use super::text::is_commit;
use super::{Dependency, DependencyGroup, LockFile, ManifestError};
use crate::context::{BuildContext, ContextFile, ContextPath};
use crate::source::Text;

const FORMAT: &str = "package.json";

/// The lock files of npm, yarn, pnpm and bun.
const LOCK_FILES: [&str; 6] =
    ["package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock", "bun.lockb"];

/// The lists of dependencies, in the order in which they are read.
const LISTS: [(&str, DependencyGroup); 4] = [
    ("dependencies", DependencyGroup::Runtime),
    ("devDependencies", DependencyGroup::Development),
    ("optionalDependencies", DependencyGroup::Optional),
    ("peerDependencies", DependencyGroup::Peer),
];

/// A `package.json`.
#[derive(Clone, Debug)]
pub struct PackageJson {
    /// The file.
    pub file: Arc<ContextFile>,
    /// The package's name.
    pub name: Option<Text>,
    /// Its version.
    pub version: Option<Text>,
    /// The module that `node .` runs.
    pub main: Option<Text>,
    /// The programs that it installs, by name.
    pub bin: Vec<(Text, Text)>,
    /// The commands of `npm run`, by name.
    pub scripts: Vec<(Text, Text)>,
    /// The versions of Node and others that it asks for, by name.
    pub engines: Vec<(Text, Text)>,
    /// The manager that corepack is to use, such as `pnpm@9.1.0`.
    pub package_manager: Option<Text>,
    /// The folders of the workspaces, as written; patterns among them.
    pub workspaces: Vec<Text>,
    /// The dependencies, in the order of the file within each list.
    pub dependencies: Vec<Dependency>,
    /// The lock files in the same folder.
    pub lock_files: Vec<LockFile>,
}

/// The versions that a `package-lock.json` or `npm-shrinkwrap.json` has for what `package.json` names.
#[derive(Clone, Debug)]
pub struct PackageLock {
    /// The file.
    pub file: Arc<ContextFile>,
    /// Names and versions of the packages directly in `node_modules`.
    pub packages: Vec<(String, Text)>,
}

impl PackageJson {
    /// Reads the `package.json` in `folder`.
    pub fn read(context: &BuildContext, folder: &str) -> Result<Option<Self>, ManifestError> {
        let folder = ContextPath::new(folder);
        let Some(file) = context.read_at(&folder.join("package.json"))? else { return Ok(None) };
        let mut package = Self::parse(file)?;
        package.lock_files = LockFile::find(context, &folder, &LOCK_FILES);
        Ok(Some(package))
    }

    /// Reads one file, without looking for lock files.
    pub fn parse(file: Arc<ContextFile>) -> Result<Self, ManifestError> {
        let json = Json::parse(&file, FORMAT)?;
        let string = |name| json.get(name).and_then(Json::string);
        let strings = |name| json.get(name).map(Json::strings).unwrap_or_default();
        let dependencies = LISTS.iter().flat_map(|&(list, group)| {
            strings(list).into_iter().map(move |(name, requirement)| {
                let exact = is_exact(requirement.as_str());
                Dependency { name, requirement, exact, group }
            })
        });
        let name = string("name");
        // A single program is called like the package, without its scope.
        let bin = match (string("bin"), &name) {
            (Some(path), Some(name)) => {
                vec![(name.slice_of(name.as_str().rsplit('/').next().unwrap_or_default()), path)]
            }
            _ => strings("bin"),
        };
        // Yarn also has an object with a list in it.
        let workspaces = json.get("workspaces").map(|list| list.get("packages").unwrap_or(list));
        Ok(Self {
            workspaces: workspaces
                .map(Json::elements)
                .unwrap_or_default()
                .into_iter()
                .filter_map(Json::string)
                .collect(),
            version: string("version"),
            main: string("main"),
            bin,
            scripts: strings("scripts"),
            engines: strings("engines"),
            package_manager: string("packageManager"),
            dependencies: dependencies.collect(),
            lock_files: Vec::new(),
            name,
            file,
        })
    }

    /// The command of `npm run NAME`.
    pub fn script(&self, name: &str) -> Option<&Text> {
        self.scripts.iter().rev().find(|(key, _)| key.as_str() == name).map(|(_, command)| command)
    }
}

impl PackageLock {
    /// Reads the `package-lock.json` in `folder`, or else its `npm-shrinkwrap.json`, which npm prefers.
    pub fn read(context: &BuildContext, folder: &str) -> Result<Option<Self>, ManifestError> {
        let folder = ContextPath::new(folder);
        for name in ["npm-shrinkwrap.json", "package-lock.json"] {
            if let Some(file) = context.read_at(&folder.join(name))? {
                return Self::parse(file).map(Some);
            }
        }
        Ok(None)
    }

    /// Reads one file: `packages` of lock file versions 2 and 3, `dependencies` of version 1.
    pub fn parse(file: Arc<ContextFile>) -> Result<Self, ManifestError> {
        let json = Json::parse(&file, "package-lock.json")?;
        let version = |entry: Json<'_>| entry.get("version").and_then(Json::string);
        let packages = match json.get("packages") {
            Some(packages) => packages
                .entries()
                .into_iter()
                .filter_map(|(path, entry)| {
                    let name = path.as_str().strip_prefix("node_modules/")?;
                    (!name.contains("/node_modules/")).then(|| Some((name.to_owned(), version(entry)?)))?
                })
                .collect(),
            None => {
                let entries = json.get("dependencies").map(Json::entries).unwrap_or_default().into_iter();
                entries.filter_map(|(name, entry)| Some((name.to_string(), version(entry)?))).collect()
            }
        };
        Ok(Self { packages, file })
    }

    /// The version of the package `name`.
    pub fn version(&self, name: &str) -> Option<&Text> {
        self.packages.iter().find(|(key, _)| key == name).map(|(_, version)| version)
    }
}

/// Whether npm would always take one version: all three numbers without a range, or a commit.
fn is_exact(requirement: &str) -> bool {
    let requirement = requirement.trim();
    if let Some((_, fragment)) = requirement.split_once('#') {
        return is_commit(fragment);
    }
    // `npm:other@1.2.3` is another package under this name.
    let version = match requirement.strip_prefix("npm:") {
        Some(alias) => alias.rsplit_once('@').map_or("", |(_, version)| version),
        None => requirement,
    };
    let version = version.trim_start_matches(['=', ' ']).trim_start_matches('v');
    let core = version.split(['-', '+']).next().unwrap_or_default();
    let number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    core.split('.').count() == 3
        && core.split('.').all(number)
        && version.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'+'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::manifest::testing::context;

    #[test]
    fn reads_a_package() {
        let (_folder, context) = context(&[
            (
                "web/package.json",
                r#"{
                  "name": "@me/app", "version": "1.0.0", "main": "index.js", "bin": "cli.js",
                  "packageManager": "pnpm@9.1.0", "engines": {"node": ">=20"},
                  "scripts": {"build": "tsc", "start": "node ."},
                  "dependencies": {"express": "^4.18.0", "left-pad": "1.3.0"},
                  "devDependencies": {"typescript": "~5.0"},
                  "private": true, "workspaces": ["packages/*"]
                }"#,
            ),
            ("web/pnpm-lock.yaml", ""),
            ("yarn.lock", ""),
        ]);
        let package = PackageJson::read(&context, "/web").unwrap().unwrap();
        assert_eq!(package.name.as_ref().unwrap().as_str(), "@me/app");
        assert_eq!(package.bin[0].0.as_str(), "app");
        assert_eq!(package.script("build").unwrap().as_str(), "tsc");
        assert_eq!(package.package_manager.as_ref().unwrap().as_str(), "pnpm@9.1.0");
        assert_eq!(package.workspaces[0].as_str(), "packages/*");
        assert_eq!(package.engines[0].1.as_str(), ">=20");
        let dependencies: Vec<_> =
            package.dependencies.iter().map(|d| (d.name.as_str(), d.requirement.as_str(), d.exact, d.group)).collect();
        assert_eq!(
            dependencies,
            [
                ("express", "^4.18.0", false, DependencyGroup::Runtime),
                ("left-pad", "1.3.0", true, DependencyGroup::Runtime),
                ("typescript", "~5.0", false, DependencyGroup::Development),
            ]
        );
        assert_eq!(package.file.source.text(package.dependencies[0].requirement.span()), "^4.18.0");
        assert_eq!(package.lock_files.iter().map(LockFile::name).collect::<Vec<_>>(), ["pnpm-lock.yaml"]);
        assert!(PackageJson::read(&context, "").unwrap().is_none());
    }

    #[test]
    fn knows_exact_versions() {
        for version in ["1.2.3", "=1.2.3", "v1.2.3", "1.2.3-rc.1+5", "npm:other@1.2.3"] {
            assert!(is_exact(version), "{version}");
        }
        let commit = format!("github:a/b#{}", "0".repeat(40));
        assert!(is_exact(&commit));
        for version in [
            "",
            "*",
            "1",
            "1.2",
            "1.x",
            "^1.2.3",
            "~1.2.3",
            ">=1.2.3",
            "1.2.3 - 2.0.0",
            "1.2.3 || 2.0.0",
            "latest",
            "npm:other@^1",
            "file:../x",
            "https://example.org/x.tgz",
            "a/b#main",
            "1.2.*",
        ] {
            assert!(!is_exact(version), "{version}");
        }
    }

    #[test]
    fn reads_both_kinds_of_lock_file() {
        let new = r#"{"lockfileVersion": 3, "packages": {"": {"version": "1.0.0"},
            "node_modules/a": {"version": "2.0.0"}, "node_modules/a/node_modules/b": {"version": "3.0.0"},
            "node_modules/@s/c": {"version": "4.0.0"}}}"#;
        let old = r#"{"lockfileVersion": 1, "dependencies": {"a": {"version": "2.1.0"}}}"#;
        let (_folder, context) = context(&[("new/package-lock.json", new), ("old/npm-shrinkwrap.json", old)]);
        let lock = PackageLock::read(&context, "new").unwrap().unwrap();
        assert_eq!(lock.packages.len(), 2);
        assert_eq!(lock.version("@s/c").unwrap().as_str(), "4.0.0");
        let lock = PackageLock::read(&context, "old").unwrap().unwrap();
        assert_eq!(lock.version("a").unwrap().as_str(), "2.1.0");
        assert!(PackageLock::read(&context, "").unwrap().is_none());
    }

    #[test]
    fn unexpected_values_are_left_out() {
        let (_folder, context) = context(&[
            ("package.json", r#"{"name": 1, "scripts": [], "dependencies": {"a": {}, "b": "1"}}"#),
            ("x/package.json", "["),
        ]);
        let package = PackageJson::read(&context, ".").unwrap().unwrap();
        assert!(package.name.is_none() && package.scripts.is_empty());
        assert_eq!(package.dependencies.len(), 1);
        assert!(matches!(PackageJson::read(&context, "x"), Err(ManifestError::Syntax { .. })));
    }
}
