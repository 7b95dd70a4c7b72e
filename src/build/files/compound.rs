//! Redirections that belong to no call: of `{ …; } > file`, `( … ) > file`, loops, and `> file` alone.

use super::FileAction;
use super::content::{Content, joined, output_of};
use super::redirect::writes;
use crate::build::call::Site;
use crate::build::resolve::Lookup;
use crate::shell::{AndOr, Call, Command, CommandKind, Redirection, Script};

/// How many compound commands are looked into for what they print.
const MAX_LOOKED_INTO: usize = 256;

/// What the redirections of the script's compound commands write, in order.
///
/// `calls` are the script's calls, `directories` the folder of each
/// ([`directories`](crate::build::call::directories)), `lookup` knows the variables.
pub fn script_writes(
    script: &Script,
    calls: &[Call],
    directories: &[Option<String>],
    lookup: &Lookup,
) -> Vec<FileAction> {
    let mut found = Vec::new();
    let mut looked_into = 0;
    let mut todo: Vec<&Command> = script.body.iter().rev().collect();
    while let Some(command) = todo.pop() {
        let redirections = redirections(command);
        if redirections.iter().any(|redirection| redirection.is_write()) {
            let next = calls.iter().position(|call| call.span.start >= command.span.start);
            let index = next.unwrap_or(calls.len().saturating_sub(1));
            let directory = directories.get(index).and_then(Option::as_deref);
            if let Some(site) = Site::new(calls, index, directory, script.dialect, lookup) {
                looked_into += 1;
                let output = || match looked_into <= MAX_LOOKED_INTO {
                    true => printed(command, calls, directories, script, lookup),
                    false => Content::Unknown,
                };
                found.extend(writes(&site, redirections, output));
            }
        }
        push_children(command, &mut todo);
    }
    found
}

/// The redirections of a compound command, or of a simple one without a program.
fn redirections(command: &Command) -> &[Redirection] {
    match &command.kind {
        CommandKind::Simple(simple) if simple.words.is_empty() => &simple.redirections,
        CommandKind::Simple(_) => &[],
        _ => &command.redirections,
    }
}

/// What a command without branches prints.
fn printed(
    command: &Command,
    calls: &[Call],
    directories: &[Option<String>],
    script: &Script,
    lookup: &Lookup,
) -> Content {
    if !is_straight(command) {
        return Content::Unknown;
    }
    let inside = calls.iter().enumerate().filter(|(_, call)| {
        command.span.encloses(call.span) && !call.redirections.iter().any(Redirection::takes_output)
    });
    joined(inside.filter_map(|(index, call)| {
        let place = call.context.pipeline;
        if place.is_some_and(|place| place.index + 1 < place.length) || call.context.substitution {
            return None;
        }
        let directory = directories.get(index).and_then(Option::as_deref);
        let site = Site::new(calls, index, directory, script.dialect, lookup)?;
        (!site.is_wrapper()).then(|| output_of(&site))
    }))
}

/// Whether everything in the command runs once, in order.
fn is_straight(command: &Command) -> bool {
    let mut todo = vec![command];
    while let Some(command) = todo.pop() {
        match &command.kind {
            CommandKind::Simple(_) => {}
            CommandKind::Group(_) | CommandKind::Subshell(_) | CommandKind::Pipeline { .. } => {}
            CommandKind::AndOr { rest, .. } if rest.iter().all(|(operator, _)| *operator == AndOr::And) => {}
            _ => return false,
        }
        push_children(command, &mut todo);
    }
    true
}

/// Puts the commands inside `command` on the stack, the first on top.
fn push_children<'a>(command: &'a Command, todo: &mut Vec<&'a Command>) {
    let start = todo.len();
    match &command.kind {
        CommandKind::Simple(_) | CommandKind::Test(_) => {}
        CommandKind::Pipeline { commands, .. } => todo.extend(commands),
        CommandKind::AndOr { first, rest } => {
            todo.push(first);
            todo.extend(rest.iter().map(|(_, command)| command));
        }
        CommandKind::Group(body) | CommandKind::Subshell(body) => todo.extend(body),
        CommandKind::If { branches, otherwise } => {
            for (condition, body) in branches {
                todo.extend(condition.iter().chain(body));
            }
            todo.extend(otherwise.iter().flatten());
        }
        CommandKind::For { body, .. } | CommandKind::Function { body, .. } => todo.extend(body),
        CommandKind::While { condition, body, .. } => todo.extend(condition.iter().chain(body)),
        CommandKind::Case { arms, .. } => todo.extend(arms.iter().flat_map(|(_, body)| body)),
        CommandKind::Background(command) => todo.push(command),
    }
    if let Some(children) = todo.get_mut(start..) {
        children.reverse();
    }
}
