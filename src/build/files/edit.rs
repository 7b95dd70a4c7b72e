//! `sed -i`, `perl -i`.

use super::{FileAction, unclear_options};
use crate::build::call::{Argument, Site};

pub(super) fn sed(site: &Site) -> Vec<FileAction> {
    edit(site, true)
}

pub(super) fn perl(site: &Site) -> Vec<FileAction> {
    edit(site, false)
}

/// `operand_is_script` says whether the first operand is the script if no option gives one.
fn edit(site: &Site, operand_is_script: bool) -> Vec<FileAction> {
    let Some(options) = site.options().filter(|options| options.has("in-place")) else { return Vec::new() };
    let mut scripts: Vec<&Argument> = options.values("expression").collect();
    let has_file = options.has("script");
    let mut files = options.operands.as_slice();
    if operand_is_script && scripts.is_empty() && !has_file {
        let Some((script, rest)) = files.split_first() else { return Vec::new() };
        scripts.push(script);
        files = rest;
    }
    let expressions: Vec<String> = scripts.iter().map(|script| script.text().to_owned()).collect();
    let complete = !has_file && !scripts.is_empty() && scripts.iter().all(|script| script.value.complete);
    let edit = |file| FileAction::Edit {
        path: site.path(file),
        program: site.call.name.clone(),
        expressions: expressions.clone(),
        complete,
    };
    files.iter().map(edit).chain(unclear_options(&options)).collect()
}
