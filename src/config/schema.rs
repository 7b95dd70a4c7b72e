//! The JSON schema of `.dfcheck.yaml`, made of the same keys that the file is read with.

use serde_json::{Map, Value, json};

use super::keys;
use super::kind::{Keys, Kind};
use crate::lint::{self, Category, RuleOption, catalogue};

/// The schema, by which editors complete and check the file (JSON Schema, draft 2020-12).
#[must_use]
pub fn schema() -> Value {
    let mut schema = record(&keys::FILE);
    schema.insert("$schema".to_owned(), "https://json-schema.org/draft/2020-12/schema".into());
    schema.insert("title".to_owned(), "The configuration of dfcheck, .dfcheck.yaml".into());
    schema.insert("$defs".to_owned(), json!({ "rules": rules() }));
    Value::Object(schema)
}

fn record(keys: &'static Keys) -> Map<String, Value> {
    let mut properties = Map::new();
    for key in keys.iter() {
        let mut property = of_kind(&key.kind);
        property.insert("description".to_owned(), key.about.into());
        properties.insert(key.name.to_owned(), Value::Object(property));
    }
    let mut schema = object([("type", "object".into()), ("properties", properties.into())]);
    schema.insert("additionalProperties".to_owned(), false.into());
    if keys.find("files").is_some() {
        schema.insert("required".to_owned(), json!(["files"]));
    }
    schema
}

fn of_kind(kind: &'static Kind) -> Map<String, Value> {
    match kind {
        Kind::Choice(words) => object([("enum", (*words).into())]),
        Kind::Switch => object([("type", "boolean".into())]),
        Kind::Number => object([("type", "integer".into()), ("minimum", 1.into())]),
        Kind::Text(..) | Kind::Glob => object([("type", "string".into()), ("minLength", 1.into())]),
        Kind::Rules => object([("$ref", "#/$defs/rules".into())]),
        Kind::OneOrMore(one) => {
            let one = Value::Object(of_kind(one));
            object([("anyOf", json!([one, { "type": "array", "items": one }]))])
        }
        Kind::Map { key, value } => {
            let mut schema = object([("type", "object".into())]);
            schema.insert("additionalProperties".to_owned(), of_kind(value).into());
            if let Kind::Rules = key {
                schema.insert("propertyNames".to_owned(), of_kind(key).into());
            }
            schema
        }
        Kind::RuleOptions => rule_options(),
        Kind::Record(keys) => record(keys),
    }
}

/// The words that stand for rules: those of the catalogue, so that editors can complete them, and any other word, for
/// other tools' ids and for the user's own rules.
fn rules() -> Value {
    let categories = Category::ALL.into_iter().map(Category::as_str);
    let names = catalogue::all().iter().flat_map(|rule| [rule.code.as_str(), rule.name]);
    let known: Vec<&str> = ["all"].into_iter().chain(categories).chain(names).collect();
    json!({ "anyOf": [{ "enum": known }, { "type": "string", "pattern": "^[A-Za-z][A-Za-z0-9_/-]*\\*?$" }] })
}

/// The options of each rule that has some. Other words may name the same rules, and the user's own rules have options
/// too.
fn rule_options() -> Map<String, Value> {
    let mut rules = Map::new();
    for rule in catalogue::all().iter().filter(|rule| !rule.options.is_empty()) {
        let options: Map<String, Value> =
            rule.options.iter().map(|option| (option.name.to_owned(), rule_option(option))).collect();
        let schema = json!({ "type": "object", "properties": options, "additionalProperties": false });
        rules.insert(rule.code.as_str().to_owned(), schema.clone());
        rules.insert(rule.name.to_owned(), schema);
    }
    object([
        ("type", "object".into()),
        ("properties", rules.into()),
        ("additionalProperties", json!({ "type": "object" })),
    ])
}

fn rule_option(option: &RuleOption) -> Value {
    let (kind, default): (Value, Value) = match option.default {
        lint::Value::Bool(value) => (json!({ "type": "boolean" }), value.into()),
        lint::Value::Number(value) => (json!({ "type": "integer" }), value.into()),
        lint::Value::Text(text) => (json!({ "type": "string" }), text.into()),
        lint::Value::List(words) => {
            let word = json!({ "type": "string" });
            (json!({ "anyOf": [word, { "type": "array", "items": word }] }), words.into())
        }
    };
    let mut schema = match kind {
        Value::Object(schema) => schema,
        _ => Map::new(),
    };
    schema.insert("description".to_owned(), option.about.into());
    schema.insert("default".to_owned(), default);
    Value::Object(schema)
}

fn object<const N: usize>(members: [(&str, Value); N]) -> Map<String, Value> {
    members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
