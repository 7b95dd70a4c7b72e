//! Instructions in places where they cannot be, or where they have no effect.

use crate::dockerfile::Keyword;
use crate::lint::facts::{Facts, Statement};
use crate::lint::reporter::{Found, Reporter};

/// Instructions before the first FROM.
pub(crate) fn before_from(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    for statement in facts.statements() {
        let keyword = statement.instruction.keyword;
        let free = statement.stage.is_some() || statement.onbuild.is_some();
        if !free && !matches!(keyword, Keyword::Arg | Keyword::From) {
            reporter.push(Found::at(statement.instruction.keyword_span).with("instruction", keyword.as_str()));
        }
    }
}

/// What ONBUILD cannot hold.
pub(crate) fn forbidden_in_onbuild(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    for statement in facts.of_kind(&[Keyword::Onbuild, Keyword::From, Keyword::Maintainer]) {
        if statement.onbuild.is_some() {
            let keyword = statement.instruction.keyword;
            reporter.push(Found::at(statement.instruction.keyword_span).with("instruction", keyword.as_str()));
        }
    }
}

/// The second CMD of a stage, and the third …
pub(crate) fn repeated_cmd(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    report_repeated(Keyword::Cmd, facts, reporter);
}

/// The second ENTRYPOINT of a stage, and the third …
pub(crate) fn repeated_entrypoint(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    report_repeated(Keyword::Entrypoint, facts, reporter);
}

/// The second HEALTHCHECK of a stage, and the third …
pub(crate) fn repeated_healthcheck(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    report_repeated(Keyword::Healthcheck, facts, reporter);
}

/// CMD, ENTRYPOINT and HEALTHCHECK that a later one in the stage replaces.
pub(crate) fn overridden(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    for keyword in [Keyword::Cmd, Keyword::Entrypoint, Keyword::Healthcheck] {
        for_each_pair(keyword, facts, |lost, winner| {
            let found = Found::at(lost.instruction.keyword_span).with("instruction", keyword.as_str());
            let line = facts.input.file.position(winner.instruction.keyword_span.start).line;
            let found = found.with("line", line.to_string());
            reporter.push(found.label(winner.instruction.keyword_span, "this one counts"));
        });
    }
}

fn report_repeated(keyword: Keyword, facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    for_each_pair(keyword, facts, |lost, winner| {
        let found = Found::at(winner.instruction.keyword_span).with("instruction", keyword.as_str());
        let lost = lost.instruction.keyword_span;
        reporter.push(found.label(lost, "this one has no effect").fix_at([lost]));
    });
}

/// Calls `tell` with each two neighbours among the instructions of a kind in a stage.
fn for_each_pair(keyword: Keyword, facts: &Facts<'_>, mut tell: impl FnMut(&Statement<'_>, &Statement<'_>)) {
    for stage in facts.by_stage() {
        let own = stage.iter().filter(|it| it.onbuild.is_none() && it.instruction.keyword == keyword);
        let mut last: Option<&Statement<'_>> = None;
        for statement in own {
            if let Some(earlier) = last.replace(statement) {
                tell(earlier, statement);
            }
        }
    }
}
