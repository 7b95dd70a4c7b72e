//! What POSIX's `sh` does not have.

use super::names::is_one_of;
use super::scan::redirections;
use super::{Notes, Subject};
use crate::facts::scripts::is_bash_variable;
use crate::shell::{CommandKind, Dialect, PartKind};

/// `$RANDOM` and the like, unless the script or its surroundings set them.
pub(super) fn variables(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    if subject.body.script.dialect != Dialect::Sh {
        return;
    }
    let is_set = |name: &str| {
        let by_script = subject.scan.simple().any(|(_, _, simple)| simple.assignments.iter().any(|it| it.name == name));
        let by_loop = subject
            .scan
            .nodes
            .iter()
            .any(|node| matches!(&node.command.kind, CommandKind::For { variable, .. } if variable == name));
        by_script || by_loop || subject.body.has(name)
    };
    let mut known: Vec<(&str, bool)> = Vec::new();
    for part in subject.scan.parts() {
        let PartKind::Parameter { name, .. } = &part.kind else { continue };
        if !is_bash_variable(name) {
            continue;
        }
        let set = known.iter().find(|(it, _)| it == name).map(|(_, set)| *set).unwrap_or_else(|| {
            let set = is_set(name);
            known.push((name, set));
            set
        });
        if !set {
            notes.push(3028, part.span);
        }
    }
}

/// Redirections and flags of `exec` that bash has.
pub(super) fn redirections_of_bash(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    if !matches!(subject.body.script.dialect, Dialect::Sh | Dialect::Ash) {
        return;
    }
    for node in &subject.scan.nodes {
        for redirection in redirections(node.command) {
            if redirection.descriptor.is_some_and(|number| number > 9) {
                notes.push(3023, redirection.span);
            }
            if redirection.target.starts_with("/dev/tcp/") || redirection.target.starts_with("/dev/udp/") {
                notes.push(3025, redirection.span);
            }
        }
    }
    for named in subject.scan.named().filter(|named| is_one_of(named, &["exec"])) {
        let first = named.args.first().filter(|word| ["-a", "-c", "-l"].iter().any(|flag| word.is(flag)));
        notes.extend(3038, first.map(|word| word.span));
    }
}
