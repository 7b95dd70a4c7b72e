//! The command line: reads arguments and files, lets the other rooms work, and prints what they say.
//!
//! [`run()`] is the program. A command is the file of its name, and its arguments are in `args`. Those that take
//! Dockerfiles go the same way: `input` finds them, `tasks` has the configuration of each, `each` does them at the same
//! time, `request` puts together what is understood of one. What comes of it goes to `reporting` (findings) or is
//! written by `output`, which knows about terminals, pipes and files that are there whole or not at all.
//!
//! One file never costs another: what cannot be read, and what dfcheck itself fails with, is a `Failure` that is told at
//! the end, and makes the exit code 2. `verbose` and `timing` take notes on the way, if somebody asks for them.

mod about;
mod args;
mod baseline;
mod complete;
mod config;
mod difference;
mod each;
mod explain;
mod fix;
mod git;
mod ignores;
mod input;
mod inspect;
mod lint;
#[cfg(feature = "lsp")]
mod lsp;
mod migrate;
mod output;
mod packages;
mod pager;
mod reporting;
mod request;
mod rule_files;
mod sides;
mod tasks;
mod timing;
mod update;
mod verbose;
mod versions;

use std::process::ExitCode;
use std::time::Instant;

use clap::Parser;

use args::{Cli, Color, Command, RulesCommand};

use crate::defect;
use crate::report;

/// Nothing to complain about.
const CLEAN: u8 = 0;
/// There are findings, or something is left to do.
const FINDINGS: u8 = 1;
/// The program could not do what it was asked to.
const FAILED: u8 = 2;

/// Runs the program with the arguments of this process.
pub fn run() -> ExitCode {
    let begin = Instant::now();
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { FAILED } else { CLEAN });
        }
    };
    output::set_color(cli.color.filter(|_| !cli.no_color).or(cli.no_color.then_some(Color::Never)));
    if cli.verbose {
        verbose::start(begin);
    }
    let code = defect::catch(|| command(cli.command)).unwrap_or_else(|panic| {
        output::stderr(|out| report::defect::write_panic(&panic, out));
        FAILED
    });
    verbose::tell();
    ExitCode::from(code)
}

fn command(command: Command) -> u8 {
    match command {
        Command::Diff(args) => difference::run(&args),
        Command::Inspect(args) => inspect::run(&args),
        Command::Lint(args) => lint::run(&args),
        Command::Explain(args) => explain::explain_checks(&args),
        Command::Rules(args) => match &args.command {
            Some(RulesCommand::Check(files)) => rule_files::check(files),
            None => explain::list_rules(&args),
        },
        Command::Config(args) => config::run(&args),
        Command::Migrate(args) => migrate::run(&args),
        Command::Packages(args) => packages::run(&args),
        Command::Versions(args) => versions::run(&args),
        #[cfg(feature = "lsp")]
        Command::Lsp(args) => lsp::run(&args),
        Command::Completions(args) => complete::completions(&args),
        Command::Man(args) => complete::manual(&args),
    }
}
