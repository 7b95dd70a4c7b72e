//! The programs that install packages, how they are called, and how packages are written (`rules/managers/*.yaml`).

mod vocabulary;

use std::borrow::Cow;

pub use vocabulary::{
    ActionKind, DashVersion, Flag, FolderContent, Language, ManagerKind, Operands, ValueRole, VersionForm,
};

use super::Manager;

include!(concat!(env!("OUT_DIR"), "/managers.rs"));

/// What the packages of a manager are part of.
pub(super) fn kind(manager: Manager) -> ManagerKind {
    KINDS.iter().find(|(it, _)| *it == manager).map_or(ManagerKind::Programs, |(_, kind)| *kind)
}

/// A program, or programs that take the same arguments.
#[derive(Debug)]
pub struct ProgramFact {
    /// Whose packages it deals with.
    pub manager: Manager,
    /// The names that it has. `{version}` at the end stands for a version or nothing (`pip`, `pip3.11`).
    pub names: &'static [&'static str],
    /// Whether its long options begin with one dash, so that `-abc` is never `-a -b -c`.
    pub one_dash: bool,
    /// Words that belong to the long option before them (`--force true`).
    pub boolean_words: &'static [&'static str],
    /// Whether what follows `--` is for somebody else.
    pub after_dashes_ignored: bool,
    /// Whether operands of the form `NAME=value` are variables.
    pub assignments: bool,
    /// Operands that begin so are settings of the program (`+nightly`).
    pub settings_prefix: &'static str,
    /// The options of every command.
    pub options: &'static [OptionFact],
    /// What it can be told to do.
    pub commands: &'static [CommandFact],
    /// How packages are written.
    pub syntax: &'static SyntaxFact,
    /// The language of the program text in [`ValueRole::Expression`].
    pub language: Option<Language>,
    /// What the arguments must mention for that text to be looked at.
    pub language_module: Option<&'static str>,
    /// The functions of that language that do something with packages.
    pub functions: &'static [FunctionFact],
    /// Environment variables that stand for options.
    pub environment: &'static [EnvironmentFact],
    /// Folders that it keeps.
    pub folders: &'static [FolderFact],
    /// Files in which a project says what it needs. `*` stands for anything.
    pub manifests: &'static [&'static str],
    /// Files that fix the versions of all of it.
    pub locks: &'static [&'static str],
}

/// A command of a program.
#[derive(Debug)]
pub struct CommandFact {
    /// The operands that choose it, each of them one way (`["tool", "install"]`). `*` stands for any operand.
    pub names: &'static [&'static [&'static str]],
    /// The options that choose it, any of them. With names too, both are needed. With neither it is chosen when no
    /// other is.
    pub flags: &'static [&'static str],
    /// What it does.
    pub does: ActionKind,
    /// What it does when it is given no packages.
    pub without_packages: Option<ActionKind>,
    /// What its operands are.
    pub operands: Operands,
    /// What it empties.
    pub cleans: &'static [FolderContent],
    /// Of what it prints the folder.
    pub tells: &'static [FolderContent],
    /// What is true of it without any option.
    pub sets: &'static [Flag],
    /// Its own options.
    pub options: &'static [OptionFact],
}

/// An option.
#[derive(Debug)]
pub struct OptionFact {
    /// Its name with its dashes. A repeated letter (`-qq`) stands for the letter given that often,
    /// several names (`-q --quiet`) for all of them.
    pub name: &'static str,
    /// The value with which it has the meaning, whatever its case; `None` when it needs none.
    pub value: Option<&'static str>,
    /// What it means.
    pub meaning: Meaning,
}

/// What an option means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// It takes a value.
    Takes(ValueRole),
    /// It says something of the action.
    Says(Flag),
    /// Something else is done too, before.
    Adds(ActionKind),
    /// Something else is done instead.
    Becomes(ActionKind),
}

