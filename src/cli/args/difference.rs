use std::path::PathBuf;

use clap::{Args, ValueEnum};

#[derive(Debug, Args)]
pub(crate) struct DifferenceArgs {
    /// The old Dockerfile and the new one; with --git the one that is compared [default: Dockerfile]
    #[arg(value_name = "FILE", num_args = 0..=2)]
    pub(crate) paths: Vec<PathBuf>,
    /// Compare with the file as it is in this revision
    #[arg(long, value_name = "REVISION")]
    pub(crate) git: Option<String>,
    /// How to tell it
    #[arg(long, value_enum, default_value_t = DifferenceFormat::Text)]
    pub(crate) format: DifferenceFormat,
    #[command(flatten)]
    pub(crate) build: super::BuildArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum DifferenceFormat {
    /// For people
    Text,
    /// For the comment of a pull request
    Markdown,
    /// For tools
    Json,
}
