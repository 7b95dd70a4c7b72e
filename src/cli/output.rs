//! Writing to standard output and standard error. A reader that goes away ends the output, not the program.

use std::fmt::Display;
use std::io::{self, Write};

use serde::Serialize;

/// Writes to standard output what `write` writes, without colours where they are not wanted.
pub(super) fn stdout(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) {
    let mut out = io::BufWriter::new(anstream::stdout().lock());
    let result = write(&mut out).and_then(|()| out.flush());
    report_failure(result);
}

/// Writes to standard error what `write` writes.
pub(super) fn stderr(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) {
    let mut out = anstream::stderr().lock();
    let _ = write(&mut out).and_then(|()| out.flush());
}

/// Writes a value as JSON, indented, with a line end.
pub(super) fn json(value: &impl Serialize) {
    stdout(|out| {
        serde_json::to_writer_pretty(&mut *out, value)?;
        writeln!(out)
    });
}

/// Says why something could not be done.
pub(super) fn error(message: impl Display) {
    stderr(|out| writeln!(out, "dfcheck: {message}"));
}

fn report_failure(result: io::Result<()>) {
    match result {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            stderr(|out| writeln!(out, "dfcheck: standard output: {error}"));
        }
        _ => {}
    }
}
