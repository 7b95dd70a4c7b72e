//! What holds for a Dockerfile, and where it is said.

use std::collections::HashSet;

use super::configuration::Configuration;
use super::origin::Place;
use super::setting::Setting;
use crate::lint::Profile;

/// A value that holds.
#[derive(Clone, Debug)]
pub struct Held {
    /// The key, with dots between its parts.
    pub key: String,
    /// The value. Of keys whose values add up, it is one of them.
    pub value: serde_json::Value,
    /// Where it is said; `None` for a default.
    pub place: Option<Place>,
}

impl Configuration {
    /// Everything that holds, by key, with the defaults that are worth telling.
    #[must_use]
    pub fn held(&self) -> Vec<Held> {
        let mut seen = HashSet::new();
        let mut held = Vec::new();
        // Of settings that replace each other the last one holds.
        for placed in self.said.iter().rev() {
            let key = placed.setting.key();
            if seen.insert(key.clone()) || placed.setting.is_one_of_several() {
                held.push(Held { key, value: placed.setting.value(), place: Some(placed.place.clone()) });
            }
        }
        let defaults = [Setting::Profile(Profile::default()), Setting::FailureThreshold(self.failure_threshold)];
        for setting in defaults {
            let key = setting.key();
            let is_said = seen.contains(&key) || key == "profile" && seen.contains("select");
            if !is_said {
                held.push(Held { key, value: setting.value(), place: None });
            }
        }
        held.reverse();
        held.sort_by(|a, b| a.key.cmp(&b.key));
        held
    }
}
