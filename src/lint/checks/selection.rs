//! Which of the things that a file does with packages a rule is about.

use std::cell::OnceCell;
use std::collections::HashSet;

use crate::build::packages::{ActionKind, Flag, PackageAction};
use crate::lint::engine::places_found_by;
use crate::lint::facts::{Facts, PackageUse};
use crate::lint::reporter::Reporter;
use crate::lint::rule::UNLESS_FOUND_BY;
use crate::shell::Call;
use crate::source::Span;

/// What the options of a rule say of it:
///
/// - `managers`: whose packages; anybody's, if none is named.
/// - `programs`: by which programs; by any, if none is named.
/// - `does`: what is done; by default what the check is about.
/// - `commands`: by which words the program is told so; by any, if none are named.
/// - `unless-flags`: options with which it does not count.
/// - `unless-fed`: not where it reads from a pipe or a file.
/// - `unless-idle`: not where it only tells what it would do, or has nothing to do.
/// - `only-direct`: only what the instruction itself calls by its plain name.
/// - `only-kept`, `only-shipped`: only in stages whose files are in an image or in a stage that is built on them, and only
///   in those whose files are in the image.
/// - `unless-found-by`: the rules that come first: what they find is not found again.
pub(super) struct Selection {
    managers: &'static [&'static str],
    programs: &'static [&'static str],
    does: &'static [&'static str],
    commands: &'static [&'static str],
    unless_flags: &'static [&'static str],
    unless_fed: bool,
    unless_idle: bool,
    only_direct: bool,
    only_kept: bool,
    only_shipped: bool,
    unless_found_by: &'static [&'static str],
    found_before: OnceCell<HashSet<Span>>,
}

impl Selection {
    pub(super) fn of(reporter: &Reporter<'_>) -> Self {
        Self {
            managers: reporter.list("managers"),
            programs: reporter.list("programs"),
            does: reporter.list("does"),
            commands: reporter.list("commands"),
            unless_flags: reporter.list("unless-flags"),
            unless_fed: reporter.is_on("unless-fed"),
            unless_idle: reporter.is_on("unless-idle"),
            only_direct: reporter.is_on("only-direct"),
            only_kept: reporter.is_on("only-kept"),
            only_shipped: reporter.is_on("only-shipped"),
            unless_found_by: reporter.list(UNLESS_FOUND_BY),
            found_before: OnceCell::new(),
        }
    }

    /// Whether the rule is about it. `kinds` is what the check is about unless the rule says.
    pub(super) fn covers(&self, facts: &Facts<'_>, found: &PackageUse, kinds: &[ActionKind]) -> bool {
        let action = &found.action;
        let is_any = |list: &[&str], word: &str| list.is_empty() || list.contains(&word);
        let is_asked_for = match self.does {
            [] => kinds.contains(&action.kind),
            does => does.contains(&action.kind.as_str()),
        };
        is_asked_for
            && !(self.unless_idle && is_idle(action))
            && is_any(self.managers, action.manager.as_str())
            && is_any(self.programs, super::bare_name(&action.program))
            && (self.commands.is_empty() || is_any(self.commands, &super::command_words(facts, action)))
            && self.is_called_so(facts, found)
            && self.is_in_stage(facts, found)
    }

    /// Whether one of the rules that come first has found something at these words.
    pub(super) fn is_found_before(&self, facts: &Facts<'_>, place: Span) -> bool {
        let look = || places_found_by(self.unless_found_by, facts);
        !self.unless_found_by.is_empty() && self.found_before.get_or_init(look).contains(&place)
    }

    fn is_called_so(&self, facts: &Facts<'_>, found: &PackageUse) -> bool {
        if !self.only_direct && !self.unless_fed && self.unless_flags.is_empty() {
            return true;
        }
        facts.command(found.command).is_none_or(|command| {
            let excused = !self.unless_flags.is_empty() && command.call.has_flag(self.unless_flags).is_some();
            let is_fed = self.unless_fed && is_fed(command.call);
            !excused && !is_fed && (!self.only_direct || facts.is_direct(command))
        })
    }

    fn is_in_stage(&self, facts: &Facts<'_>, found: &PackageUse) -> bool {
        (!self.only_kept && !self.only_shipped)
            || facts.statement_of_use(found).is_some_and(|statement| {
                (!self.only_kept || facts.is_kept(statement)) && (!self.only_shipped || facts.is_in_image(statement))
            })
    }
}

/// Whether it only tells what it would do, or is given no packages.
fn is_idle(action: &PackageAction) -> bool {
    let names_packages = matches!(action.kind, ActionKind::Install | ActionKind::Upgrade | ActionKind::Remove);
    action.has(Flag::Simulate) || names_packages && action.packages.is_empty() && action.files.is_empty()
}

/// Whether something comes to the standard input of a call.
fn is_fed(call: &Call) -> bool {
    call.context.pipeline.is_some_and(|place| place.index > 0)
        || call.redirections.iter().any(|it| it.descriptor.is_none_or(|it| it == 0) && it.operator.reads())
}
