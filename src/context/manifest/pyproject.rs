//! `pyproject.toml` of Python projects.

use std::sync::Arc;

use super::text::syntax;
use super::toml::{Toml, TomlFile};
use super::{Dependency, DependencyGroup, LockFile, ManifestError, Requirement};
use crate::context::{BuildContext, ContextFile, ContextPath};
use crate::source::Text;

const FORMAT: &str = "pyproject.toml";
const LOCK_FILES: [&str; 4] = ["uv.lock", "poetry.lock", "pdm.lock", "pylock.toml"];

/// A `pyproject.toml`.
#[derive(Clone, Debug)]
pub struct PyProject {
    /// The file.
    pub file: Arc<ContextFile>,
    /// The project's name, from `[project]` or `[tool.poetry]`.
    pub name: Option<Text>,
    /// Its version; `None` if it is computed.
    pub version: Option<Text>,
    /// The versions of Python that it asks for.
    pub requires_python: Option<Text>,
    /// `project.dependencies`.
    pub dependencies: Vec<Requirement>,
    /// `project.optional-dependencies`, with the name of the extra, and `dependency-groups`, with that of the group.
    pub optional_dependencies: Vec<(Text, Requirement)>,
    /// `tool.poetry.dependencies` and its groups, which are not written as PEP 508 has it.
    pub poetry_dependencies: Vec<Dependency>,
    /// The programs that it installs, and the functions that they call.
    pub scripts: Vec<(Text, Text)>,
    /// `build-system.requires`.
    pub build_requires: Vec<Requirement>,
    /// `build-system.build-backend`.
    pub build_backend: Option<Text>,
    /// The lock files in the same folder.
    pub lock_files: Vec<LockFile>,
    /// Requirements that could not be understood.
    pub errors: Vec<ManifestError>,
}

impl PyProject {
    /// Reads the `pyproject.toml` in `folder`.
    pub fn read(context: &BuildContext, folder: &str) -> Result<Option<Self>, ManifestError> {
        let folder = ContextPath::new(folder);
        let Some(file) = context.read_at(&folder.join("pyproject.toml"))? else { return Ok(None) };
        let mut project = Self::parse(file)?;
        project.lock_files = LockFile::find(context, &folder, &LOCK_FILES);
        Ok(Some(project))
    }

    /// Reads one file, without looking for lock files.
    pub fn parse(file: Arc<ContextFile>) -> Result<Self, ManifestError> {
        let toml = TomlFile::parse(&file, FORMAT)?;
        let mut errors = Vec::new();
        let mut requirements = |value: Option<Toml<'_>>| -> Vec<Requirement> {
            let texts = value.map(Toml::strings).unwrap_or_default();
            texts.iter().filter_map(|text| requirement(&file, text, &mut errors)).collect()
        };
        let dependencies = requirements(toml.get(&["project", "dependencies"]));
        let build_requires = requirements(toml.get(&["build-system", "requires"]));
        let mut optional_dependencies = Vec::new();
        for path in [["project", "optional-dependencies"].as_slice(), &["dependency-groups"]] {
            for (group, list) in toml.get(path).map(Toml::entries).unwrap_or_default() {
                let requirements = requirements(Some(list)).into_iter();
                optional_dependencies.extend(requirements.map(|requirement| (group.clone(), requirement)));
            }
        }
        let either = |key| toml.string(&["project", key]).or_else(|| toml.string(&["tool", "poetry", key]));
        Ok(Self {
            name: either("name"),
            version: either("version"),
            requires_python: toml.string(&["project", "requires-python"]),
            dependencies,
            optional_dependencies,
            poetry_dependencies: poetry_dependencies(&toml),
            scripts: scripts(&toml),
            build_requires,
            build_backend: toml.string(&["build-system", "build-backend"]),
            lock_files: Vec::new(),
            errors,
            file: file.clone(),
        })
    }
}

fn requirement(file: &ContextFile, text: &Text, errors: &mut Vec<ManifestError>) -> Option<Requirement> {
    match Requirement::parse(text) {
        Ok(requirement) => Some(requirement),
        Err(problem) => {
            errors.push(syntax(file, problem.span, FORMAT, problem.message));
            None
        }
    }
}

fn scripts(toml: &TomlFile<'_>) -> Vec<(Text, Text)> {
    let tables = [["project", "scripts"].as_slice(), &["project", "gui-scripts"], &["tool", "poetry", "scripts"]];
    let entries = tables.into_iter().filter_map(|path| toml.get(path)).flat_map(Toml::entries);
    entries.filter_map(|(name, function)| Some((name, function.string()?))).collect()
}

