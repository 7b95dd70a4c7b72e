//! How much is looked at before something is left alone, and that is said: see `docs/limits.md`.

/// The limits that a configuration can set (`limits`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The largest Dockerfile that is read, in bytes.
    pub file_size: u64,
    /// The largest file of the build context that is read, in bytes.
    pub context_file_size: u64,
    /// The most instructions, commands and words that are migrated.
    pub migrate_words: u64,
}

/// The largest configuration file, or file of a rule, that is read, in bytes. It cannot be set in such a file.
pub const MAX_CONFIG_SIZE: u64 = 4 << 20;

/// A limit that can be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// [`Limits::file_size`]
    FileSize,
    /// [`Limits::context_file_size`]
    ContextFileSize,
    /// [`Limits::migrate_words`]
    MigrateWords,
}

/// All that can be set.
pub const LIMITS: [Limit; 3] = [Limit::FileSize, Limit::ContextFileSize, Limit::MigrateWords];

impl Limit {
    /// Its key in `limits`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Limit::FileSize => "file-size",
            Limit::ContextFileSize => "context-file-size",
            Limit::MigrateWords => "migrate-words",
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self { file_size: 16 << 20, context_file_size: 4 << 20, migrate_words: 30_000 }
    }
}

impl Limits {
    /// Sets one of them.
    pub fn set(&mut self, limit: Limit, value: u64) {
        *match limit {
            Limit::FileSize => &mut self.file_size,
            Limit::ContextFileSize => &mut self.context_file_size,
            Limit::MigrateWords => &mut self.migrate_words,
        } = value;
    }
}

/// A number of bytes for people: `16 MiB`.
#[must_use]
pub fn bytes(number: u64) -> String {
    match number {
        1 => "1 byte".to_owned(),
        number if number >= 1 << 20 && number.is_multiple_of(1 << 20) => format!("{} MiB", number >> 20),
        number if number >= 1 << 10 && number.is_multiple_of(1 << 10) => format!("{} KiB", number >> 10),
        number => format!("{number} bytes"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_told_in_the_largest_unit_that_is_exact() {
        assert_eq!([1 << 24, 3 << 10, 1025, 1].map(bytes), ["16 MiB", "3 KiB", "1025 bytes", "1 byte"]);
    }
}