/// How packages are written on the command line.
#[derive(Debug)]
pub struct SyntaxFact {
    /// What stands between name and version, the longest first.
    pub operators: &'static [OperatorFact],
    /// Operators that stand before the name (`>=name-1.2`).
    pub leading_operators: &'static [OperatorFact],
    /// What ends the package; the rest of the word is a condition (`; python_version < "3"`).
    pub condition_mark: Option<char>,
    /// Which versions are exact.
    pub exact: VersionForm,
    /// How a version is told after `-`.
    pub dash: DashVersion,
    /// Beginnings of names after which a number still belongs to the name.
    pub numbered_names: &'static [&'static str],
    /// What stands before an architecture at the end of the name.
    pub architecture_mark: Option<char>,
    /// The architectures, where not every word after the mark is one.
    pub architectures: &'static [&'static str],
    /// What stands before a repository or release after the name.
    pub repository_mark: Option<char>,
    /// What stands after a repository before the name.
    pub repository_end: Option<&'static str>,
    /// Beginnings that are repositories, with what ends them.
    pub repositories: &'static [&'static str],
    /// Whether `[a,b]` may follow the name.
    pub extras: bool,
    /// What a name begins with that is to be kept out or removed.
    pub remove_prefixes: &'static [&'static str],
    /// What a name ends in that is not to be installed but removed.
    pub remove_suffix: Option<char>,
    /// What a name may end in that is to be installed, said once more. A name that ends in two of it is left as it is.
    pub install_suffix: Option<char>,
    /// Names that end in one of these characters all the same.
    pub suffixed_names: &'static [&'static str],
    /// What a group's name begins with; it is no part of the name.
    pub group_prefix: Option<char>,
    /// What a group's name ends in; it is no part of the name.
    pub group_suffix: Option<char>,
    /// What the name of a virtual package begins with; it is part of the name.
    pub virtual_prefix: Option<char>,
    /// Words before the name that say what kind of thing it is, with what they end in (`pattern:`).
    pub group_kinds: &'static [&'static str],
    /// Endings of package files.
    pub archives: &'static [&'static str],
    /// Paths that begin so are the names of packages that hold them.
    pub provided_paths: &'static [&'static str],
    /// Beginnings of the address of a source repository.
    pub git_prefixes: &'static [&'static str],
    /// Endings of its path.
    pub git_suffixes: &'static [&'static str],
    /// What stands before the revision.
    pub revision_mark: Option<char>,
    /// Whether `owner/name` is a source repository.
    pub owner_shorthand: bool,
    /// What stands between a name and the address that it comes from (`name @ url`).
    pub address_mark: Option<&'static str>,
    /// Whether a name without a dot before the first `/` is a folder.
    pub dotless_is_local: bool,
    /// Whether a word with a `/` is a path.
    pub slash_is_local: bool,
    /// Whether letter case and the difference of `-`, `_` and `.` do not matter in names.
    pub folds_names: bool,
}

/// An operator between name and version.
#[derive(Debug)]
pub struct OperatorFact {
    /// As written.
    pub text: &'static str,
    /// Whether it can name one version, if the version has the right form.
    pub exact: bool,
}

/// A function that does something with packages.
#[derive(Debug)]
pub struct FunctionFact {
    /// Its name, without the name space before `::` or the object before `->`.
    pub name: &'static str,
    /// What it does.
    pub does: ActionKind,
    /// Whether its first argument names source repositories.
    pub git: bool,
    /// The named argument that is the version.
    pub version: Option<&'static str>,
}

/// An environment variable that stands for an option.
#[derive(Debug)]
pub struct EnvironmentFact {
    /// Its name.
    pub name: &'static str,
    /// The value with which it does; `None` for every value that means yes.
    pub value: Option<&'static str>,
    /// What it says.
    pub says: Flag,
}

/// A folder that a package manager keeps.
#[derive(Debug)]
pub struct FolderFact {
    /// Its path. `~` is the user's home.
    pub path: &'static str,
    /// What is in it.
    pub holds: FolderContent,
}

/// Every program.
pub fn programs() -> &'static [ProgramFact] {
    PROGRAMS
}

/// The program of this name.
pub fn program(name: &str) -> Option<&'static ProgramFact> {
    PROGRAMS.iter().find(|program| program.names.iter().any(|pattern| is_name(pattern, name)))
}

