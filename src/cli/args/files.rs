use std::path::PathBuf;

use clap::Args;

/// Which files to read.
#[derive(Debug, Args)]
pub(crate) struct FileArgs {
    /// Dockerfiles, folders to search for them, or - for standard input [default: .]
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// Not these files and folders, as .gitignore names them
    #[arg(long, value_name = "GLOB", help_heading = "Files")]
    pub(crate) exclude: Vec<String>,
    /// Also the paths listed in this file, one a line; - for standard input
    #[arg(long_help = "Also the paths listed in this file, or on standard input (-): one a line, or each ended by a \
        zero byte, as `git ls-files -z` and `find -print0` list them")]
    #[arg(long, value_name = "LIST", help_heading = "Files")]
    pub(crate) files_from: Option<PathBuf>,
    /// The name of standard input, and so its folder
    #[arg(long, value_name = "NAME", help_heading = "Files")]
    pub(crate) stdin_filename: Option<PathBuf>,
}
