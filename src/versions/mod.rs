//! Which version of a package, and which digest of an image, is to be named where a Dockerfile names none.
//!
//! A table of versions is a text of lines `manager package version`, with blanks between them: `apt curl 7.88.1-10`.
//! The manager of images is `image`: `image debian:12.5 sha256:…`. `#` begins a comment. An [`index`] that a mirror has of
//! its packages can be made into one.

mod debian;
pub mod index;

use std::collections::BTreeMap;
use std::io::{self, Write};

use thiserror::Error;

/// The manager that images are listed under.
pub const IMAGE: &str = "image";

/// Versions by manager and package.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Versions {
    entries: BTreeMap<(String, String), String>,
}

/// A line that is none of a table.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("line {line}: `{text}` is not of the form `manager package version`")]
pub struct TableError {
    /// Its number, from 1 on.
    pub line: usize,
    /// Its text.
    pub text: String,
}

impl Versions {
    /// Reads a table.
    ///
    /// # Errors
    ///
    /// The first line that has not three words.
    pub fn parse(text: &str) -> Result<Self, TableError> {
        let mut versions = Self::default();
        for (number, line) in text.lines().enumerate() {
            let words: Vec<&str> = line.split('#').next().unwrap_or_default().split_whitespace().collect();
            match words.as_slice() {
                [] => {}
                [manager, package, version] => versions.set(manager, package, version),
                _ => return Err(TableError { line: number + 1, text: line.trim().to_owned() }),
            }
        }
        Ok(versions)
    }

    /// Adds a version, in place of another of the same package.
    pub fn set(&mut self, manager: &str, package: &str, version: &str) {
        self.entries.insert((manager.to_owned(), package.to_owned()), version.to_owned());
    }

    /// The version of a package.
    #[must_use]
    pub fn get(&self, manager: &str, package: &str) -> Option<&str> {
        self.entries.get(&(manager.to_owned(), package.to_owned())).map(String::as_str)
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Writes the table, sorted, with tabs between the words.
    ///
    /// # Errors
    ///
    /// Those of `out`.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        self.entries
            .iter()
            .try_for_each(|((manager, package), version)| writeln!(out, "{manager}\t{package}\t{version}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_read_and_written() {
        let text = "# of today\napt  curl\t7.88.1-10 # why\n\nimage debian:12.5 sha256:ab\n";
        let versions = Versions::parse(text).unwrap();
        assert_eq!(versions.get("apt", "curl"), Some("7.88.1-10"));
        assert_eq!(versions.get("apk", "curl"), None);
        let mut out = Vec::new();
        versions.write(&mut out).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "apt\tcurl\t7.88.1-10\nimage\tdebian:12.5\tsha256:ab\n");
    }

    #[test]
    fn a_wrong_line_is_told_by_its_number() {
        let error = Versions::parse("apt curl 1\napt git\n").unwrap_err();
        assert_eq!(error.to_string(), "line 2: `apt git` is not of the form `manager package version`");
    }
}
