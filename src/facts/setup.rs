//! Scripts and programs that bring software in a way of their own (`rules/nix/setup.yaml`).

include!(concat!(env!("OUT_DIR"), "/setup.rs"));

/// A program that installs and chooses versions of a language.
#[derive(Clone, Copy, Debug)]
pub struct VersionManager {
    /// Its name.
    pub name: &'static str,
    /// The base image whose tags are the versions.
    pub image: &'static str,
    /// The words that install a version; none where the version stands alone.
    pub install: &'static [&'static str],
    files: &'static [&'static str],
    address: &'static str,
}

/// A program that turns on a part of a program's configuration.
#[derive(Clone, Copy, Debug)]
pub struct Enabler {
    /// What it makes.
    pub makes: Makes,
    /// What differs in an image made of nixpkgs.
    pub differs: Option<&'static str>,
    names: &'static [&'static str],
}

/// What turns a part of a configuration on; `{name}` is the part.
#[derive(Clone, Copy, Debug)]
pub enum Makes {
    /// A file.
    File {
        /// Its path.
        path: &'static str,
        /// Its text, in which `${pkgs.NAME}` is a store path.
        text: &'static str,
    },
    /// A link.
    Link {
        /// Its path.
        path: &'static str,
        /// Where it leads.
        to: &'static str,
    },
}

impl Enabler {
    /// Whether there is such a part, as far as that is known.
    pub fn has(&self, name: &str) -> bool {
        !name.contains('*') && (self.names.is_empty() || self.names.contains(&name))
    }
}

/// The attributes that the script at the address installs.
pub fn installed_by(address: &str) -> Option<&'static [&'static str]> {
    let address = address.to_lowercase();
    INSTALLERS.iter().find(|(part, _)| address.contains(part)).map(|(_, attributes)| *attributes)
}

/// The version manager of this name.
pub fn version_manager(name: &str) -> Option<&'static VersionManager> {
    VERSION_MANAGERS.iter().find(|manager| manager.name == name)
}

/// The version manager that the script at the address installs.
pub fn version_manager_at(address: &str) -> Option<&'static VersionManager> {
    VERSION_MANAGERS.iter().find(|manager| address.contains(manager.address))
}

/// Whether a shell has a version manager once it has read the file.
pub fn is_of_version_manager(path: &str) -> bool {
    VERSION_MANAGERS.iter().any(|manager| manager.files.iter().any(|file| path.ends_with(file)))
}

/// Why there is nothing to choose for a program that chooses toolchains.
pub fn toolchain(program: &str) -> Option<&'static str> {
    TOOLCHAINS.iter().find(|(name, _)| *name == program).map(|(_, why)| *why)
}

/// The program that turns on parts of a configuration.
pub fn enabler(program: &str) -> Option<&'static Enabler> {
    ENABLERS.iter().find(|(name, _)| *name == program).map(|(_, enabler)| enabler)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_installed_instead_exists() {
        for attribute in INSTALLERS.iter().flat_map(|(_, attributes)| *attributes) {
            assert!(crate::facts::attribute(attribute).is_some(), "{attribute}");
        }
    }

    #[test]
    fn versions_are_those_of_known_images() {
        for manager in VERSION_MANAGERS {
            assert!(crate::facts::base_image(manager.image, None).is_some(), "{}", manager.name);
        }
    }
}
