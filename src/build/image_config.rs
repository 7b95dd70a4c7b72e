use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Debug;

use serde::{Serialize, Serializer};

use super::{ImageRef, Platform, Port};

/// The configuration of an image, as `docker inspect` shows it under `Config`.
///
/// Serialized it is the object of the OCI image specification with Docker's additions, without empty members; ports and
/// volumes, which are sets, are sorted lists instead of objects whose members are empty objects.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ImageConfig {
    /// The user that the container runs as; empty for root.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub user: String,
    /// The ports that EXPOSE names.
    #[serde(skip_serializing_if = "BTreeSet::is_empty", serialize_with = "sorted_as_text")]
    pub exposed_ports: BTreeSet<Port>,
    /// The environment.
    #[serde(skip_serializing_if = "Environment::is_empty")]
    pub env: Environment,
    /// The program, to which `cmd` is appended.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub entrypoint: Vec<String>,
    /// The default arguments, or the program where there is no entrypoint.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cmd: Vec<String>,
    /// The check of the container's health.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub healthcheck: Option<HealthConfig>,
    /// The mount points of volumes.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub volumes: BTreeSet<String>,
    /// The directory in which the program starts; empty for the root.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub working_dir: String,
    /// What is to be done in builds on top of the image.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub on_build: Vec<String>,
    /// The labels.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
    /// The signal that stops the container.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub stop_signal: String,
    /// What runs the shell forms, if SHELL has changed it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub shell: Vec<String>,
}

/// A check of a container's health. Durations are in nanoseconds; 0 leaves the default.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct HealthConfig {
    /// `["NONE"]`, or `CMD` and a program with its arguments, or `CMD-SHELL` and text for a shell.
    pub test: Vec<String>,
    /// Time between two checks, in nanoseconds.
    pub interval: i64,
    /// Time after which a check has failed, in nanoseconds.
    pub timeout: i64,
    /// Time at the start in which failures do not count, in nanoseconds.
    pub start_period: i64,
    /// Time between two checks at the start, in nanoseconds.
    pub start_interval: i64,
    /// How many failures in a row make the container unhealthy; 0 leaves the default.
    pub retries: i32,
}

/// The variables of an image, in the order in which they were first set.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    variables: Vec<(String, String)>,
    places: HashMap<String, usize>,
}

/// Where the configurations of base images come from.
pub trait BaseImages: Debug + Sync {
    /// What is known of an image's configuration; `None` for nothing.
    fn config(&self, image: &ImageRef, platform: &Platform) -> Option<ImageConfig>;
}

/// Knows no image at all.
#[derive(Clone, Copy, Debug)]
pub struct NoBaseImages;

impl ImageConfig {
    /// What a copy of it takes, in bytes, more or less.
    pub(super) fn size(&self) -> usize {
        /// What an entry takes besides its text.
        const ENTRY: usize = 32;
        let words = [&self.entrypoint, &self.cmd, &self.shell, &self.on_build].into_iter().flatten();
        let test = self.healthcheck.iter().flat_map(|healthcheck| &healthcheck.test);
        let pairs = self.env.iter().chain(self.labels.iter().map(|(key, value)| (key.as_str(), value.as_str())));
        words.chain(test).chain(&self.volumes).map(|word| ENTRY + word.len()).sum::<usize>()
            + pairs.map(|(key, value)| ENTRY + key.len() + value.len()).sum::<usize>()
            + self.exposed_ports.len() * ENTRY
            + self.user.len()
            + self.working_dir.len()
            + self.stop_signal.len()
    }
}

impl BaseImages for NoBaseImages {
    fn config(&self, _: &ImageRef, _: &Platform) -> Option<ImageConfig> {
        None
    }
}

impl Environment {
    /// The value of a variable.
    pub fn get(&self, name: &str) -> Option<&str> {
        let place = self.places.get(name)?;
        self.variables.get(*place).map(|(_, value)| value.as_str())
    }

    /// Sets a variable. One that is set already keeps its place.
    pub fn set(&mut self, name: &str, value: &str) {
        match self.places.get(name).and_then(|place| self.variables.get_mut(*place)) {
            Some((_, old)) => value.clone_into(old),
            None => {
                self.places.insert(name.to_owned(), self.variables.len());
                self.variables.push((name.to_owned(), value.to_owned()));
            }
        }
    }

    /// The variables with their values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.variables.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// How many variables there are.
    pub fn len(&self) -> usize {
        self.variables.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.variables.is_empty()
    }
}

impl PartialEq for Environment {
    fn eq(&self, other: &Self) -> bool {
        self.variables == other.variables
    }
}

impl Eq for Environment {}

impl<N: AsRef<str>, V: AsRef<str>> FromIterator<(N, V)> for Environment {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(pairs: I) -> Self {
        let mut environment = Environment::default();
        for (name, value) in pairs {
            environment.set(name.as_ref(), value.as_ref());
        }
        environment
    }
}

impl Serialize for Environment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().map(|(name, value)| format!("{name}={value}")))
    }
}

fn sorted_as_text<S: Serializer>(ports: &BTreeSet<Port>, serializer: S) -> Result<S::Ok, S::Error> {
    let mut words: Vec<String> = ports.iter().map(Port::to_string).collect();
    words.sort();
    words.serialize(serializer)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::build::PortRange;

    #[test]
    fn a_variable_that_is_set_again_keeps_its_place() {
        let mut environment: Environment = [("A", "1"), ("B", "2")].into_iter().collect();
        environment.set("A", "3");
        assert_eq!(environment.iter().collect::<Vec<_>>(), [("A", "3"), ("B", "2")]);
        assert_eq!(environment.get("A"), Some("3"));
    }

    #[test]
    fn is_written_as_docker_writes_it() {
        let config = ImageConfig {
            env: [("A", "1")].into_iter().collect(),
            exposed_ports: ["80", "443"].iter().flat_map(|word| PortRange::parse(word).unwrap().ports()).collect(),
            volumes: BTreeSet::from(["/data".to_owned()]),
            healthcheck: Some(HealthConfig { test: vec!["NONE".into()], ..HealthConfig::default() }),
            ..ImageConfig::default()
        };
        let json = serde_json::to_string(&config).unwrap();
        assert_eq!(
            json,
            concat!(
                r#"{"ExposedPorts":["443/tcp","80/tcp"],"Env":["A=1"],"#,
                r#""Healthcheck":{"Test":["NONE"],"Interval":0,"Timeout":0,"StartPeriod":0,"StartInterval":0,"Retries":0},"#,
                r#""Volumes":["/data"]}"#
            )
        );
    }
}
