use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// How a migration is shown beside its Dockerfile.
#[derive(Debug, Args)]
pub(crate) struct ViewArgs {
    /// Show the Dockerfile beside the Nix that came of it
    #[arg(long, value_enum, value_name = "FORM", num_args = 0..=1, require_equals = true, hide_possible_values = true)]
    #[arg(conflicts_with_all = ["check", "format"], help_heading = "Diff", long_help = DIFF_HELP)]
    pub(crate) diff: Option<Option<DiffView>>,
    /// Show the whole diff at once, even if it is longer than the screen
    #[arg(long, requires = "diff", help_heading = "Diff", hide_short_help = true)]
    pub(crate) no_pager: bool,
}

const DIFF_HELP: &str = "Show the Dockerfile beside the Nix that came of it, in place of the expression: \
for the terminal, or with =unified for logs, =json for tools, =html as a page";

/// The forms of the view.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum DiffView {
    /// For the terminal
    #[default]
    Sides,
    /// A hunk for each instruction, for logs
    Unified,
    /// For tools
    Json,
    /// One page
    Html,
}

/// How a file that was made before follows its Dockerfile.
#[derive(Debug, Args)]
pub(crate) struct UpdateArgs {
    /// Bring what is new in the Dockerfile into this file, keeping what was changed by hand
    #[arg(long, value_name = "FILE", conflicts_with_all = ["output", "format", "check", "diff"], help_heading = "Update")]
    pub(crate) update: Option<PathBuf>,
    /// What the file was made of [default: the Dockerfile when the file was committed]
    #[arg(long, value_name = "FILE", requires = "update", help_heading = "Update")]
    pub(crate) base_dockerfile: Option<PathBuf>,
    /// The revision whose Dockerfile the file was made of
    #[arg(long, value_name = "REVISION", requires = "update", conflicts_with = "base_dockerfile")]
    #[arg(help_heading = "Update", hide_short_help = true)]
    pub(crate) base_git: Option<String>,
    /// Keep the file as it was, with .orig behind its name
    #[arg(long, requires = "update", help_heading = "Update", hide_short_help = true)]
    pub(crate) keep_orig: bool,
}
