mod config;
mod diff;
mod difference;
mod files;
mod hadolint;
mod migrate;
mod packages;
mod report;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::about;
pub(crate) use config::{
    ConfigArgs, ConfigCommand, ConfigCommandArgs, ConfigFileArgs, MigrateConfigArgs, ShowArgs, ShowFormat,
};
pub(crate) use diff::{DiffView, UpdateArgs, ViewArgs};
pub(crate) use difference::{DifferenceArgs, DifferenceFormat};
pub(crate) use files::FileArgs;
pub(crate) use migrate::{BaseHandling, MigrateArgs, MigrateFormat, OutputStyle};
pub(crate) use packages::{PackagesArgs, PackagesFormat};
pub(crate) use report::{Report, ReportArgs};

/// Lint Dockerfiles, and turn them into Nix images
#[derive(Debug, Parser)]
#[command(name = "dfcheck", version, long_version = about::long_version(), max_term_width = 100)]
#[command(after_help = "Exit codes: 0 clean, 1 findings, 2 could not run.")]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
    /// Colours: always, never or auto, which heeds NO_COLOR and FORCE_COLOR
    #[arg(long, value_name = "WHEN", value_enum, global = true, hide_possible_values = true)]
    pub(crate) color: Option<Color>,
    /// The same as --color never
    #[arg(long, global = true, hide = true)]
    pub(crate) no_color: bool,
    /// Tell what was used, and how long each phase took
    #[arg(short, long, global = true)]
    pub(crate) verbose: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Check Dockerfiles for what makes images unreproducible, large, insecure or wrong
    Lint(Box<LintArgs>),
    /// Print the Nix expression of an equivalent image
    Migrate(MigrateArgs),
    /// Tell what packages of package managers are in nixpkgs
    Packages(PackagesArgs),
    /// Show what a change to a Dockerfile means for what is built
    Diff(DifferenceArgs),
    /// Show what a Dockerfile does: stages, packages, files, users, configuration
    Inspect(InspectArgs),
    /// Explain a check, by its code, name, or the id another tool gives it
    Explain(ExplainArgs),
    /// List the checks, or try those of your own rule files
    Rules(RulesArgs),
    /// Show the configuration that holds, print its schema, or migrate hadolint's
    Config(ConfigCommandArgs),
    /// Make a table of versions from the indexes of package mirrors, for lint --versions
    Versions(VersionsArgs),
    /// Serve an editor: findings, explanations and fixes as you type
    #[cfg(feature = "lsp")]
    Lsp(LspArgs),
    /// Print the completions of a shell, for its start-up file
    Completions(CompletionsArgs),
    /// Write the manual pages to a folder
    Man(ManArgs),
}

#[derive(Debug, Args)]
pub(crate) struct LintArgs {
    #[command(flatten)]
    pub(crate) files: FileArgs,
    #[command(flatten)]
    pub(crate) report: ReportArgs,
    #[command(flatten)]
    pub(crate) config: ConfigArgs,
    /// Have this ShellCheck look into scripts, in place of the checks built in
    #[arg(long, value_name = "PATH")]
    pub(crate) shellcheck: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) exceptions: ExceptionArgs,
    #[command(flatten)]
    pub(crate) fix: FixArgs,
    #[command(flatten)]
    pub(crate) build: BuildArgs,
}

/// Which findings do not count.
#[derive(Debug, Args)]
pub(crate) struct ExceptionArgs {
    /// Write comments that ignore everything that is found
    #[arg(long, help_heading = "Exceptions", conflicts_with_all = ["no_ignores", "baseline", "write_baseline"])]
    pub(crate) add_ignores: bool,
    /// Why, for the comments that are written
    #[arg(long, hide_short_help = true, help_heading = "Exceptions", value_name = "TEXT", requires = "add_ignores")]
    pub(crate) reason: Option<String>,
    /// Report only what is not in this baseline
    #[arg(long, help_heading = "Exceptions", value_name = "FILE", conflicts_with = "write_baseline")]
    pub(crate) baseline: Option<PathBuf>,
    /// Write what is found to a baseline, in place of a report
    #[arg(long, help_heading = "Exceptions", value_name = "FILE")]
    pub(crate) write_baseline: Option<PathBuf>,
}

