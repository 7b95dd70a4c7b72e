//! What packages, files and programs are for (`rules/lint/package-roles.yaml`).

use crate::facts::Manager;

include!(concat!(env!("OUT_DIR"), "/roles.rs"));

/// A manager, and names of its packages.
type ManagerNames = (&'static str, &'static [&'static str]);

/// What a package is for, as far as an image can do without it when it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Role {
    /// It installs other packages.
    PackageManager,
    /// A compiler, or what drives one.
    BuildTool,
    /// What is needed to compile against a library.
    Headers,
    /// git and the like.
    VersionControl,
    /// curl and the like.
    Download,
    /// Manuals.
    Documentation,
    /// Debuggers, and what they read.
    Debugging,
    /// Test runners and linters.
    Testing,
    /// Editors, shells and other comforts.
    Convenience,
}

impl Role {
    /// The name that rules use.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::PackageManager => "package-manager",
            Self::BuildTool => "build-tool",
            Self::Headers => "headers",
            Self::VersionControl => "version-control",
            Self::Download => "download",
            Self::Documentation => "documentation",
            Self::Debugging => "debugging",
            Self::Testing => "testing",
            Self::Convenience => "convenience",
        }
    }
}

/// The name that stands for all managers of distributions.
const SYSTEM: &str = "system";

/// What the package is for; `None` for those that a running image may well need.
pub(crate) fn role(manager: Manager, package: &str) -> Option<Role> {
    let is_ours = |name: &str| name == manager.as_str() || (name == SYSTEM && manager.is_of_system());
    let matches = |(name, patterns): &(&str, &[&str])| is_ours(name) && patterns.iter().any(|it| is_like(package, it));
    PACKAGES.iter().find(|(_, names)| names.iter().any(matches)).map(|(role, _)| *role)
}

/// Whether a file of this name (without its folder) is only read to build something.
pub(crate) fn is_build_file(name: &str) -> bool {
    FILES.iter().any(|pattern| is_like(name, pattern))
}

/// Whether a program of this name builds something.
pub(crate) fn is_build_program(name: &str) -> bool {
    PROGRAMS.contains(&name)
}

/// Whether `name` matches `pattern`, in which `*` stands for any characters.
pub(crate) fn is_like(name: &str, pattern: &str) -> bool {
    let differs = |a: Option<&u8>, b: Option<&u8>| b != Some(&b'*') && a != b;
    // Most names differ in the first letter or the last.
    let (name_bytes, pattern_bytes) = (name.as_bytes(), pattern.as_bytes());
    if differs(name_bytes.first(), pattern_bytes.first()) || differs(name_bytes.last(), pattern_bytes.last()) {
        return false;
    }
    let mut pieces = pattern.split('*');
    let first = pieces.next().unwrap_or_default();
    let Some(mut rest) = name.strip_prefix(first) else { return false };
    let mut pieces: Vec<&str> = pieces.collect();
    let Some(last) = pieces.pop() else { return rest.is_empty() };
    for piece in pieces {
        match rest.find(piece) {
            Some(at) => rest = rest.get(at + piece.len()..).unwrap_or_default(),
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stand_for_any_characters() {
        for (name, pattern) in
            [("gcc", "gcc"), ("gcc-12", "gcc-*"), ("libc-dev", "*-dev"), ("python3.11-pip", "python3*-pip")]
        {
            assert!(is_like(name, pattern), "{name} {pattern}");
        }
        for (name, pattern) in [("gcc-12", "gcc"), ("libgcc", "gcc*"), ("dev", "*-dev"), ("a-b", "a-b*-b")] {
            assert!(!is_like(name, pattern), "{name} {pattern}");
        }
    }

    #[test]
    fn roles_are_those_of_the_manager() {
        assert_eq!(role(Manager::Apk, "py2-pip"), Some(Role::PackageManager));
        assert_eq!(role(Manager::Apt, "libssl-dev"), Some(Role::Headers));
        assert_eq!(role(Manager::Apt, "dpkg-dev"), Some(Role::BuildTool));
        assert_eq!(role(Manager::Npm, "git"), None);
        assert_eq!(role(Manager::Apt, "nginx"), None);
    }
}
