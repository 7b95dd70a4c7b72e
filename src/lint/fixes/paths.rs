//! Relative paths that become absolute.

use super::{Proposal, Site};
use crate::build::Base;
use crate::build::call::normalise;
use crate::dockerfile::Keyword;
use crate::lint::checks::base_facts::working_dir;
use crate::lint::facts::{Facts, Statement};
use crate::source::{Edit, Span};

/// How many stages, each built on the next, are looked through for the one that names a folder.
const MAX_STAGES: usize = 64;

/// Puts the folder that it is relative to in front of the path of WORKDIR, or of the destination of COPY.
pub(crate) fn absolute(facts: &Facts<'_>, site: &Site<'_>) -> Option<Proposal> {
    let statement = facts.statement_at(site.span.start).filter(|it| it.onbuild.is_none())?;
    let folder = known_folder(facts, statement)?;
    let written = facts.input.file.text(site.span);
    let quotes = written.chars().take_while(|ch| matches!(ch, '"' | '\'')).count();
    let path = written.get(quotes..)?.trim_end_matches(['"', '\'']);
    if path.contains('$') && path.contains("..") {
        return None;
    }
    let (start, end) = (site.span.start + quotes, site.span.start + quotes + path.len());
    let slash = if path.ends_with('/') || matches!(path, "." | "..") && is_copy(statement) { "/" } else { "" };
    let plain = path.strip_prefix("./").unwrap_or(path);
    let absolute = if path.contains('$') {
        format!("{}/{plain}", folder.trim_end_matches('/'))
    } else {
        let path = normalise(&format!("{folder}/{path}"));
        if path == "/" { path } else { format!("{path}{slash}") }
    };
    Proposal::of(vec![Edit::replace(Span::new(start, end), absolute)])
}

fn is_copy(statement: &Statement<'_>) -> bool {
    matches!(statement.instruction.keyword, Keyword::Copy | Keyword::Add)
}

/// The working directory before a statement, if no variable and no unknown base image has a part in it.
pub(super) fn known_folder(facts: &Facts<'_>, statement: &Statement<'_>) -> Option<String> {
    let mut stage = statement.stage?;
    let mut before = statement.number;
    for _ in 0..MAX_STAGES {
        let own = facts.workdirs(stage, before);
        if own.is_unclear {
            return None;
        }
        if own.is_absolute {
            return Some(statement.step?.before.working_dir.to_string());
        }
        match stage.base {
            Base::Stage(id) => {
                stage = facts.input.build.stage(id)?;
                before = usize::MAX;
            }
            // What comes of relative paths is followed as if the base image began in the root.
            _ => {
                return (working_dir(facts, stage)? == "/")
                    .then(|| statement.step.map(|step| step.before.working_dir.to_string()))?;
            }
        }
    }
    None
}
