//! Declared checks: comparing what a rule file says with the facts.

mod absent;
mod instruction;
#[cfg(test)]
mod tests;
mod variable;
mod words;

use regex::{Captures, Regex};

use super::facts::{Command, Facts, Statement};
use super::matcher::{Matcher, Subject};
use super::pattern::Pattern;
use super::reporter::{Found, Reporter};
use super::schema::{Mark, ShellLanguage, StageKind};
use crate::build::{Base, Stage};
use crate::dockerfile::MountType;
use crate::shell::Dialect;
use crate::source::Span;

/// Reports everything that the matcher matches, or the stages in which it matches nothing.
pub(super) fn find(matcher: &Matcher, facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    if matcher.absent {
        absent::find(matcher, facts, reporter);
    } else {
        find_present(matcher, facts, reporter);
    }
}

fn find_present(matcher: &Matcher, facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    match &matcher.subject {
        Subject::Command { .. } => find_commands(matcher, facts, reporter),
        Subject::Instruction(keywords) => instruction::find(matcher, keywords, facts, reporter),
        Subject::Variable { name, value } => variable::find(matcher, (name, *value), facts, reporter),
    }
}

/// Something in braces of the rule's message, with its value.
type Capture = (String, String);

/// An argument that matched, the place to underline in it, and what was captured.
struct Hit {
    span: Span,
    captures: Vec<Capture>,
}

/// What the groups of a pattern have captured, by their names. The group `at` only says what is underlined.
fn named(regex: &Regex, captures: &Captures<'_>) -> Vec<Capture> {
    let names = regex.capture_names().flatten().filter(|name| *name != "at");
    names.map(|name| (name.to_owned(), captures.name(name).map_or("", |it| it.as_str()).to_owned())).collect()
}

/// What was found, with what the matcher says of everything that it finds.
fn dressed(matcher: &Matcher, found: Found) -> Found {
    let fill = matcher.fill.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
    matcher.also.iter().copied().fold(found.with_all(fill), Found::also)
}

fn find_commands(matcher: &Matcher, facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    let mut open: Option<(usize, Found)> = None;
    for command in candidates(matcher, facts) {
        let Some(statement) = facts.statement_of(command) else { continue };
        if !holds_here(matcher, facts, statement) || !command_applies(matcher, facts, statement, command) {
            continue;
        }
        let hits = words::hits(&matcher.words, command.call);
        let subcommand = if hits.is_empty() { None } else { words::subcommand(&matcher.words, command.call) };
        for hit in hits {
            let span = command_mark(matcher, command, subcommand.as_ref().map(|(_, end)| *end), &hit);
            let mut found = Found::at(span).with("command", &command.call.name);
            if let Some(stage) = statement.stage {
                found = found.with("stage", stage.label());
            }
            let program = command.call.program.span;
            let place = subcommand.as_ref().map_or(program, |(_, end)| program.cover(*end));
            found = found.with("subcommand", subcommand.as_ref().map_or("", |(text, _)| text));
            let found = dressed(matcher, found.with_all(hit.captures)).fix_at([place]);
            open = match open.take() {
                Some((number, first)) if matcher.once && number == statement.number => {
                    Some((number, first.label(span, "here too").fix_at([place])))
                }
                other => {
                    other.into_iter().for_each(|(_, done)| reporter.push(done));
                    Some((statement.number, found))
                }
            };
        }
    }
    open.into_iter().for_each(|(_, last)| reporter.push(last));
}

/// The commands of the names that are asked for; all where a name has a `*`.
fn candidates<'f>(matcher: &Matcher, facts: &'f Facts<'_>) -> Vec<Command<'f>> {
    let names = matcher.words.commands;
    if names.iter().any(|name| name.contains('*')) {
        let named = |command: &Command<'_>| names.iter().any(|name| words::is_named(name, &command.call.name));
        return facts.commands().filter(named).collect();
    }
    let mut commands: Vec<Command<'_>> = names.iter().flat_map(|name| facts.commands_named(name)).collect();
    commands.sort_by_key(|command| command.call.span);
    commands
}

