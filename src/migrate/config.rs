//! The image configuration of the plan: the build's, key by key, with the instruction that set each.

use super::template::Marks;
use super::{Config, ConfigEntry, ConfigValue, Origin, Template};
use crate::build::{HealthConfig, ImageConfig};
use crate::dockerfile::Keyword;

/// Where the keys of a configuration come from.
pub(super) trait KeyOrigins {
    /// The places of the instructions `keyword` in the stages that make up the image, or that of the base image.
    fn of(&self, keyword: Keyword) -> Vec<Origin>;
}

/// Lays out a configuration.
///
/// `marked` is the configuration in which the names of ARGs stand for their values; ports and volumes are keys, which
/// cannot hold names, and come from `plain`, in which the defaults do.
pub(super) fn lay_out(
    plain: &ImageConfig,
    marked: &ImageConfig,
    arguments: &Marks,
    origins: &dyn KeyOrigins,
) -> Config {
    let mut layout = Layout { arguments, origins, entries: Vec::new() };
    let env: Vec<String> = marked.env.iter().map(|(name, value)| format!("{name}={value}")).collect();
    layout.list("Env", &env, Keyword::Env);
    layout.text("User", &marked.user, Keyword::User);
    layout.text("WorkingDir", &marked.working_dir, Keyword::Workdir);
    layout.keys("ExposedPorts", plain.exposed_ports.iter().map(ToString::to_string), Keyword::Expose);
    layout.keys("Volumes", plain.volumes.iter().cloned(), Keyword::Volume);
    if !marked.labels.is_empty() {
        let pairs = marked.labels.iter().map(|(key, value)| (Template::text(key), layout.template(value))).collect();
        layout.push("Labels", ConfigValue::Map(pairs), Keyword::Label);
    }
    layout.text("StopSignal", &marked.stop_signal, Keyword::StopSignal);
    if let Some(health) = &marked.healthcheck {
        let record = layout.health(health);
        layout.push("Healthcheck", record, Keyword::Healthcheck);
    }
    layout.list("Shell", &marked.shell, Keyword::Shell);
    layout.list("Entrypoint", &marked.entrypoint, Keyword::Entrypoint);
    layout.list("Cmd", &marked.cmd, Keyword::Cmd);
    layout.list("OnBuild", &marked.on_build, Keyword::Onbuild);
    Config { entries: layout.entries }
}

struct Layout<'a> {
    arguments: &'a Marks,
    origins: &'a dyn KeyOrigins,
    entries: Vec<ConfigEntry>,
}

impl Layout<'_> {
    fn template(&self, text: &str) -> Template {
        Template::of_marked(text, self.arguments)
    }

    fn push(&mut self, key: &'static str, value: ConfigValue, keyword: Keyword) {
        self.entries.push(ConfigEntry { key, value, origins: self.origins.of(keyword) });
    }

    fn text(&mut self, key: &'static str, text: &str, keyword: Keyword) {
        if !text.is_empty() {
            self.push(key, ConfigValue::Text(self.template(text)), keyword);
        }
    }

    fn list(&mut self, key: &'static str, items: &[String], keyword: Keyword) {
        if !items.is_empty() {
            self.push(key, ConfigValue::List(items.iter().map(|item| self.template(item)).collect()), keyword);
        }
    }

    fn keys(&mut self, key: &'static str, keys: impl Iterator<Item = String>, keyword: Keyword) {
        let keys: Vec<Template> = keys.map(Template::text).collect();
        if !keys.is_empty() {
            self.push(key, ConfigValue::Keys(keys), keyword);
        }
    }

    /// Docker leaves out what has its default; durations are in nanoseconds.
    fn health(&self, health: &HealthConfig) -> ConfigValue {
        let test = health.test.iter().map(|word| self.template(word)).collect();
        let mut fields = vec![("Test", ConfigValue::List(test))];
        let numbers = [
            ("Interval", health.interval),
            ("Timeout", health.timeout),
            ("StartPeriod", health.start_period),
            ("StartInterval", health.start_interval),
            ("Retries", i64::from(health.retries)),
        ];
        fields.extend(numbers.into_iter().filter(|(_, n)| *n != 0).map(|(name, n)| (name, ConfigValue::Integer(n))));
        ConfigValue::Record(fields)
    }
}
