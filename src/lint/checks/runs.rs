//! RUN instructions as a whole, and the shell that they use.

use std::collections::{BTreeMap, BTreeSet};

use super::base_facts::{is_windows, sh_has_pipefail};
use crate::dockerfile::{Body, Flag, Instruction, Invocation, Keyword};
use crate::lint::facts::{Command, Facts, Statement};
use crate::lint::reporter::{Found, Reporter};
use crate::shell::{Call, Dialect};
use crate::source::Span;

/// RUN directly after RUN, both with at most one command and with the same flags.
pub(crate) fn consecutive(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    let mut first: Option<&Statement<'_>> = None;
    for statement in facts.statements().iter().filter(|statement| statement.onbuild.is_none()) {
        if statement.instruction.keyword != Keyword::Run {
            first = None;
            continue;
        }
        let joinable = first.filter(|first| {
            can_join(facts, first, statement) && flags(first.instruction) == flags(statement.instruction)
        });
        match joinable {
            Some(first) => {
                let found = Found::at(statement.instruction.keyword_span);
                reporter.push(found.label(first.instruction.keyword_span, "could go on here"));
            }
            None => first = Some(statement),
        }
    }
}

fn can_join(facts: &Facts<'_>, first: &Statement<'_>, second: &Statement<'_>) -> bool {
    has_one_command(facts, first) && has_one_command(facts, second)
}

/// Whether a RUN has one command at most. A test, `[ … ]`, is none, and what sudo or env runs is one with it. In the text
/// of a shell that is not looked into, commands are what is parted, and does not begin with a variable.
fn has_one_command(facts: &Facts<'_>, statement: &Statement<'_>) -> bool {
    if statement.dialect().is_opaque() || statement.stage.is_some_and(|stage| is_windows(facts, facts.root(stage))) {
        let Body::Run(Invocation::Shell(text)) = &statement.instruction.body else { return true };
        return parts(text.as_str()).filter(|part| !part.is_empty() && !part.starts_with(['$', '['])).count() <= 1;
    }
    let own = facts.commands_of(statement.number).map(|command| command.call);
    own.filter(|call| call.wrappers.is_empty() && call.name != "[").count() <= 1
}

/// What commands are parted by, where it is not quoted, parts the text.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let mut quote = None;
    let parts = text.split(move |c: char| {
        match quote {
            Some(open) if c == open => quote = None,
            None if matches!(c, '"' | '\'') => quote = Some(c),
            _ => {}
        }
        quote.is_none() && matches!(c, ';' | '|' | '&' | '\n')
    });
    parts.map(str::trim)
}

fn flags(instruction: &Instruction) -> BTreeSet<(&str, &str)> {
    instruction.flags.iter().map(|flag: &Flag| (flag.name.as_str(), flag.value_str())).collect()
}

/// Stages that download with curl in one place and with wget in another.
pub(crate) fn two_downloaders(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    let tools = reporter.list("tools");
    for stage in facts.by_stage() {
        // What ONBUILD runs, it runs in another build.
        for in_onbuild in [false, true] {
            let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
            for statement in stage.iter().filter(|it| it.onbuild.is_some() == in_onbuild && is_run(it)) {
                let calls = facts.commands_of(statement.number).map(|command| command.call);
                let calls: Vec<&Call> = calls.filter(|call| tools.contains(&call.name.as_str())).collect();
                let mut offender = None;
                for call in calls {
                    seen.entry(&call.name).or_insert(call.program.span);
                    if seen.len() > 1 && offender.is_none() {
                        offender = Some(call);
                    }
                }
                let Some(call) = offender else { continue };
                let other = seen.iter().find(|(name, _)| **name != call.name);
                let Some((other, place)) = other.map(|(name, place)| ((*name).to_owned(), *place)) else { continue };
                let found = Found::at(call.program.span).with("tool", &call.name).with("other", &other);
                reporter.push(found.label(place, format!("{other} is used here")));
            }
        }
    }
}

