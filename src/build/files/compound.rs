//! Redirections that belong to no call: of `{ …; } > file`, `( … ) > file`, loops, and `> file` alone.

use super::FileAction;
use super::content::{Content, joined, output_of};
use super::redirect::writes;
use crate::build::call::{Site, Variables, all_inside, children};
use crate::build::resolve::Lookup;
use crate::shell::{AndOr, Call, Command, CommandKind, Context, Redirection, Script, Word};
use crate::source::{Span, Text};

/// How many compound commands are looked into for what they print.
const MAX_LOOKED_INTO: usize = 256;

/// What the redirections of the script's compound commands write, in order.
///
/// `sites` are the script's calls, `directory` is where it begins, `variables` are those that it sets, `lookup` knows
/// those that are there before it.
pub fn script_writes(
    script: &Script,
    sites: &[Site],
    directory: Option<&str>,
    variables: &Variables,
    lookup: &Lookup,
) -> Vec<FileAction> {
    compound_writes(script, sites, directory, variables, lookup).into_iter().map(|(_, action)| action).collect()
}

/// The same, each with the place of the compound command that it belongs to.
pub fn compound_writes(
    script: &Script,
    sites: &[Site],
    directory: Option<&str>,
    variables: &Variables,
    lookup: &Lookup,
) -> Vec<(Span, FileAction)> {
    let mut found = Vec::new();
    let mut looked_into = 0;
    let mut next = 0;
    let mut todo: Vec<&Command> = script.body.iter().rev().collect();
    while let Some(command) = todo.pop() {
        todo.extend(children(command).into_iter().rev());
        let redirections = redirections(command);
        if !redirections.iter().any(Redirection::is_write) {
            continue;
        }
        // Commands come in the order in which they begin.
        while sites.get(next).is_some_and(|site| site.call.span.start < command.span.start) {
            next += 1;
        }
        let here = sites.get(next).or(sites.last()).map_or(directory, |site| site.directory);
        let call = without_program(command.span);
        let site = Site::of_call(&call, here, script.dialect, lookup).with_variables(variables);
        looked_into += 1;
        let output = || {
            if looked_into <= MAX_LOOKED_INTO {
                printed(command, sites.get(next..).unwrap_or_default())
            } else {
                Content::Unknown
            }
        };
        found.extend(writes(&site, redirections, output).into_iter().map(|action| (command.span, action)));
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

/// A call of nothing that stands at `span`, which is how a compound command looks at words.
fn without_program(span: Span) -> Call {
    Call {
        span,
        program: Word { span: Span::empty(span.start), raw: Text::default(), parts: Vec::new() },
        name: String::new(),
        args: Vec::new(),
        assignments: Vec::new(),
        redirections: Vec::new(),
        wrappers: Vec::new(),
        context: Context::default(),
    }
}

/// What a command without branches prints. `sites` begin with the first call inside it.
fn printed(command: &Command, sites: &[Site]) -> Content {
    if !is_straight(command) {
        return Content::Unknown;
    }
    let prints = |site: &&Site| {
        let context = &site.call.context;
        let is_last = context.pipeline.is_none_or(|place| place.index + 1 == place.length);
        command.span.encloses(site.call.span)
            && !site.call.redirections.iter().any(Redirection::takes_output)
            && is_last
            && !context.substitution
            && !site.is_wrapper()
    };
    let inside = sites.iter().take_while(|site| site.call.span.start < command.span.end);
    joined(inside.filter(prints).map(output_of))
}

/// Whether everything in the command runs once, in order.
fn is_straight(command: &Command) -> bool {
    all_inside(command).into_iter().all(|command| match &command.kind {
        CommandKind::Simple(_) | CommandKind::Group(_) | CommandKind::Subshell(_) | CommandKind::Pipeline { .. } => {
            true
        }
        CommandKind::AndOr { rest, .. } => rest.iter().all(|(operator, _)| *operator == AndOr::And),
        _ => false,
    })
}