/// Poetry's lists: a version, or a table with `version`, `git`, `path` or `url`.
fn poetry_dependencies(toml: &TomlFile<'_>) -> Vec<Dependency> {
    let mut lists = vec![
        (toml.get(&["tool", "poetry", "dependencies"]), DependencyGroup::Runtime),
        (toml.get(&["tool", "poetry", "dev-dependencies"]), DependencyGroup::Development),
    ];
    let groups = toml.get(&["tool", "poetry", "group"]).map(Toml::entries).unwrap_or_default();
    lists.extend(groups.into_iter().map(|(_, group)| (group.get("dependencies"), DependencyGroup::Development)));
    let mut dependencies = Vec::new();
    for (list, group) in lists {
        for (name, value) in list.map(Toml::entries).unwrap_or_default() {
            let version = value.string().or_else(|| value.get("version").and_then(Toml::string));
            let place = ["git", "path", "url"].iter().find_map(|key| value.get(key).and_then(Toml::string));
            let exact = version.as_ref().is_some_and(|version| is_poetry_exact(version.as_str()));
            let requirement = version.or(place).unwrap_or_else(|| name.slice(0..0));
            dependencies.push(Dependency { name, requirement, exact, group });
        }
    }
    dependencies
}

/// Whether Poetry takes one version: a number as it is, or after `==`.
fn is_poetry_exact(requirement: &str) -> bool {
    let version = requirement.trim().trim_start_matches('=').trim();
    version.starts_with(|ch: char| ch.is_ascii_digit())
        && version.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'+' | b'!'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::manifest::testing::context;

    #[test]
    fn reads_a_project() {
        let text = r#"
            [build-system]
            requires = ["hatchling>=1"]
            build-backend = "hatchling.build"
            [project]
            name = "app"
            version = "0.1.0"
            requires-python = ">=3.11"
            dependencies = ["flask==3.0.0", "requests>=2", "bad version 1"]
            scripts = { app = "app.cli:main" }
            [project.optional-dependencies]
            dev = ["pytest"]
            [dependency-groups]
            lint = ["ruff==0.5.0", {include-group = "dev"}]
        "#;
        let (_folder, context) = context(&[("pyproject.toml", text), ("uv.lock", "")]);
        let project = PyProject::read(&context, "").unwrap().unwrap();
        assert_eq!(project.name.as_ref().unwrap().as_str(), "app");
        assert_eq!(project.build_backend.as_ref().unwrap().as_str(), "hatchling.build");
        let exact: Vec<_> = project.dependencies.iter().map(Requirement::is_exact).collect();
        assert_eq!(exact, [true, false]);
        let flask = &project.dependencies[0];
        assert_eq!(project.file.source.text(flask.specifiers[0].span), "==3.0.0");
        let optional: Vec<_> = project
            .optional_dependencies
            .iter()
            .map(|(group, requirement)| (group.as_str(), requirement.normal_name().unwrap()))
            .collect();
        assert_eq!(optional, [("dev", "pytest".to_owned()), ("lint", "ruff".to_owned())]);
        assert_eq!(project.scripts[0].1.as_str(), "app.cli:main");
        let Some(ManifestError::Syntax { span, .. }) = project.errors.first() else { panic!() };
        assert_eq!(project.file.source.text(*span), "version 1");
        assert_eq!(project.lock_files.iter().map(LockFile::name).collect::<Vec<_>>(), ["uv.lock"]);
    }

    #[test]
    fn reads_poetry() {
        let text = r#"
            [tool.poetry]
            name = "app"
            version = "1.0"
            [tool.poetry.dependencies]
            python = "^3.11"
            django = "4.2.1"
            celery = { version = "==5.3", extras = ["redis"] }
            own = { git = "https://example.org/own.git" }
            many = [{ version = "1" }]
            [tool.poetry.group.test.dependencies]
            pytest = "*"
        "#;
        let (_folder, context) = context(&[("pyproject.toml", text), ("x/pyproject.toml", "name =")]);
        let project = PyProject::read(&context, ".").unwrap().unwrap();
        let found: Vec<_> =
            project.poetry_dependencies.iter().map(|d| (d.name.as_str(), d.requirement.as_str(), d.exact)).collect();
        assert_eq!(
            found,
            [
                ("python", "^3.11", false),
                ("django", "4.2.1", true),
                ("celery", "==5.3", true),
                ("own", "https://example.org/own.git", false),
                ("many", "", false),
                ("pytest", "*", false),
            ]
        );
        assert_eq!(project.version.as_ref().unwrap().as_str(), "1.0");
        assert!(PyProject::read(&context, "x").is_err());
        assert!(PyProject::read(&context, "y").unwrap().is_none());
    }
}
