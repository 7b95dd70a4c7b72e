//! Writing to standard output and standard error. A reader that goes away ends the output, not the program.

use std::env;
use std::fmt::Display;
use std::io::{self, IsTerminal, Write};
use std::path::Path;

use anstream::ColorChoice;
use serde::Serialize;

use super::args::Color;
use crate::report::Screen;
use crate::report::guarded::Guarded;
use crate::report::printable::printable;
use crate::report::problem::{Problem, render};

/// Width where there is no terminal to ask, in columns.
const DEFAULT_WIDTH: usize = 80;

/// Decides about colours. What is asked for goes before `NO_COLOR`, and that before `FORCE_COLOR`; `CLICOLOR` and
/// `CLICOLOR_FORCE` are heeded too.
pub(super) fn set_color(asked: Option<Color>) {
    let is_set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    let choice = match asked.unwrap_or(Color::Auto) {
        Color::Always => ColorChoice::Always,
        Color::Never => ColorChoice::Never,
        Color::Auto if is_set("NO_COLOR") => ColorChoice::Never,
        Color::Auto if is_set("FORCE_COLOR") => match env::var("FORCE_COLOR").as_deref() {
            Ok("0" | "false") => ColorChoice::Never,
            _ => ColorChoice::Always,
        },
        Color::Auto => ColorChoice::Auto,
    };
    choice.write_global();
}

/// Decides about colours where neither the arguments nor the environment have.
pub(super) fn set_default_color(asked: Color) {
    if ColorChoice::global() == ColorChoice::Auto {
        set_color(Some(asked));
    }
}

/// What is known of the terminal. `COLUMNS` goes before its own word for its width.
pub(super) fn screen(summary: bool) -> Screen {
    let set = env::var("COLUMNS").ok().and_then(|width| width.trim().parse().ok()).filter(|width| *width > 0);
    let asked = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    let stdout = io::stdout();
    let links = stdout.is_terminal() && anstream::AutoStream::choice(&stdout) != ColorChoice::Never;
    Screen { width: set.or_else(asked).unwrap_or(DEFAULT_WIDTH), links, summary }
}

/// Writes to standard output what `write` writes, without colours where they are not wanted.
pub(super) fn stdout(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) {
    let is_coloured = anstream::AutoStream::choice(&io::stdout()) != ColorChoice::Never;
    let out: &mut dyn Write = if is_coloured { &mut anstream::stdout().lock() } else { &mut io::stdout().lock() };
    let mut out = Guarded::styled(io::BufWriter::new(out), is_coloured);
    let result = write(&mut out).and_then(|()| out.flush());
    report_failure(result);
}

/// Writes to standard output what `write` writes, byte for byte unless that is a terminal.
pub(super) fn raw(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) {
    let is_terminal = io::stdout().is_terminal();
    let mut out = io::BufWriter::new(io::stdout().lock());
    let mut guarded;
    let out: &mut dyn Write = match is_terminal {
        true => {
            guarded = Guarded::plain(out);
            &mut guarded
        }
        false => &mut out,
    };
    let result = write(out).and_then(|()| out.flush());
    report_failure(result);
}

/// Writes to a file what `write` writes. Colours are left out of those that may have them.
pub(super) fn file(
    path: &Path,
    is_coloured: bool,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let mut content = Vec::new();
    if is_coloured {
        write(&mut anstream::StripStream::new(&mut content))?;
    } else {
        write(&mut content)?;
    }
    write_file(path, &content)
}

/// Writes to standard error what `write` writes.
pub(super) fn stderr(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) {
    let mut out = Guarded::styled(anstream::stderr().lock(), true);
    let _ = write(&mut out).and_then(|()| out.flush());
}

/// Writes a value as JSON, indented, with a line end.
pub(super) fn json(value: &impl Serialize) {
    raw(|out| {
        serde_json::to_writer_pretty(&mut *out, value)?;
        writeln!(out)
    });
}

/// Says what is wrong with some words of a file.
pub(super) fn problem(problem: &Problem<'_>) {
    stderr(|out| writeln!(out, "{}", render(problem).trim_end()));
}

/// Says something on standard error that is no failure, on one line.
pub(super) fn note(message: impl Display) {
    stderr(|out| writeln!(out, "{}", printable(&message.to_string())));
}

/// Says why something could not be done, on one line.
pub(super) fn error(message: impl Display) {
    stderr(|out| writeln!(out, "dfcheck: {}", printable(&message.to_string())));
}

fn report_failure(result: io::Result<()>) {
    match result {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            stderr(|out| writeln!(out, "dfcheck: standard output: {error}"));
        }
        _ => {}
    }
}

/// Writes a file so that it is there whole or not at all: into a temporary file beside it, which is then renamed. A file
/// that is there keeps its mode and, where that is allowed, its owner; a link stays, and what it leads to is written.
pub(super) fn write_file(path: &Path, content: &[u8]) -> io::Result<()> {
    let path = &std::fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    let file = temporary(path, content)?;
    if let Ok(metadata) = std::fs::metadata(path) {
        keep_owner(&file, &metadata);
        file.as_file().set_permissions(metadata.permissions())?;
    } else {
        set_usual_mode(&file)?;
    }
    file.persist(path)?;
    Ok(())
}

/// Only root can give a file away, and others can change its group to one of theirs at most: that is no reason to fail.
#[cfg(unix)]
fn keep_owner(file: &tempfile::NamedTempFile, metadata: &std::fs::Metadata) {
    use std::os::unix::fs::{MetadataExt, fchown};
    let group = Some(metadata.gid());
    let _ = fchown(file.as_file(), Some(metadata.uid()), group).or_else(|_| fchown(file.as_file(), None, group));
}

#[cfg(not(unix))]
fn keep_owner(_: &tempfile::NamedTempFile, _: &std::fs::Metadata) {}

/// Writes a file in the same way if there is none yet.
pub(super) fn write_new_file(path: &Path, content: &[u8]) -> io::Result<()> {
    let file = temporary(path, content)?;
    set_usual_mode(&file)?;
    file.persist_noclobber(path)?;
    Ok(())
}

/// A temporary file beside `path`.
fn temporary(path: &Path, content: &[u8]) -> io::Result<tempfile::NamedTempFile> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let mut file = tempfile::NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))?;
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
