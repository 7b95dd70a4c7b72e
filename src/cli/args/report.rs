use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::builder::TypedValueParser;
use clap::error::ErrorKind;
use clap::{ArgMatches, Args, Command, Error, FromArgMatches, ValueEnum};

use crate::lint::Level;
use crate::report::Format;

/// How findings are told, and which of them count.
#[derive(Debug, Args)]
pub(crate) struct ReportArgs {
    #[command(flatten)]
    pub(crate) reports: Reports,
    /// Show findings of this level and above: error, warning, info, style
    #[arg(long, value_name = "LEVEL", value_parser = level(), hide_possible_values = true, help_heading = "Report")]
    pub(crate) level: Option<Level>,
    /// Show findings only, without their sum
    #[arg(short, long, help_heading = "Report")]
    pub(crate) quiet: bool,
    /// Show the number of findings of each check instead of them
    #[arg(long, help_heading = "Report")]
    pub(crate) statistics: bool,
    /// The name of the Dockerfile in reports
    #[arg(long, value_name = "NAME", hide_short_help = true, help_heading = "Report")]
    pub(crate) file_path_in_report: Option<String>,
}

fn level() -> impl TypedValueParser<Value = Level> {
    let names = Level::ALL.map(Level::as_str);
    // Other words are refused before they come here.
    PossibleValuesParser::new(names)
        .map(|word| Level::ALL.into_iter().find(|level| level.as_str() == word).unwrap_or(Level::Style))
}

/// A report, and where it goes: to a file or to standard output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Report {
    pub(crate) format: Format,
    pub(crate) file: Option<PathBuf>,
}

/// The reports that are asked for: a `--format` each, with the `--output` that follows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Reports(pub(crate) Vec<Report>);

#[derive(Debug, Args)]
struct Written {
    /// tty, json, sarif, github, gitlab, html, others (see --help) [default: tty]
    #[arg(short, long, value_enum, hide_possible_values = true, help_heading = "Report")]
    format: Vec<Format>,
    /// Write the report of the --format before this to a file
    #[arg(short, long, value_name = "FILE", help_heading = "Report")]
    output: Vec<PathBuf>,
}

impl Args for Reports {
    fn augment_args(command: Command) -> Command {
        Written::augment_args(command).mut_arg("format", |format| format.long_help(long_help()))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

/// Every format, with what it is.
fn long_help() -> String {
    let formats = Format::value_variants().iter().filter_map(ValueEnum::to_possible_value);
    let lines = formats.map(|format| {
        format!("\n- {:<12} {}", format.get_name(), format.get_help().map(ToString::to_string).unwrap_or_default())
    });
    format!(
        "How to report, again for more reports, of which one can go to standard output:\n{}\n\n\
         If neither this nor --output is given, and standard output is no terminal, it is `github` inside GitHub \
         Actions, `gitlab` inside GitLab CI, and `tty` elsewhere.",
        lines.collect::<String>()
    )
}

impl FromArgMatches for Reports {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let written = Written::from_arg_matches(matches)?;
        let places = |name| matches.indices_of(name).into_iter().flatten();
        let formats: Vec<(usize, Format)> = places("format").zip(written.format).collect();
        let outputs: Vec<(usize, PathBuf)> = places("output").zip(written.output).collect();
        pair(&formats, &outputs).map(Reports).map_err(|problem| Error::raw(ErrorKind::ArgumentConflict, problem))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

/// Each format with the file that follows it. Both come with their places on the command line.
fn pair(formats: &[(usize, Format)], outputs: &[(usize, PathBuf)]) -> Result<Vec<Report>, String> {
    // With one of each the order is clear from either side.
    if let ([] | [_], [(_, file)]) = (formats, outputs) {
        let format = formats.first().map_or(Format::Tty, |(_, format)| *format);
        return Ok(vec![Report { format, file: Some(file.clone()) }]);
    }
    let mut reports: Vec<(usize, Report)> =
        formats.iter().map(|(place, format)| (*place, Report { format: *format, file: None })).collect();
    for (place, file) in outputs {
        let report = reports.iter_mut().rev().find(|(before, _)| before < place).map(|(_, report)| report);
        match report {
            Some(report) if report.file.is_none() => report.file = Some(file.clone()),
            _ => return Err(format!("--output {} has no --format before it of its own\n", file.display())),
        }
    }
    let mut printed = reports.iter().filter(|(_, report)| report.file.is_none());
    if let (Some(_), Some((_, second))) = (printed.next(), printed.next()) {
        let name = second.format.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default();
        return Err(format!("only one report can go to standard output; give `{name}` a file with --output\n"));
    }
    Ok(reports.into_iter().map(|(_, report)| report).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(format: Format, file: Option<&str>) -> Report {
        Report { format, file: file.map(PathBuf::from) }
    }

    #[test]
    fn each_format_has_the_file_that_follows_it() {
        let (sarif, tty, json) = ((1, Format::Sarif), (3, Format::Tty), (5, Format::Json));
        let file = |place, name: &str| (place, PathBuf::from(name));
        assert_eq!(pair(&[], &[]), Ok(vec![]));
        assert_eq!(pair(&[], &[file(1, "a")]), Ok(vec![report(Format::Tty, Some("a"))]));
        assert_eq!(pair(&[tty], &[file(1, "a")]), Ok(vec![report(Format::Tty, Some("a"))]), "before it, too");
        assert_eq!(
            pair(&[sarif, tty], &[file(2, "a")]),
            Ok(vec![report(Format::Sarif, Some("a")), report(Format::Tty, None)])
        );
        assert_eq!(
            pair(&[sarif, tty, json], &[file(4, "a"), file(6, "b")]),
            Ok(vec![report(Format::Sarif, None), report(Format::Tty, Some("a")), report(Format::Json, Some("b"))])
        );
        assert!(pair(&[sarif, tty], &[]).unwrap_err().contains("`tty`"));
        assert!(pair(&[sarif, tty], &[file(0, "a")]).unwrap_err().contains("--output a"));
        assert!(pair(&[sarif], &[file(2, "a"), file(4, "b")]).unwrap_err().contains("--output b"));
    }
}
