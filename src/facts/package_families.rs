//! Regular families of package names: `php8.5-curl`, `openjdk-17-jre`, `python3-NAME`, `libNAME-perl`.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use super::attributes::{self, attribute};
use super::lines::Fields;
use super::packages::{Evidence, PackageEntry, RawEntry};
use super::pattern::{self, Piece};

include!(concat!(env!("OUT_DIR"), "/package_families.rs"));

/// A line for each pattern: manager, pattern, and the fields of an entry. The first that matches counts.
const FAMILIES: &str = include_str!(concat!(env!("OUT_DIR"), "/package-families.txt"));

/// The versions of something that nixpkgs has.
struct Series {
    name: &'static str,
    /// What stands before a version when people are told of it: `PHP `.
    label: &'static str,
    form: Form,
    /// In ascending order.
    have: &'static [u32],
    /// They exist too, but replace no other version.
    only_if_asked: &'static [u32],
}

/// How a version becomes the number in an attribute.
#[derive(Clone, Copy)]
enum Form {
    /// What comes before the first dot: 17 of 17.0.2.
    Major,
    /// All digits: 82 of 8.2.
    Joined,
    /// All digits, with a line between them: 3_4 of 3.4.
    Underscored,
}

/// A package set whose members a name can be one of.
struct Set {
    name: &'static str,
    /// Its path in nixpkgs; empty for the top level.
    path: &'static str,
    spelling: Spelling,
}

#[derive(Clone, Copy)]
enum Spelling {
    /// The names are the attributes.
    Exact,
    /// The names are the attributes and their main programs too.
    Program,
    /// In lower case, with `-` for `_` and `.`.
    Pypi,
    /// Without `-` and `::`, upper case being of no account.
    Perl,
}

/// The manager whose packages have nearly the same names.
pub(super) fn also(manager: &str) -> Option<&'static str> {
    ALSO.iter().find(|(it, _)| *it == manager).map(|(_, also)| *also)
}

/// The entry that the first matching pattern gives.
pub(super) fn find(manager: &str, name: &str) -> Option<PackageEntry> {
    PATTERNS.get(manager)?.iter().find_map(|(pieces, fields)| entry(pieces, *fields, name))
}

/// A pattern taken apart, with the fields of an entry.
type Family = (Vec<Piece<'static>>, Fields);

/// By manager, its patterns.
static PATTERNS: LazyLock<HashMap<&str, Vec<Family>>> = LazyLock::new(|| {
    let mut patterns: HashMap<&str, Vec<_>> = HashMap::new();
    for line in FAMILIES.lines() {
        let mut fields = Fields::new(line);
        let (manager, pattern) = (fields.next(), fields.next());
        patterns.entry(manager).or_default().extend(pattern::pieces(pattern).map(|pieces| (pieces, fields)));
    }
    patterns
});

/// A name of PyPI in lower case, with `-` for `_` and `.`.
pub(super) fn pypi_spelling(name: &str) -> Cow<'_, str> {
    if name.contains(|c: char| c.is_ascii_uppercase() || c == '_' || c == '.') {
        Cow::Owned(name.to_ascii_lowercase().replace(['_', '.'], "-"))
    } else {
        Cow::Borrowed(name)
    }
}

fn entry(pieces: &[Piece<'_>], fields: Fields, name: &str) -> Option<PackageEntry> {
    let texts = pattern::matches(pieces, name, &stands_for)?;
    let names = pieces.iter().filter_map(|piece| match piece {
        Piece::Value(name) => Some(*name),
        _ => None,
    });
    let values: Vec<Value> = names.zip(texts).map(|(name, text)| Value::read(name, text)).collect::<Option<_>>()?;
    let raw = RawEntry::read(fields);
    let attrs: Vec<_> = raw.attrs.split_whitespace().map(|attr| filled_in(attr, &values)).collect::<Option<_>>()?;
    // Where nothing is given, nothing is the nearest of anything.
    let missed = values.iter().find_map(|value| value.missed.clone()).filter(|_| !attrs.is_empty()).map(Cow::Owned);
    Some(PackageEntry {
        attrs,
        kind: raw.kind,
        nearest: missed.or(raw.nearest.map(Cow::Borrowed)),
        note: raw.note,
        evidence: raw.auto.map_or(Evidence::Family, Evidence::Auto),
    })
}

/// What a text in braces stands for.
struct Value<'p> {
    name: &'p str,
    /// What it is in an attribute path.
    in_path: String,
    /// The version that nixpkgs does not have.
    missed: Option<String>,
}

