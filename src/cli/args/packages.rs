use clap::{Args, ValueEnum};

#[derive(Debug, Args)]
pub(crate) struct PackagesArgs {
    /// Names of packages, as their manager knows them
    #[arg(value_name = "NAME", required = true)]
    pub(crate) names: Vec<String>,
    /// The manager: apt, apk, dnf, pip, npm, gem, … or nix for an attribute [default: all that know the name]
    #[arg(long = "manager", value_name = "MANAGER", value_delimiter = ',')]
    pub(crate) managers: Vec<String>,
    /// How to tell it
    #[arg(long, value_enum, default_value_t = PackagesFormat::Text)]
    pub(crate) format: PackagesFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum PackagesFormat {
    /// For people
    Text,
    /// Everything, as one array with an element for each name
    Json,
}
