//! The last guard before a terminal or a log: whatever text was let through, nothing steers what shows it.

use std::env;
use std::io::{self, Write};

use super::printable::is_harmless;

/// How the escape sequences of colours begin.
const COLOUR: &str = "\u{1b}[";
/// How links begin, and how both they and their addresses end.
const LINK: &str = "\u{1b}]8;;";
const END_OF_LINK: &str = "\u{1b}\\";

/// What services that run jobs take for a command wherever it stands in a line.
const COMMANDS: [&str; 2] = ["##[", "##vso["];
/// What they take for one at the start of a line.
const COMMAND_AT_START: &str = "::";
/// Breaks such a word up, and is not seen.
const BREAK: char = '\u{200b}';

/// Passes text on line by line, without characters that steer a terminal or turn the direction of text around. Of escape
/// sequences only those remain that this program makes itself: colours, and links to its own pages.
pub struct Guarded<W: Write> {
    inner: W,
    line: Vec<u8>,
    is_styled: bool,
    runs_job: bool,
}

impl<W: Write> Guarded<W> {
    /// For text with colours and links.
    pub fn styled(inner: W) -> Self {
        let is_set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
        let runs_job = is_set("GITHUB_ACTIONS") || is_set("TF_BUILD");
        Self { inner, line: Vec::new(), is_styled: true, runs_job }
    }

    /// For text that has neither.
    pub fn plain(inner: W) -> Self {
        Self { inner, line: Vec::new(), is_styled: false, runs_job: false }
    }

    fn pass_on(&mut self) -> io::Result<()> {
        let line = std::mem::take(&mut self.line);
        self.inner.write_all(guarded(&String::from_utf8_lossy(&line), self.is_styled, self.runs_job).as_bytes())
    }
}

impl<W: Write> Write for Guarded<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            self.line.extend(piece);
            if piece.ends_with(b"\n") {
                self.pass_on()?;
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.pass_on()?;
        self.inner.flush()
    }
}

fn guarded(line: &str, is_styled: bool, runs_job: bool) -> String {
    let mut safe = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(ch) = rest.chars().next() {
        let own = if is_styled && ch == '\u{1b}' { own_sequence(rest) } else { None };
        let length = own.map_or(ch.len_utf8(), str::len);
        match own {
            Some(sequence) => safe.push_str(sequence),
            None if ch == '\r' && rest.starts_with("\r\n") => safe.push(ch),
            None if ch != '\r' && is_harmless(ch) => safe.push(ch),
            None => safe.push(char::REPLACEMENT_CHARACTER),
        }
        rest = rest.get(length..).unwrap_or_default();
    }
    if runs_job { without_commands(&safe) } else { safe }
}

/// The escape sequence that the text begins with, if this program may have made it.
fn own_sequence(text: &str) -> Option<&str> {
    let length = if let Some(colour) = text.strip_prefix(COLOUR) {
        let end = colour.find(|ch: char| !ch.is_ascii_digit() && ch != ';')?;
        let codes = colour.get(..end).filter(|_| colour.get(end..).is_some_and(|rest| rest.starts_with('m')))?;
        // Neither blinking nor hidden.
        if codes.split(';').any(|code| matches!(code.trim_start_matches('0'), "5" | "6" | "8"))
            && !codes.contains("38;")
        {
            return None;
        }
        COLOUR.len() + end + 1
    } else {
        let link = text.strip_prefix(LINK)?;
        let end = link.find(END_OF_LINK)?;
        let address = link.get(..end)?;
        let home = env!("CARGO_PKG_HOMEPAGE");
        let is_own = address.is_empty() || !home.is_empty() && address.starts_with(home);
        if !is_own || !address.chars().all(|ch| ch.is_ascii_graphic()) {
            return None;
        }
        LINK.len() + end + END_OF_LINK.len()
    };
    text.get(..length)
}

/// The line without what the service that runs the job would take for a command.
fn without_commands(line: &str) -> String {
    let mut line = line.to_owned();
    for command in COMMANDS {
        let (first, rest) = command.split_at(1);
        line = line.replace(command, &format!("{first}{BREAK}{rest}"));
    }
    let indentation = line.len() - line.trim_start().len();
    if line.trim_start().starts_with(COMMAND_AT_START) {
        line.insert(indentation, BREAK);
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_own_sequences_pass() {
        let own = "\u{1b}[1;31ma\u{1b}[0m\u{1b}[38;5;8mb\u{1b}[39m\u{1b}]8;;\u{1b}\\\tc\r\n";
        assert_eq!(guarded(own, true, false), own);
        for (text, safe) in [
            ("a\u{1b}[8mb\u{1b}[2Jc\u{1b}]0;d\u{7}", "a\u{fffd}[8mb\u{fffd}[2Jc\u{fffd}]0;d\u{fffd}"),
            ("\u{1b}]8;;https://x.example\u{1b}\\y", "\u{fffd}]8;;https://x.example\u{fffd}\\y"),
            ("a\rb\u{9b}31mc\u{202e}d\u{61c}\u{7f}", "a\u{fffd}b\u{fffd}31mc\u{fffd}d\u{fffd}\u{fffd}"),
            ("\u{1b}", "\u{fffd}"),
            ("\u{1b}[31", "\u{fffd}[31"),
        ] {
            assert_eq!(guarded(text, true, false), safe);
        }
        assert_eq!(guarded("\u{1b}[1ma", false, false), "\u{fffd}[1ma");
    }

    #[test]
    fn lines_are_whole_before_they_are_looked_at() {
        let mut guard = Guarded::plain(Vec::new());
        for byte in "é\u{1b}[1m\nx".as_bytes() {
            guard.write_all(&[*byte]).unwrap();
        }
        assert_eq!(guard.inner, "é\u{fffd}[1m\n".as_bytes());
        guard.flush().unwrap();
        assert_eq!(guard.inner, "é\u{fffd}[1m\nx".as_bytes());
    }

    #[test]
    fn no_line_is_a_command_of_a_job() {
        assert_eq!(guarded("  ::error::x", true, true), "  \u{200b}::error::x");
        assert_eq!(guarded("a ##vso[x] ##[y]", true, true), "a #\u{200b}#vso[x] #\u{200b}#[y]");
        assert_eq!(guarded("a::b # # [", true, true), "a::b # # [");
    }
}
