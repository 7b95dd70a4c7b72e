//! The findings of a ShellCheck that is installed.

use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::{fs, str};

use serde::Deserialize;
use thiserror::Error;

use super::{Body, Note, Number, holds, visible};
use crate::shell::Dialect;
use crate::source::Span;

/// A ShellCheck that is installed. It is run once for all scripts of a file, and is given nothing but them: no
/// configuration, and no way to read what they include.
#[derive(Debug)]
pub struct Installed {
    program: PathBuf,
    failure: OnceLock<InstalledError>,
}

/// Why a ShellCheck finds nothing.
#[derive(Debug, Error)]
pub enum InstalledError {
    /// Its program cannot be run.
    #[error("cannot run `{program}`: {source}; --shellcheck takes the path of the program")]
    Run {
        /// Its path.
        program: String,
        /// Why.
        source: io::Error,
    },
    /// The scripts cannot be written for it.
    #[error("cannot write the scripts that ShellCheck is to read: {0}")]
    Write(#[source] io::Error),
    /// Its answer is not the one that ShellCheck gives.
    #[error("`{program}` does not answer as ShellCheck 0.7 and later do{}", said(.answer))]
    Answer {
        /// Its path.
        program: String,
        /// What it says instead.
        answer: String,
    },
}

fn said(answer: &str) -> String {
    if answer.is_empty() { String::new() } else { format!(": {answer}") }
}

/// What ShellCheck says in its format `json1`.
#[derive(Deserialize)]
struct Answer {
    comments: Vec<Comment>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Comment {
    file: PathBuf,
    /// The first is 1.
    line: usize,
    end_line: usize,
    /// In characters. The first is 1.
    column: usize,
    end_column: usize,
    code: Number,
}

/// A script that is written to a file.
struct Written<'b> {
    body: &'b Body<'b>,
    source: String,
    /// Where the script begins in it.
    start: usize,
    lines: Vec<usize>,
}

impl Installed {
    /// The one at this path, or of this name in `PATH`.
    pub fn new(program: &Path) -> Self {
        Self { program: program.to_owned(), failure: OnceLock::new() }
    }

    /// Why it could not be asked, if that happened.
    pub fn failure(&self) -> Option<&InstalledError> {
        self.failure.get()
    }

    /// What it finds. Once it has failed it is not asked again.
    pub(super) fn check(&self, bodies: &[&Body<'_>]) -> Vec<Note> {
        if self.failure.get().is_some() {
            return Vec::new();
        }
        self.ask(bodies).unwrap_or_else(|error| {
            // Of several failures at the same time, the first is told.
            let _ = self.failure.set(error);
            Vec::new()
        })
    }

    fn ask(&self, bodies: &[&Body<'_>]) -> Result<Vec<Note>, InstalledError> {
        let written: Vec<Written<'_>> = bodies.iter().filter_map(|body| Written::of(body)).collect();
        if written.is_empty() {
            return Ok(Vec::new());
        }
        let folder = tempfile::tempdir().map_err(InstalledError::Write)?;
        let path = |number: usize| folder.path().join(number.to_string());
        for (number, script) in written.iter().enumerate() {
            fs::write(path(number), &script.source).map_err(InstalledError::Write)?;
        }
        let program = || self.program.display().to_string();
        let output = Command::new(&self.program)
            .args(["--norc", "--format=json1"])
            .args((0..written.len()).map(path))
            .current_dir(folder.path())
            .stdin(Stdio::null())
            .output()
            .map_err(|source| InstalledError::Run { program: program(), source })?;
        let answer: Answer = serde_json::from_slice(&output.stdout).map_err(|_| InstalledError::Answer {
            program: program(),
            answer: String::from_utf8_lossy(&output.stderr).lines().next().unwrap_or_default().to_owned(),
        })?;
        let script = |comment: &Comment| {
            let number: usize = comment.file.file_name()?.to_str()?.parse().ok()?;
            written.get(number)
        };
        Ok(answer.comments.iter().filter_map(|comment| script(comment)?.note(comment)).collect())
    }
}

impl<'b> Written<'b> {
    /// `None` for languages that ShellCheck does not know.
    fn of(body: &'b Body<'b>) -> Option<Self> {
        let shell = match body.script.dialect {
            Dialect::Sh => "sh",
            // Older versions do not know BusyBox.
            Dialect::Ash => "dash",
            Dialect::Bash => "bash",
            Dialect::Ksh => "ksh",
            Dialect::Zsh | Dialect::PowerShell | Dialect::Cmd | Dialect::Other => return None,
        };
        let mut source = format!("# shellcheck shell={shell}\n");
        if body.options.errexit {
            source.push_str("set -e\n");
        }
        source.push_str(&body.prelude());
        let start = source.len();
        // What its comments disable is for dfcheck to know, which says so when a comment disables nothing.
        source.push_str(&body.script.text.as_str().replace("shellcheck disable", "shellcheck_disable"));
        source.push('\n');
        let ends = source.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        let lines = std::iter::once(0).chain(ends).collect();
        Some(Self { body, source, start, lines })
    }

    fn note(&self, comment: &Comment) -> Option<Note> {
        let start = self.offset(comment.line, comment.column)?.checked_sub(self.start)?;
        let end = self.offset(comment.end_line, comment.end_column)?.checked_sub(self.start)?;
        let text = &self.body.script.text;
        let span = if start == end { Span::empty(text.span_of(start..start).start) } else { text.span_of(start..end) };
        let note = Note { number: comment.code, span: visible(text, span) };
        holds(self.body, note.number).then_some(note)
    }

    fn offset(&self, line: usize, column: usize) -> Option<usize> {
        let start = *self.lines.get(line.checked_sub(1)?)?;
        let end = self.lines.get(line).copied().unwrap_or(self.source.len());
        let text = self.source.get(start..end)?;
        let within = text.char_indices().nth(column.checked_sub(1)?).map_or(text.len(), |(at, _)| at);
        Some(start + within)
    }
}
