//! `dfcheck diff`

use std::path::{Path, PathBuf};

use super::args::{DifferenceArgs, DifferenceFormat};
use super::input;
use super::timing::{Phase, measure};
use super::{CLEAN, FAILED, FINDINGS, git, output, request};
use crate::build;
use crate::defect;
use crate::dockerfile;
use crate::limits::Limits;
use crate::migrate::KnownImages;
use crate::report;
use crate::report::difference::{Difference, Version};
use crate::source::SourceFile;

/// The file that is compared where none is named.
const DOCKERFILE: &str = "Dockerfile";

/// Runs the command.
pub(super) fn run(args: &DifferenceArgs) -> u8 {
    let values = match request::build_args(&args.build) {
        Ok(values) => values,
        Err(error) => return failed(error),
    };
    let (old, new) = match versions(args) {
        Ok(versions) => versions,
        Err(error) => return failed(error),
    };
    let options = build::Options {
        build_args: values,
        target: args.build.target.clone(),
        base_images: &KnownImages,
        ..build::Options::default()
    };
    let understand = |file: &SourceFile| {
        let dockerfile = measure(Phase::Parse, || dockerfile::parse(file.bytes()));
        let build = measure(Phase::Build, || build::evaluate(&dockerfile, &options));
        (dockerfile, build)
    };
    let understood = |file| {
        defect::guard(file, understand).map_err(|defect| {
            output::stderr(|out| report::defect::write(file, &defect, out));
            FAILED
        })
    };
    let (old_known, new_known) = match (understood(&old), understood(&new)) {
        (Ok(old), Ok(new)) => (old, new),
        (Err(code), _) | (_, Err(code)) => return code,
    };
    let difference = Difference::of(
        &Version { file: &old, dockerfile: &old_known.0, build: &old_known.1 },
        &Version { file: &new, dockerfile: &new_known.0, build: &new_known.1 },
    );
    match args.format {
        DifferenceFormat::Text => {
            let width = output::screen(false).width;
            output::stdout(|out| difference.text(width, out));
        }
        DifferenceFormat::Markdown => output::raw(|out| difference.markdown(out)),
        DifferenceFormat::Json => output::json(&difference),
    }
    if difference.is_empty() { CLEAN } else { FINDINGS }
}

/// The old version and the new one.
fn versions(args: &DifferenceArgs) -> Result<(SourceFile, SourceFile), String> {
    let read = |path: &Path| input::read(path, &Limits::default()).map_err(|error| error.to_string());
    match (&args.git, args.paths.as_slice()) {
        (None, [old, new]) => Ok((read(old)?.file, read(new)?.file)),
        (None, _) => Err("two Dockerfiles are compared, or one with its own past: --git REVISION".to_owned()),
        (Some(_), [_, _]) => Err("with --git there is one Dockerfile".to_owned()),
        (Some(revision), paths) => {
            let default = PathBuf::from(DOCKERFILE);
            let new = read(paths.first().unwrap_or(&default))?;
            let path = new.path.as_deref().unwrap_or(&default);
            let old = git::file_at(path, revision).map_err(|error| error.to_string())?;
            Ok((old, new.file))
        }
    }
}

fn failed(error: impl std::fmt::Display) -> u8 {
    output::error(error);
    FAILED
}
