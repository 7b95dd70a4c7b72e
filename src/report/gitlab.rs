//! GitLab's Code Quality report: one array of Code Climate's issues.

use std::io::{self, Write};

use super::codeclimate;
use super::run::Run;

pub(super) fn write(run: &Run<'_>, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &codeclimate::issues(run).collect::<Vec<_>>())?;
    writeln!(out)
}
