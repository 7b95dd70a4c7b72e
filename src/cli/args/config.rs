use std::path::PathBuf;

use clap::builder::PossibleValue;
use clap::{Args, Subcommand, ValueEnum};

use super::hadolint::HadolintArgs;
use crate::config::{Flag, PROFILES, Request, THRESHOLDS};

/// The threshold that no finding reaches, as the configuration calls it.
const NONE: &str = "none";
/// The same in the words of a command.
const NEVER: &str = "never";

/// Which configuration is read.
#[derive(Debug, Args)]
pub(crate) struct ConfigFileArgs {
    /// The configuration file, or one setting
    ///
    /// A setting is written as KEY=VALUE, and there may be several. [env: DFCHECK_CONFIG]
    #[arg(short, long, value_name = "FILE|KEY=VALUE", help_heading = "Configuration")]
    pub(crate) config: Vec<String>,
    /// Read no configuration file
    ///
    /// [env: DFCHECK_NO_CONFIG]
    #[arg(long, help_heading = "Configuration")]
    pub(crate) no_config: bool,
}

impl ConfigFileArgs {
    /// What they say, without any other flag.
    pub(crate) fn request(&self) -> Request {
        Request { config: self.config.clone(), no_config: self.no_config, flags: Vec::new() }
    }
}

/// What says which checks there are, and how they are made.
#[derive(Debug, Args)]
pub(crate) struct ConfigArgs {
    #[command(flatten)]
    pub(crate) file: ConfigFileArgs,
    /// The checks to begin with: recommended, hadolint, all
    ///
    /// [env: DFCHECK_PROFILE]
    #[arg(long, value_name = "PROFILE", value_parser = PROFILES.to_vec())]
    #[arg(hide_possible_values = true, help_heading = "Configuration")]
    pub(crate) profile: Option<String>,
    /// Only these checks: codes, names, categories, or other tools' ids
    ///
    /// The beginning of codes (DF1*) stands for all that begin so. [env: DFCHECK_SELECT]
    #[arg(long, value_name = "CHECK", help_heading = "Configuration")]
    pub(crate) select: Vec<String>,
    /// These checks too
    ///
    /// [env: DFCHECK_EXTEND_SELECT]
    #[arg(long, value_name = "CHECK", help_heading = "Configuration")]
    pub(crate) extend_select: Vec<String>,
    /// Not these checks
    ///
    /// [env: DFCHECK_IGNORE]
    #[arg(long, value_name = "CHECK", help_heading = "Configuration")]
    pub(crate) ignore: Vec<String>,
    /// Exit with 1 from this level on, or never
    ///
    /// error, warning, info, style (the default), or none, which never is the same as. [env: DFCHECK_FAILURE_THRESHOLD]
    #[arg(short = 't', long, visible_alias = "fail-on", value_name = "LEVEL", value_parser = thresholds())]
    #[arg(hide_possible_values = true, help_heading = "Configuration")]
    pub(crate) failure_threshold: Option<String>,
    /// Exit with 0 whatever is found
    #[arg(long, help_heading = "Configuration", conflicts_with = "failure_threshold", hide_short_help = true)]
    pub(crate) no_fail: bool,
    /// Let no comment in a Dockerfile ignore anything
    ///
    /// [env: DFCHECK_DISABLE_IGNORE_COMMENTS]
    #[arg(long, alias = "disable-ignore-pragma", help_heading = "Configuration")]
    pub(crate) no_ignores: bool,
    #[command(flatten)]
    pub(crate) hadolint: HadolintArgs,
}

/// The thresholds, and another word for none.
fn thresholds() -> Vec<PossibleValue> {
    THRESHOLDS.iter().map(|name| PossibleValue::new(*name)).chain([PossibleValue::new(NEVER)]).collect()
}

impl ConfigArgs {
    /// What the flags say.
    pub(crate) fn request(&self) -> Request {
        let one = |name, key, value: Option<String>| value.map(|value| Flag { name, key, entry: None, value });
        let list = |name, key, words: &[String]| one(name, key, Some(words.join(",")).filter(|_| !words.is_empty()));
        let threshold = self.failure_threshold.clone().map(|word| if word == NEVER { NONE.to_owned() } else { word });
        let flags = [
            one("--profile", "profile", self.profile.clone()),
            list("--select", "select", &self.select),
            list("--extend-select", "extend-select", &self.extend_select),
            list("--ignore", "ignore", &self.ignore),
            one("--failure-threshold", "failure-threshold", threshold),
            one("--no-fail", "failure-threshold", self.no_fail.then(|| NONE.to_owned())),
            one("--no-ignores", "disable-ignore-comments", self.no_ignores.then(|| "true".to_owned())),
        ];
        let flags = flags.into_iter().flatten().chain(self.hadolint.flags()).collect();
        Request { flags, ..self.file.request() }
    }
}

#[derive(Debug, Args)]
pub(crate) struct ConfigCommandArgs {
    #[command(subcommand)]
    pub(crate) command: ConfigCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ConfigCommand {
    /// Show what holds for a Dockerfile, and where it is said
    Show(Box<ShowArgs>),
    /// Print the JSON schema of .dfcheck.yaml, for editors
    Schema,
    /// Write a .dfcheck.yaml that means the same as a .hadolint.yaml
    Migrate(MigrateConfigArgs),
}

#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    /// The Dockerfile; it need not be there
    #[arg(value_name = "DOCKERFILE", default_value = "Dockerfile")]
    pub(crate) path: PathBuf,
    /// How to show it
    #[arg(long, value_enum, default_value_t = ShowFormat::Text)]
    pub(crate) format: ShowFormat,
    #[command(flatten)]
    pub(crate) config: ConfigArgs,
}

#[derive(Debug, Args)]
pub(crate) struct MigrateConfigArgs {
    /// hadolint's file [default: .hadolint.yaml or .hadolint.yml of this folder]
    #[arg(value_name = "FILE")]
    pub(crate) path: Option<PathBuf>,
    /// Write to this file, or to standard output for - [default: .dfcheck.yaml beside hadolint's file]
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ShowFormat {
    /// For people
    Text,
    /// Everything, with all rules that are looked for
    Json,
}
