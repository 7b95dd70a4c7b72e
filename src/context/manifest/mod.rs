//! What the dependency files of a build context pin.
//!
//! One file per format. Each reader takes a folder or file of a [`BuildContext`](super::BuildContext), gives `None`
//! when the file is not there, and keeps the file beside what it found, so that every [`Text`](crate::source::Text)
//! in it can be shown at its place. Whether a lock file stands beside it is told too.
//!
//! "Exact" means that the file itself says which one version is meant.

pub mod cargo;
pub mod composer;
mod dependency;
mod error;
pub mod gemfile;
pub mod go_mod;
mod json;
pub mod maven_gradle;
pub mod package_json;
mod pep508;
mod pip_lines;
pub mod pyproject;
pub mod python_lock;
mod requirement;
pub mod requirements;
mod ruby;
mod text;
mod toml;

pub use dependency::{Dependency, DependencyGroup, LockFile};
pub use error::ManifestError;
pub use pip_lines::PipOption;
pub use requirement::{Operator, Requirement, RequirementSource, Specifier, normalize_name};

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::testing::context;
    use super::*;

    /// Pieces of all the formats, so that the readers get beyond the first byte.
    #[rustfmt::skip]
    const PIECES: &[&str] = &[
        "name", "version", "gem", "require", "\"", "'", "{", "}", "[", "]", "(", ")", "<", ">", "</a>", ",", ":", "=",
        "==", "@", "#", "//", "\\", "\n", "\r\n", " ", "\t", "-", "--hash", "-r", "é", "\u{feff}", "1.0", "git+", "://",
        "/", "do", "end", "[project]", "[[bin]]", "dependencies", "packages", "module", "specs:", "    ",
    ];

    fn content() -> impl Strategy<Value = String> {
        proptest::collection::vec(
            prop_oneof![proptest::sample::select(PIECES).prop_map(str::to_owned), ".{0,3}"],
            0..40,
        )
        .prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn no_content_makes_a_reader_panic(text in content()) {
            let names = ["requirements.txt", "package.json", "package-lock.json", "Gemfile", "Gemfile.lock", "go.mod",
                "Cargo.toml", "pyproject.toml", "uv.lock", "composer.json", "pom.xml", "build.gradle", "x.go"];
            let (_folder, context) = context(&names.map(|name| (name, text.as_str())));
            let requirements = requirements::Requirements::read(&context, "requirements.txt").unwrap().unwrap();
            for (file, requirement) in requirements.requirements() {
                prop_assert!(requirement.span().end <= file.file.source.bytes().len());
            }
            let _ = package_json::PackageJson::read(&context, "");
            let _ = package_json::PackageLock::read(&context, "");
            gemfile::Gemfile::read(&context, "").unwrap();
            gemfile::GemfileLock::read(&context, "").unwrap();
            go_mod::GoMod::read(&context, "").unwrap();
            let _ = cargo::CargoToml::read(&context, "");
            let _ = pyproject::PyProject::read(&context, "");
            let _ = python_lock::PythonLock::read(&context, "");
            let _ = composer::ComposerJson::read(&context, "");
            let _ = maven_gradle::Pom::read(&context, "");
            let _ = maven_gradle::Gradle::read(&context, "");
        }
    }
}

#[cfg(test)]
pub(super) mod testing {
    use std::fs;

    use crate::context::BuildContext;

    /// A context with these files and their contents. The folder is gone when its guard is.
    pub(super) fn context(files: &[(&str, &str)]) -> (tempfile::TempDir, BuildContext) {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let context = BuildContext::open(folder.path()).unwrap();
        (folder, context)
    }
}
