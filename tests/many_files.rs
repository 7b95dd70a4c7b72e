//! Many files in one call: all at the same time, told in their order, and none at the cost of another.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a helper of a test fails as a test does")]

#[path = "support/program.rs"]
mod program;

use std::fs;
use std::path::{Path, PathBuf};

use program::dfcheck;

/// Every Dockerfile of the tests, by name.
fn dockerfiles(folder: &Path) -> Vec<PathBuf> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            paths.extend(dockerfiles(&path));
        } else if path.file_name().is_some_and(|name| name.to_string_lossy().contains("Dockerfile")) {
            paths.push(path);
        }
    }
    paths.sort();
    paths
}

fn report(paths: &[PathBuf], threads: usize) -> (Option<i32>, String, String) {
    let mut command = dfcheck(&["lint", "--no-config", "--quiet", "--select", "all", "--format", "concise"]);
    let output = command.args(paths).env("RAYON_NUM_THREADS", threads.to_string()).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn one_call_finds_what_many_calls_find() {
    let mut paths = dockerfiles(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests"));
    // Those of a folder of real ones too, if there is one.
    paths.extend(std::env::var_os("DFCHECK_CORPUS").iter().flat_map(|folder| dockerfiles(Path::new(folder))));
    assert!(paths.len() > 20, "{paths:?}");
    let alone: String = paths.iter().map(|path| report(std::slice::from_ref(path), 1).1).collect();
    let (code, together, errors) = report(&paths, 4);
    assert_eq!((code, errors.as_str()), (Some(1), ""));
    assert!(together == alone, "the order of the files is kept");
    // What cannot be read is said at the end, wherever it is named.
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("Dockerfile.missing");
    paths.insert(paths.len() / 2, missing.clone());
    let (code, together, errors) = report(&paths, 4);
    assert_eq!(code, Some(2));
    assert!(together == alone, "the others have their findings");
    assert!(errors.lines().count() == 1 && errors.contains(missing.to_str().unwrap()), "{errors}");
}

/// A pipe is read when somebody writes to it. Both are open at the same time only if each has a thread that reads it.
#[cfg(unix)]
#[test]
fn files_are_read_at_the_same_time() {
    use std::fs::File;
    use std::io::Write;
    use std::process::{Command, Stdio};
    use std::sync::mpsc;
    use std::time::Duration;

    let folder = tempfile::tempdir().unwrap();
    let pipes = ["a.Dockerfile", "b.Dockerfile"].map(|name| folder.path().join(name));
    assert!(Command::new("mkfifo").args(&pipes).status().unwrap().success());
    let mut command = dfcheck(&["lint", "--no-config", "--quiet", "--select", "DL3006", "--format", "concise"]);
    command.args(["a.Dockerfile", "b.Dockerfile"]).current_dir(folder.path()).env("RAYON_NUM_THREADS", "2");
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut writers = Vec::new();
    for path in pipes.into_iter().rev() {
        let (sender, receiver) = mpsc::channel();
        std::thread::spawn(move || sender.send(File::options().write(true).open(path)));
        match receiver.recv_timeout(Duration::from_secs(60)) {
            Ok(file) => writers.push(file.unwrap()),
            Err(_) => {
                child.kill().unwrap();
                panic!("nobody reads the other file while one is being read");
            }
        }
    }
    for mut file in writers {
        file.write_all(b"FROM debian\n").unwrap();
    }
    let output = child.wait_with_output().unwrap();
    let report = String::from_utf8(output.stdout).unwrap();
    let names: Vec<&str> = report.lines().filter_map(|line| line.split(':').next()).collect();
    assert_eq!(names, ["a.Dockerfile", "b.Dockerfile"], "in the order in which they are named");
}
