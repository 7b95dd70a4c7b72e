//! `composer.json` of PHP's Composer.

use std::sync::Arc;

use super::json::Json;
use super::text::is_commit;
use super::{Dependency, DependencyGroup, LockFile, ManifestError};
use crate::context::{BuildContext, ContextFile, ContextPath};
use crate::source::Text;

const FORMAT: &str = "composer.json";

/// A `composer.json`.
#[derive(Clone, Debug)]
pub struct ComposerJson {
    /// The file.
    pub file: Arc<ContextFile>,
    /// The package's name, such as `vendor/name`.
    pub name: Option<Text>,
    /// Its version.
    pub version: Option<Text>,
    /// What it requires: packages, and the platform's `php` and `ext-…`.
    pub dependencies: Vec<Dependency>,
    /// The names of its scripts.
    pub scripts: Vec<Text>,
    /// `composer.lock`, if it is there.
    pub lock_file: Option<LockFile>,
}

impl ComposerJson {
    /// Reads the `composer.json` in `folder`.
    pub fn read(context: &BuildContext, folder: &str) -> Result<Option<Self>, ManifestError> {
        let folder = ContextPath::new(folder);
        let Some(file) = context.read_at(&folder.join("composer.json"))? else { return Ok(None) };
        let mut composer = Self::parse(file)?;
        composer.lock_file = LockFile::find(context, &folder, &["composer.lock"]).pop();
        Ok(Some(composer))
    }

    /// Reads one file, without looking for the lock file.
    pub fn parse(file: Arc<ContextFile>) -> Result<Self, ManifestError> {
        let json = Json::parse(&file, FORMAT)?;
        let string = |name| json.get(name).and_then(Json::string);
        let mut dependencies = Vec::new();
        for (list, group) in [("require", DependencyGroup::Runtime), ("require-dev", DependencyGroup::Development)] {
            let entries = json.get(list).map(Json::strings).unwrap_or_default().into_iter();
            dependencies.extend(entries.map(|(name, requirement)| {
                let exact = is_exact(requirement.as_str());
                Dependency { name, requirement, exact, group }
            }));
        }
        let scripts = json.get("scripts").map(Json::entries).unwrap_or_default();
        Ok(Self {
            name: string("name"),
            version: string("version"),
            dependencies,
            scripts: scripts.into_iter().map(|(name, _)| name).collect(),
            lock_file: None,
            file,
        })
    }
}

/// Whether Composer would always take one version: numbers without a range, or a branch at a commit.
fn is_exact(requirement: &str) -> bool {
    let requirement = requirement.trim();
    if let Some((_, reference)) = requirement.split_once('#') {
        return is_commit(reference);
    }
    let version = requirement.trim_start_matches('=').trim_start().trim_start_matches('v');
    // `@dev` and its like allow more versions; `-beta1` is a part of one.
    version.starts_with(|ch: char| ch.is_ascii_digit())
        && version.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'+'))
        && !version.split(['.', '-']).any(|part| matches!(part, "x" | "X" | "dev"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::manifest::testing::context;

    #[test]
    fn reads_a_package() {
        let text = r#"{"name": "me/app", "require": {"php": ">=8.1", "monolog/monolog": "2.3.5"},
            "require-dev": {"phpunit/phpunit": "^10"}, "scripts": {"test": "phpunit", "all": ["@test"]}}"#;
        let (_folder, context) =
            context(&[("composer.json", text), ("composer.lock", "{}"), ("a/composer.json", text)]);
        let composer = ComposerJson::read(&context, "").unwrap().unwrap();
        assert_eq!(composer.name.as_ref().unwrap().as_str(), "me/app");
        let exact: Vec<_> = composer.dependencies.iter().map(|d| (d.name.as_str(), d.exact)).collect();
        assert_eq!(exact, [("php", false), ("monolog/monolog", true), ("phpunit/phpunit", false)]);
        assert_eq!(composer.dependencies[2].group, DependencyGroup::Development);
        assert_eq!(composer.scripts.iter().map(Text::as_str).collect::<Vec<_>>(), ["test", "all"]);
        assert_eq!(composer.lock_file.unwrap().name(), "composer.lock");
        assert!(ComposerJson::read(&context, "a").unwrap().unwrap().lock_file.is_none());
        assert!(ComposerJson::read(&context, "b").unwrap().is_none());
    }

    #[test]
    fn knows_exact_versions() {
        for version in ["1.2.3", "v1.2.3", "=1.2", "1.0.0-beta1", "1.0.0.0"] {
            assert!(is_exact(version), "{version}");
        }
        assert!(is_exact(&format!("dev-main#{}", "a".repeat(40))));
        for version in ["", "*", "1.*", "1.x", "^1", "~1.2", ">=1", "1 - 2", "1|2", "dev-main", "1.0.x-dev", "1.0@dev"]
        {
            assert!(!is_exact(version), "{version}");
        }
    }
}
