//! `dfcheck migrate`

use std::path::{Path, PathBuf};

use super::args::{BaseHandling, MigrateArgs, MigrateFormat, OutputStyle};
use super::input::{self, Input, InputError};
use super::request::{self, Understood};
use super::timing::{Phase, measure};
use super::{CLEAN, FAILED, FINDINGS, config, output, sides, update, verbose};
use crate::config::Configuration;
use crate::defect;
use crate::migrate::{self, KnownBases, MigrateError, Options, Outcome, Plan, Request};
use crate::nix::verify::{self, Expression};
use crate::nix::{self, Rendering, Style};
use crate::report;
use crate::report::drift::Drift;
use crate::report::migration;
use crate::report::problem::Problem;
use crate::report::refusal;

/// The name of an image whose Dockerfile stands in no folder that has a name.
const UNNAMED: &str = "image";

/// Runs the command.
pub(super) fn run(args: &MigrateArgs) -> u8 {
    let values = match request::build_args(&args.build) {
        Ok(values) => values,
        Err(error) => return failed(error),
    };
    let dockerfiles = [input::place(&args.path)];
    let configured = measure(Phase::Configuration, || config::configure(&args.config.request(), &dockerfiles));
    let configuration = match configured.and_then(|configured| configured.files.into_iter().next()) {
        Some(Ok(file)) => file.configuration,
        Some(Err(error)) => {
            config::refuse(&error);
            return FAILED;
        }
        None => return FAILED,
    };
    let input = match input::read(&args.path, &configuration.limits) {
        Ok(input) => input,
        Err(error) => return failed(error),
    };
    let path = input.path.as_deref().unwrap_or(Path::new("-"));
    verbose::configured(path, &configuration);
    let done = defect::guard_with(
        &input.file,
        || migrate(args, &input, &values, &configuration),
        |part| try_again(args, &input.with(part), &values, &configuration),
    );
    done.unwrap_or_else(|defect| {
        output::stderr(|out| report::defect::write(&input.file, &defect, out));
        FAILED
    })
}

/// Does what is asked for.
fn migrate(args: &MigrateArgs, input: &Input, values: &request::Values, configuration: &Configuration) -> u8 {
    let understood = match request::Understood::of(input, &args.build, values, configuration) {
        Ok(understood) => understood,
        Err(error) => return failed(InputError::from(error)),
    };
    let options = options(args, input, values, configuration);
    let request = request(input, &understood, &options);
    match measure(Phase::Plan, || migrate::plan(&request)) {
        Ok(plan) => match (&args.check, args.view.diff) {
            (Some(file), _) => check(file, &plan),
            (None, Some(view)) => sides::show(args, view.unwrap_or_default(), &request, &plan),
            (None, None) => match &args.update.update {
                Some(file) => update::run(file, &args.update, &request, input.path.as_deref(), &plan),
                None => match print(args, &plan) {
                    FAILED => FAILED,
                    code if args.verify => measure(Phase::Verify, || verify(args, &request, &plan)).max(code),
                    code => code,
                },
            },
        },
        Err(error) => {
            refuse(input, &error);
            FAILED
        }
    }
}

/// Does the part of it that has no effects, and that has something to do with the file.
fn try_again(args: &MigrateArgs, input: &Input, values: &request::Values, configuration: &Configuration) {
    let Ok(understood) = request::Understood::of(input, &args.build, values, configuration) else { return };
    let options = options(args, input, values, configuration);
    let request = request(input, &understood, &options);
    if let Ok(plan) = migrate::plan(&request) {
        match args.view.diff {
            Some(_) => sides::try_again(args, &request, &plan),
            None => drop(nix::emit_traced(&plan, rendering(args))),
        }
    }
}

fn options(args: &MigrateArgs, input: &Input, values: &request::Values, configuration: &Configuration) -> Options {
    Options {
        dockerfile_name: dockerfile_name(input),
        name: args.name.clone().unwrap_or_else(|| image_name(input)),
        tag: args.tag.clone(),
        target: args.build.target.clone(),
        build_args: values.clone(),
        known_bases: match args.base {
            BaseHandling::Replace => KnownBases::Replace,
            BaseHandling::Pull => KnownBases::Pull,
        },
        shell: configuration.shell.clone(),
        limits: configuration.limits,
    }
}

fn request<'a>(input: &'a Input, understood: &'a Understood, options: &'a Options) -> Request<'a> {
    Request { file: &input.file, dockerfile: &understood.dockerfile, context: &understood.context, options }
}

