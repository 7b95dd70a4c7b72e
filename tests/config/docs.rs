//! What the documentation shows is right.

use std::fs;
use std::path::Path;

use crate::schema::takes;
use crate::support::Project;

/// The blocks of a document in this language.
fn blocks(name: &str, language: &str) -> Vec<String> {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap();
    let mut found = Vec::new();
    let mut rest = text.as_str();
    while let Some((_, after)) = rest.split_once(&format!("\n```{language}\n")) {
        let (block, after) = after.split_once("\n```").unwrap();
        found.push(format!("{block}\n"));
        rest = after;
    }
    found
}

#[test]
fn every_configuration_is_a_good_one() {
    let blocks = blocks("docs/configuration.md", "yaml");
    assert!(blocks.len() >= 8);
    let all = blocks.concat();
    for key in dfcheck::config::schema()["properties"].as_object().unwrap().keys() {
        assert!(all.contains(&format!("{key}:")), "docs/configuration.md shows no `{key}`");
    }
    for block in blocks {
        assert_eq!(takes(&block), (true, true), "{block}");
    }
}

#[test]
fn every_worked_rule_is_true_to_its_examples() {
    let rules: Vec<String> =
        blocks("docs/custom-rules.md", "yaml").into_iter().filter(|it| it.starts_with("code:")).collect();
    assert!(rules.len() >= 5);
    let project = Project::new(&[]);
    for (number, rule) in rules.iter().enumerate() {
        let name = format!("rule-{number}.yaml");
        project.write(&name, rule);
        let run = project.run(&["rules", "check", &name]);
        assert_eq!(run.code, 0, "{}{}\n{rule}", run.out, run.err);
    }
    project.write(".dfcheck.yaml", "rules: '*.yaml'\n");
    let run = project.run(&["config", "show"]);
    assert_eq!(run.code, 0, "together they are taken too: {}", run.err);
}
