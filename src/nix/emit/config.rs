use super::{Emitter, lines};
use crate::migrate::ConfigValue;
use crate::nix::{Bindings, Expr, List, set};

impl Emitter<'_> {
    /// The image configuration.
    pub(super) fn config(&self) -> Bindings {
        self.plan.config.entries.iter().fold(set(), |config, entry| {
            let config = config.bind(entry.key, self.value(&entry.value)).from_lines(entry.origins.iter().map(lines));
            if entry.origins.is_empty() { config } else { config.comment(self.comments(&entry.origins).as_str()) }
        })
    }

    fn value(&self, value: &ConfigValue) -> Expr {
        match value {
            ConfigValue::Text(text) => self.string(text),
            ConfigValue::Integer(number) => Expr::int(*number),
            ConfigValue::List(items) => items.iter().map(|item| self.string(item)).collect::<List>().into(),
            ConfigValue::Keys(keys) => keys.iter().fold(set(), |keys, key| keys.bind(key.to_string(), set())).into(),
            ConfigValue::Map(pairs) => {
                pairs.iter().fold(set(), |map, (key, value)| map.bind(key.to_string(), self.string(value))).into()
            }
            ConfigValue::Record(fields) => {
                fields.iter().fold(set(), |record, (name, value)| record.bind(*name, self.value(value))).into()
            }
        }
    }
}
