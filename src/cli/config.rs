//! `dfcheck config`, and the configurations that other commands ask for.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Serialize;
use serde_json::json;

use super::args::{ConfigCommand, ConfigCommandArgs, MigrateConfigArgs, ShowArgs, ShowFormat};
use super::{CLEAN, FAILED, output};
use crate::config::{self, ConfigError, Configured, Environment, File, Held, OWN_NAMES, Origin, Problem, Request};
use crate::lint::{Level, Rule};
use crate::prose::count;
use crate::report::problem;

/// Runs the command.
pub(super) fn run(args: &ConfigCommandArgs) -> u8 {
    match &args.command {
        ConfigCommand::Schema => {
            output::json(&config::schema());
            CLEAN
        }
        ConfigCommand::Show(args) => show(args),
        ConfigCommand::Migrate(args) => migrate(args),
    }
}

/// What holds for each Dockerfile; `None` stands for standard input. What is doubtful has been said. If there is nothing
/// to go on with, why has been said, too.
pub(super) fn configure(request: &Request, dockerfiles: &[Option<PathBuf>]) -> Option<Configured> {
    let configured = Environment::of_process()
        .map_err(|error| Arc::new(ConfigError::Read { path: PathBuf::from("."), source: error }))
        .and_then(|environment| config::configure(request, &environment, dockerfiles));
    match configured {
        Ok(configured) => {
            configured.warnings.iter().for_each(tell);
            for (name, meant) in &configured.misspelt {
                output::error(format!("warning: the environment variable {name} is unknown, did you mean {meant}?"));
            }
            Some(configured)
        }
        Err(error) => {
            refuse(&error);
            None
        }
    }
}

/// How many problems of a configuration are shown.
const MAX_PROBLEMS: usize = 50;

/// Says why there is no configuration.
pub(super) fn refuse(error: &ConfigError) {
    match error {
        ConfigError::Wrong(problems) => {
            problems.iter().take(MAX_PROBLEMS).for_each(tell);
            if let Some(left) = problems.len().checked_sub(MAX_PROBLEMS).filter(|left| *left > 0) {
                output::error(count(left, "more problem is not shown", "more problems are not shown"));
            }
        }
        error => output::error(error),
    }
}

fn tell(problem: &Problem) {
    output::problem(&problem::Problem {
        file: &problem.place.source.file,
        span: problem.place.span,
        message: &problem.message,
        help: problem.help.as_deref(),
        is_warning: problem.is_warning,
    });
}

fn show(args: &ShowArgs) -> u8 {
    let path = Some(&args.path).filter(|path| path.as_os_str() != "-").cloned();
    let Some(configured) = configure(&args.config.request(), &[path]) else { return FAILED };
    match configured.files.into_iter().next() {
        Some(Ok(file)) => {
            match args.format {
                ShowFormat::Text => show_text(&args.path, &file),
                ShowFormat::Json => output::json(&view(&args.path, &file)),
            }
            CLEAN
        }
        Some(Err(error)) => {
            refuse(&error);
            FAILED
        }
        None => FAILED,
    }
}

fn show_text(path: &Path, file: &File) {
    let configuration = &file.configuration;
    let lines: Vec<[String; 3]> = configuration
        .held()
        .into_iter()
        .map(|held| {
            let value = held.value.as_str().map_or_else(|| held.value.to_string(), str::to_owned);
            let place = held.place.map_or_else(|| "default".to_owned(), |place| place.to_string());
            [held.key, value, place]
        })
        .collect();
    let width = |column: usize| {
        lines.iter().filter_map(|line| line.get(column)).map(|text| text.chars().count()).max().unwrap_or_default()
    };
    let (keys, values) = (width(0), width(1));
    output::stdout(|out| {
        let files: Vec<&str> = configuration.files.iter().map(|source| source.file.name()).collect();
        let from = if files.is_empty() { "no configuration file".to_owned() } else { files.join(", ") };
        writeln!(out, "{}: {from}", path.display())?;
        if file.is_excluded {
            writeln!(out, "A search for Dockerfiles leaves it out (`exclude`).")?;
        }
        writeln!(out)?;
        for [key, value, place] in &lines {
            writeln!(out, "{key:<keys$}  {value:<values$}  {place}")?;
        }
        let rules = configuration.rules().count();
        writeln!(out, "\n{} looked for; --format json lists them", count(rules, "check is", "checks are"))
    });
}

fn view(path: &Path, file: &File) -> serde_json::Value {
    let configuration = &file.configuration;
    let settings: Vec<HeldView> = configuration.held().into_iter().map(HeldView::of).collect();
    let rule = |(rule, level): (&'static Rule, Level)| json!({ "code": rule.code, "name": rule.name, "level": level });
    json!({
        "dockerfile": path.display().to_string(),
        "files": configuration.files.iter().map(|source| source.file.name()).collect::<Vec<_>>(),
        "excluded": file.is_excluded,
        "settings": settings,
        "rules": configuration.rules().map(rule).collect::<Vec<_>>(),
    })
}

/// A value, and where it comes from.
#[derive(Serialize)]
struct HeldView {
    key: String,
    value: serde_json::Value,
    #[serde(flatten)]
    from: FromView,
}

#[derive(Serialize)]
#[serde(tag = "from", rename_all = "lowercase")]
enum FromView {
    Default,
    File { file: String, line: usize, column: usize },
    Environment { variable: String },
    Flag { flag: String },
}

impl HeldView {
    fn of(held: Held) -> Self {
        let from = held.place.map_or(FromView::Default, |place| {
            let file = &place.source.file;
            let name = file.name().to_owned();
            match place.source.origin {
                Origin::File => {
                    let position = file.position(place.span.start);
                    FromView::File { file: name, line: position.line, column: position.column }
                }
                Origin::Environment => FromView::Environment { variable: name },
                Origin::Flag => FromView::Flag { flag: name },
            }
        });
        HeldView { key: held.key, value: held.value, from }
    }
}

fn migrate(args: &MigrateConfigArgs) -> u8 {
    let Some(path) = args.path.clone().or_else(|| config::find_hadolint(Path::new(""))) else {
        output::error("there is no .hadolint.yaml in this folder; name the file");
        return FAILED;
    };
    let migration = match config::read_source(&path, &path.display().to_string()).and_then(|it| config::migrate(&it)) {
        Ok(migration) => migration,
        Err(error) => {
            refuse(&error);
            return FAILED;
        }
    };
    migration.warnings.iter().for_each(tell);
    let target = args.output.clone().unwrap_or_else(|| path.with_file_name(OWN_NAMES[0]));
    if target.as_os_str() == "-" {
        output::raw(|out| out.write_all(migration.text.as_bytes()));
        return CLEAN;
    }
    match output::write_new_file(&target, migration.text.as_bytes()) {
        Ok(()) => {
            let read = format!("{} is written; it is read instead of {}", target.display(), path.display());
            output::stderr(|out| writeln!(out, "{read}"));
            CLEAN
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            output::error(format!("{} is there already; --output names another file, or - to print", target.display()));
            FAILED
        }
        Err(error) => {
            output::error(format!("{}: {error}", target.display()));
            FAILED
        }
    }
}