fn command_applies(matcher: &Matcher, facts: &Facts<'_>, statement: &Statement<'_>, command: Command<'_>) -> bool {
    let Subject::Command { direct, inside, unless, unless_followed_by, unless_mount, unless_mount_type } =
        &matcher.subject
    else {
        return false;
    };
    let has_mount_of = |name: &&str| {
        let kind = MountType::from_word(name);
        statement.instruction.mounts().any(|mount| mount.kind() == kind)
    };
    let mut later = facts.commands_of(command.statement).filter(|other| other.number > command.number);
    (inside.is_empty() || inside.contains(&statement.instruction.keyword))
        && (!direct || facts.is_direct(command))
        && !unless.iter().any(|words| words::applies(words, command.call))
        && !unless_mount.iter().any(|folder| statement.has_mount_on(folder))
        && !unless_mount_type.iter().any(has_mount_of)
        && (unless_followed_by.is_empty()
            || !later.any(|other| unless_followed_by.iter().any(|it| words::applies(it, other.call))))
}

fn command_mark(matcher: &Matcher, command: Command<'_>, subcommand: Option<Span>, hit: &Hit) -> Span {
    let call = command.call;
    match matcher.at {
        None => hit.span,
        Some(Mark::Program | Mark::Keyword) => call.program.span,
        Some(Mark::Subcommand) => subcommand.map_or(call.program.span, |end| call.program.span.cover(end)),
        Some(Mark::Command | Mark::Instruction) => call.span,
        Some(Mark::Flag) => call.has_flag(matcher.words.with_flag).map_or(hit.span, |flag| flag.span),
        Some(Mark::Argument) => hit.span,
    }
}

/// Whether the circumstances of the statement are those that the rule asks for.
fn holds_here(matcher: &Matcher, facts: &Facts<'_>, statement: &Statement<'_>) -> bool {
    // What ONBUILD does is done in another build, so that it is absent here.
    let is_elsewhere = statement.onbuild.is_some() && (!matcher.onbuild || matcher.absent);
    if is_elsewhere || !speaks_one_of(matcher.shell, statement) {
        return false;
    }
    // What is absent from a stage may be in one that it is built on.
    matcher.absent
        || matcher.is_about_every_stage()
        || statement.stage.is_some_and(|stage| is_about(matcher, facts, stage))
}

/// Whether the stage is one that the rule asks for.
fn is_about(matcher: &Matcher, facts: &Facts<'_>, stage: &Stage) -> bool {
    let begins_with = |pattern: &Pattern| match &facts.root(stage).base {
        Base::Image(image) => pattern.is_match(&image.text) || pattern.is_match(&image.familiar_name()),
        _ => false,
    };
    in_stage_of_kind(matcher.stage, facts, stage)
        && matcher.base_image.is_none_or(begins_with)
        && !matcher.unless_base_image.is_some_and(begins_with)
}

fn speaks_one_of(shells: &[ShellLanguage], statement: &Statement<'_>) -> bool {
    let is = |shell: &ShellLanguage| match (shell, statement.dialect()) {
        (ShellLanguage::PowerShell, Dialect::PowerShell) | (ShellLanguage::Cmd, Dialect::Cmd) => true,
        (ShellLanguage::Posix, dialect) => !dialect.is_opaque(),
        _ => false,
    };
    shells.is_empty() || shells.iter().any(is)
}

fn in_stage_of_kind(kind: StageKind, facts: &Facts<'_>, stage: &Stage) -> bool {
    match kind {
        StageKind::Any => true,
        StageKind::Final => facts.input.build.target == Some(stage.id),
        StageKind::Shipped => facts.is_shipped(stage),
        StageKind::Needed => stage.reachable,
        StageKind::Build => stage.reachable && !facts.is_shipped(stage),
    }
}
