use std::collections::HashMap;

use super::place::Place;
use crate::lint::Finding;
use crate::stable_hash::hash;

/// Names findings so that a later run can tell which are the same: by the rule, the file and the text of the line, not
/// its number. Equal ones are numbered in order.
#[derive(Default)]
pub(super) struct Fingerprints {
    seen: HashMap<u64, usize>,
}

impl Fingerprints {
    /// The hash of a finding and its number among equal ones, from 1.
    pub(super) fn of(&mut self, path: &str, place: &Place<'_>, finding: &Finding) -> (u64, usize) {
        let words: Vec<String> = place.lines().split_whitespace().map(str::to_owned).collect();
        let hash = hash(&[finding.rule.code.as_str(), path, &words.join(" ")]);
        let number = self.seen.entry(hash).or_default();
        *number += 1;
        (hash, *number)
    }

    /// Both as one word.
    pub(super) fn word(&mut self, path: &str, place: &Place<'_>, finding: &Finding) -> String {
        let (hash, number) = self.of(path, place, finding);
        format!("{hash:016x}{number:04x}")
    }
}
