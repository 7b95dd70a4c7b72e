//! Results as Codacy's tools print them: an object a line, with a file, a line, a pattern and a message.

use std::io::{self, Write};

use serde::Serialize;

use super::run::Run;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CodacyResult<'a> {
    filename: String,
    message: &'a str,
    pattern_id: &'static str,
    line: usize,
}

pub(super) fn write(run: &Run<'_>, out: &mut dyn Write) -> io::Result<()> {
    for (place, finding) in run.placed() {
        let result = CodacyResult {
            filename: run.root.path(place.name()),
            message: &finding.message,
            pattern_id: finding.rule.code.as_str(),
            line: place.start().line,
        };
        serde_json::to_writer(&mut *out, &result)?;
        writeln!(out)?;
    }
    Ok(())
}
