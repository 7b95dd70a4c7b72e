use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use super::manager::Manager;
use super::users::User;

include!(concat!(env!("OUT_DIR"), "/families.rs"));

/// What kind of userland an image has: which shell, which package manager, which programs without installing any.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// Alpine Linux: BusyBox, musl, apk.
    Alpine,
    /// Arch Linux.
    Arch,
    /// The image `busybox`, which has no package manager.
    Busybox,
    /// Debian, Ubuntu and what is built on them.
    Debian,
    /// Libraries and data without programs: distroless, chiseled.
    Distroless,
    /// Some distribution that nothing is known of.
    Other,
    /// Red Hat, CentOS, Fedora, Amazon, Oracle, Azure Linux and their relatives.
    Rhel,
    /// Nothing at all.
    Scratch,
    /// SUSE and openSUSE.
    Suse,
    /// Windows; nothing of it can become a Nix image.
    Windows,
    /// Wolfi and Chainguard images: apk and BusyBox, but glibc.
    Wolfi,
}

/// The C library that programs of an image are linked with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Libc {
    /// The GNU C library, as in nixpkgs.
    Glibc,
    /// musl: programs built with it run on it only.
    Musl,
    /// None.
    None,
}

/// What is in every image of a family.
struct Userland {
    libc: Libc,
    sh: Option<&'static str>,
    managers: &'static [Manager],
    tags: &'static [&'static str],
    base: &'static [&'static str],
    programs: &'static [(&'static str, &'static [&'static str])],
    users: &'static [(&'static str, u32, u32, &'static str)],
}

impl Family {
    /// Every family, sorted by name.
    pub const ALL: [Self; 11] = [
        Self::Alpine,
        Self::Arch,
        Self::Busybox,
        Self::Debian,
        Self::Distroless,
        Self::Other,
        Self::Rhel,
        Self::Scratch,
        Self::Suse,
        Self::Windows,
        Self::Wolfi,
    ];

    /// The name that the data uses.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Alpine => "alpine",
            Self::Arch => "arch",
            Self::Busybox => "busybox",
            Self::Debian => "debian",
            Self::Distroless => "distroless",
            Self::Other => "other",
            Self::Rhel => "rhel",
            Self::Scratch => "scratch",
            Self::Suse => "suse",
            Self::Windows => "windows",
            Self::Wolfi => "wolfi",
        }
    }

    /// The family that a tag names, whatever its image is else: Alpine for `3.13-alpine3.23`. Of several the last.
    #[must_use]
    pub fn of_tag(tag: &str) -> Option<Self> {
        let place = |words: &[&str]| words.iter().filter_map(|word| word_in(tag, word)).max();
        let named = USERLANDS.iter().filter_map(|(family, it)| Some((place(it.tags)?, *family)));
        named.max_by_key(|(place, _)| *place).map(|(_, family)| family)
    }

    /// The C library.
    #[must_use]
    pub fn libc(self) -> Libc {
        self.userland().map_or(Libc::None, |it| it.libc)
    }

    /// The program behind `/bin/sh`: `dash`, `bash`, `busybox`. `None`: there is no shell.
    #[must_use]
    pub fn sh(self) -> Option<&'static str> {
        self.userland()?.sh
    }

    /// The package managers that belong to it, first the usual one.
    #[must_use]
    pub fn managers(self) -> &'static [Manager] {
        self.userland().map_or(&[], |it| it.managers)
    }

    /// The packages that are in every image, by their names in the distribution.
    #[must_use]
    pub fn base_packages(self) -> &'static [&'static str] {
        self.userland().map_or(&[], |it| it.base)
    }

    /// The package of the base system that brings this program.
    #[must_use]
    pub fn provides(self, program: &str) -> Option<&'static str> {
        self.base_packages().iter().copied().find(|package| self.programs_of(package).contains(&program))
    }

    /// The programs that a package brings, if it is one of the base system or of a known base image.
    #[must_use]
    pub fn programs_of(self, package: &str) -> &'static [&'static str] {
        let programs = self.userland().map_or(&[][..], |it| it.programs);
        let found = programs.iter().find(|(it, _)| *it == package);
        found.map_or(&[], |(_, programs)| programs)
    }

    /// The users of the base system besides root.
    pub fn users(self) -> impl Iterator<Item = User> {
        self.userland().map_or(&[][..], |it| it.users).iter().map(User::new)
    }

    fn userland(self) -> Option<&'static Userland> {
        USERLANDS.iter().find(|(family, _)| *family == self).map(|(_, userland)| userland)
    }
}

