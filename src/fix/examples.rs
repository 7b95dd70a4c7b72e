//! Trying the fixes of a rule on the examples of its own file.

use std::collections::BTreeSet;
use std::io;

use super::Fixer;
use crate::build::Options;
use crate::lint::{Example, Rule, Safety, Selector, examples};
use crate::source::SourceFile;

/// How what the rule's fixes, the unsafe ones too, make of a bad example differs from what the file says; nothing if it
/// does not. Where a file of ours says nothing, they change nothing.
///
/// # Errors
///
/// The files of the example's context cannot be written to a temporary folder.
pub fn differences(rule: &'static Rule, example: &Example) -> io::Result<Vec<String>> {
    if rule.fix.is_none() || !example.is_bad {
        return Ok(Vec::new());
    }
    let (_guard, context) = examples::context(example)?;
    let settings = examples::settings(rule, example);
    let options = Options::default();
    let only = [Selector::Rules(BTreeSet::from([rule.code.as_str()]))];
    let fixer =
        Fixer { options: &options, context: &context, settings: &settings, safety: Safety::Unsafe, only: &only };
    let once = fixer.fix(&SourceFile::new("Dockerfile", example.dockerfile));
    let twice = fixer.fix(&once.file);
    let mut differences = Vec::new();
    // A custom rule need not say it.
    let expected = example.fixed.or_else(|| examples::is_own(rule).then_some(example.dockerfile));
    if expected.is_some_and(|expected| once.file.bytes() != expected.as_bytes()) {
        differences.push(format!("fixed it is\n{}", String::from_utf8_lossy(once.file.bytes())));
    }
    if twice.file.bytes() != once.file.bytes() {
        differences.push(format!("fixed twice it is\n{}", String::from_utf8_lossy(twice.file.bytes())));
    }
    differences.extend(once.refused.iter().map(|refused| format!("a fix is left out: {}", refused.reason)));
    Ok(differences)
}
