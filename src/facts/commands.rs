//! The options of programs that make files, add users and fetch, and what else is known of them (`rules/commands/`).

include!(concat!(env!("OUT_DIR"), "/commands.rs"));

/// A program and its options.
#[derive(Debug)]
pub struct ProgramFact {
    /// Its name; with its subcommand (`git clone`) where that has options of its own.
    pub name: &'static str,
    /// Its options, sorted by spelling.
    pub options: &'static [OptionFact],
    /// Whether the first word holds options even without a dash (`tar xzf`).
    pub first_word_flags: bool,
    /// Whether options end at the first operand.
    pub ends_at_operand: bool,
}

/// An option of a program.
#[derive(Debug)]
pub struct OptionFact {
    /// As it is written, with its dashes.
    pub spelling: &'static str,
    /// What it means, by names that all spellings share. Empty for one that is known and of no interest.
    pub meanings: &'static [&'static str],
    /// Whether it has a value.
    pub takes: Takes,
}

/// Whether an option has a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// None.
    Nothing,
    /// The rest of its word, or else the next word.
    Value,
    /// The rest of its word, or else none.
    Attached,
}

/// What becomes of data that is piped into a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SinkKind {
    /// A shell runs it.
    Shell,
    /// Another interpreter runs it.
    Interpreter,
    /// It is unpacked.
    Unpack,
    /// It becomes a trusted key.
    Keys,
    /// It is written to a file.
    File,
    /// It is checked.
    Check,
    /// It is loaded into a database.
    Database,
}

/// What a folder is that an image does not need, and that belongs to no package manager.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FolderKind {
    /// What tools keep to be quicker next time.
    ToolCache,
    /// Temporary files.
    Temporary,
    /// Logs.
    Logs,
    /// Manuals, documentation, translations.
    Documentation,
}

/// How a family of distributions adds users, and whom it begins with.
#[derive(Debug)]
pub struct FamilyFact {
    /// The shell that `useradd` gives.
    pub shell: &'static str,
    /// The shell that `adduser` gives to an ordinary user.
    pub adduser_shell: &'static str,
    /// The shell that `adduser` gives to a system user.
    pub system_shell: &'static str,
    /// Whether `useradd` makes the home folder of an ordinary user unasked.
    pub create_home: bool,
    /// The home that `adduser` gives to a system user; empty where it is the same as for others.
    pub system_home: &'static str,
    /// The group of a system user whom `adduser` was given no group for.
    pub nogroup: &'static str,
    /// The lowest number that `useradd` and `groupadd` give to a system account.
    pub system_min: u32,
    /// The groups that `adduser` puts every ordinary user into.
    pub extra_groups: &'static [&'static str],
    /// The users of the base system.
    pub users: &'static [UserFact],
    /// Its groups.
    pub groups: &'static [GroupFact],
}

/// A line of `/etc/passwd`.
#[derive(Debug)]
#[allow(missing_docs, reason = "the fields of passwd(5)")]
pub struct UserFact {
    pub name: &'static str,
    pub uid: u32,
    pub gid: u32,
    pub comment: &'static str,
    pub home: &'static str,
    pub shell: &'static str,
}

/// A line of `/etc/group`.
#[derive(Debug)]
#[allow(missing_docs, reason = "the fields of group(5)")]
pub struct GroupFact {
    pub name: &'static str,
    pub gid: u32,
    pub members: &'static [&'static str],
}

/// The program `name`, or the subcommand (`git clone`).
pub fn program(name: &str) -> Option<&'static ProgramFact> {
    find(PROGRAMS, name, |program| program.name)
}

impl ProgramFact {
    /// The option that is spelled like this. A long one may be cut short where only one begins so.
    pub fn option(&self, spelling: &str) -> Option<&'static OptionFact> {
        let at = self.options.partition_point(|option| option.spelling < spelling);
        let rest = self.options.get(at..)?;
        let first = rest.first().filter(|option| option.spelling.starts_with(spelling))?;
        if first.spelling == spelling {
            return Some(first);
        }
        let same = |option: &OptionFact| option.takes == first.takes && option.meanings == first.meanings;
        let mut others = rest.iter().take_while(|option| option.spelling.starts_with(spelling));
        (spelling.len() > 2 && spelling.starts_with("--") && others.all(same)).then_some(first)
    }
}

/// The endings that the program takes from the names of the files it unpacks, each with what it puts instead.
pub fn decompressor(program: &str) -> Option<&'static [(&'static str, &'static str)]> {
    find(DECOMPRESSORS, program, |(name, _)| name).map(|(_, endings)| *endings)
}

/// What becomes of data that is piped into the program; `None` for one that passes it on or merely looks at it.
pub fn sink(program: &str) -> Option<SinkKind> {
    find(SINKS, program, |(name, _)| name).map(|(_, kind)| *kind)
}

/// The algorithm of a program that computes digests.
pub fn digest_algorithm(program: &str) -> Option<&'static str> {
    find(DIGESTS, program, |(name, _)| name).map(|(_, algorithm)| *algorithm)
}

/// Endings of the names of files that only serve to check others: signatures, lists of digests, keys.
pub fn check_file_endings() -> &'static [&'static str] {
    CHECK_FILES
}

/// Folders in which nothing that is written becomes part of an image.
pub fn devices() -> &'static [&'static str] {
    DEVICES
}

/// Folders in which the programs of a distribution lie.
pub fn program_folders() -> &'static [&'static str] {
    PROGRAM_FOLDERS
}

/// Folders that an image does not need, as patterns: `~` is every home, `*` any part of a name.
pub fn needless_folders() -> &'static [(&'static str, FolderKind)] {
    FOLDERS
}

/// Debian, Ubuntu and their relatives.
pub fn debian() -> &'static FamilyFact {
    &DEBIAN
}

/// Alpine.
pub fn alpine() -> &'static FamilyFact {
    &ALPINE
}

/// Fedora, Red Hat and their relatives.
pub fn redhat() -> &'static FamilyFact {
    &REDHAT
}

fn find<T>(table: &'static [T], name: &str, key: impl Fn(&T) -> &str) -> Option<&'static T> {
    table.binary_search_by(|entry| key(entry).cmp(name)).ok().and_then(|at| table.get(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_option_may_be_cut_short() {
        let rm = program("rm").unwrap();
        assert_eq!(rm.option("--rec").map(|option| option.meanings), Some(&["recursive"][..]));
        assert!(rm.option("--no").is_some(), "only one begins so");
        assert!(program("curl").unwrap().option("--proxy").is_some(), "an exact name is not cut short");
        assert!(program("curl").unwrap().option("--prox").is_none(), "many begin so");
        assert!(rm.option("-").is_none());
        assert!(rm.option("--").is_none());
    }

    #[test]
    fn tables_are_sorted_for_the_search() {
        assert!(PROGRAMS.is_sorted_by_key(|program| program.name));
        assert!(PROGRAMS.iter().all(|program| program.options.is_sorted_by_key(|option| option.spelling)));
        assert!(SINKS.is_sorted_by_key(|(name, _)| name));
    }
}
