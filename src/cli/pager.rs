//! Output that may be longer than the screen.

use std::env;
use std::io::{self, IsTerminal, Write};
use std::process::{Command, Stdio};

use super::output;

/// The pager where `PAGER` names none: with colours, and for as long as the text is longer than the screen.
const PAGER: &str = "less -R";

/// Writes to standard output what `write` writes: through the pager where that is a terminal with fewer lines.
/// `PAGER` may be empty or `cat`, for none.
pub(super) fn show(write: impl Fn(&mut dyn Write) -> io::Result<()>) {
    let stdout = io::stdout();
    let height = terminal_size::terminal_size().map(|(_, height)| usize::from(height.0));
    let Some(height) = height.filter(|_| stdout.is_terminal()) else { return output::stdout(write) };
    let mut text = Vec::new();
    let is_coloured = anstream::AutoStream::choice(&stdout) != anstream::ColorChoice::Never;
    let written = match is_coloured {
        true => write(&mut text),
        false => write(&mut anstream::StripStream::new(&mut text)),
    };
    let lines = text.iter().filter(|byte| **byte == b'\n').count();
    if written.is_err() || lines < height || page(&text).is_none() {
        output::stdout(write);
    }
}

/// Gives the text to the pager; `None` when there is none.
fn page(text: &[u8]) -> Option<()> {
    let asked = env::var("PAGER").unwrap_or_else(|_| PAGER.to_owned());
    let words = shell_words::split(&asked).ok()?;
    let (program, arguments) = words.split_first()?;
    let mut pager = Command::new(program).args(arguments).stdin(Stdio::piped()).spawn().ok()?;
    // A pager that is left before the end closes the pipe.
    if let Some(mut input) = pager.stdin.take() {
        let _ = input.write_all(text);
    }
    pager.wait().ok()?;
    Some(())
}
