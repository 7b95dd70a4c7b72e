//! What `{ …; } > file`, `( … ) > file` and loops write to a file.

use super::commands::{Command, Commands};
use super::draft::{Draft, Place};
use super::{Outcome, root};
use crate::build::files::{Content, FileAction};
use crate::source::Span;

/// Files that a compound command writes, and what becomes of them.
pub(super) struct Written {
    span: Span,
    pub(super) action: FileAction,
    outcome: Option<Outcome>,
}

impl Written {
    /// Whether the command stands in the compound command, and what it prints goes to the file.
    pub(super) fn takes(&self, command: &Command<'_>) -> bool {
        let call = command.call;
        let is_last = call.context.pipeline.is_none_or(|place| place.index + 1 == place.length);
        self.span.encloses(call.span)
            && is_last
            && !call.context.substitution
            && !call.redirections.iter().any(crate::shell::Redirection::takes_output)
    }

    /// Whether it is known beforehand what is written.
    fn is_text(&self) -> bool {
        matches!(&self.action, FileAction::Write { path, content: Content::Text(_), .. } if path.path.is_some())
    }
}

/// What the compound commands of a step write.
pub(super) fn of(draft: &Draft<'_>, place: Place<'_>, commands: &Commands) -> Vec<Written> {
    let lookup = |name: &str| place.value(name);
    let found = commands.compound_writes(place.plain, &draft.instructions, &lookup);
    found.into_iter().map(|(span, action)| Written { span, action, outcome: None }).collect()
}

/// Whether only a build can tell what is written.
pub(super) fn needs_build(draft: &Draft<'_>, place: Place<'_>, commands: &Commands) -> bool {
    of(draft, place, commands).iter().any(|written| !written.is_text())
}

/// Writes the files into the image.
pub(super) fn translate(draft: &mut Draft<'_>, place: Place<'_>, commands: &Commands) -> Vec<Written> {
    let mut all = of(draft, place, commands);
    for written in &mut all {
        let first = commands.iter().find(|command| written.span.encloses(command.call.span));
        let origin = match first {
            Some(first) => draft.origin_of_call(first.call),
            None => draft.origin_of(place.instruction),
        };
        written.outcome = Some(root::apply(draft, &written.action, false, &origin));
    }
    all
}

/// What becomes of a command that only prints, if what it prints goes to one of the files.
pub(super) fn outcome(all: &[Written], command: &Command<'_>) -> Option<Outcome> {
    all.iter().filter(|written| written.takes(command)).find_map(|written| written.outcome.clone())
}
