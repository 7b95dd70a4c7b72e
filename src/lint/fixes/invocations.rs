//! CMD, ENTRYPOINT and HEALTHCHECK.

use super::{Proposal, Site};
use crate::build::Program;
use crate::dockerfile::{Body, Healthcheck, Invocation, Keyword};
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
    let Program::Script(script) = facts.program(statement)? else { return None };
    let words = plain_words(script)?;
    // `exec` is what the exec form does anyway.
    let words = match words.split_first() {
        Some((first, rest)) if first == "exec" && rest.first().is_some_and(|it| !it.starts_with('-')) => rest,
        _ => words.as_slice(),
    };
    if words.first().is_none_or(|program| program.is_empty() || is_builtin(program)) {
        return None;
    }
    Proposal::of(vec![Edit::replace(site.span, array(words)?)])
}

/// Writes a JSON array whose strings are in other quotes, or whose commas are missing or one too many.
pub(crate) fn valid_array(facts: &Facts<'_>, site: &Site<'_>) -> Option<Proposal> {
    let statement = facts.statement_at(site.span.start)?;
    let (Body::Run(Invocation::Shell(text))
    | Body::Cmd(Invocation::Shell(text))
    | Body::Entrypoint(Invocation::Shell(text))
    | Body::Healthcheck(Healthcheck::Cmd { command: Invocation::Shell(text), .. })) = &statement.instruction.body
    else {
        return None;
    };
    let words = strings(text.as_str().trim())?;
    Proposal::of(vec![Edit::replace(text.trimmed().span(), array(&words)?)])
}

/// The strings of what was meant as an array.
fn strings(text: &str) -> Option<Vec<String>> {
    let mut rest = text.strip_prefix('[')?.strip_suffix(']')?.trim_start();
    let mut words = Vec::new();
    while let Some(quote) = rest.chars().next() {
        let closing = match quote {
            '"' | '\'' => [quote, quote],
            '“' | '”' | '„' => ['”', '“'],
            '‘' | '’' => ['’', '‘'],
            _ => return None,
        };
        let inside = rest.strip_prefix(quote)?;
        let (word, after) = inside.split_once(closing)?;
        // An escape may mean anything.
        if word.contains('\\') {
            return None;
        }
        words.push(word.to_owned());
        let after = after.trim_start();
        rest = after.strip_prefix(',').unwrap_or(after).trim_start();
    }
    (!words.is_empty()).then_some(words)
}

fn array(words: &[String]) -> Option<String> {
    let quoted: Vec<String> = words.iter().map(|word| serde_json::to_string(word).ok()).collect::<Option<_>>()?;
    Some(format!("[{}]", quoted.join(", ")))
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
