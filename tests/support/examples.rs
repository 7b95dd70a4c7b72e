//! The example migrations, and folders to work on copies of them.

use std::fs;
use std::path::{Path, PathBuf};

/// The folders of `tests/examples`, sorted.
pub(crate) fn examples() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/examples");
    let mut examples: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    // tests/own_image.rs has the image of dfcheck itself, whose context is the whole project.
    examples.retain(|example| !example.ends_with("dfcheck"));
    examples.sort();
    assert!(examples.len() >= 25, "the examples are there");
    examples
}

/// Copies what is in a folder into one that is there.
pub(crate) fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            fs::create_dir(&target).unwrap();
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}
