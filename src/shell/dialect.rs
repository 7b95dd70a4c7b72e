use super::inner::{Inner, inner};
use super::{Dialect, Word};
use crate::facts::wrappers::wrapper;
use crate::source::{Span, Text};

impl Dialect {
    /// Whether scripts in it are not looked into.
    pub fn is_opaque(self) -> bool {
        matches!(self, Dialect::PowerShell | Dialect::Cmd | Dialect::Other)
    }

    /// The language that `words` interpret: the array of a SHELL instruction, or the words of a shebang line.
    ///
    /// Programs that run another are looked through (`/usr/bin/env bash`, `busybox sh`).
    pub fn of_shell(words: &[&str]) -> Dialect {
        let words: Vec<Word> = words
            .iter()
            .map(|word| Word::from_text(&Text::verbatim(word.as_bytes(), Span::new(0, word.len()))))
            .collect();
        of_command(&words, Dialect::Sh)
    }
}

/// The language that the first line of `body` names, if that is a shebang (`#!/bin/bash`).
pub fn shebang_dialect(body: &str) -> Option<Dialect> {
    let line = body.strip_prefix("#!")?.lines().next().unwrap_or_default();
    let words: Vec<&str> = line.split_whitespace().collect();
    Some(Dialect::of_shell(&words))
}

/// The language that a command interprets, where `sh` speaks the dialect `sh`.
fn of_command(words: &[Word], sh: Dialect) -> Dialect {
    let mut words = words.to_vec();
    let mut sh = sh;
    while let Some((program, args)) = words.split_first() {
        let path = program.literal().unwrap_or_default();
        let Some(wrapper) = wrapper(&program_name(&path)) else { return Dialect::Other };
        match wrapper.dialect {
            Some(Dialect::Sh) => return sh,
            Some(dialect) => return dialect,
            None => sh = wrapper.sh.unwrap_or(sh),
        }
        words = match inner(wrapper, args).into_iter().next() {
            Some(Inner::Command { words, .. }) => words.to_vec(),
            Some(Inner::Script(script)) => script,
            _ => Vec::new(),
        };
    }
    Dialect::Other
}

/// A program's name without its folder; without `.exe` and in small letters where it has that.
fn program_name(path: &str) -> String {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    let lower = name.to_lowercase();
    lower.strip_suffix(".exe").map_or_else(|| name.to_owned(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shells_by_their_names() {
        for (words, dialect) in [
            (&["/bin/sh", "-c"][..], Dialect::Sh),
            (&["/bin/bash", "-o", "pipefail", "-c"], Dialect::Bash),
            (&["ash", "-eo", "pipefail", "-c"], Dialect::Ash),
            (&["/bin/mksh"], Dialect::Ksh),
            (&["zsh"], Dialect::Zsh),
            (&["/usr/bin/env", "-i", "A=1", "bash"], Dialect::Bash),
            (&["busybox", "sh", "-c"], Dialect::Ash),
            (&["powershell", "-Command", "$x = 'y';"], Dialect::PowerShell),
            (&["C:\\Program Files\\PowerShell\\pwsh.EXE", "-c"], Dialect::PowerShell),
            (&["cmd", "/S", "/C"], Dialect::Cmd),
            (&["/usr/bin/python3"], Dialect::Other),
            (&["env"], Dialect::Other),
            (&[], Dialect::Other),
        ] {
            assert_eq!(Dialect::of_shell(words), dialect, "{words:?}");
        }
    }

    #[test]
    fn shebangs() {
        assert_eq!(shebang_dialect("#!/bin/bash -e\necho"), Some(Dialect::Bash));
        assert_eq!(shebang_dialect("#! /usr/bin/env -S bash -e\r\necho"), Some(Dialect::Bash));
        assert_eq!(shebang_dialect("#!/usr/bin/env python3\n"), Some(Dialect::Other));
        assert_eq!(shebang_dialect("#!"), Some(Dialect::Other));
        assert_eq!(shebang_dialect("# a\n#!/bin/sh"), None);
    }
}
