//! Findings for programs: one object a line, each as in [`json`](mod@super::json).

use std::io::{self, Write};

use super::json;
use super::run::Run;

pub(super) fn write(run: &Run<'_>, out: &mut dyn Write) -> io::Result<()> {
    for (file, finding) in run.findings() {
        serde_json::to_writer(&mut *out, &json::view(file, finding))?;
        writeln!(out)?;
    }
    Ok(())
}