/// Whether and how findings are fixed.
#[derive(Debug, Args)]
pub(crate) struct FixArgs {
    /// Fix what is safe to fix or, with =unsafe, what may change the image too
    #[arg(long, help_heading = "Fixes", value_name = "unsafe", value_enum, num_args = 0..=1, require_equals = true)]
    #[arg(hide_possible_values = true, conflicts_with_all = ["add_ignores", "baseline", "write_baseline"])]
    pub(crate) fix: Option<Option<FixWhat>>,
    /// Show what --fix would change, and write nothing; exit with 1 if it would
    #[arg(long, help_heading = "Fixes", conflicts_with_all = ["add_ignores", "baseline", "write_baseline"])]
    pub(crate) diff: bool,
    /// Fix the findings of these checks only
    #[arg(long, help_heading = "Fixes", value_name = "CHECK", value_delimiter = ',')]
    #[arg(conflicts_with_all = ["add_ignores", "baseline", "write_baseline"])]
    pub(crate) fix_only: Vec<String>,
    /// Name the versions and digests of this table, with --fix=unsafe
    #[arg(long, help_heading = "Fixes", value_name = "FILE")]
    pub(crate) versions: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FixWhat {
    /// What leaves the image as it is, or improves nothing but what the finding is about
    Safe,
    /// What may change the behaviour of the image or its build, too
    Unsafe,
}

#[derive(Debug, Args)]
pub(crate) struct VersionsArgs {
    /// Indexes of Debian or Ubuntu: Packages, as it is or compressed
    #[arg(long, value_name = "FILE", num_args = 1.., required_unless_present = "from_apk")]
    pub(crate) from_apt: Vec<PathBuf>,
    /// Indexes of Alpine: APKINDEX, as it is or in its archive
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub(crate) from_apk: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct InspectArgs {
    #[command(flatten)]
    pub(crate) files: FileArgs,
    /// How to show it
    #[arg(long, value_enum, default_value_t = InspectFormat::Text)]
    pub(crate) format: InspectFormat,
    #[command(flatten)]
    pub(crate) config: ConfigFileArgs,
    #[command(flatten)]
    pub(crate) build: BuildArgs,
}

/// What `docker build` is told beside the Dockerfile.
#[derive(Debug, Args)]
pub(crate) struct BuildArgs {
    /// Value of an ARG
    #[arg(long = "build-arg", value_name = "NAME=VALUE", help_heading = "Build")]
    pub(crate) build_args: Vec<String>,
    /// The stage to build [default: the last]
    #[arg(long, value_name = "STAGE", help_heading = "Build")]
    pub(crate) target: Option<String>,
    /// The build context [default: the Dockerfile's folder]
    #[arg(long, value_name = "DIR", help_heading = "Build")]
    pub(crate) context: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    /// A code (DL3008), name (unpinned-apt-package) or foreign id (CKV_DOCKER_7)
    #[arg(value_name = "CHECK", required_unless_present = "all")]
    pub(crate) checks: Vec<String>,
    /// Explain all of them
    #[arg(long, conflicts_with = "checks")]
    pub(crate) all: bool,
    /// How to explain
    #[arg(long, value_enum, default_value_t = ExplainFormat::Text)]
    pub(crate) format: ExplainFormat,
    /// Write a page for each check, and an index, to this folder
    #[arg(long, value_name = "DIR", requires = "all")]
    pub(crate) output_dir: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct RulesArgs {
    #[command(subcommand)]
    pub(crate) command: Option<RulesCommand>,
    /// How to list them
    #[arg(long, value_enum, default_value_t = RulesFormat::Text)]
    pub(crate) format: RulesFormat,
}

#[cfg(feature = "lsp")]
#[derive(Debug, Args)]
pub(crate) struct LspArgs {
    #[command(flatten)]
    pub(crate) config: ConfigFileArgs,
    /// Speak over standard input and output, which is what it does
    #[arg(long, hide = true)]
    pub(crate) stdio: bool,
}

#[derive(Debug, Args)]
pub(crate) struct CompletionsArgs {
    /// bash, elvish, fish, powershell or zsh
    #[arg(value_name = "SHELL", value_enum, hide_possible_values = true)]
    pub(crate) shell: clap_complete::Shell,
}

#[derive(Debug, Args)]
pub(crate) struct ManArgs {
    /// The folder, which is made if need be
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,
}

#[derive(Debug, Subcommand)]
pub(crate) enum RulesCommand {
    /// Try rule files on their own examples
    Check(RuleFilesArgs),
}

#[derive(Debug, Args)]
pub(crate) struct RuleFilesArgs {
    /// Files of rules, one rule each
    #[arg(value_name = "FILE", required = true)]
    pub(crate) paths: Vec<PathBuf>,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum InspectFormat {
    /// For people
    Text,
    /// Everything, as one array with an element for each file
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExplainFormat {
    /// Plain text
    Text,
    /// Pages for a manual
    Markdown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum RulesFormat {
    /// One line for each
    Text,
    /// Everything that is known of them
    Json,
}
