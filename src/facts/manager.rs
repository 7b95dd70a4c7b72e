use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use super::managers::{self, ManagerKind};

/// A source of packages with names of its own.
///
/// The variants are name spaces, not programs: `apt`, `apt-get` and `aptitude` all mean [`Manager::Apt`], `yum`
/// and `microdnf` mean [`Manager::Dnf`], `yarn global` and `pnpm -g` mean [`Manager::Npm`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Manager {
    /// Debian and Ubuntu packages.
    Apt,
    /// Alpine packages.
    Apk,
    /// RPM packages of Fedora, Red Hat and their relatives (`dnf`, `yum`, `microdnf`, `tdnf`).
    Dnf,
    /// RPM packages of SUSE.
    Zypper,
    /// Arch Linux packages.
    Pacman,
    /// Gentoo packages (`emerge`).
    Portage,
    /// Void Linux packages.
    Xbps,
    /// OpenWrt packages.
    Opkg,
    /// Homebrew formulae.
    Brew,
    /// Snap packages.
    Snap,
    /// Nixpkgs attributes, installed by the Nix tools themselves.
    Nix,
    /// Python packages of PyPI (`pip`, `pipx`, `uv`, `poetry`).
    Pip,
    /// JavaScript packages (`npm`, `yarn`, `pnpm`).
    Npm,
    /// Ruby gems.
    Gem,
    /// Go modules.
    Go,
    /// Rust crates.
    Cargo,
    /// PHP packages of Packagist.
    Composer,
    /// PHP extensions of PECL, and those that `docker-php-ext-install` builds.
    Pecl,
    /// Conda packages (`conda`, `mamba`, `micromamba`).
    Conda,
    /// Perl modules of CPAN (`cpan`, `cpanm`).
    Cpan,
    /// Lua modules.
    Luarocks,
    /// R packages of CRAN and its like.
    Cran,
    /// Elixir and Erlang packages of Hex.
    Hex,
    /// Java artefacts of Maven repositories (`mvn`, `gradle`).
    Maven,
    /// .NET packages and tools of NuGet.
    Nuget,
}

impl Manager {
    /// What its packages are part of.
    #[must_use]
    pub fn kind(self) -> ManagerKind {
        managers::kind(self)
    }

    /// Whether its packages are those of a distribution.
    #[must_use]
    pub fn is_of_system(self) -> bool {
        self.kind() == ManagerKind::System
    }

    /// Every manager, in the order in which they are declared.
    pub const ALL: [Self; 25] = [
        Self::Apt,
        Self::Apk,
        Self::Dnf,
        Self::Zypper,
        Self::Pacman,
        Self::Portage,
        Self::Xbps,
        Self::Opkg,
        Self::Brew,
        Self::Snap,
        Self::Nix,
        Self::Pip,
        Self::Npm,
        Self::Gem,
        Self::Go,
        Self::Cargo,
        Self::Composer,
        Self::Pecl,
        Self::Conda,
        Self::Cpan,
        Self::Luarocks,
        Self::Cran,
        Self::Hex,
        Self::Maven,
        Self::Nuget,
    ];

    /// The name that rules, options and reports use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Apt => "apt",
            Self::Apk => "apk",
            Self::Dnf => "dnf",
            Self::Zypper => "zypper",
            Self::Pacman => "pacman",
            Self::Portage => "portage",
            Self::Xbps => "xbps",
            Self::Opkg => "opkg",
            Self::Brew => "brew",
            Self::Snap => "snap",
            Self::Nix => "nix",
            Self::Pip => "pip",
            Self::Npm => "npm",
            Self::Gem => "gem",
            Self::Go => "go",
            Self::Cargo => "cargo",
            Self::Composer => "composer",
            Self::Pecl => "pecl",
            Self::Conda => "conda",
            Self::Cpan => "cpan",
            Self::Luarocks => "luarocks",
            Self::Cran => "cran",
            Self::Hex => "hex",
            Self::Maven => "maven",
            Self::Nuget => "nuget",
        }
    }
}

impl fmt::Display for Manager {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A name that is no package manager's.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("`{name}` is not a package manager")]
pub struct UnknownManager {
    /// The name as it was given.
    pub name: String,
}

impl FromStr for Manager {
    type Err = UnknownManager;

    /// Reads a name as [`Manager::as_str`] gives it; the programs are not names (`apt-get` is refused).
    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|manager| manager.as_str() == name)
            .ok_or_else(|| UnknownManager { name: name.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_reads_back_as_its_manager() {
        for manager in Manager::ALL {
            assert_eq!(manager.as_str().parse(), Ok(manager));
        }
    }

    #[test]
    fn a_program_is_not_a_manager() {
        assert_eq!("apt-get".parse::<Manager>(), Err(UnknownManager { name: "apt-get".into() }));
    }

    #[test]
    fn the_data_say_what_the_packages_of_each_are_part_of() {
        let of = |kind| Manager::ALL.into_iter().filter(|manager| manager.kind() == kind).count();
        assert_eq!([ManagerKind::System, ManagerKind::Programs, ManagerKind::Language].map(of), [8, 3, 14]);
    }

    #[test]
    fn the_list_is_complete_and_in_order() {
        assert!(Manager::ALL.is_sorted());
        assert_eq!(Manager::ALL.len(), Manager::Nuget as usize + 1);
    }
}
