//! `dfcheck inspect`

use super::args::{InspectArgs, InspectFormat};
use super::each::each;
use super::input::{Input, InputError, Inputs};
use super::request::{self, Understood};
use super::tasks::{Failure, say, tasks};
use super::timing::{Phase, measure};
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
    let understood = each(tasks, |task| {
        let input = inputs.read(&task.found.path, &task.configuration.limits)?;
        match input.guard(|input| Understood::of(input, &args.build, &values, &task.configuration)) {
            Ok(known) => Ok((input, known.map_err(InputError::from)?)),
            Err(defect) => Err(Failure::defect(&input, defect)),
        }
    });
    let (understood, errors): (Vec<_>, Vec<_>) = understood.into_iter().partition(Result::is_ok);
    let understood: Vec<(Input, Understood)> = understood.into_iter().flatten().collect();
    failures.extend(errors.into_iter().filter_map(Result::err));
    let code = if failures.is_empty() { CLEAN } else { FAILED };
    say(failures);
    measure(Phase::Report, || show(args.format, &understood));
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
