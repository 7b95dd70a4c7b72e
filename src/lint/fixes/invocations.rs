//! CMD, ENTRYPOINT and HEALTHCHECK.

use super::{Proposal, Site};
use crate::build::{Program, program};
use crate::dockerfile::Keyword;
use crate::lint::facts::{Facts, Statement};
use crate::lint::software::is_builtin;
use crate::shell::{CommandKind, Script};
use crate::source::Edit;

/// Shell form → exec form, where the shell does nothing but run the program.
pub(crate) fn shell_to_exec(facts: &Facts<'_>, site: &Site<'_>) -> Option<Proposal> {
    let statement = facts.statement_at(site.span.start)?;
    if is_login_shell(statement) || entrypoint_gets_arguments(statement) {
        return None;
    }
    let Program::Script(script) = program(statement.instruction, &[], statement.dialect())? else { return None };
    let words = plain_words(&script)?;
    // `exec` is what the exec form does anyway.
    let words = match words.split_first() {
        Some((first, rest)) if first == "exec" && rest.first().is_some_and(|it| !it.starts_with('-')) => rest,
        _ => words.as_slice(),
    };
    if words.first().is_none_or(|program| program.is_empty() || is_builtin(program)) {
        return None;
    }
    let quoted: Vec<String> = words.iter().map(|word| serde_json::to_string(word).ok()).collect::<Option<_>>()?;
    Proposal::of(vec![Edit::replace(site.span, format!("[{}]", quoted.join(", ")))])
}

/// Whether the shell reads the files of a login, which may set variables.
fn is_login_shell(statement: &Statement<'_>) -> bool {
    let shell = statement.step.map_or(&[][..], |step| &step.before.shell);
    shell
        .iter()
        .skip(1)
        .any(|word| word == "--login" || (word.starts_with('-') && !word.starts_with("--") && word.contains('l')))
}

/// Whether there is a CMD of which the shell form of ENTRYPOINT takes no notice, but the exec form would.
fn entrypoint_gets_arguments(statement: &Statement<'_>) -> bool {
    statement.instruction.keyword == Keyword::Entrypoint
        && statement.stage.is_none_or(|stage| !stage.config.cmd.is_empty())
}

/// The words of the only command, where a shell would change nothing in them.
fn plain_words(script: &Script) -> Option<Vec<String>> {
    let [only] = script.body.as_slice() else { return None };
    let CommandKind::Simple(command) = &only.kind else { return None };
    let is_plain = script.errors.is_empty()
        && !script.dialect.is_opaque()
        && command.assignments.is_empty()
        && command.redirections.is_empty()
        && only.span.end == script.text.trimmed().span().end;
    if !is_plain {
        return None;
    }
    command.words.iter().map(|word| word.literal()).collect()
}
