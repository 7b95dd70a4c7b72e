//! `rm`, `rmdir`, `find … -delete`.

use super::clean::CleanTarget;
use super::make::or_no_operands;
use super::{Extent, FileAction, unclear_options};
use crate::build::call::{Argument, PathSpec, Site};

/// What `find` asks for begins with one of these.
const EXPRESSION_STARTS: &[char] = &['-', '(', ')', '!', ','];

pub(super) fn rm(site: &Site) -> Vec<FileAction> {
    let Some(options) = site.options() else { return Vec::new() };
    if site.call.name == "shred" && !options.has("remove") {
        return Vec::new();
    }
    if site.call.wrappers.iter().any(|wrapper| wrapper == "find") {
        // What it removes is what `find` finds, and said there.
        return Vec::new();
    }
    let extent = if options.has("recursive") { Extent::Tree } else { Extent::File };
    let force = options.has("force");
    let mut actions: Vec<_> =
        options.operands.iter().map(|operand| remove(site.path(operand), extent, force)).collect();
    actions.extend(unclear_options(&options));
    if actions.is_empty() && force {
        // `rm -rf $NOTHING` is no error.
        return actions;
    }
    or_no_operands(actions, site)
}

pub(super) fn rmdir(site: &Site) -> Vec<FileAction> {
    let Some(options) = site.options() else { return Vec::new() };
    let mut actions: Vec<_> =
        options.operands.iter().map(|operand| remove(site.path(operand), Extent::EmptyFolder, false)).collect();
    actions.extend(unclear_options(&options));
    or_no_operands(actions, site)
}

/// `find folder… -delete` and `find folder… -exec rm`; any other `find` only looks.
pub(super) fn find(site: &Site) -> Vec<FileAction> {
    let arguments = site.arguments();
    let deletes = arguments.iter().any(|argument| argument.text() == "-delete");
    let runs_rm = arguments.windows(2).any(|pair| match pair {
        [exec, program] => {
            matches!(exec.text(), "-exec" | "-execdir" | "-ok" | "-okdir")
                && program.text().rsplit('/').next().is_some_and(|name| name == "rm")
        }
        _ => false,
    });
    if !deletes && !runs_rm {
        return Vec::new();
    }
    let option = |argument: &Argument| matches!(argument.text(), "-H" | "-L" | "-P");
    let folders = arguments
        .iter()
        .skip_while(|argument| option(argument))
        .take_while(|argument| !argument.text().starts_with(EXPRESSION_STARTS));
    let actions: Vec<_> = folders.map(|folder| remove(site.path(folder), Extent::Found, true)).collect();
    if !actions.is_empty() {
        return actions;
    }
    vec![remove(site.here(), Extent::Found, true)]
}

fn remove(path: PathSpec, extent: Extent, force: bool) -> FileAction {
    let cleans = CleanTarget::of(&path);
    FileAction::Remove { path, extent, force, cleans }
}