impl<'p> Value<'p> {
    fn read(name: &'p str, text: &str) -> Option<Self> {
        if let Some(series) = series(name) {
            let (number, exact) = series.nearest(text)?;
            let missed = (!exact).then(|| format!("{}{text} is not in nixpkgs", series.label));
            return Some(Self { name, in_path: series.in_path(number), missed });
        }
        Some(Self { name, in_path: set(name)?.member(text)?.into_owned(), missed: None })
    }
}

impl Series {
    /// The number of this version if nixpkgs has it; else of the next higher one, or of the highest.
    fn nearest(&self, version: &str) -> Option<(u32, bool)> {
        let parts = match self.form {
            Form::Major => 1,
            Form::Joined | Form::Underscored => 2,
        };
        let asked: u32 = version.split('.').take(parts).collect::<String>().parse().ok()?;
        if self.only_if_asked.contains(&asked) {
            return Some((asked, true));
        }
        let next = self.have.iter().find(|number| **number >= asked).or(self.have.last())?;
        Some((*next, *next == asked))
    }

    fn in_path(&self, number: u32) -> String {
        let digits = number.to_string();
        match self.form {
            Form::Major | Form::Joined => digits,
            Form::Underscored => digits.chars().map(String::from).collect::<Vec<_>>().join("_"),
        }
    }
}

impl Set {
    /// The member that this name means.
    fn member<'n>(&self, name: &'n str) -> Option<Cow<'n, str>> {
        let name = match self.spelling {
            Spelling::Exact | Spelling::Program => Cow::Borrowed(name),
            Spelling::Pypi => pypi_spelling(name),
            Spelling::Perl => {
                let plain = name.replace(['-', ':'], "");
                Cow::Borrowed(attributes::names(self.path).find(|it| it.eq_ignore_ascii_case(&plain))?)
            }
        };
        if name.contains('.') {
            return None;
        }
        let path = if self.path.is_empty() { name.to_string() } else { format!("{}.{name}", self.path) };
        let found = attribute(&path)?;
        let fits = !matches!(self.spelling, Spelling::Program) || found.main_program == Some(found.name());
        fits.then_some(name)
    }
}

/// Whether a text can be what this name stands for. Whether a set has it is seen afterwards.
fn stands_for(name: &str, text: &str) -> bool {
    if series(name).is_none() {
        return true;
    }
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.split('.').all(digits)
}

/// A path with the values in place of their names, if it exists.
fn filled_in(attr: &'static str, values: &[Value<'_>]) -> Option<Cow<'static, str>> {
    if !attr.contains('{') {
        return Some(Cow::Borrowed(attr));
    }
    let mut path = String::new();
    for piece in pattern::pieces(attr)? {
        match piece {
            Piece::Text(text) => path.push_str(text),
            Piece::Value(name) => path.push_str(&values.iter().find(|value| value.name == name)?.in_path),
            Piece::Any => return None,
        }
    }
    attribute(&path)?;
    Some(Cow::Owned(path))
}

fn series(name: &str) -> Option<&'static Series> {
    SERIES.iter().find(|series| series.name == name)
}