impl fmt::Display for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A name that is no family's.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("`{name}` is not a family of base images")]
pub struct UnknownFamily {
    /// The name as it was given.
    pub name: String,
}

impl FromStr for Family {
    type Err = UnknownFamily;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|family| family.as_str() == name)
            .ok_or_else(|| UnknownFamily { name: name.to_owned() })
    }
}

/// Where a tag has this word: between characters that are no letters or digits, though digits may follow.
pub(super) fn word_in(tag: &str, word: &str) -> Option<usize> {
    // Both are short: to prepare a search would take longer than the search.
    let mut places =
        (0..tag.len()).filter(|start| tag.as_bytes().get(*start..).is_some_and(|it| it.starts_with(word.as_bytes())));
    places.find(|start| {
        let before = tag.get(..*start).and_then(|text| text.chars().next_back());
        let after = tag.get(start + word.len()..).and_then(|text| text.chars().next());
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphabetic)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::nix_package;

    #[test]
    fn every_family_has_a_userland_and_a_name() {
        for family in Family::ALL {
            assert!(family.userland().is_some(), "{family}");
            assert_eq!(family.as_str().parse(), Ok(family));
        }
        assert_eq!(USERLANDS.len(), Family::ALL.len());
    }

    #[test]
    fn the_base_system_has_what_everybody_relies_on() {
        for family in [Family::Alpine, Family::Debian, Family::Rhel, Family::Suse, Family::Arch] {
            for program in ["sh", "ls", "cat", "grep", "sed", "awk", "mkdir", "chmod", "ldd"] {
                assert!(family.provides(program).is_some(), "{family}: {program}");
            }
        }
        assert_eq!(Family::Debian.provides("apt-get"), Some("apt"));
        assert_eq!(Family::Alpine.provides("wget"), Some("busybox"));
        assert_eq!(Family::Debian.provides("curl"), None);
        assert_eq!(Family::Distroless.provides("sh"), None);
    }

    #[test]
    fn the_shell_is_the_first_program_one_expects() {
        assert_eq!((Family::Debian.sh(), Family::Rhel.sh(), Family::Scratch.sh()), (Some("dash"), Some("bash"), None));
        for family in Family::ALL {
            assert_eq!(family.sh().is_some(), family.provides("sh").is_some() || family == Family::Other, "{family}");
        }
    }

    #[test]
    fn every_package_of_the_base_system_has_an_entry() {
        let mut unknown = Vec::new();
        for family in Family::ALL {
            let Some(manager) = family.managers().first() else { continue };
            let packages = family.userland().map_or(&[][..], |it| it.programs).iter().map(|(package, _)| *package);
            unknown.extend(packages.filter(|package| nix_package(*manager, package).is_none()).map(|it| (family, it)));
        }
        assert_eq!(unknown, []);
    }

    #[test]
    fn a_tag_names_its_family() {
        let of = |tag| Family::of_tag(tag);
        assert_eq!(of("3.13-alpine3.23"), Some(Family::Alpine));
        assert_eq!(of("24-bookworm-slim"), Some(Family::Debian));
        assert_eq!(of("8.0-jammy-chiseled-extra"), Some(Family::Distroless));
        assert_eq!(of("17-ubi9-minimal"), Some(Family::Rhel));
        assert_eq!(of("1809-windowsservercore"), Some(Family::Windows));
        assert_eq!(of("21-al2023-headless"), Some(Family::Rhel));
        assert_eq!(of("3.13"), None);
        assert_eq!(of("final2-alpinelike"), None);
    }
}
