//! What WORKDIRs say.

use std::collections::HashMap;

use super::Facts;
use crate::build::{Stage, StageId};
use crate::dockerfile::Body;

/// What the WORKDIRs of a stage say up to one of its statements.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Workdirs {
    /// Whether one of them has a variable in it, or an escape.
    pub(crate) is_unclear: bool,
    /// Whether one of them does not depend on those before it.
    pub(crate) is_absolute: bool,
}

/// For each stage, the statements that are WORKDIRs, with what is said up to them.
pub(super) type WorkdirsByStage = HashMap<StageId, Vec<(usize, Workdirs)>>;

impl Facts<'_> {
    /// What the WORKDIRs of a stage say before a statement.
    pub(crate) fn workdirs(&self, stage: &Stage, before: usize) -> Workdirs {
        let by_stage = self.workdirs.get_or_init(|| self.all_workdirs());
        let own = by_stage.get(&stage.id).map_or(&[][..], Vec::as_slice);
        let next = own.partition_point(|(number, _)| *number < before);
        next.checked_sub(1).and_then(|last| own.get(last)).map(|(_, said)| *said).unwrap_or_default()
    }

    fn all_workdirs(&self) -> WorkdirsByStage {
        let mut by_stage = WorkdirsByStage::new();
        for statement in self.statements.iter().filter(|statement| statement.onbuild.is_none()) {
            let (Body::Workdir(path), Some(stage)) = (&statement.instruction.body, statement.stage) else { continue };
            let path = path.as_str().trim_matches(['"', '\'']);
            let own = by_stage.entry(stage.id).or_default();
            let said = own.last().map(|(_, said)| *said).unwrap_or_default();
            let said = Workdirs {
                is_unclear: said.is_unclear || path.contains(['$', '\\']),
                is_absolute: said.is_absolute || path.starts_with('/'),
            };
            own.push((statement.number, said));
        }
        by_stage
    }
}