fn set(name: &str) -> Option<&'static Set> {
    SETS.iter().find(|set| set.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::{Manager, PackageKind, nix_package};

    fn found(manager: Manager, name: &str) -> String {
        let Some(entry) = nix_package(manager, name) else { return "nothing".to_owned() };
        let attrs = entry.attrs.join(" ");
        entry.nearest.map_or(attrs.clone(), |why| format!("{attrs} ({why})"))
    }

    #[test]
    fn a_version_is_taken_from_the_name() {
        assert_eq!(found(Manager::Apt, "openjdk-17-jdk-headless"), "jdk17_headless");
        assert_eq!(found(Manager::Apt, "php8.4-curl"), "php84Extensions.curl");
        assert_eq!(found(Manager::Apk, "php84-pecl-redis"), "php84Extensions.redis");
        assert_eq!(found(Manager::Dnf, "postgresql15-server"), "postgresql_15");
        assert_eq!(found(Manager::Apt, "ruby3.4"), "ruby_3_4");
    }

    #[test]
    fn a_version_that_is_gone_becomes_the_nearest() {
        assert_eq!(found(Manager::Apt, "openjdk-13-jre"), "jdk17 (Java 13 is not in nixpkgs)");
        assert_eq!(found(Manager::Apt, "php5-gd"), "php82Extensions.gd (PHP 5 is not in nixpkgs)");
        assert_eq!(found(Manager::Apt, "postgresql-client-99"), "postgresql_18 (PostgreSQL 99 is not in nixpkgs)");
        assert_eq!(found(Manager::Apt, "python3.9"), "python312 (Python 3.9 is not in nixpkgs)");
        assert_eq!(found(Manager::Apt, "python3.11-venv"), "python311");
    }

    #[test]
    fn the_members_of_sets_are_found_by_name() {
        assert_eq!(found(Manager::Apt, "libhtml-parser-perl"), "perlPackages.HTMLParser");
        assert_eq!(found(Manager::Apt, "python3-yarl"), "python3Packages.yarl");
        assert_eq!(found(Manager::Cpan, "Text::CSV"), "perlPackages.TextCSV");
        assert_eq!(found(Manager::Conda, "bedtools"), "bedtools");
        // What a set would have has no counterpart; of other names nothing is said.
        assert_eq!(found(Manager::Apt, "python3-nonsense"), "");
        assert_eq!(found(Manager::Apt, "nonsense"), "nothing");
    }

    #[test]
    fn the_first_pattern_whose_attributes_exist_counts() {
        assert_eq!(found(Manager::Apt, "php8.4-opcache"), "php84Extensions.opcache");
        assert_eq!(found(Manager::Apt, "php8.5-opcache"), "php85");
    }

    #[test]
    fn a_family_can_be_without_counterpart() {
        let Some(entry) = nix_package(Manager::Apt, "php7.0-mcrypt") else { panic!("PHP extensions are a family") };
        assert_eq!((entry.kind, entry.nearest, entry.attrs.len()), (PackageKind::Unsupported, None, 0));
    }

    #[test]
    fn every_attribute_exists_for_some_version() {
        let mut unknown = Vec::new();
        for line in FAMILIES.lines() {
            let attrs = line.split('\t').nth(2).unwrap_or_default();
            for attr in attrs.split_whitespace().filter(|attr| !exists_for_some_version(attr)) {
                unknown.push((line, attr));
            }
        }
        assert!(unknown.is_empty(), "{unknown:#?}");
    }

    /// Attributes with members of sets exist by construction.
    fn exists_for_some_version(attr: &str) -> bool {
        let Some(pieces) = pattern::pieces(attr) else { return false };
        let value = pieces.iter().find_map(|piece| match piece {
            Piece::Value(name) => Some(*name),
            _ => None,
        });
        let Some(value) = value else { return attribute(attr).is_some() };
        if pieces.iter().any(|piece| matches!(piece, Piece::Value(name) if set(name).is_some())) {
            return true;
        }
        series(value).is_some_and(|series| {
            series
                .have
                .iter()
                .any(|number| attribute(&attr.replace(&format!("{{{value}}}"), &series.in_path(*number))).is_some())
        })
    }
}
