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
    styles: Styles,
    runs_job: bool,
}

/// What becomes of this program's own escape sequences.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Styles {
    /// They are passed on.
    Kept,
    /// They are left out.
    Dropped,
    /// There are none.
    None,
}

impl<W: Write> Guarded<W> {
    /// For text with colours and links, which are passed on if they are wanted.
    pub fn styled(inner: W, is_wanted: bool) -> Self {
        let is_set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
        let runs_job = is_set("GITHUB_ACTIONS") || is_set("TF_BUILD");
        let styles = if is_wanted { Styles::Kept } else { Styles::Dropped };
        Self { inner, line: Vec::new(), styles, runs_job }
    }

    /// For text that has neither.
    pub fn plain(inner: W) -> Self {
        Self { inner, line: Vec::new(), styles: Styles::None, runs_job: false }
    }

    fn pass_on(&mut self) -> io::Result<()> {
        let safe = guarded(&String::from_utf8_lossy(&self.line), self.styles, self.runs_job);
        self.line.clear();
        self.inner.write_all(safe.as_bytes())
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

fn guarded(line: &str, styles: Styles, runs_job: bool) -> String {
    let mut safe = String::with_capacity(line.len());
    let mut rest = line;
    loop {
        // Nearly all there is are letters that need no look.
        let plain = rest.bytes().position(|byte| !matches!(byte, b' '..=b'~' | b'\n' | b'\t')).unwrap_or(rest.len());
        safe.push_str(rest.get(..plain).unwrap_or_default());
        rest = rest.get(plain..).unwrap_or_default();
        let Some(ch) = rest.chars().next() else { break };
        let own = if styles != Styles::None && ch == '\u{1b}' { own_sequence(rest) } else { None };
        let length = own.map_or(ch.len_utf8(), str::len);
        match own {
            Some(sequence) if styles == Styles::Kept => safe.push_str(sequence),
            Some(_) => {}
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
        assert_eq!(guarded(own, Styles::Kept, false), own);
        for (text, safe) in [
            ("a\u{1b}[8mb\u{1b}[2Jc\u{1b}]0;d\u{7}", "a\u{fffd}[8mb\u{fffd}[2Jc\u{fffd}]0;d\u{fffd}"),
            ("\u{1b}]8;;https://x.example\u{1b}\\y", "\u{fffd}]8;;https://x.example\u{fffd}\\y"),
            ("a\rb\u{9b}31mc\u{202e}d\u{61c}\u{7f}", "a\u{fffd}b\u{fffd}31mc\u{fffd}d\u{fffd}\u{fffd}"),
            ("\u{1b}", "\u{fffd}"),
            ("\u{1b}[31", "\u{fffd}[31"),
        ] {
            assert_eq!(guarded(text, Styles::Kept, false), safe);
        }
        assert_eq!(guarded(own, Styles::Dropped, false), "ab\tc\r\n");
        assert_eq!(guarded("\u{1b}[1ma", Styles::None, false), "\u{fffd}[1ma");
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
        assert_eq!(guarded("  ::error::x", Styles::Kept, true), "  \u{200b}::error::x");
        assert_eq!(guarded("a ##vso[x] ##[y]", Styles::Kept, true), "a #\u{200b}#vso[x] #\u{200b}#[y]");
        assert_eq!(guarded("a::b # # [", Styles::Kept, true), "a::b # # [");
    }
}
