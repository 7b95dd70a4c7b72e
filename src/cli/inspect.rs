//! `dfcheck inspect`

use super::args::{InspectArgs, InspectFormat};
use super::{CLEAN, FAILED, input, output};
use crate::build::{self, Options};
use crate::dockerfile;
use crate::report::inspect_json;

/// Runs the command.
pub(super) fn run(args: &InspectArgs) -> u8 {
    let mut code = CLEAN;
    let mut views = Vec::new();
    for path in input::expand(&args.paths) {
        match path.and_then(|path| input::read(&path)) {
            Ok(input) => {
                let dockerfile = dockerfile::parse(input.file.bytes());
                let build = build::evaluate(&dockerfile, &Options::default());
                views.push(inspect_json::view(&input.file, &dockerfile, &build));
            }
            Err(error) => {
                output::error(error);
                code = FAILED;
            }
        }
    }
    match args.format {
        InspectFormat::Json | InspectFormat::Text => output::json(&views),
    }
    code
}
