//! RUN instructions as a whole, and the shell that they use.

use super::instructions::{cased, indent, place_above};
use super::paths::known_folder;
use super::script::RunScript;
use super::{Proposal, Site};
use crate::build::Base;
use crate::build::call::normalise;
use crate::dockerfile::{Instruction, Keyword};
use crate::lint::checks::base_facts::shell_with_pipefail;
use crate::lint::facts::{Facts, Statement};
use crate::shell::Dialect;
use crate::source::{Edit, Span};

/// Makes a RUN part of the one before it.
pub(crate) fn join(facts: &Facts<'_>, site: &Site<'_>) -> Option<Proposal> {
    let second = facts.statement_at(site.span.start)?;
    let first = facts.statements().get(second.number.checked_sub(1)?)?;
    let is_run = |it: &Statement<'_>| it.onbuild.is_none() && it.instruction.keyword == Keyword::Run;
    let same_flags = flags(first.instruction) == flags(second.instruction);
    let between = facts.input.file.text(Span::new(first.instruction.span.end, second.instruction.span.start));
    if !is_run(first) || !is_run(second) || !same_flags || !between.trim().is_empty() {
        return None;
    }
    let (before, after) = (RunScript::of(facts, first)?, RunScript::of(facts, second)?);
    let changes_shell = before.calls().iter().any(|call| site.list("changes-shell").contains(&call.name.as_str()));
    if changes_shell || !before.can_go_on() || !after.is_one_chain() {
        return None;
    }
    let gap = Span::new(before.end()?, after.start()?);
    Proposal::of(vec![Edit::replace(gap, before.line_separator())])
}

fn flags(instruction: &Instruction) -> Vec<&str> {
    let mut flags: Vec<&str> = instruction.flags.iter().map(|flag| flag.text.as_str()).collect();
    flags.sort_unstable();
    flags
}

/// `RUN cd folder && …` → `WORKDIR folder` and `RUN …`, where no later instruction works in the folder before.
pub(crate) fn cd_to_workdir(facts: &Facts<'_>, site: &Site<'_>) -> Option<Proposal> {
    let statement = facts.statement_at(site.span.start).filter(|it| it.onbuild.is_none())?;
    let [_] = site.places else { return None };
    if folder_matters_after(facts, statement) {
        return None;
    }
    let script = RunScript::of(facts, statement)?;
    let (folder, gap) = script.leading_cd()?;
    if facts.input.file.text(gap).contains('#') {
        return None;
    }
    let folder = if folder.starts_with('/') {
        folder
    } else {
        normalise(&format!("{}/{folder}", known_folder(facts, statement)?))
    };
    if !folder.chars().all(|ch| ch.is_ascii_alphanumeric() || matches!(ch, '/' | '-' | '_' | '.' | '+')) {
        return None;
    }
    let keyword = cased(facts, statement, Keyword::Workdir);
    let line = format!("{}{keyword} {folder}\n", indent(facts, statement));
    Proposal::of(vec![Edit::insert(statement.instruction.span.start, line), Edit::delete(gap)])
}

/// Whether an instruction after the statement, or a container, works in the folder that the statement would change.
fn folder_matters_after(facts: &Facts<'_>, statement: &Statement<'_>) -> bool {
    let Some(stage) = statement.stage else { return true };
    let is_base = facts.stages().iter().any(|other| other.base == Base::Stage(stage.id));
    let later = facts.statements().iter().filter(|it| it.number > statement.number);
    let mut own = later.filter(|it| it.stage.is_some_and(|it| it.id == stage.id));
    let target = facts.input.build.target == Some(stage.id);
    target || is_base || own.any(|it| !matches!(it.instruction.keyword, Keyword::Arg | Keyword::Env | Keyword::Label))
}

/// Has the shell mind failures before the last pipe: by an option in the script, if the script is for a shell that has it,
/// or else by SHELL.
pub(crate) fn pipefail(facts: &Facts<'_>, site: &Site<'_>) -> Option<Proposal> {
    let statement = facts.statement_at(site.span.start).filter(|it| it.onbuild.is_none())?;
    match statement.dialect() {
        Dialect::Bash | Dialect::Zsh | Dialect::Ksh | Dialect::Ash => {
            let script = RunScript::of(facts, statement)?;
            return Proposal::of(vec![script.prepend("set -o pipefail")?]);
        }
        Dialect::Sh => {}
        Dialect::PowerShell | Dialect::Cmd | Dialect::Other => return None,
    }
    let shell: Vec<&str> = statement.step?.before.shell.iter().map(String::as_str).collect();
    let is_default = matches!(shell.as_slice(), [] | ["/bin/sh", "-c"]);
    let program = shell_with_pipefail(facts, facts.root(statement.stage?)).filter(|_| is_default)?;
    let [first] = site.places else { return None };
    let first = facts.statement_at(first.start)?;
    let keyword = cased(facts, first, Keyword::Shell);
    let line = format!("{}{keyword} [\"{program}\", \"-o\", \"pipefail\", \"-c\"]\n", indent(facts, first));
    Proposal::of(vec![Edit::insert(place_above(facts, first), line)])
}

/// `RUN ln -sf /bin/bash /bin/sh` → `SHELL ["/bin/bash", "-c"]`
pub(crate) fn link_to_shell(facts: &Facts<'_>, site: &Site<'_>) -> Option<Proposal> {
    let statement = facts.statement_at(site.span.start).filter(|it| it.onbuild.is_none())?;
    let script = RunScript::of(facts, statement)?;
    let calls = script.calls();
    let [ln] = calls.as_slice() else { return None };
    let operands = ln.operands(&[]);
    let [target, _] = operands.as_slice() else { return None };
    let target = target.literal().map(|path| if path == "bash" { "/bin/bash".to_owned() } else { path })?;
    let is_shell = target.starts_with('/') && Dialect::of_shell(&[&target]) == Dialect::Bash;
    let is_all = script.is_one_chain() && statement.instruction.flags.is_empty();
    if !is_shell || !is_all {
        return None;
    }
    let keyword = cased(facts, statement, Keyword::Shell);
    Proposal::of(vec![Edit::replace(statement.instruction.text_span(), format!("{keyword} [\"{target}\", \"-c\"]"))])
}
