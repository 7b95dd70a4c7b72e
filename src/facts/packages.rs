use std::borrow::Cow;

use super::attributes;
use super::lines::{Fields, SortedLines};
use super::manager::Manager;
use super::package_families;

const PACKAGES: SortedLines = SortedLines::new(include_str!(concat!(env!("OUT_DIR"), "/packages.txt")));

/// No package has a longer name (bytes); what is longer is not looked at.
const LONGEST_NAME: usize = 200;

/// What a package of some manager is in nixpkgs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackageEntry {
    /// Attribute paths with their outputs, such as `openssl.dev`. Empty when nothing need be added; the note
    /// says why.
    pub attrs: Vec<Cow<'static, str>>,
    /// What the package is for.
    pub kind: PackageKind,
    /// Why the attributes are only the nearest thing: another version, a fork, a replacement.
    pub nearest: Option<Cow<'static, str>>,
    /// What else the user should know.
    pub note: Option<&'static str>,
    /// How the entry is known.
    pub evidence: Evidence,
}

impl PackageEntry {
    /// Whether version, vendor or project differ from those of the package.
    #[must_use]
    pub fn is_nearest(&self) -> bool {
        self.nearest.is_some()
    }
}

/// What a package is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum PackageKind {
    /// A program or data that a container uses.
    #[default]
    Runtime,
    /// A compiler or build tool.
    Build,
    /// A shared library or headers: nothing that comes from nixpkgs needs it named.
    Library,
    /// Only package managers and the making of packages need it. Attributes, where given, are for the case that
    /// a script calls it.
    PackageManagerOnly,
    /// It has no counterpart.
    Unsupported,
}

/// How an entry is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// A person wrote it.
    Reviewed,
    /// A rule for names of its kind gives it, and the attributes exist.
    Family,
    /// A program matched it by this evidence; nobody looked at it.
    Auto(&'static str),
}

/// What this package is in nixpkgs: by its own entry, else by the rules for families of names.
///
/// Names are as the manager knows them, without version, architecture (`:amd64`) and release (`/stable`); those
/// of PyPI may be spelt in any way.
#[must_use]
pub fn nix_package(manager: Manager, name: &str) -> Option<PackageEntry> {
    if name.is_empty() || name.len() > LONGEST_NAME {
        return None;
    }
    let name = spelling(manager, name);
    let mut manager = manager.as_str();
    loop {
        if let Some(entry) = listed(manager, &name).or_else(|| package_families::find(manager, &name)) {
            return Some(entry);
        }
        manager = package_families::also(manager)?;
    }
}

/// The packages of a manager that have an entry of their own, sorted by name.
pub fn packages(manager: Manager) -> impl Iterator<Item = (&'static str, PackageEntry)> {
    let prefix = format!("{manager}:");
    let start = prefix.len();
    PACKAGES.beginning_with(&prefix).filter_map(move |(key, fields)| Some((key.get(start..)?, read(fields))))
}

/// Packages of this manager whose names are like this one, best first, at most three.
#[must_use]
pub fn similar_packages(manager: Manager, name: &str) -> Vec<&'static str> {
    if name.len() > LONGEST_NAME {
        return Vec::new();
    }
    let name = spelling(manager, name);
    let mut found: Vec<_> = packages(manager)
        .map(|(other, _)| (attributes::likeness(&name, other), other))
        .filter(|(likeness, _)| *likeness >= attributes::LIKE_ENOUGH)
        .collect();
    found.sort_by(|(a, name), (b, other)| b.total_cmp(a).then_with(|| name.cmp(other)));
    found.into_iter().take(attributes::SIMILAR).map(|(_, name)| name).collect()
}

/// The name as the tables spell it.
fn spelling(manager: Manager, name: &str) -> Cow<'_, str> {
    match manager {
        Manager::Pip => package_families::pypi_spelling(name),
        _ => Cow::Borrowed(name),
    }
}

