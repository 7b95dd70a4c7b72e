//! What is known of paths in an image (`rules/nix/filesystem.yaml`).

include!(concat!(env!("OUT_DIR"), "/filesystem.rs"));

/// What provides a file that images commonly copy out of a build stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Provided {
    /// The attribute of nixpkgs.
    pub attribute: &'static str,
    /// What it is, in a few words.
    pub what: &'static str,
}

/// A path at which programs look for what an attribute has elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LookedFor {
    /// Where programs look.
    pub path: &'static str,
    /// The attribute of nixpkgs that has it.
    pub attribute: &'static str,
    /// Where it is in the attribute's store path.
    pub at: &'static str,
}

/// Folders that every Linux userland has.
pub fn directories() -> &'static [&'static str] {
    DIRECTORIES
}

/// Whether programs are in the folder.
pub fn has_programs(folder: &str) -> bool {
    PROGRAM_FOLDERS.contains(&folder)
}

/// Whether the path is in a folder that a build in Nix has as well.
pub fn is_of_a_build(path: &str) -> bool {
    OF_A_BUILD
        .iter()
        .any(|folder| path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
}

/// What provides the file or folder at `path`, an absolute path.
pub fn provided(path: &str) -> Option<Provided> {
    let below = |known: &str| known.ends_with('/') && (path.starts_with(known) || path == known.trim_end_matches('/'));
    PROVIDED.iter().find(|(known, _)| *known == path || below(known)).map(|(_, provided)| *provided)
}

/// The paths at which programs look for what attributes have elsewhere.
pub fn looked_for() -> &'static [LookedFor] {
    LOOKED_FOR
}
