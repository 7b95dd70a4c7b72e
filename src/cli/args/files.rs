use std::path::PathBuf;

use clap::Args;

/// Which files to read.
#[derive(Debug, Args)]
pub(crate) struct FileArgs {
    /// Dockerfiles, folders to search for them, or - for standard input [default: .]
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// Not these files and folders, named as in .gitignore
    #[arg(long, value_name = "GLOB", help_heading = "Files")]
    pub(crate) exclude: Vec<String>,
    /// Also the paths in this file (- is standard input), one a line or ended by zero bytes
    #[arg(long, value_name = "LIST", help_heading = "Files")]
    pub(crate) files_from: Option<PathBuf>,
    /// What standard input is called, and where it would stand
    #[arg(long, value_name = "NAME", help_heading = "Files")]
    pub(crate) stdin_filename: Option<PathBuf>,
}