fn listed(manager: &str, name: &str) -> Option<PackageEntry> {
    PACKAGES.get(&format!("{manager}:{name}")).map(|(_, fields)| read(fields))
}

/// Reads the fields after the name, as `compile/entries.rs` writes them.
fn read(fields: Fields) -> PackageEntry {
    let RawEntry { attrs, kind, nearest, note, auto } = RawEntry::read(fields);
    PackageEntry {
        attrs: attrs.split_whitespace().map(Cow::Borrowed).collect(),
        kind,
        nearest: nearest.map(Cow::Borrowed),
        note,
        evidence: auto.map_or(Evidence::Reviewed, Evidence::Auto),
    }
}

/// The fields of an entry, its attributes not yet taken apart.
pub(super) struct RawEntry {
    pub(super) attrs: &'static str,
    pub(super) kind: PackageKind,
    pub(super) nearest: Option<&'static str>,
    pub(super) note: Option<&'static str>,
    pub(super) auto: Option<&'static str>,
}

impl RawEntry {
    pub(super) fn read(mut fields: Fields) -> Self {
        let attrs = fields.next();
        let kind = match fields.next() {
            "build" => PackageKind::Build,
            "library" => PackageKind::Library,
            "package-manager" => PackageKind::PackageManagerOnly,
            "unsupported" => PackageKind::Unsupported,
            _ => PackageKind::Runtime,
        };
        Self { attrs, kind, nearest: fields.next_given(), note: fields.next_given(), auto: fields.next_given() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::attribute;

    fn attrs(manager: Manager, name: &str) -> Vec<String> {
        nix_package(manager, name).map(|it| it.attrs.iter().map(ToString::to_string).collect()).unwrap_or_default()
    }

    #[test]
    fn every_attribute_exists() {
        let mut unknown = Vec::new();
        for manager in Manager::ALL {
            for (name, entry) in packages(manager) {
                unknown.extend(
                    entry.attrs.iter().filter(|it| attribute(it).is_none()).map(|it| (manager, name, it.clone())),
                );
            }
        }
        assert!(unknown.is_empty(), "{unknown:#?}");
    }

    #[test]
    fn an_entry_says_what_a_package_is() {
        let Some(entry) = nix_package(Manager::Apt, "zlib1g-dev") else { panic!("zlib1g-dev has an entry") };
        assert_eq!(entry.attrs, ["zlib.dev"]);
        assert_eq!((entry.kind, entry.evidence, entry.is_nearest()), (PackageKind::Library, Evidence::Reviewed, false));
    }

    #[test]
    fn what_nobody_looked_at_is_marked() {
        let entry = nix_package(Manager::Apt, "aircrack-ng").into_iter().chain(nix_package(Manager::Apt, "andi"));
        let evidence: Vec<_> = entry.map(|it| it.evidence).collect();
        assert_eq!(evidence, [Evidence::Reviewed, Evidence::Auto("program-match")]);
    }

    #[test]
    fn names_of_pypi_may_be_spelt_in_any_way() {
        for name in ["scikit-learn", "Scikit_Learn", "scikit.learn"] {
            assert_eq!(attrs(Manager::Pip, name), ["python3Packages.scikit-learn"], "{name}");
        }
    }

    #[test]
    fn a_manager_may_fall_back_on_the_names_of_another() {
        assert_eq!(attrs(Manager::Zypper, "gcc-c++"), attrs(Manager::Dnf, "gcc-c++"));
        assert_eq!(attrs(Manager::Zypper, "gcc-c++"), ["gcc"]);
    }

    #[test]
    fn what_is_no_package_has_no_entry() {
        let long = "x".repeat(100_000);
        for name in ["", " ", "\t", "qqqq-nonsense", long.as_str(), "curl\truntime"] {
            assert_eq!(nix_package(Manager::Apt, name), None);
        }
    }

    #[test]
    fn a_slip_of_the_pen_finds_what_was_meant() {
        assert_eq!(similar_packages(Manager::Apt, "build-esential").first(), Some(&"build-essential"));
    }
}
