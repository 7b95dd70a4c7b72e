//! Functions where programs are expected.

use std::collections::BTreeMap;

use super::{Notes, Subject};
use crate::shell::{CommandKind, Word};
use crate::source::Span;

/// A function that sudo, xargs or find is to run: they only run programs.
pub(super) fn run_by_programs(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    let functions: BTreeMap<&str, Span> = subject
        .scan
        .nodes
        .iter()
        .filter_map(|node| match &node.command.kind {
            CommandKind::Function { name, .. } => Some((name.as_str(), node.command.span)),
            _ => None,
        })
        .collect();
    if functions.is_empty() {
        return;
    }
    for named in subject.scan.named() {
        let run = match named.name().as_deref() {
            Some("sudo" | "xargs" | "su" | "chroot") => named.args.iter().find(|word| !word.starts_with("-")),
            Some("find") => after_exec(named.args),
            _ => None,
        };
        let function = run.and_then(|word| Some((word.span, *functions.get(word.literal()?.as_str())?)));
        if let Some((used, defined)) = function {
            notes.push(2033, used);
            notes.push(2032, defined);
        }
    }
}

fn after_exec(args: &[Word]) -> Option<&Word> {
    let at = args.iter().position(|word| word.is("-exec") || word.is("-execdir"))?;
    args.get(at + 1)
}
