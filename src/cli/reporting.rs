//! Which reports a run makes, and where they go.

use std::env;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use thiserror::Error;

use super::args::{Color, Report, ReportArgs};
use super::output;
use crate::config::Configuration;
use crate::report::{Checked, Format, Root, Run, Screen, statistics, statistics_json};
use crate::source::SourceFile;

/// Longest summary of a job's step that GitHub takes, in bytes.
const MAX_SUMMARY: usize = 1 << 20;
/// What is said of a summary that would be longer.
const CUT: &str = "\n\n… and more, for which there is no room here\n";

/// Statistics in a form that does not have them.
#[derive(Debug, Error)]
#[error("--statistics are told as tty or as json; give the other report a file with --output")]
pub(super) struct NoStatistics;

/// Which reports to make.
pub(super) struct Reporting {
    reports: Vec<Report>,
    /// What chose the report, if nobody asked for one.
    service: Option<Service>,
    statistics: bool,
    quiet: bool,
    /// What to call files.
    name: Option<String>,
}

/// A service that runs jobs and reads their reports.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Service {
    Github,
    Gitlab,
}

impl Service {
    /// The one that this process runs in.
    fn here() -> Option<Self> {
        let is_on = |name| env::var(name).is_ok_and(|value| value == "true");
        if is_on("GITHUB_ACTIONS") {
            Some(Service::Github)
        } else if is_on("GITLAB_CI") {
            Some(Service::Gitlab)
        } else {
            None
        }
    }

    fn format(self) -> Format {
        match self {
            Service::Github => Format::Github,
            Service::Gitlab => Format::Gitlab,
        }
    }
}

impl Reporting {
    /// What the arguments ask for, or hadolint's configuration. That is one thing for the whole run, so what holds for the
    /// first file counts. If nobody asks, people are told, or the service that runs the job and is no terminal.
    pub(super) fn of(args: &ReportArgs, configuration: Option<&Configuration>) -> Result<Self, NoStatistics> {
        let mut reports = args.reports.0.clone();
        if reports.is_empty() {
            reports.extend(configuration.and_then(configured_format).map(|format| Report { format, file: None }));
        }
        if configuration.is_some_and(|configuration| configuration.no_color) {
            output::set_default_color(Color::Never);
        }
        let is_free = reports.is_empty() && !args.statistics && !io::stdout().is_terminal();
        let service = Service::here().filter(|_| is_free);
        let is_printed = reports.iter().any(|report| report.file.is_none());
        if reports.is_empty() || (args.statistics && !is_printed) {
            reports.push(Report { format: service.map_or(Format::Tty, Service::format), file: None });
        }
        let has_statistics = |report: &Report| matches!(report.format, Format::Tty | Format::Concise | Format::Json);
        if args.statistics && !reports.iter().all(|report| report.file.is_some() || has_statistics(report)) {
            return Err(NoStatistics);
        }
        let name = args.file_path_in_report.clone();
        Ok(Self { reports, service, statistics: args.statistics, quiet: args.quiet, name })
    }

    /// The file under the name that reports are to give it.
    pub(super) fn named(&self, file: SourceFile) -> SourceFile {
        match &self.name {
            Some(name) => SourceFile::new(name, file.bytes()),
            None => file,
        }
    }

    /// Tells people on standard error, where standard output is for something else.
    pub(super) fn tell_aside(&self, files: &[Checked], failures: &[String]) {
        let root = root();
        let run = Run { files, failures, root: &root };
        let screen = Screen { links: false, ..output::screen(!self.quiet) };
        output::stderr(|out| Format::Tty.write(&run, &screen, out));
    }

    /// Says something after the reports: to standard output if that is for people, to standard error if it is not.
    pub(super) fn note(&self, text: &str) {
        let mut printed = self.reports.iter().filter(|report| report.file.is_none());
        match printed.all(|report| report.format.is_coloured()) {
            _ if self.quiet => {}
            true => output::stdout(|out| writeln!(out, "{text}")),
            false => output::note(text),
        }
    }

    /// Makes the reports. Whether all could be written; what could not has been said.
    pub(super) fn tell(&self, files: &[Checked], failures: &[String]) -> bool {
        let root = root();
        let run = Run { files, failures, root: &root };
        let screen = output::screen(!self.quiet);
        let mut told = true;
        for report in &self.reports {
            match &report.file {
                None if self.statistics && report.format == Format::Json => {
                    output::raw(|out| statistics_json(&run, out));
                }
                None if self.statistics => output::stdout(|out| statistics(&run, &screen, out)),
                None if report.format.is_coloured() => output::stdout(|out| report.format.write(&run, &screen, out)),
                None => output::raw(|out| report.format.write(&run, &screen, out)),
                Some(path) => {
                    let screen = Screen { links: false, ..screen };
                    let coloured = report.format.is_coloured();
                    if let Err(error) = output::file(path, coloured, |out| report.format.write(&run, &screen, out)) {
                        output::error(format!("{}: {error}", path.display()));
                        told = false;
                    }
                }
            }
        }
        if self.reports.iter().any(|report| report.format == Format::Github) {
            told &= summarise(&run, &screen);
        }
        // GitLab shows its report elsewhere, and only later; the log is for people.
        if self.service == Some(Service::Gitlab) {
            output::stderr(|out| Format::Concise.write(&run, &screen, out));
        }
        told
    }
}

/// How hadolint's configuration says to report.
fn configured_format(configuration: &Configuration) -> Option<Format> {
    let name = configuration.format.as_ref()?;
    let format = Format::from_str(name, true).ok();
    if format.is_none() {
        output::error(format!("warning: there is no format `{name}`"));
    }
    format
}

/// Appends the whole table to the summary that GitHub shows of the job, if there is one.
fn summarise(run: &Run<'_>, screen: &Screen) -> bool {
    let Some(path) = env::var_os("GITHUB_STEP_SUMMARY").filter(|path| !path.is_empty()).map(PathBuf::from) else {
        return true;
    };
    match append_summary(run, screen, &path) {
        Ok(()) => true,
        Err(error) => {
            output::error(format!("{}: {error}", path.display()));
            false
        }
    }
}

fn append_summary(run: &Run<'_>, screen: &Screen, path: &Path) -> io::Result<()> {
    let mut text = Vec::new();
    Format::Markdown.write(run, screen, &mut text)?;
    if text.len() > MAX_SUMMARY {
        text.truncate(MAX_SUMMARY - CUT.len());
        text.truncate(text.iter().rposition(|byte| *byte == b'\n').unwrap_or_default());
        text.extend(CUT.as_bytes());
    }
    std::fs::OpenOptions::new().append(true).create(true).open(path)?.write_all(&text)
}

/// The folder that other programs count paths from: that of the job's sources, or the one of this process.
fn root() -> Root {
    let current = env::current_dir().unwrap_or_default();
    let sources = ["GITHUB_WORKSPACE", "CI_PROJECT_DIR", "BUILD_SOURCESDIRECTORY"]
        .into_iter()
        .find_map(|name| env::var_os(name).filter(|folder| !folder.is_empty()));
    Root::new(&current, sources.as_ref().map(Path::new))
}
