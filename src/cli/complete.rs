//! `dfcheck completions` and `dfcheck man`

use clap::CommandFactory;

use super::args::{Cli, CompletionsArgs, ManArgs};
use super::{CLEAN, FAILED, output};

/// Prints what makes a shell complete dfcheck's commands and options.
pub(super) fn completions(args: &CompletionsArgs) -> u8 {
    let mut command = Cli::command();
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, "dfcheck", &mut script);
    output::raw(|out| out.write_all(&script));
    CLEAN
}

/// Writes `dfcheck.1`, and `dfcheck-COMMAND.1` for each command.
pub(super) fn manual(args: &ManArgs) -> u8 {
    // The version at the end of a page is the program's, not that of its data.
    let mut command = Cli::command().disable_help_subcommand(true).long_version(env!("CARGO_PKG_VERSION"));
    // What is global is told of each command, and names get the program's in front.
    command.build();
    let pages = std::iter::once(&command).chain(command.get_subcommands());
    let written = std::fs::create_dir_all(&args.folder).and_then(|()| {
        for page in pages {
            let name = page.get_display_name().unwrap_or_else(|| page.get_name()).to_owned();
            let mut text = Vec::new();
            clap_mangen::Man::new(page.clone()).title(name.to_uppercase()).render(&mut text)?;
            output::write_file(&args.folder.join(format!("{name}.1")), &text)?;
        }
        Ok(())
    });
    match written {
        Ok(()) => CLEAN,
        Err(error) => {
            output::error(format!("{}: {error}", args.folder.display()));
            FAILED
        }
    }
}
