//! `dfcheck lsp`

use super::args::LspArgs;
use super::{CLEAN, FAILED, FINDINGS, output};
use crate::config::{Environment, Request};
use crate::lsp::{self, End};

/// Runs the command. The protocol has exit codes of its own: 1 if the editor leaves without a word.
pub(super) fn run(args: LspArgs) -> u8 {
    let LspArgs { config, no_config, .. } = args;
    let request = Request { config, no_config, flags: Vec::new() };
    match Environment::of_process().and_then(|environment| lsp::serve(request, environment)) {
        Ok(End::Orderly) => CLEAN,
        Ok(End::Abrupt) => FINDINGS,
        Err(error) => {
            output::error(error);
            FAILED
        }
    }
}
