//! The schemas that others publish. They are not part of the project: packages carry them, and XML has a tool of its
//! own. What is missing makes a test pass with a word about it, unless `DFCHECK_REQUIRE_SCHEMAS` is set.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

/// Names the packages; see the file itself.
const PACKAGES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/schemas/official/Cargo.toml");

/// A file of one of the packages that carry schemas.
pub(crate) fn file(package: &str, path: &str) -> Option<PathBuf> {
    let found = packaged(package).map(|folder| folder.join(path)).filter(|path| path.is_file());
    found.or_else(|| missing(&format!("{path} of the package {package}: cargo fetch --manifest-path {PACKAGES}")))
}

fn packaged(package: &str) -> Option<PathBuf> {
    let arguments = ["metadata", "--format-version", "1", "--offline", "--locked", "--manifest-path", PACKAGES];
    let output = Command::new(env!("CARGO")).args(arguments).output().ok()?;
    let metadata: Value = serde_json::from_slice(&output.stdout).ok()?;
    let manifest =
        metadata["packages"].as_array()?.iter().find(|it| it["name"] == package)?["manifest_path"].as_str()?;
    Some(PathBuf::from(manifest).parent()?.to_path_buf())
}

/// What is wrong with an XML document by its schema. Nothing, if it cannot be checked here.
pub(crate) fn xml_problems(document: &str, schema: &PathBuf) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.xml");
    fs::write(&path, document).unwrap();
    let tool = Command::new("xmllint").args(["--noout", "--nonet", "--schema"]).args([schema, &path]).output();
    match tool {
        Ok(output) if output.status.success() => String::new(),
        Ok(output) => String::from_utf8_lossy(&output.stderr).into_owned(),
        Err(_) => missing("xmllint, to check XML by its schema").unwrap_or_default(),
    }
}

fn missing<T>(what: &str) -> Option<T> {
    let required = std::env::var("DFCHECK_REQUIRE_SCHEMAS").is_ok_and(|value| value == "1");
    assert!(!required, "not here: {what}");
    eprintln!("skipped, for it is not here: {what}");
    None
}
