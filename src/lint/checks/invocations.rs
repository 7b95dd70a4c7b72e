//! CMD, ENTRYPOINT and HEALTHCHECK: how they run their program.

use super::stage_relations::Seen;
use crate::dockerfile::{Body, Healthcheck, Invocation};
use crate::lint::facts::Facts;
use crate::lint::reporter::{Found, Reporter};

/// Commands that run by way of a shell.
pub(crate) fn shell_form(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    let mut shell = Seen::default();
    for statement in facts.statements() {
        let (command, is_check) = match &statement.instruction.body {
            Body::From(_) if statement.onbuild.is_none() => {
                shell.begin(statement.stage);
                continue;
            }
            Body::Shell(_) if statement.onbuild.is_none() => {
                shell.set();
                continue;
            }
            Body::Cmd(command) | Body::Entrypoint(command) => (command, false),
            Body::Healthcheck(Healthcheck::Cmd { command, .. }) => (command, true),
            _ => continue,
        };
        let Invocation::Shell(text) = command else { continue };
        let found = Found::at(text.span()).with("instruction", statement.instruction.keyword.as_str());
        // BuildKit says nothing of health checks, nor where SHELL shows that somebody has thought of the shell.
        let shared = !is_check && !shell.is_set() && statement.onbuild.is_none();
        reporter.push(if shared { found.also("JSONArgsRecommended") } else { found });
    }
}
