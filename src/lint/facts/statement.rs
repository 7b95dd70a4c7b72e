use std::collections::HashMap;

use crate::build::{Scope, Stage, Step};
use crate::dockerfile::{Body, Heredoc, Instruction, MountType};
use crate::facts::build::default_shell;
use crate::lint::engine::Input;
use crate::lint::suppress::Pragmas;
use crate::shell::Dialect;
use crate::source::Text;

/// An instruction of the file. What ONBUILD holds is a statement of its own, after the ONBUILD.
#[derive(Clone, Copy)]
pub(crate) struct Statement<'a> {
    /// Its number among the statements.
    pub(crate) number: usize,
    /// The instruction.
    pub(crate) instruction: &'a Instruction,
    /// The ONBUILD that holds it. Its heredocs are there.
    pub(crate) onbuild: Option<&'a Instruction>,
    /// The stage it stands in; `None` before the first FROM.
    pub(crate) stage: Option<&'a Stage>,
    /// What it does; `None` for FROM and before the first FROM. Inside ONBUILD it is the ONBUILD's.
    pub(crate) step: Option<&'a Step>,
    /// What the shell speaks, if a comment says so, or SHELL where there is no stage.
    told_dialect: Option<Dialect>,
}

impl<'a> Statement<'a> {
    /// The variables before it.
    pub(crate) fn scope(&self) -> Option<&'a Scope> {
        self.step.map(|step| &step.before.scope)
    }

    /// The heredocs of it, or of the ONBUILD around it.
    pub(crate) fn heredocs(&self) -> &'a [Heredoc] {
        &self.onbuild.unwrap_or(self.instruction).heredocs
    }

    /// Whether a cache or tmpfs mount of the RUN holds the folder. A folder that begins with `~` is in anybody's home.
    pub(crate) fn has_mount_on(&self, folder: &str) -> bool {
        self.instruction.mounts().any(|mount| {
            let stays_out = matches!(mount.kind(), Some(MountType::Cache | MountType::Tmpfs));
            let target = mount.target().map(|target| target.as_str().trim_end_matches('/'));
            stays_out && target.is_some_and(|target| holds(target, folder))
        })
    }

    /// The words of the shell at this place, as SHELL gives them; none where nothing is built.
    pub(crate) fn shell(&self) -> &'a [String] {
        self.step.map_or(&[], |step| &step.before.shell)
    }

    /// Whether neither SHELL nor a comment says which shell runs it.
    pub(crate) fn has_default_shell(&self) -> bool {
        self.told_dialect.is_none() && self.shell() == default_shell("linux")
    }

    /// What the shell at this place speaks: as a comment says, or SHELL.
    pub(crate) fn dialect(&self) -> Dialect {
        if let Some(dialect) = self.told_dialect {
            return dialect;
        }
        let words: Vec<&str> = self.shell().iter().map(String::as_str).collect();
        if words.is_empty() { Dialect::Sh } else { Dialect::of_shell(&words) }
    }
}

/// Whether `folder` is `target` or inside it.
fn holds(target: &str, folder: &str) -> bool {
    match folder.strip_prefix('~') {
        None => folder.strip_prefix(target).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')),
        // `/root/.cache` holds `~/.cache/pip`.
        Some(rest) => {
            let ends = rest.match_indices('/').map(|(at, _)| at).skip(1).chain([rest.len()]);
            ends.filter_map(|end| rest.get(..end)).any(|part| target.ends_with(part))
        }
    }
}

/// The statements of a file, in order.
pub(super) fn statements<'a>(input: &Input<'a>, pragmas: &Pragmas) -> Vec<Statement<'a>> {
    let mut shells = pragmas.shells();
    let mut statements = Vec::new();
    let mut stages = input.build.stages.iter().peekable();
    let mut stage: Option<&Stage> = None;
    let mut loose_dialect = None;
    for (index, instruction) in input.dockerfile.instructions().enumerate() {
        if let Some(next) = stages.next_if(|stage| stage.from == index) {
            stage = Some(next);
        }
        let step = stage.and_then(|stage| own_step(stage, index));
        let number = statements.len();
        if let (Body::Shell(words), None) = (&instruction.body, stage) {
            let words: Vec<&str> = words.iter().map(Text::as_str).collect();
            loose_dialect = Some(Dialect::of_shell(&words));
        }
        let told_dialect = shells.at(instruction).or(loose_dialect.filter(|_| stage.is_none()));
        statements.push(Statement { number, instruction, onbuild: None, stage, step, told_dialect });
        let inner = instruction.effective();
        if !std::ptr::eq(inner, instruction) {
            let (number, onbuild) = (number + 1, Some(instruction));
            statements.push(Statement { number, instruction: inner, onbuild, stage, step, told_dialect });
        }
    }
    statements
}

/// What the instruction does where it stands. The triggers of the base come before a stage's own steps.
fn own_step(stage: &Stage, instruction: usize) -> Option<&Step> {
    let own = stage.steps.iter().position(|step| !step.triggered)?;
    let steps = stage.steps.get(own..)?;
    let at = steps.binary_search_by_key(&instruction, |step| step.instruction).ok()?;
    steps.get(at)
}

/// The variables that ENV and ARG set where there is no FROM. Only the parts of a Dockerfile that documentation shows
/// are like that; it is enough to take values as they are written.
pub(super) fn loose_variables(input: &Input<'_>) -> HashMap<String, String> {
    if !input.build.stages.is_empty() {
        return HashMap::new();
    }
    let pair = |key: &Text, value: &Text| (key.to_string(), value.as_str().trim_matches(['"', '\'']).to_owned());
    let declared = |instruction: &Instruction| match &instruction.body {
        Body::Env(pairs) => pairs.iter().map(|it| pair(&it.key, &it.value)).collect(),
        Body::Arg(names) => names.iter().filter_map(|it| Some(pair(&it.name, it.default.as_ref()?))).collect(),
        _ => Vec::new(),
    };
    input.dockerfile.instructions().flat_map(declared).collect()
}
