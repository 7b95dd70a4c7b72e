use super::lines::{Fields, SortedLines};

include!(concat!(env!("OUT_DIR"), "/nixpkgs.rs"));

const INDEX: SortedLines = SortedLines::new(include_str!(concat!(env!("OUT_DIR"), "/attributes.txt")));
const RENAMES: SortedLines = SortedLines::new(include_str!(concat!(env!("OUT_DIR"), "/renames.txt")));

/// The nixpkgs that the facts were taken from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// Its version, such as `26.11pre`.
    pub release: &'static str,
    /// Its year and month.
    pub date: &'static str,
    /// The system that flags and versions are of.
    pub system: &'static str,
    /// The distribution that the names of other package managers were compared with.
    pub evidence: &'static str,
}

/// The nixpkgs that [`attribute`] speaks of.
#[must_use]
pub fn snapshot() -> Snapshot {
    SNAPSHOT
}

/// A package of nixpkgs, or one output of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// The path of the package in the index: without its output, and for `python312Packages.flask` the path of
    /// the set that is listed.
    pub path: &'static str,
    /// The output that was asked for: `dev` of `openssl.dev`.
    pub output: Option<&'static str>,
    /// The version; empty where it is not known or there is none.
    pub version: &'static str,
    /// The program that `lib.getExe` gives.
    pub main_program: Option<&'static str>,
    /// What keeps it from being used, or makes it needless.
    pub flags: Flags,
    outputs: &'static str,
}

impl Attribute {
    /// The outputs in order; the first is the one that is meant when none is named.
    pub fn outputs(&self) -> impl Iterator<Item = &'static str> + use<> {
        if self.outputs.is_empty() { "out" } else { self.outputs }.split(',')
    }

    /// The part of the path after the last dot.
    #[must_use]
    pub fn name(&self) -> &'static str {
        last_part(self.path)
    }
}

/// What nixpkgs says of a package besides its version.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "they are independent of each other")]
pub struct Flags {
    /// It does not build.
    pub broken: bool,
    /// It has known vulnerabilities, or is past its end of life: nixpkgs wants `permittedInsecurePackages`.
    pub insecure: bool,
    /// Its licence is not free: nixpkgs wants `allowUnfree`.
    pub unfree: bool,
    /// It does not run on the system of the snapshot.
    pub unsupported: bool,
    /// A dependency is broken, insecure, unfree or unsupported, so that nixpkgs refuses it all the same.
    pub blocked: bool,
    /// It is an extension that PHP has without asking.
    pub default: bool,
    /// It is a module that Python 3.11 does not have.
    pub not_311: bool,
}

impl Flags {
    fn read(flags: &str) -> Self {
        if flags.is_empty() {
            return Self::default();
        }
        let has = |flag| flags.split(',').any(|it| it == flag);
        Self {
            broken: has("broken"),
            insecure: has("insecure"),
            unfree: has("unfree"),
            unsupported: has("unsupported"),
            blocked: has("blocked"),
            default: has("default"),
            not_311: has("no-311"),
        }
    }
}

/// Looks up an attribute path of nixpkgs, with or without an output: `curl`, `openssl.dev`,
/// `python3Packages.flask`, `pkgsStatic.busybox`.
///
/// `None` means that a Nix expression that names it would not evaluate.
#[must_use]
pub fn attribute(path: &str) -> Option<Attribute> {
    let path = without_instance(path);
    if let Some(found) = package(path) {
        return Some(found);
    }
    let (base, output) = path.rsplit_once('.')?;
    let found = package(base)?;
    let output = found.outputs().find(|it| *it == output)?;
    Some(Attribute { output: Some(output), ..found })
}

/// The names of the packages of a set, such as `perlPackages`.
pub(super) fn names(set: &str) -> impl Iterator<Item = &'static str> + use<> {
    let prefix = format!("{set}.");
    let start = prefix.len();
    INDEX.beginning_with(&prefix).filter_map(move |(path, _)| path.get(start..))
}

/// What became of an attribute that nixpkgs no longer has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rename {
    /// Its new path. `None` means that it was removed.
    pub to: Option<&'static str>,
    /// What nixpkgs says about it.
    pub why: Option<&'static str>,
}

/// Looks up the old path of an attribute that was renamed or removed.
#[must_use]
pub fn rename(path: &str) -> Option<Rename> {
    let (_, mut fields) = RENAMES.get(path)?;
    Some(Rename { to: fields.next_given(), why: fields.next_given() })
}

/// Attributes whose name or main program is like this word, best first, at most three.
#[must_use]
pub fn similar(word: &str) -> Vec<&'static str> {
    let word = word.to_lowercase();
    let mut best: Vec<(f64, &'static str)> = Vec::new();
    for (path, mut fields) in INDEX.beginning_with("") {
        let (_version, program) = (fields.next(), fields.next());
        let name = last_part(path);
        let likeness = likeness(&word, name).max(likeness(&word, program));
        // The same name in several sets is one suggestion.
        if likeness < LIKE_ENOUGH || best.iter().any(|(other, it)| *other >= likeness && last_part(it) == name) {
            continue;
        }
        // Of equals the one of the shorter path: `curl` rather than a member of some set.
        let place = best.partition_point(|(other, it)| {
            *other > likeness || (*other >= likeness && (it.len(), *it) <= (path.len(), path))
        });
        if place < SIMILAR {
            best.truncate(SIMILAR - 1);
            best.insert(place, (likeness, path));
        }
    }
    best.into_iter().map(|(_, path)| path).collect()
}

/// How many suggestions are made.
pub(super) const SIMILAR: usize = 3;
/// What a suggestion must have in common with the word, from 0 to 1.
pub(super) const LIKE_ENOUGH: f64 = 0.8;