/// The programs of a manager.
pub fn programs_of(manager: Manager) -> impl Iterator<Item = &'static ProgramFact> {
    PROGRAMS.iter().filter(move |program| program.manager == manager)
}

/// The folders that hold this, with the manager that keeps them.
pub fn folders(holds: FolderContent) -> impl Iterator<Item = (Manager, &'static str)> {
    PROGRAMS.iter().flat_map(move |program| {
        program.folders.iter().filter(move |folder| folder.holds == holds).map(|folder| (program.manager, folder.path))
    })
}

/// The managers whose manifest a file of this name (without its folder) is.
pub fn manifest_of(name: &str) -> impl Iterator<Item = &'static ProgramFact> {
    PROGRAMS.iter().filter(move |program| program.manifests.iter().any(|pattern| matches(pattern, name)))
}

/// The managers whose lock file a file of this name (without its folder) is.
pub fn lock_of(name: &str) -> impl Iterator<Item = &'static ProgramFact> {
    PROGRAMS.iter().filter(move |program| program.locks.iter().any(|pattern| matches(pattern, name)))
}

/// The name by which a package is to be compared with others: PyPI takes `Foo.bar` for `foo-bar`.
pub fn canonical_name(manager: Manager, name: &str) -> Cow<'_, str> {
    if !programs_of(manager).any(|program| program.syntax.folds_names) {
        return Cow::Borrowed(name);
    }
    let words = name.split(['-', '_', '.']).filter(|word| !word.is_empty());
    Cow::Owned(words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("-"))
}

/// Whether the value of an environment variable means yes.
pub fn is_yes(value: &str) -> bool {
    ["1", "true", "yes", "on", "y", "t"].iter().any(|yes| value.eq_ignore_ascii_case(yes))
}

fn is_name(pattern: &str, name: &str) -> bool {
    match pattern.strip_suffix("{version}") {
        Some(stem) => name.strip_prefix(stem).is_some_and(is_version_suffix),
        None => pattern == name,
    }
}

/// Nothing, `3`, `3.11`, `-3.6`.
fn is_version_suffix(suffix: &str) -> bool {
    let digits = suffix.strip_prefix('-').unwrap_or(suffix);
    suffix.is_empty()
        || (digits.starts_with(|c: char| c.is_ascii_digit())
            && digits.split('.').all(|part| part.bytes().all(|byte| byte.is_ascii_digit())))
}

/// Whether the name is what a pattern with at most one `*` says.
fn matches(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        Some((start, end)) => name.len() >= start.len() + end.len() && name.starts_with(start) && name.ends_with(end),
        None => pattern == name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_found_under_a_name_with_a_version() {
        for name in ["pip", "pip3", "pip3.11", "pip-3.6"] {
            assert_eq!(program(name).map(|program| program.manager), Some(Manager::Pip), "{name}");
        }
        for name in ["pipe", "pip-", "pip3x", "pip.3", ""] {
            assert!(program(name).is_none(), "{name}");
        }
    }

    #[test]
    fn every_name_belongs_to_one_program() {
        let mut names: Vec<&str> = PROGRAMS.iter().flat_map(|program| program.names).copied().collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
    }

    #[test]
    fn operators_are_tried_longest_first() {
        for syntax in PROGRAMS.iter().map(|program| program.syntax) {
            for operators in [syntax.operators, syntax.leading_operators] {
                assert!(operators.is_sorted_by(|a, b| a.text.len() >= b.text.len()));
            }
        }
    }

    #[test]
    fn names_are_compared_as_their_registry_does() {
        assert_eq!(canonical_name(Manager::Pip, "Flask_SQLAlchemy"), "flask-sqlalchemy");
        assert_eq!(canonical_name(Manager::Apt, "libX11_x"), "libX11_x");
    }

    #[test]
    fn files_are_known_by_name() {
        let managers = |name| manifest_of(name).map(|program| program.manager).collect::<Vec<_>>();
        assert!(managers("requirements-dev.txt").contains(&Manager::Pip));
        assert!(managers("requirements").is_empty());
        assert!(lock_of("package-lock.json").any(|program| program.manager == Manager::Npm));
    }
}