/// Pipes in a shell that forgets how all but the last command ended.
pub(crate) fn pipe_without_pipefail(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    for stage in facts.by_stage() {
        let root = stage.first().and_then(|statement| statement.stage).map(|stage| facts.root(stage));
        let has_option = root.is_some_and(|root| sh_has_pipefail(facts, root));
        let given = facts.input.build.shell.as_ref().map(|words| words.iter().map(String::as_str).collect::<Vec<_>>());
        let mut shell = match given {
            Some(words) => Shell::of(&words, has_option),
            None if root.is_some_and(|root| is_windows(facts, root)) => Shell::Minds,
            None => Shell::Forgets,
        };
        // Another shell, to mend all that follows, would have to be named before the first.
        let mut first = None;
        for statement in stage.iter().filter(|statement| statement.onbuild.is_none()) {
            match &statement.instruction.body {
                Body::Shell(words) => {
                    let words: Vec<&str> = words.iter().map(|word| word.as_str()).collect();
                    shell = Shell::of(&words, has_option);
                    first = None;
                }
                Body::Run(_) if shell == Shell::Forgets => {
                    let found = unguarded_pipe(facts.commands_of(statement.number));
                    let place = |found: Found| found.fix_at([*first.get_or_insert(statement.instruction.keyword_span)]);
                    reporter.extend(found.map(place));
                }
                _ => {}
            }
        }
    }
}

/// What a shell makes of a command that fails before the last pipe.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shell {
    /// Nothing.
    Forgets,
    /// It has `pipefail`, or it is none of those that have such an option.
    Minds,
}

impl Shell {
    fn of(words: &[&str], sh_has_pipefail: bool) -> Self {
        let knows_pipefail = match Dialect::of_shell(words) {
            Dialect::Bash | Dialect::Zsh | Dialect::Ash | Dialect::Ksh => true,
            Dialect::Sh => sh_has_pipefail,
            Dialect::PowerShell | Dialect::Cmd => return Self::Minds,
            Dialect::Other => false,
        };
        let sets = words.windows(2).any(|pair| matches!(pair, [flag, "pipefail"] if is_option_flag(flag)));
        if knows_pipefail && sets { Self::Minds } else { Self::Forgets }
    }
}

/// `-o` alone or at the end of a cluster, as in `-euxo`.
fn is_option_flag(word: &str) -> bool {
    word.strip_prefix('-')
        .is_some_and(|letters| letters.ends_with('o') && letters.bytes().all(|b| b.is_ascii_alphabetic()))
}

/// The first command of the first pipe that no `set -o pipefail` stands before; further pipes are labels.
fn unguarded_pipe<'f>(commands: impl Iterator<Item = Command<'f>>) -> Option<Found> {
    let mut found: Option<Found> = None;
    for command in commands {
        let call = command.call;
        if call.name == "set" && sets_pipefail(call) {
            break;
        }
        let begins_pipe = call.context.pipeline.is_some_and(|place| place.index == 0 && place.length > 1);
        // A wrapper and what it runs are one place.
        if !begins_pipe || !call.wrappers.is_empty() {
            continue;
        }
        found = Some(match found {
            None => Found::at(call.span).with("command", &call.name),
            Some(found) => found.label(call.span, "and here"),
        });
    }
    found
}

fn sets_pipefail(call: &Call) -> bool {
    let words: Vec<String> = call.args.iter().filter_map(|word| word.literal()).collect();
    words.windows(2).any(|pair| matches!(pair, [flag, option] if option == "pipefail" && is_option_flag(flag)))
}

fn is_run(statement: &Statement<'_>) -> bool {
    statement.instruction.keyword == Keyword::Run
}

/// `useradd` with a number of more than five digits and without `-l`: the log of logins becomes a huge sparse file.
pub(crate) fn large_uid(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    for command in facts.commands_named("useradd") {
        if facts.statement_of(command).is_some_and(is_run) && command.call.has_flag(&["-l", "--no-log-init"]).is_none()
        {
            let uid = command.call.flag_value(&["-u", "--uid"]);
            let digits = uid.as_ref().and_then(|word| word.literal()).unwrap_or_default();
            if let Some(word) = uid.filter(|_| digits.len() > 5 && digits.bytes().all(|byte| byte.is_ascii_digit())) {
                let found = Found::at(word.span).with("uid", digits);
                reporter.push(found.fix_at([command.call.program.span]));
            }
        }
    }
}
