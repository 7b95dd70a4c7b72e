use super::Dialect;

impl Dialect {
    /// Whether scripts in it are not looked into.
    pub fn is_opaque(self) -> bool {
        matches!(self, Dialect::PowerShell | Dialect::Cmd | Dialect::Other)
    }

    /// The language that `words` interpret: the array of a SHELL instruction, or the words of a shebang line.
    ///
    /// Programs that run another are looked through (`/usr/bin/env bash`, `busybox sh`).
    pub fn of_shell(words: &[&str]) -> Dialect {
        match words.first().map(|word| program_name(word)) {
            Some("sh" | "dash") => Dialect::Sh,
            Some("ash") => Dialect::Ash,
            Some("bash") => Dialect::Bash,
            Some("ksh" | "mksh") => Dialect::Ksh,
            Some("zsh") => Dialect::Zsh,
            Some("pwsh" | "powershell") => Dialect::PowerShell,
            Some("cmd") => Dialect::Cmd,
            Some("env" | "busybox") => Dialect::of_shell(words.get(1..).unwrap_or_default()),
            _ => Dialect::Other,
        }
    }
}

/// The language that the first line of `body` names, if that is a shebang (`#!/bin/bash`).
pub fn shebang_dialect(body: &str) -> Option<Dialect> {
    let line = body.strip_prefix("#!")?.lines().next().unwrap_or_default();
    let words: Vec<&str> = line.split_whitespace().collect();
    Some(Dialect::of_shell(&words))
}

/// A program's name without its folder and without `.exe`.
fn program_name(path: &str) -> &str {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    name.strip_suffix(".exe").unwrap_or(name)
}
