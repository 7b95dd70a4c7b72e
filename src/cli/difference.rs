//! `dfcheck diff`

use std::path::{Path, PathBuf};

use super::args::{DifferenceArgs, DifferenceFormat};
use super::input;
use super::{CLEAN, FAILED, FINDINGS, git, output, request};
use crate::build;
use crate::dockerfile;
use crate::migrate::KnownImages;
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
    let files = [&old, &new];
    let parsed = files.map(|file| dockerfile::parse(file.bytes()));
    let builds = parsed.each_ref().map(|it| build::evaluate(it, &options));
    let [old_file, new_file] = files;
    let ([old_parsed, new_parsed], [old_build, new_build]) = (&parsed, &builds);
    let difference = Difference::of(
        &Version { file: old_file, dockerfile: old_parsed, build: old_build },
        &Version { file: new_file, dockerfile: new_parsed, build: new_build },
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
    let read = |path: &Path| input::read(path).map_err(|error| error.to_string());
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