/// Says in what an existing file differs from the plan.
fn check(path: &Path, plan: &Plan) -> u8 {
    let existing = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) => return failed(format!("{}: {error}", path.display())),
    };
    let rendering = Rendering { style: Style::of(&existing), comments: true };
    let wanted = match nix::emit_as(plan, rendering) {
        Ok(text) => text,
        Err(error) => return failed(defect(error)),
    };
    let differences = match nix::compare::missing(&existing, &wanted) {
        Ok(differences) => differences,
        Err(error) => return failed(format!("{}: {error}", path.display())),
    };
    let drift =
        Drift { file: &path.display().to_string(), dockerfile: &plan.dockerfile, existing: &existing, wanted: &wanted };
    output::stdout(|out| drift.write(&differences, out));
    if differences.is_empty() { CLEAN } else { FINDINGS }
}

/// Evaluates the expression, and shows what Nix has against it at the place in the Dockerfile that it comes from.
fn verify(args: &MigrateArgs, request: &Request<'_>, plan: &Plan) -> u8 {
    let style = style(args.output_style);
    let emitted = match nix::emit_traced(plan, rendering(args)) {
        Ok(emitted) => emitted,
        Err(error) => return failed(defect(error)),
    };
    let folder = request.context.root().unwrap_or(Path::new("."));
    let expression = Expression { text: &emitted.text, style, folder, nixpkgs: args.nixpkgs.as_deref() };
    match verify::verify(&expression) {
        Ok(None) => {
            if !args.quiet {
                output::note("");
                output::note("Nix evaluates the expression");
            }
            CLEAN
        }
        Ok(Some(refused)) => {
            let message = format!("Nix refuses what comes of this: {}", refused.message);
            match refusal::span(&refused, &emitted, plan, request.file, folder) {
                Some(span) => {
                    output::problem(&Problem {
                        file: request.file,
                        span,
                        message: &message,
                        help: None,
                        is_warning: false,
                    });
                }
                None => output::error(format!("Nix refuses the expression: {}", refused.message)),
            }
            FINDINGS
        }
        Err(error) => failed(error),
    }
}

fn style(style: OutputStyle) -> Style {
    match style {
        OutputStyle::Image => Style::Image,
        OutputStyle::Stream => Style::Stream,
        OutputStyle::Flake => Style::Flake,
        OutputStyle::Nix2container => Style::Nix2container,
    }
}

/// How the arguments want the expression.
pub(super) fn rendering(args: &MigrateArgs) -> Rendering {
    Rendering { style: style(args.output_style), comments: !args.no_comments }
}

fn print(args: &MigrateArgs, plan: &Plan) -> u8 {
    let text = measure(Phase::Emit, || match args.format {
        MigrateFormat::Nix => nix::emit_as(plan, rendering(args)).map_err(|error| error.to_string()),
        MigrateFormat::Json => {
            serde_json::to_string_pretty(plan).map(|text| text + "\n").map_err(|error| error.to_string())
        }
    });
    let text = match text {
        Ok(text) => text,
        Err(error) => return failed(defect(error)),
    };
    match &args.output {
        None => output::raw(|out| out.write_all(text.as_bytes())),
        Some(path) => {
            if let Err(error) = output::write_file(path, text.as_bytes()) {
                return failed(format!("{}: {error}", path.display()));
            }
        }
    }
    if !args.quiet {
        output::stderr(|out| migration::account(plan, output::screen(true).width, out));
    }
    let is_left = plan.ledger.count(|outcome| matches!(outcome, Outcome::Manual { .. })) > 0;
    if args.strict && (is_left || !plan.placeholders.is_empty()) { FINDINGS } else { CLEAN }
}

pub(super) fn defect(error: impl std::fmt::Display) -> String {
    format!("this is a defect of dfcheck, please report it: {error}")
}

pub(super) fn failed(error: impl std::fmt::Display) -> u8 {
    output::error(error);
    FAILED
}

/// Shows why there is no plan, at its place.
fn refuse(input: &Input, error: &MigrateError) {
    let message = error.kind.to_string();
    let problem = Problem { file: &input.file, span: error.span, message: &message, help: None, is_warning: false };
    output::problem(&problem);
}

/// What comments call the Dockerfile: its name without its folder, in which the expression is meant to stand too.
fn dockerfile_name(input: &Input) -> String {
    let name = input.path.as_deref().and_then(Path::file_name);
    name.map_or_else(|| "Dockerfile".to_owned(), |name| name.to_string_lossy().into_owned())
}

/// The name of the Dockerfile's folder, as an image name can have it.
fn image_name(input: &Input) -> String {
    let folder: Option<PathBuf> = input.folder().and_then(|folder| std::fs::canonicalize(folder).ok());
    let name = folder.as_deref().and_then(Path::file_name).map(|name| name.to_string_lossy().to_lowercase());
    let name: String = name
        .unwrap_or_default()
        .chars()
        .map(|ch| if ch.is_ascii_alphanumeric() || matches!(ch, '-' | '_' | '.') { ch } else { '-' })
        .collect();
    let name = name.trim_matches(['-', '_', '.']);
    if name.is_empty() { UNNAMED.to_owned() } else { name.to_owned() }
}
