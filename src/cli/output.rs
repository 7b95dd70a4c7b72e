//! Writing to standard output and standard error. A reader that goes away ends the output, not the program.

use std::fmt::Display;
use std::io::{self, Write};

use serde::Serialize;

use crate::report::problem::{Problem, render};

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

/// Says what is wrong with some words of a file.
pub(super) fn problem(problem: &Problem<'_>) {
    stderr(|out| writeln!(out, "{}", render(problem).trim_end()));
}

/// Says something on standard error that is no failure.
pub(super) fn note(message: impl Display) {
    stderr(|out| writeln!(out, "{message}"));
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

/// Writes a file so that it is there whole or not at all: into a temporary file beside it, which is then renamed.
pub(super) fn write_file(path: &std::path::Path, content: &[u8]) -> io::Result<()> {
    let file = temporary(path, content)?;
    if let Ok(metadata) = std::fs::metadata(path) {
        file.as_file().set_permissions(metadata.permissions())?;
    } else {
        set_usual_mode(&file)?;
    }
    file.persist(path)?;
    Ok(())
}

/// Writes a file in the same way if there is none yet.
pub(super) fn write_new_file(path: &std::path::Path, content: &[u8]) -> io::Result<()> {
    let file = temporary(path, content)?;
    set_usual_mode(&file)?;
    file.persist_noclobber(path)?;
    Ok(())
}

/// A temporary file beside `path`.
fn temporary(path: &std::path::Path, content: &[u8]) -> io::Result<tempfile::NamedTempFile> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let mut file = tempfile::NamedTempFile::new_in(folder.unwrap_or(std::path::Path::new(".")))?;
    file.write_all(content)?;
    file.as_file().sync_all()?;
    Ok(file)
}

/// Temporary files are for their owner only; a file that is to stay is readable for all.
#[cfg(unix)]
fn set_usual_mode(file: &tempfile::NamedTempFile) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.as_file().set_permissions(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn set_usual_mode(_: &tempfile::NamedTempFile) -> io::Result<()> {
    Ok(())
}
