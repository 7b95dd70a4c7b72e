//! `dfcheck inspect`: what a Dockerfile does, for people.

use std::io::{self, Write};

use owo_colors::OwoColorize;

use super::inspect::{self, StageReport};
use super::printable::printable;
use crate::build::Build;
use crate::dockerfile::Dockerfile;
use crate::source::SourceFile;

/// Writes what a file does, stage by stage.
pub fn write(file: &SourceFile, dockerfile: &Dockerfile, build: &Build, out: &mut dyn Write) -> io::Result<()> {
    let verdict = if build.accepted {
        "BuildKit accepts it".green().to_string()
    } else {
        "BuildKit refuses it".red().to_string()
    };
    writeln!(out, "{}: {verdict}", printable(file.name()).bold())?;
    for error in dockerfile.all_errors() {
        writeln!(out, "  line {}: {}", file.lines().line(error.span.start), printable(&error.kind.to_string()))?;
    }
    for problem in &build.problems {
        writeln!(out, "  line {}: {}", file.lines().line(problem.span.start), printable(&problem.kind.to_string()))?;
    }
    for stage in inspect::stages(dockerfile, build, file.lines()) {
        write_stage(&stage, out)?;
    }
    Ok(())
}

fn write_stage(stage: &StageReport, out: &mut dyn Write) -> io::Result<()> {
    let role = match (stage.target, stage.reachable) {
        (true, _) => "the target",
        (false, true) => "needed for the target",
        (false, false) => "not needed",
    };
    let stage_name = format!("stage {}", printable(&stage.stage));
    writeln!(out, "\n{} FROM {} ({role})", stage_name.bold(), printable(&stage.base))?;
    if !stage.depends_on.is_empty() {
        writeln!(out, "  takes files from {}", printable(&crate::prose::enumeration(&stage.depends_on)))?;
    }
    for package in &stage.packages {
        let text = format!("{} {} {}", package.manager, package.action, package.packages.join(", "));
        row(out, package.line, "packages", text.trim_end())?;
    }
    for download in &stage.downloads {
        row(out, download.line, "downloads", &format!("{} {}", download.program, download.url))?;
    }
    for user in &stage.users {
        row(out, user.line, "users", &format!("{} {}", user.action, user.name))?;
    }
    for file in &stage.files {
        let from = file.from.as_ref().map(|from| format!(" from {from}")).unwrap_or_default();
        row(out, file.line, "files", &format!("{} {}{from}", file.action, file.path))?;
    }
    let config = serde_json::to_value(&stage.config)?;
    for (key, value) in config.as_object().into_iter().flatten() {
        writeln!(out, "        {:<9} {key} {}", "config".dimmed(), printable(&value.to_string()))?;
    }
    Ok(())
}

fn row(out: &mut dyn Write, line: usize, what: &str, text: &str) -> io::Result<()> {
    writeln!(out, "  {:>4}  {:<9} {}", line.dimmed(), what.dimmed(), printable(text))
}
