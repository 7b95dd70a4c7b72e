//! The promises of a migration, for real files: those of the folder that `DFCHECK_CORPUS` names.

#![allow(clippy::panic, clippy::unwrap_used, clippy::print_stderr, reason = "a helper of a test fails as a test does")]

#[path = "support/nix.rs"]
mod nix;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use dfcheck::build::commands::Commands;
use dfcheck::build::{self, Action, Build};
use dfcheck::context::BuildContext;
use dfcheck::dockerfile::{self, Dockerfile};
use dfcheck::migrate::{self, KnownImages, Options, Plan, Request};
use dfcheck::source::SourceFile;
use rayon::prelude::*;
use serde_json::Value;

/// Names the folder of Dockerfiles.
const CORPUS: &str = "DFCHECK_CORPUS";

/// How many expressions Nix evaluates at once.
const AT_ONCE: usize = 25;

/// A file of the corpus that has a plan.
struct Migrated {
    name: String,
    dockerfile: Dockerfile,
    plan: Plan,
    text: String,
}

fn corpus() -> Vec<PathBuf> {
    let Some(folder) = std::env::var_os(CORPUS) else {
        eprintln!("skipped: {CORPUS} names no folder of Dockerfiles");
        return Vec::new();
    };
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

/// The plans and expressions. What has no plan (a file without stages, an image for Windows) is passed over.
fn migrated() -> Vec<Migrated> {
    corpus().par_iter().filter_map(|path| migrate(path)).collect()
}

fn migrate(path: &Path) -> Option<Migrated> {
    let bytes = std::fs::read(path).unwrap();
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    let file = SourceFile::new(&name, bytes.clone());
    let dockerfile = dockerfile::parse(&bytes);
    let options = Options {
        dockerfile_name: "Dockerfile".to_owned(),
        name: "image".to_owned(),
        tag: "latest".to_owned(),
        target: None,
        build_args: BTreeMap::new(),
        known_bases: dfcheck::migrate::KnownBases::Replace,
        shell: None,
        ..Options::default()
    };
    let context = BuildContext::none();
    let plan = {
        let request = Request { file: &file, dockerfile: &dockerfile, context: &context, options: &options };
        migrate::plan(&request).ok()?
    };
    let text = dfcheck::nix::emit(&plan).unwrap_or_else(|error| panic!("{name}: {error}"));
    Some(Migrated { name, dockerfile, plan, text })
}

fn evaluated(dockerfile: &Dockerfile) -> Build {
    build::evaluate(dockerfile, &build::Options { base_images: &KnownImages, ..build::Options::default() })
}

#[test]
fn expressions_are_as_the_formatter_writes_them() {
    for file in migrated() {
        assert!(rnix::Root::parse(&file.text).errors().is_empty(), "{}", file.name);
        let again = nixfmt_rs::format(&file.text).unwrap_or_else(|error| panic!("{}: {error}", file.name));
        assert_eq!(again, file.text, "{}", file.name);
    }
}

#[test]
fn ledgers_have_every_instruction_and_command_in_reach_once() {
    let mut failures = Vec::new();
    for file in migrated() {
        let mut said = BTreeSet::new();
        for entry in &file.plan.ledger.entries {
            if !said.insert((entry.instruction, entry.command)) {
                failures.push(format!("{}:{}: {} is there twice", file.name, entry.line, entry.text));
            }
        }
        let build = evaluated(&file.dockerfile);
        let missing: Vec<_> = in_reach(&file.dockerfile, &build).difference(&said).copied().collect();
        if !missing.is_empty() {
            failures.push(format!("{}: nothing is said of {missing:?}", file.name));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// The instructions, and the commands of those that run some, of the stages that the target needs.
fn in_reach(dockerfile: &Dockerfile, build: &Build) -> BTreeSet<(usize, Option<usize>)> {
    let instructions: Vec<_> = dockerfile.instructions().collect();
    let mut keys = BTreeSet::new();
    for stage in build.stages.iter().filter(|stage| stage.reachable) {
        keys.insert((stage.from, None));
        for step in &stage.steps {
            let commands = Commands::of(step, &instructions);
            let is_run = matches!(step.action, Action::Run { .. });
            let mut numbers = commands.iter().filter(|command| is_run && !command.is_wrapper).peekable();
            if numbers.peek().is_none() {
                keys.insert((step.instruction, None));
            }
            keys.extend(numbers.map(|command| (step.instruction, Some(command.number))));
        }
    }
    keys
}

#[test]
fn configurations_are_those_of_the_build() {
    let files = migrated();
    if files.is_empty() || !nix::available() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let paths: Vec<PathBuf> = files
        .iter()
        .enumerate()
        .map(|(number, file)| {
            let folder = folder.path().join(number.to_string());
            stub_context(&folder, &file.text);
            let path = folder.join("image.nix");
            std::fs::write(&path, &file.text).unwrap();
            path
        })
        .collect();
    let configs: Vec<Result<Value, String>> = paths.par_chunks(AT_ONCE).flat_map(configs).collect();
    let mut failures = Vec::new();
    for (file, config) in files.iter().zip(configs) {
        let config = match config {
            Ok(config) => config,
            Err(error) => {
                let why = error.lines().rev().find(|line| line.contains("error:")).unwrap_or(&error);
                failures.push(format!("{}: {}", file.name, why.trim()));
                continue;
            }
        };
        let build = evaluated(&file.dockerfile);
        let expected = serde_json::to_value(&build.target_stage().unwrap().config).unwrap();
        if nix::normal_config(&config) != nix::normal_config(&expected) {
            failures.push(format!("{}:\n  Nix   {config}\n  build {expected}", file.name));
        }
    }
    assert!(failures.is_empty(), "{} of {}:\n{}", failures.len(), files.len(), failures.join("\n"));
}

/// Makes something of every path of the context that the text names: what Nix reads, it reads as JSON.
fn stub_context(folder: &Path, text: &str) {
    let path = regex::Regex::new(r"\./([\w.+/-]+)").unwrap();
    std::fs::create_dir_all(folder).unwrap();
    for name in path.captures_iter(text).map(|found| found[1].trim_end_matches(['/', '.']).to_owned()) {
        let target = folder.join(name);
        if target.extension().is_some_and(|extension| extension == "json") {
            std::fs::create_dir_all(target.parent().unwrap()).unwrap();
            std::fs::write(target, "{}").unwrap();
        } else {
            // A path below another one that is a file is of no use anyway.
            let _ = std::fs::create_dir_all(target);
        }
    }
}

/// The configurations of some expressions: all at once, or one by one if one of them does not evaluate.
fn configs(paths: &[PathBuf]) -> Vec<Result<Value, String>> {
    match nix::configs(paths) {
        Ok(configs) => configs.into_iter().map(Ok).collect(),
        Err(_) => paths
            .iter()
            .map(|path| nix::configs(std::slice::from_ref(path)).map(|configs| configs.into_iter().next().unwrap()))
            .collect(),
    }
}
