//! `dfcheck inspect`

use super::args::{InspectArgs, InspectFormat};
use super::input::{Input, Inputs};
use super::request::{self, Understood};
use super::tasks::{Failure, say, tasks};
use super::{CLEAN, FAILED, output};
use crate::report::{inspect_json, inspect_text};

/// Runs the command.
pub(super) fn run(args: &InspectArgs) -> u8 {
    let values = match request::build_args(&args.build) {
        Ok(values) => values,
        Err(error) => {
            output::error(error);
            return FAILED;
        }
    };
    let inputs = match Inputs::of(&args.files) {
        Ok(inputs) => inputs,
        Err(error) => {
            output::error(error);
            return FAILED;
        }
    };
    let Some((tasks, mut failures)) = tasks(&args.config.request(), &inputs) else { return FAILED };
    let mut understood = Vec::new();
    for task in tasks {
        let read = inputs.read(&task.found.path).and_then(|input| {
            let known = Understood::of(&input, &args.build, &values, &task.configuration)?;
            Ok((input, known))
        });
        match read {
            Ok(known) => understood.push(known),
            Err(error) => failures.push(Failure::Input(error)),
        }
    }
    let code = if failures.is_empty() { CLEAN } else { FAILED };
    say(failures);
    show(args.format, &understood);
    code
}

fn show(format: InspectFormat, understood: &[(Input, Understood)]) {
    match format {
        InspectFormat::Json => {
            let views = understood
                .iter()
                .map(|(input, known)| inspect_json::view(&input.file, &known.dockerfile, &known.build));
            output::json(&views.collect::<Vec<_>>());
        }
        InspectFormat::Text => output::stdout(|out| {
            for (number, (input, known)) in understood.iter().enumerate() {
                if number > 0 {
                    writeln!(out)?;
                }
                inspect_text::write(&input.file, &known.dockerfile, &known.build, out)?;
            }
            Ok(())
        }),
    }
}
