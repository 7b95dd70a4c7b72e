//! The ids that other tools have for their checks: each is answered by a rule, and named by what that rule finds.

#![allow(clippy::unwrap_used, reason = "a helper of a test fails as a test does")]

use std::collections::BTreeMap;

use dfcheck::lint::catalogue;

/// Tool and id, one a line.
const IDS: &str = include_str!("data/foreign-ids.tsv");

fn ids() -> impl Iterator<Item = (&'static str, &'static str)> {
    IDS.lines().skip(1).map(|line| line.split_once('\t').unwrap())
}

#[test]
fn every_id_is_listed() {
    let mut by_tool: BTreeMap<&str, usize> = BTreeMap::new();
    for (tool, _) in ids() {
        *by_tool.entry(tool).or_default() += 1;
    }
    assert_eq!(by_tool, BTreeMap::from([("BuildKit", 22), ("Checkov", 28), ("Trivy", 28), ("hadolint", 71)]));
}

#[test]
fn every_id_is_answered() {
    let unknown: Vec<&str> = ids().map(|(_, id)| id).filter(|id| catalogue::find(id).is_empty()).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}

#[test]
fn every_id_is_found_in_any_casing_and_with_its_tool() {
    for (tool, id) in ids() {
        let rules = catalogue::find(id);
        assert_eq!(catalogue::find(&id.to_lowercase()), rules, "{id}");
        assert_eq!(catalogue::find(&format!("{tool}/{id}")), rules, "{tool}/{id}");
    }
}
