//! `dfcheck config`, and the configurations that other commands ask for.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::json;

use super::args::{ConfigCommand, ConfigCommandArgs, MigrateConfigArgs, ShowArgs, ShowFormat};
use super::{CLEAN, FAILED, output};
use crate::config::{
    self, ConfigError, Configuration, Configured, Environment, File, OWN_NAMES, Origin, Placed, Problem, Request,
};
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

/// Says why there is no configuration.
pub(super) fn refuse(error: &ConfigError) {
    match error {
        ConfigError::Wrong(problems) => problems.iter().for_each(tell),
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

/// What holds: of settings that replace each other the last, of lists all entries. What is not said has its default.
fn holding(configuration: &Configuration) -> Vec<&Placed> {
    let said = &configuration.said;
    let is_last = |number: usize, placed: &Placed| {
        let key = placed.setting.key();
        placed.setting.is_one_of_several() || !said.iter().skip(number + 1).any(|later| later.setting.key() == key)
    };
    let mut holding: Vec<&Placed> =
        said.iter().enumerate().filter(|(number, placed)| is_last(*number, placed)).map(|(_, placed)| placed).collect();
    holding.sort_by_key(|placed| placed.setting.key());
    holding
}

/// Keys that have a default which is worth telling, with that.
fn defaults(configuration: &Configuration) -> Vec<(&'static str, String)> {
    let mut defaults = vec![
        ("profile", crate::lint::Profile::default().to_string()),
        ("failure-threshold", configuration.failure_threshold.to_string()),
    ];
    let said = |key: &str| configuration.said.iter().any(|placed| placed.setting.key() == key);
    defaults.retain(|(key, _)| !said(key) && (*key != "profile" || !said("select")));
    defaults
}

fn show_text(path: &Path, file: &File) {
    let configuration = &file.configuration;
    let mut lines: Vec<[String; 3]> = Vec::new();
    for (key, value) in defaults(configuration) {
        lines.push([key.to_owned(), value, "default".to_owned()]);
    }
    for placed in holding(configuration) {
        let value = placed.setting.value();
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        lines.push([placed.setting.key(), value, placed.place.to_string()]);
    }
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
    let defaults = defaults(configuration)
        .into_iter()
        .map(|(key, value)| json!({ "key": key, "value": value, "from": "default" }));
    let said = holding(configuration).into_iter().map(|placed| {
        let place = &placed.place;
        let name = place.source.file.name();
        let mut view = json!({ "key": placed.setting.key(), "value": placed.setting.value() });
        match place.source.origin {
            Origin::File => {
                let position = place.source.file.position(place.span.start);
                view["from"] = "file".into();
                view["file"] = name.into();
                view["line"] = position.line.into();
                view["column"] = position.column.into();
            }
            Origin::Environment => {
                view["from"] = "environment".into();
                view["variable"] = name.into();
            }
            Origin::Flag => {
                view["from"] = "flag".into();
                view["flag"] = name.into();
            }
        }
        view
    });
    let rules = configuration.rules();
    json!({
        "dockerfile": path.display().to_string(),
        "files": configuration.files.iter().map(|source| source.file.name()).collect::<Vec<_>>(),
        "excluded": file.is_excluded,
        "settings": defaults.chain(said).collect::<Vec<_>>(),
        "rules": rules.map(|(rule, level)| json!({ "code": rule.code, "name": rule.name, "level": level })).collect::<Vec<_>>(),
    })
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
        output::stdout(|out| out.write_all(migration.text.as_bytes()));
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
