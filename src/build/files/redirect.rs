//! What redirections write, and `tee`, `dd`, `truncate`, `gpg -o`.

use super::content::{Content, input_of, output_of};
use super::{FileAction, Unclear, unclear_options};
use crate::build::call::{PathSpec, Site};
use crate::facts::commands;
use crate::shell::{Redirection, RedirectionOperator};

/// The files that the redirections of the call write.
pub(super) fn redirections(site: &Site) -> Vec<FileAction> {
    writes(site, &site.call.redirections, || output_of(site))
}

/// The files that these redirections write. `output` is what goes to the standard output.
pub(super) fn writes(site: &Site, redirections: &[Redirection], output: impl Fn() -> Content) -> Vec<FileAction> {
    let last_output = redirections.iter().rposition(Redirection::takes_output);
    let mut actions = Vec::new();
    for (index, redirection) in redirections.iter().enumerate() {
        let append = match redirection.operator {
            RedirectionOperator::Write | RedirectionOperator::Both => false,
            RedirectionOperator::Append => true,
            _ => continue,
        };
        let Some(path) = site.redirection_path(&redirection.target) else {
            actions.push(FileAction::Unclear { reason: Unclear::Operands, span: redirection.span });
            continue;
        };
        if is_device(&path) {
            continue;
        }
        let content = match () {
            () if redirection.operator == RedirectionOperator::Both => Content::Unknown,
            () if Some(index) == last_output => output(),
            // Of several, only the last gets anything.
            () if redirection.takes_output() => Content::Text(String::new()),
            () => Content::Unknown,
        };
        actions.push(FileAction::Write { path, content, append });
    }
    actions
}

pub(super) fn tee(site: &Site) -> Vec<FileAction> {
    let Some(options) = site.options() else { return Vec::new() };
    let append = options.has("append");
    let content = input_of(site);
    let files = options.operands.iter().map(|operand| site.path(operand)).filter(|path| !is_device(path));
    let write = |path| FileAction::Write { path, content: content.clone(), append };
    files.map(write).chain(unclear_options(&options)).collect()
}

/// `dd of=file`; without `if=` it writes what it reads.
pub(super) fn dd(site: &Site) -> Vec<FileAction> {
    let arguments = site.arguments();
    let copies = !arguments.iter().any(|argument| argument.text().starts_with("if="));
    let Some(file) = arguments.iter().find(|argument| argument.text().starts_with("of=")) else { return Vec::new() };
    let path = site.path(&file.from("of=".len()));
    let content = if copies { input_of(site) } else { Content::Unknown };
    if is_device(&path) { Vec::new() } else { vec![FileAction::Write { path, content, append: false }] }
}

pub(super) fn truncate(site: &Site) -> Vec<FileAction> {
    let Some(options) = site.options() else { return Vec::new() };
    let empties = options.value("size").is_some_and(|size| size.text() == "0");
    let content = if empties { Content::Text(String::new()) } else { Content::Unknown };
    let write = |operand| FileAction::Write { path: site.path(operand), content: content.clone(), append: false };
    options.operands.iter().map(write).chain(unclear_options(&options)).collect()
}

/// `gpg --dearmor -o file`
pub(super) fn gpg(site: &Site) -> Vec<FileAction> {
    let Some(options) = site.options() else { return Vec::new() };
    let output = options.value("output").filter(|output| output.text() != "-");
    let write = |output| FileAction::Write { path: site.path(output), content: Content::Unknown, append: false };
    output.map(write).into_iter().collect()
}

fn is_device(path: &PathSpec) -> bool {
    path.path.as_deref().is_some_and(|path| {
        commands::devices().iter().any(|folder| path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/')))
    })
}
