//! The flags of each instruction and the options of `RUN --mount` (`rules/dockerfile/instructions.yaml`).

include!(concat!(env!("OUT_DIR"), "/instructions.rs"));

/// A flag of an instruction.
#[derive(Clone, Copy, Debug)]
pub struct FlagFact {
    /// Its name without `--`.
    pub name: &'static str,
    /// What it takes.
    pub kind: FlagKind,
}

/// What a flag takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlagKind {
    /// One value, given once.
    String,
    /// One value each time it is given.
    Strings,
    /// `true`, `false`, or nothing, which means `true`.
    Boolean,
}

/// The flags of the instruction whose keyword is `keyword`, in upper case.
pub fn flags(keyword: &str) -> &'static [FlagFact] {
    FLAGS.iter().find(|(name, _)| *name == keyword).map_or(&[], |(_, flags)| flags)
}

/// The words that the flag takes as values, when there are only a few.
pub fn flag_values(flag: &str) -> Option<&'static [&'static str]> {
    FLAG_VALUES.iter().find(|(name, _)| *name == flag).map(|(_, values)| *values)
}

/// The option of `--mount` that `key` is a spelling of.
pub fn mount_option(key: &str) -> Option<&'static str> {
    MOUNT_OPTIONS.iter().find(|(name, _)| *name == key).map(|(_, option)| *option)
}

/// Every spelling of every option of `--mount`.
pub fn mount_option_names() -> impl Iterator<Item = &'static str> {
    MOUNT_OPTIONS.iter().map(|(name, _)| *name)
}

/// The values of the mount option `type`.
pub fn mount_types() -> &'static [&'static str] {
    MOUNT_TYPES
}

/// The values of the mount option `sharing`.
pub fn mount_sharing() -> &'static [&'static str] {
    MOUNT_SHARING
}

/// Whether the mount option may stand without a value.
pub fn mount_option_may_be_bare(option: &str) -> bool {
    MOUNT_BARE.contains(&option)
}
