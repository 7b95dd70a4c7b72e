use clap::Args;

use crate::config::Flag;

/// hadolint's own flags, so that its invocations go on to work.
#[derive(Debug, Args)]
pub(crate) struct HadolintArgs {
    /// A registry that images may come from, as the key `trusted-registries`
    #[arg(long, value_name = "REGISTRY", hide_short_help = true, help_heading = "As hadolint has them")]
    trusted_registry: Vec<String>,
    /// A label that images have, and the type of its value, as the key `label-schema`
    #[arg(long, value_name = "LABEL:TYPE", hide_short_help = true, help_heading = "As hadolint has them")]
    #[arg(value_parser = label)]
    require_label: Vec<(String, String)>,
    /// Images may have no other labels, as the key `strict-labels`
    #[arg(long, hide_short_help = true, help_heading = "As hadolint has them")]
    strict_labels: bool,
    /// Look for this check, as an error; `levels` and `extend-select` are the keys
    #[arg(long, value_name = "CHECK", value_delimiter = ',', hide_short_help = true)]
    #[arg(help_heading = "As hadolint has them")]
    error: Vec<String>,
    /// The same, as a warning
    #[arg(long, value_name = "CHECK", value_delimiter = ',', hide_short_help = true)]
    #[arg(help_heading = "As hadolint has them")]
    warning: Vec<String>,
    /// The same, as an info
    #[arg(long, value_name = "CHECK", value_delimiter = ',', hide_short_help = true)]
    #[arg(help_heading = "As hadolint has them")]
    info: Vec<String>,
    /// The same, as a matter of style
    #[arg(long, value_name = "CHECK", value_delimiter = ',', hide_short_help = true)]
    #[arg(help_heading = "As hadolint has them")]
    style: Vec<String>,
}

/// A label and its type. Types have no colon, labels may.
fn label(text: &str) -> Result<(String, String), String> {
    match text.rsplit_once(':') {
        Some((label, kind)) if !label.is_empty() => Ok((label.to_owned(), kind.to_owned())),
        _ => Err("a label is written as LABEL:TYPE, such as `author:text`".to_owned()),
    }
}

impl HadolintArgs {
    /// What the flags say.
    pub(super) fn flags(&self) -> Vec<Flag> {
        let flag = |name, key, value: String| Flag { name, key, entry: None, value };
        let entry = |name, key, entry: &String, value: &str| Flag {
            name,
            key,
            entry: Some(entry.clone()),
            value: value.to_owned(),
        };
        let mut flags = Vec::new();
        if !self.trusted_registry.is_empty() {
            flags.push(flag("--trusted-registry", "trusted-registries", self.trusted_registry.join(",")));
        }
        flags.extend(
            self.require_label.iter().map(|(label, kind)| entry("--require-label", "label-schema", label, kind)),
        );
        if self.strict_labels {
            flags.push(flag("--strict-labels", "strict-labels", "true".to_owned()));
        }
        let levels = [
            ("--error", "error", &self.error),
            ("--warning", "warning", &self.warning),
            ("--info", "info", &self.info),
            ("--style", "style", &self.style),
        ];
        for (name, level, checks) in levels {
            for check in checks {
                flags.push(flag(name, "extend-select", check.clone()));
                flags.push(entry(name, "levels", check, level));
            }
        }
        flags
    }
}
