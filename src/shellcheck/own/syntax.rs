//! What is no valid script.

use super::scan::{Role, Scan};
use super::{Notes, Subject};
use crate::shell::{Command, CommandKind};
use crate::shellcheck::offset;
use crate::source::{Span, Text};

/// The first place at which the script is no valid one.
pub(super) fn errors(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    match subject.broken {
        Some(Broken::Error(span)) => notes.push(1072, span),
        Some(Broken::Parenthesis(span)) => {
            notes.push(1036, span);
            notes.push(1088, span);
        }
        Some(Broken::Rest(span)) => notes.push(1141, span),
        None => {}
    }
}

/// Why a script is no valid one.
#[derive(Clone, Copy)]
pub(super) enum Broken {
    /// The parser gave up here.
    Error(Span),
    /// A parenthesis after the words of a command.
    Parenthesis(Span),
    /// Words after the end of a compound command.
    Rest(Span),
}

impl Broken {
    /// The first thing that is wrong. The parser lets some pass that no shell does.
    pub(super) fn of(text: &Text, scan: &Scan<'_>, errors: &[crate::shell::ShellError]) -> Option<Self> {
        let glued = scan.nodes.iter().find_map(|node| glued(text, node.role));
        let error = errors.first().map(|error| Broken::Error(error.span));
        glued.into_iter().chain(error).min_by_key(|broken| broken.span().start)
    }

    pub(super) fn span(self) -> Span {
        match self {
            Broken::Error(span) | Broken::Parenthesis(span) | Broken::Rest(span) => span,
        }
    }
}

/// A command that nothing parts from the one before.
fn glued(text: &Text, role: Role<'_>) -> Option<Broken> {
    let Role::Item { list, index, .. } = role else { return None };
    let (before, command) = (list.get(index.checked_sub(1)?)?, list.get(index)?);
    let between = text.as_str().get(offset(text, before.span.end)..offset(text, command.span.start))?;
    if between.contains([';', '&', '\n', '|', ')', '}']) {
        return None;
    }
    match &command.kind {
        CommandKind::Subshell(_) => Some(Broken::Parenthesis(Span::new(command.span.start, command.span.start + 1))),
        CommandKind::Simple(simple) if is_compound(before) => {
            Some(Broken::Rest(simple.words.first().map_or(command.span, |word| word.span)))
        }
        _ => None,
    }
}

fn is_compound(command: &Command) -> bool {
    match &command.kind {
        CommandKind::AndOr { rest, first } => is_compound(rest.last().map_or(first, |(_, last)| last)),
        CommandKind::Pipeline { commands, .. } => commands.last().is_some_and(is_compound),
        CommandKind::Simple(_) | CommandKind::Background(_) | CommandKind::Test(_) => false,
        _ => true,
    }
}

/// `{echo …}`: a brace without a blank after it is a part of the name.
pub(super) fn braces(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    for named in subject.scan.named() {
        let raw = named.program.raw.as_str();
        if raw.len() > 1 && raw.starts_with('{') && !raw.contains('}') {
            notes.push(1054, named.program.span);
        }
    }
}
