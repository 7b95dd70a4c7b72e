//! Files with credentials.

use crate::build::call::normalise;
use crate::build::{Action, FileSource, FileTransfer, SourceKind};
use crate::dockerfile::Keyword;
use crate::lint::facts::Facts;
use crate::lint::reporter::{Found, Reporter};
use crate::lint::roles::is_like;

/// Files that COPY or ADD takes from the context into the image, and that hold credentials: by their names, or because
/// a variable that names such a file has their path.
pub(crate) fn copied(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    let names = reporter.list("names");
    let variables = reporter.list("variables");
    let scope = facts.input.build.target_stage().map(|target| &target.after.scope);
    let named: Vec<(&str, String)> =
        variables.iter().filter_map(|name| Some((*name, normalise(scope?.value(name)?)))).collect();
    for statement in facts.direct(&[Keyword::Copy, Keyword::Add]).filter(|it| facts.is_in_image(it)) {
        let Some(Action::Copy(transfer) | Action::Add(transfer)) = statement.step.map(|step| &step.action) else {
            continue;
        };
        for source in transfer.sources.iter().filter(|_| transfer.from == FileSource::Context) {
            let SourceKind::Path(path) = &source.kind else { continue };
            let by_name = names.iter().any(|pattern| is_named(path, pattern)).then_some("its name");
            let targets = targets(transfer, path);
            let by_variable = named.iter().find(|(_, value)| targets.contains(value)).map(|(name, _)| *name);
            if let Some(reason) = by_variable.or(by_name) {
                let found = Found::at(source.span).with("file", path).with("reason", reason);
                reporter.push(found.also("DS-0031"));
            }
        }
    }
}

/// Whether the path ends in what the pattern says: a file name, or a file name and the folders around it.
fn is_named(path: &str, pattern: &str) -> bool {
    let parts = pattern.split('/').count();
    let mut path: Vec<&str> = path.rsplit('/').take(parts).collect();
    path.reverse();
    is_like(&path.join("/"), pattern)
}

/// Where a file can come to lie in the image.
fn targets(transfer: &FileTransfer, path: &str) -> [String; 2] {
    let name = path.rsplit('/').next().unwrap_or(path);
    [normalise(&transfer.destination), normalise(&format!("{}/{name}", transfer.destination))]
}
