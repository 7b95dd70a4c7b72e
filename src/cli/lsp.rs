//! `dfcheck lsp`

use super::args::LspArgs;
use super::{CLEAN, FAILED, FINDINGS, output};
use crate::config::Environment;
use crate::lsp::{self, End};

/// Runs the command. The protocol has exit codes of its own: 1 if the editor leaves without a word.
pub(super) fn run(args: &LspArgs) -> u8 {
    let ended = Environment::of_process().and_then(|environment| lsp::serve(args.config.request(), environment));
    match ended {
        Ok(End::Orderly) => CLEAN,
        Ok(End::Abrupt) => FINDINGS,
        Err(error) => {
            output::error(error);
            FAILED
        }
    }
}
