//! What the lock files at the top of the build context say.

use super::Facts;
use crate::context::manifest::gemfile::GemfileLock;
use crate::context::manifest::package_json::PackageLock;
use crate::context::manifest::python_lock::PythonLock;
use crate::facts::Manager;

/// The lock files, as far as they can be read.
#[derive(Default)]
pub(super) struct Locks {
    npm: Option<PackageLock>,
    gem: Option<GemfileLock>,
    python: Option<PythonLock>,
}

impl Facts<'_> {
    /// The version of a package by the lock file of its manager.
    pub(crate) fn locked_version(&self, manager: Manager, package: &str) -> Option<&str> {
        let locks = self.locks.get_or_init(|| Locks {
            npm: PackageLock::read(self.input.context, "").ok().flatten(),
            gem: GemfileLock::read(self.input.context, "").ok().flatten(),
            python: PythonLock::read(self.input.context, "").ok().flatten(),
        });
        let version = match manager {
            Manager::Npm => locks.npm.as_ref()?.version(package),
            Manager::Gem => locks.gem.as_ref()?.version(package),
            Manager::Pip => locks.python.as_ref()?.version(package),
            _ => None,
        };
        version.map(|version| version.as_str())
    }
}
