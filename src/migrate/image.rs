//! The stages that make up the image, step by step → what the image holds.

use super::accounts;
use super::commands::{self, Command, Commands};
use super::compound;
use super::draft::{Draft, Place};
use super::script::{self, Script};
use super::{Outcome, files, packages, plumbing, root, setup};
use crate::build::{Action, Stage};
use crate::dockerfile::Body;

/// Translates the steps of the stages that the image is made of, the first of them on the base image.
pub(super) fn translate(draft: &mut Draft<'_>) {
    record_global_arguments(draft);
    for id in draft.lineage.clone() {
        let Some(stage) = draft.plain.stage(id) else { continue };
        if draft.lineage.first() != Some(&id) {
            record_from(draft, stage);
        }
        for place in draft.places(stage) {
            step(draft, place);
        }
    }
}

/// The ARGs before the first FROM, which belong to no stage.
fn record_global_arguments(draft: &mut Draft<'_>) {
    let stages = draft.plain.stages.iter().map(|stage| stage.from);
    let Some(first) = stages.min() else { return };
    for (number, instruction) in draft.instructions.clone().into_iter().enumerate().take(first) {
        if let Body::Arg(names) = &instruction.body {
            let outcome = of_argument(draft, names.iter().map(|name| name.name.as_str()));
            draft.record_instruction(instruction, number, outcome);
        }
    }
}

/// What becomes of an ARG.
fn of_argument<'n>(draft: &Draft<'_>, mut names: impl Iterator<Item = &'n str>) -> Outcome {
    if names.all(|name| draft.arguments.has(name)) {
        Outcome::translated("an argument of the expression, if it is used")
    } else {
        Outcome::translated("its default")
    }
}

/// A FROM of another stage of the image.
fn record_from(draft: &mut Draft<'_>, stage: &Stage) {
    if let Some(instruction) = draft.instructions.get(stage.from).copied() {
        let outcome = Outcome::translated("the same image");
        draft.record_instruction(instruction, stage.from, outcome);
    }
}

fn step<'a>(draft: &mut Draft<'a>, place: Place<'a>) {
    let key = match &place.plain.action {
        Action::Run { .. } => return run(draft, place),
        Action::Copy(transfer) | Action::Add(transfer) => return files::transfer(draft, place, transfer),
        Action::Workdir { path } => {
            let origin = draft.origin_of(place.instruction);
            draft.working_dirs.push((path.to_string(), origin));
            draft.directories.insert(path.to_string());
            "config.WorkingDir"
        }
        Action::Arg(names) => {
            let outcome = of_argument(draft, names.iter().map(|(name, _)| name.as_str()));
            return draft.record(place, outcome);
        }
        Action::Volume(paths) => {
            let origin = draft.origin_of(place.instruction);
            draft.working_dirs.extend(paths.iter().map(|path| (path.clone(), origin.clone())));
            "config.Volumes"
        }
        Action::User { user } => {
            draft.accounts.use_name(user);
            "config.User"
        }
        Action::Env(_) => "config.Env",
        Action::Label(_) => "config.Labels",
        Action::Expose(_) => "config.ExposedPorts",
        Action::Cmd(_) => "config.Cmd",
        Action::Entrypoint(_) => "config.Entrypoint",
        Action::Shell(_) => "config.Shell",
        Action::Healthcheck(_) => "config.Healthcheck",
        Action::StopSignal(_) => "config.StopSignal",
        Action::Onbuild(_) => {
            let differs = "only Docker's own image format has triggers, and only Docker builds on them";
            return draft.record(place, Outcome::approximated("config.OnBuild", differs));
        }
        Action::Maintainer(_) => {
            return draft.record(place, Outcome::not_needed("MAINTAINER is deprecated; a label can say it"));
        }
        Action::Refused => return draft.record(place, Outcome::manual("mend this instruction: BuildKit refuses it")),
    };
    draft.record(place, Outcome::translated(key));
}

fn run<'a>(draft: &mut Draft<'a>, place: Place<'a>) {
    let commands = commands::of(draft, place);
    if commands.is_empty() {
        draft.record(place, Outcome::manual("see what this runs: it is no shell script that can be read here"));
        return;
    }
    let mut script = std::mem::replace(&mut draft.script, Script::new("", "", true));
    let is_script = script::is_needed(draft, place, &commands, &script);
    if is_script {
        script::run(draft, place, &commands, &mut script);
    }
    draft.script = script;
    if is_script {
        return;
    }
    let written = compound::translate(draft, place, &commands);
    for command in commands.iter().filter(|command| !command.is_wrapper) {
        let mut outcome = translate_command(draft, place, &commands, &command);
        if matches!(outcome, Outcome::NotNeeded { .. }) && !commands.is_dead(command.call.span) {
            // What it prints is in a file.
            outcome = compound::outcome(&written, &command).unwrap_or(outcome);
        }
        draft.record_call(place, command.number, command.call, outcome);
    }
}

/// What becomes of one command: packages, files and users are understood, anything else is left to do.
fn translate_command(draft: &mut Draft<'_>, place: Place<'_>, commands: &Commands, command: &Command<'_>) -> Outcome {
    if command.call.context.substitution && !commands.is_dead(command.call.span) {
        return setup::translate(draft, place, commands, command)
            .unwrap_or_else(|| Outcome::not_needed("its output is part of another command"));
    }
    if let Some(outcome) = draft.built.get(&command.call.span.start) {
        return outcome.clone();
    }
    commands::settled(commands, command)
        .or_else(|| plumbing::translate(place, commands, command))
        .or_else(|| setup::translate(draft, place, commands, command))
        .or_else(|| packages::translate(draft, place, command))
        .or_else(|| accounts::translate(draft, place, commands, command))
        .or_else(|| root::translate(draft, place, commands, command))
        .unwrap_or_else(|| Outcome::manual("do this in a derivation or in fakeRootCommands"))
}
