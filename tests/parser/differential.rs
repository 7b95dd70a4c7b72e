//! Other parsers of Dockerfiles, compared with ours on what they accept.
//!
//! They refuse much of what BuildKit accepts, which is no matter here; but a file that they accept should hold the
//! same instructions for both. Where they part, BuildKit is right, and the difference is listed with its reason.

use std::path::{Path, PathBuf};
use std::{env, fs};

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use super::generate;
use super::peers::{PEERS, Peer};
use crate::files::files_below;

/// A folder with Dockerfiles, searched with the folders in it, on which the parsers are compared too.
const CORPUS: &str = "DFCHECK_CORPUS";

#[test]
fn agrees_on_generated_dockerfiles() {
    let sources = samples(generate::dockerfile().prop_map(String::into_bytes), 400);
    for (peer, least) in PEERS.iter().zip([300, 150]) {
        assert!(compare_all(peer, &sources) >= least, "{} refuses too many for this to say anything", peer.name);
    }
}

#[test]
fn agrees_on_texts_like_dockerfiles() {
    let texts = generate::dockerfile_like().prop_map(|text| [b"FROM a\n".as_slice(), &text].concat());
    let sources = samples(texts, 2000);
    // The other takes almost any word for an instruction, so that there is nothing to compare.
    assert!(compare_all(&PEERS[0], &sources) >= 200);
}

#[test]
fn every_difference_is_one() {
    for peer in &PEERS {
        for difference in peer.differences {
            let example = difference.example;
            let theirs = (peer.read)(example);
            assert!(theirs.is_some(), "{} refuses {example:?}", peer.name);
            assert_ne!(theirs, Some((peer.ours)(example)), "{}: {}", peer.name, difference.reason);
            assert!((difference.is_in)(example), "{}: {}", peer.name, difference.reason);
        }
    }
}

#[test]
fn agrees_on_own_files() {
    let files = files_below(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/dockerfiles")));
    assert!(files.len() >= 6);
    for peer in &PEERS {
        compare_files(peer, &files);
    }
}

#[test]
fn agrees_on_the_corpus() {
    let Some(folder) = env::var_os(CORPUS) else {
        println!("skipped: {CORPUS} names no folder of Dockerfiles");
        return;
    };
    let files = files_below(Path::new(&folder));
    assert!(!files.is_empty(), "no files in {folder:?}");
    for file in &files {
        super::invariants::check(&fs::read(file).unwrap());
    }
    for peer in &PEERS {
        compare_files(peer, &files);
    }
}

fn samples(strategy: impl Strategy<Value = Vec<u8>>, count: usize) -> Vec<(String, String)> {
    let mut runner = TestRunner::deterministic();
    (0..count)
        .map(|number| {
            let source = strategy.new_tree(&mut runner).unwrap().current();
            (format!("sample {number}"), String::from_utf8_lossy(&source).into_owned())
        })
        .collect()
}

fn compare_files(peer: &Peer, files: &[PathBuf]) -> usize {
    // Neither of the two takes bytes that are not UTF-8.
    let sources: Vec<_> = files
        .iter()
        .filter_map(|file| Some((file.display().to_string(), String::from_utf8(fs::read(file).unwrap()).ok()?)))
        .collect();
    compare_all(peer, &sources)
}

/// Compares all sources; gives how many the peer reads as we do.
fn compare_all(peer: &Peer, sources: &[(String, String)]) -> usize {
    let mut agreed = 0;
    let mut accepted = 0;
    let mut problems = Vec::new();
    for (name, source) in sources {
        let Some(theirs) = (peer.read)(source) else { continue };
        let ours = (peer.ours)(source);
        accepted += 1;
        agreed += usize::from(ours == theirs);
        if ours != theirs && !peer.differences.iter().any(|difference| (difference.is_in)(source)) {
            let first = ours.iter().zip(&theirs).position(|(a, b)| a != b).unwrap_or(ours.len().min(theirs.len()));
            let (ours, theirs) = (ours.get(first), theirs.get(first));
            problems.push(format!("{name}: {source:?}\n  ours   {ours:?}\n  theirs {theirs:?}"));
        }
    }
    assert!(problems.is_empty(), "{} differs on {} files\n{}", peer.name, problems.len(), problems.join("\n"));
    println!("{} accepts {accepted} of {} files and agrees on {agreed}", peer.name, sources.len());
    agreed
}
