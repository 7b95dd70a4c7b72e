//! The findings of a ShellCheck that is installed.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use serde::Deserialize;
use thiserror::Error;

use super::{Body, Note, Number};
use crate::shell::Dialect;

/// A ShellCheck that is installed.
#[derive(Debug)]
pub struct Installed {
    program: PathBuf,
    failure: OnceLock<InstalledError>,
}

/// Why a ShellCheck gives no findings.
#[derive(Debug, Error)]
pub enum InstalledError {
    /// Its program cannot be run.
    #[error("cannot run `{}`: {source}", program.display())]
    Run { program: PathBuf, source: io::Error },
    /// Scripts for it cannot be written.
    #[error("cannot write scripts for `{}`: {source}", program.display())]
    Write { program: PathBuf, source: io::Error },
    /// What it said is not understood.
    #[error("`{}` does not answer as ShellCheck does: {answer}", program.display())]
    Answer { program: PathBuf, answer: String },
}

#[derive(Deserialize)]
struct Answer {
    comments: Vec<Comment>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Comment {
    file: PathBuf,
    line: usize,
    end_line: usize,
    column: usize,
    end_column: usize,
    code: Number,
}

impl Installed {
    pub fn new(program: &Path) -> Self {
        Self { program: program.to_owned(), failure: OnceLock::new() }
    }

    pub fn failure(&self) -> Option<&InstalledError> {
        self.failure.get()
    }

    pub fn check(&self, bodies: &[Body]) -> Vec<Note> {
        self.run(bodies).unwrap_or_else(|error| {
            let _ = self.failure.set(error);
            Vec::new()
        })
    }

    fn run(&self, bodies: &[Body]) -> Result<Vec<Note>, InstalledError> {
        let write = |source| InstalledError::Write { program: self.program.clone(), source };
        let folder = tempfile::tempdir().map_err(write)?;
        let mut files = Vec::new();
        for (number, body) in bodies.iter().enumerate() {
            let Some(shell) = shell(body.script.dialect) else { continue };
            let head = format!("# shellcheck shell={shell}\n{}", body.prelude());
            let source = format!("{head}{}\n", body.script.text.as_str());
            let path = folder.path().join(number.to_string());
            fs::write(&path, &source).map_err(write)?;
            files.push((path, head.len(), source, body));
        }
        if files.is_empty() {
            return Ok(Vec::new());
        }
        let output = Command::new(&self.program)
            .args(["--norc", "--format=json1"])
            .args(files.iter().map(|(path, ..)| path))
            .stdin(Stdio::null())
            .output()
            .map_err(|source| InstalledError::Run { program: self.program.clone(), source })?;
        let answer: Answer = serde_json::from_slice(&output.stdout).map_err(|_| InstalledError::Answer {
            program: self.program.clone(),
            answer: String::from_utf8_lossy(&output.stderr).trim().to_owned(),
        })?;
        let mut notes = Vec::new();
        for c in answer.comments {
            let Some((_, head, source, body)) = files.iter().find(|(path, ..)| *path == c.file) else { continue };
            let start = offset(source, c.line, c.column);
            let end = offset(source, c.end_line, c.end_column);
            let Some(start) = start.checked_sub(*head) else { continue };
            let Some(end) = end.checked_sub(*head) else { continue };
            notes.push(Note { span: body.script.text.span_of(start..end), number: c.code });
        }
        Ok(notes)
    }
}

fn offset(source: &str, line: usize, column: usize) -> usize {
    let mut at = 0;
    for (n, l) in source.split_inclusive('\n').enumerate() {
        if n + 1 == line {
            return at + l.char_indices().nth(column - 1).map_or(l.len(), |(i, _)| i);
        }
        at += l.len();
    }
    at
}

fn shell(dialect: Dialect) -> Option<&'static str> {
    Some(match dialect {
        Dialect::Sh => "sh",
        Dialect::Ash => "dash",
        Dialect::Bash => "bash",
        Dialect::Ksh => "ksh",
        _ => return None,
    })
}
