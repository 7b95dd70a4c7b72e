//! The properties that a fuzzer tries (`fuzz/`), on the inputs that are stored and on the examples of all checks.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a helper of a test fails as a test does")]

#[path = "support/files.rs"]
mod files;
#[path = "../fuzz/properties/mod.rs"]
mod properties;

use std::fs;
use std::path::Path;

use dfcheck::lint::catalogue;
use files::files_below;

/// The properties that are about Dockerfiles, for which examples are inputs too.
const OF_DOCKERFILES: [&str; 4] = ["parse", "inspect", "lint", "migrate"];

#[test]
fn properties_hold_of_what_is_stored() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
    for (name, property) in properties::ALL {
        let inputs = files_below(&root.join("corpus").join(name));
        assert!(!inputs.is_empty(), "{name} has inputs to begin with");
        for input in inputs {
            property(&fs::read(input).unwrap());
        }
    }
}

#[test]
fn properties_hold_of_the_examples() {
    let examples: Vec<&str> =
        catalogue::all().iter().flat_map(|rule| rule.examples.iter().map(|example| example.dockerfile)).collect();
    assert!(examples.len() > 1000);
    for (_, property) in properties::ALL.into_iter().filter(|(name, _)| OF_DOCKERFILES.contains(name)) {
        examples.iter().for_each(|text| property(text.as_bytes()));
    }
}
