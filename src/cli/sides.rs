//! `dfcheck migrate --diff`

use std::io::{self, Write};

use super::args::{DiffView, MigrateArgs};
use super::migrate::{defect, failed, rendering};
use super::timing::{Phase, measure};
use super::{CLEAN, output, pager};
use crate::build;
use crate::lint::{self, Category, Selector, Settings};
use crate::migrate::{KnownImages, Plan, Request};
use crate::nix;
use crate::report::ledger::{Changes, Comparison};

/// Shows the Dockerfile beside the expression.
pub(super) fn show(args: &MigrateArgs, view: DiffView, request: &Request<'_>, plan: &Plan) -> u8 {
    let emitted = match measure(Phase::Emit, || nix::emit_traced(plan, rendering(args))) {
        Ok(emitted) => emitted,
        Err(error) => return failed(defect(error)),
    };
    let comparison = Comparison::new(request.file, plan, &emitted, changes(request, plan));
    let width = output::screen(false).width;
    let write = |out: &mut dyn Write| -> io::Result<()> {
        match view {
            DiffView::Sides => comparison.terminal(width, out),
            DiffView::Unified => comparison.unified(out),
            DiffView::Html => comparison.html(out),
            DiffView::Json => {
                serde_json::to_writer_pretty(&mut *out, &comparison)?;
                writeln!(out)
            }
        }
    };
    let is_text = matches!(view, DiffView::Sides | DiffView::Unified);
    match &args.output {
        Some(path) => match output::file(path, is_text, write) {
            Ok(()) => CLEAN,
            Err(error) => failed(format!("{}: {error}", path.display())),
        },
        None if is_text && !args.view.no_pager => {
            pager::show(write);
            CLEAN
        }
        None => {
            if is_text {
                output::stdout(write)
            } else {
                output::raw(write)
            }
            CLEAN
        }
    }
}

/// Makes the view, and shows nothing.
pub(super) fn try_again(args: &MigrateArgs, request: &Request<'_>, plan: &Plan) {
    if let Ok(emitted) = nix::emit_traced(plan, rendering(args)) {
        let comparison = Comparison::new(request.file, plan, &emitted, changes(request, plan));
        let _ = comparison.terminal(output::screen(false).width, &mut io::sink());
    }
}

/// What the image gains and loses.
fn changes(request: &Request<'_>, plan: &Plan) -> Changes {
    let options = build::Options {
        build_args: request.options.build_args.clone(),
        target: request.options.target.clone(),
        base_images: &KnownImages,
        ..build::Options::default()
    };
    let build = build::evaluate(request.dockerfile, &options);
    let input =
        lint::Input { file: request.file, dockerfile: request.dockerfile, build: &build, context: request.context };
    // What is left in an image is there whatever a comment says.
    let select = vec![Selector::Category(Category::ExtraComponents)];
    let findings = lint::lint(&input, &Settings { select, no_ignores: true, ..Settings::default() }).findings;
    Changes::of(&input, &build, plan, &findings)
}
