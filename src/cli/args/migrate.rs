use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{BuildArgs, ConfigFileArgs, UpdateArgs, ViewArgs};

#[derive(Debug, Args)]
pub(crate) struct MigrateArgs {
    /// The Dockerfile, or - for standard input
    #[arg(value_name = "DOCKERFILE", default_value = "Dockerfile")]
    pub(crate) path: PathBuf,
    /// What to print: the expression, or the plan behind it
    #[arg(long, value_enum, default_value_t = MigrateFormat::Nix)]
    pub(crate) format: MigrateFormat,
    /// What kind of file the expression is
    #[arg(long, value_name = "STYLE", value_enum, default_value_t = OutputStyle::Image)]
    pub(crate) output_style: OutputStyle,
    /// Leave out the comments that name lines of the Dockerfile
    #[arg(long, overrides_with = "comments")]
    pub(crate) no_comments: bool,
    /// Write these comments, which is the default
    #[arg(long, hide = true)]
    pub(crate) comments: bool,
    /// Write to this file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Compare with this file; exit with 1 if it no longer says what the Dockerfile says
    #[arg(long, value_name = "FILE", conflicts_with_all = ["output", "format"])]
    pub(crate) check: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) view: ViewArgs,
    #[command(flatten)]
    pub(crate) update: UpdateArgs,
    /// Evaluate it with an installed nix-instantiate; exit with 1 if Nix refuses it
    #[arg(long, conflicts_with_all = ["check", "format", "diff", "update"])]
    pub(crate) verify: bool,
    /// The folder of the nixpkgs for --verify [default: that of NIX_PATH]
    #[arg(long, value_name = "DIR", requires = "verify", hide_short_help = true)]
    pub(crate) nixpkgs: Option<PathBuf>,
    /// What becomes of base images that nixpkgs has something in place of
    #[arg(long, value_name = "HOW", value_enum, default_value_t = BaseHandling::Replace, hide_short_help = true)]
    pub(crate) base: BaseHandling,
    /// Name of the image [default: the folder's name]
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// Tag of the image
    #[arg(long, default_value = "latest")]
    pub(crate) tag: String,
    /// Exit with 1 when something is left to do by hand
    #[arg(long)]
    pub(crate) strict: bool,
    /// Print no account on standard error
    #[arg(short, long)]
    pub(crate) quiet: bool,
    #[command(flatten)]
    pub(crate) config: ConfigFileArgs,
    #[command(flatten)]
    pub(crate) build: BuildArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum BaseHandling {
    /// It takes their place
    Replace,
    /// They are pulled, as unknown ones are
    Pull,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum MigrateFormat {
    /// The Nix expression
    Nix,
    /// The plan, with what became of every instruction
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum OutputStyle {
    /// A function that gives the image as an archive: `docker load < result`
    Image,
    /// A function that gives a program which writes the archive: `./result | docker load`
    Stream,
    /// A flake with that program: `nix run | docker load`
    Flake,
    /// A function for nix2container, which writes no archive at all
    #[value(name = "nix2container")]
    Nix2container,
}
