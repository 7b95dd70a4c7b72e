//! How long each step takes, over the same files every time: those of `tests/data` and the example migrations.
//!
//! `cargo bench` runs all of them, `cargo bench -- lint` one.

#![allow(clippy::unwrap_used, reason = "a bench that cannot run has to fail")]

#[path = "../tests/support/files.rs"]
mod files;

use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};

use dfcheck::build::{self, Build};
use dfcheck::context::BuildContext;
use dfcheck::dockerfile::{self, Body, Dockerfile, Invocation};
use dfcheck::fix::Fixer;
use dfcheck::lint::{self, Profile, Safety, Settings};
use dfcheck::shell::{self, Dialect};
use dfcheck::source::SourceFile;
use dfcheck::{migrate, nix};
use divan::Bencher;
use files::files_below;

fn main() {
    divan::main();
}

/// A Dockerfile with what the steps before have made of it.
struct Known {
    file: SourceFile,
    dockerfile: Dockerfile,
    build: Build,
}

fn known() -> Vec<Known> {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let is_dockerfile = |path: &PathBuf| path.to_string_lossy().ends_with("Dockerfile");
    let paths = [files_below(&tests.join("data/dockerfiles")), files_below(&tests.join("examples"))].concat();
    let read = |path: PathBuf| {
        let file = SourceFile::new("Dockerfile", fs::read(path).unwrap());
        let dockerfile = dockerfile::parse(file.bytes());
        let build = build::evaluate(&dockerfile, &build::Options::default());
        Known { file, dockerfile, build }
    };
    paths.into_iter().filter(is_dockerfile).map(read).collect()
}

/// Runs a step over all files.
fn over_all<T>(bencher: Bencher<'_, '_>, step: impl Fn(&Known) -> T + Sync) {
    let known = known();
    let bytes: usize = known.iter().map(|known| known.file.bytes().len()).sum();
    bencher.counter(divan::counter::BytesCount::new(bytes)).bench(|| {
        known.iter().for_each(|known| {
            black_box(step(known));
        });
    });
}

#[divan::bench]
fn parse(bencher: Bencher<'_, '_>) {
    over_all(bencher, |known| dockerfile::parse(known.file.bytes()));
}

#[divan::bench]
fn scripts(bencher: Bencher<'_, '_>) {
    over_all(bencher, |known| {
        let runs = known.dockerfile.instructions().filter_map(|instruction| match &instruction.body {
            Body::Run(Invocation::Shell(script)) => Some(script),
            _ => None,
        });
        runs.map(|script| shell::parse(script, Dialect::Sh)).collect::<Vec<_>>()
    });
}

#[divan::bench]
fn build(bencher: Bencher<'_, '_>) {
    over_all(bencher, |known| build::evaluate(&known.dockerfile, &build::Options::default()));
}

#[divan::bench(args = [Profile::Recommended, Profile::All])]
fn lint(bencher: Bencher<'_, '_>, profile: Profile) {
    let context = BuildContext::none();
    let settings = Settings { profile, ..Settings::default() };
    over_all(bencher, |known| {
        let Known { file, dockerfile, build } = known;
        lint::lint(&lint::Input { file, dockerfile, build, context: &context }, &settings)
    });
}

#[divan::bench(args = [Safety::Safe, Safety::Unsafe])]
fn fix(bencher: Bencher<'_, '_>, safety: Safety) {
    let (options, context, settings) = (build::Options::default(), BuildContext::none(), Settings::default());
    let fixer = Fixer { options: &options, context: &context, settings: &settings, safety, only: &[] };
    over_all(bencher, |known| fixer.fix(&known.file));
}

#[divan::bench]
fn migrate(bencher: Bencher<'_, '_>) {
    let context = BuildContext::none();
    let options = migrate::Options { name: "image".to_owned(), tag: "latest".to_owned(), ..Default::default() };
    over_all(bencher, |known| {
        let request =
            migrate::Request { file: &known.file, dockerfile: &known.dockerfile, context: &context, options: &options };
        migrate::plan(&request).ok().and_then(|plan| nix::emit(&plan).ok())
    });
}