/// How like two names are, from 0 to 1; upper case and separators count for little.
pub(super) fn likeness(word: &str, name: &str) -> f64 {
    if name.is_empty() || word.len().abs_diff(name.len()) > word.len() / 3 + 1 {
        return 0.0;
    }
    if word == name {
        return 1.0;
    }
    // Most names differ in more letters than may be changed; to see that costs far less than to compare them.
    let longest = word.len().max(name.len());
    if letters_apart(word, name) as f64 > (1.0 - LIKE_ENOUGH) * longest as f64 {
        return 0.0;
    }
    let plain = |text: &str| text.to_lowercase().replace(['_', '.'], "-");
    strsim::normalized_damerau_levenshtein(&plain(word), &plain(name)) * 0.99
}

/// How many letters and digits one of the two has that the other lacks: at least so many changes lead from one to the other.
fn letters_apart(word: &str, name: &str) -> usize {
    let mut counts = [0i32; 36];
    let mut count = |text: &str, step: i32| {
        for byte in text.bytes() {
            let place = match byte.to_ascii_lowercase() {
                letter @ b'a'..=b'z' => letter - b'a',
                digit @ b'0'..=b'9' => digit - b'0' + 26,
                _ => continue,
            };
            if let Some(number) = counts.get_mut(usize::from(place)) {
                *number += step;
            }
        }
    };
    count(word, 1);
    count(name, -1);
    let missing: i32 = counts.iter().filter(|number| **number > 0).sum();
    let extra: i32 = -counts.iter().filter(|number| **number < 0).sum::<i32>();
    usize::try_from(missing.max(extra)).unwrap_or_default()
}

fn package(path: &str) -> Option<Attribute> {
    if let Some((path, fields)) = INDEX.get(path) {
        return Some(read(path, fields));
    }
    let (set, name) = path.split_once('.')?;
    let (_, like, without) = SETS.iter().find(|(it, _, _)| *it == set)?;
    let (path, fields) = INDEX.get(&format!("{like}.{name}"))?;
    let lacks = !without.is_empty() && flags(fields).split(',').any(|flag| flag == *without);
    (!lacks).then(|| read(path, fields))
}

fn read(path: &'static str, mut fields: Fields) -> Attribute {
    let flags = Flags::read(flags(fields));
    Attribute {
        path,
        output: None,
        version: fields.next(),
        main_program: fields.next_given(),
        outputs: fields.next(),
        flags,
    }
}

/// The flags of a line, of which they are the last field.
fn flags(mut fields: Fields) -> &'static str {
    (fields.next(), fields.next(), fields.next(), fields.next()).3
}

/// The path inside an instance of nixpkgs: `busybox` of `pkgsStatic.busybox`.
fn without_instance(path: &str) -> &str {
    let inside = INSTANCES.iter().find_map(|instance| path.strip_prefix(instance)?.strip_prefix('.'));
    inside.map_or(path, |path| path.strip_prefix("buildPackages.").unwrap_or(path))
}

fn last_part(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_has_a_version_and_a_main_program() {
        let Some(git) = attribute("git") else { panic!("git is in nixpkgs") };
        assert_eq!((git.main_program, git.output), (Some("git"), None));
        assert!(git.version.starts_with('2'), "{}", git.version);
    }

    #[test]
    fn an_output_is_part_of_the_path() {
        let Some(openssl) = attribute("openssl.dev") else { panic!("openssl has a dev output") };
        assert_eq!((openssl.path, openssl.output), ("openssl", Some("dev")));
        assert_eq!(attribute("openssl.nonsense"), None);
        assert_eq!(attribute("git.dev"), None);
    }

    #[test]
    fn sets_of_other_versions_have_what_their_flags_say() {
        assert_eq!(attribute("python312Packages.flask").map(|it| it.path), Some("python3Packages.flask"));
        assert_eq!(attribute("python311Packages.flask"), None);
        assert!(attribute("python311Packages.numpy").is_some());
        assert!(attribute("php82Extensions.redis").is_some());
    }

    #[test]
    fn an_instance_of_nixpkgs_has_the_same_packages() {
        assert!(attribute("pkgsStatic.busybox").is_some());
        assert!(attribute("pkgsCross.mingwW64.buildPackages.gcc").is_some());
        assert!(attribute("pkgsi686Linux.stdenv.cc.cc.lib").is_some());
        assert_eq!(attribute("pkgsNonsense.busybox"), None);
    }

    #[test]
    fn flags_are_read() {
        assert!(attribute("nodejs_20").is_some_and(|it| it.flags.insecure));
        assert!(attribute("terraform").is_some_and(|it| it.flags.unfree));
        assert!(attribute("phpExtensions.curl").is_some_and(|it| it.flags.default));
    }

    #[test]
    fn what_is_not_there_is_not_found() {
        for path in ["", ".", "git.", ".git", "nonsense-package", "python3Packages", "python3Packages.", "a.b.c.d"] {
            assert_eq!(attribute(path), None, "{path}");
        }
    }

    #[test]
    fn old_names_lead_to_new_ones() {
        assert_eq!(rename("python3Packages.HTSeq").and_then(|it| it.to), Some("python3Packages.htseq"));
        assert!(rename("charybdis").is_some_and(|it| it.to.is_none() && it.why.is_some()));
        assert_eq!(rename("git"), None);
    }

    #[test]
    fn a_slip_of_the_pen_finds_what_was_meant() {
        assert_eq!(similar("postgresq").first(), Some(&"postgresql"));
        assert_eq!(similar("Ripgrep").first(), Some(&"ripgrep"));
        assert!(similar("rg").contains(&"ripgrep"));
        assert!(similar("qqqqqqqqqqqqqqqqq").is_empty());
        assert!(similar("").is_empty());
    }
}
