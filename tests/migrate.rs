//! The example migrations: their text, their account, and what Nix makes of them.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a helper of a test fails as a test does")]

#[path = "support/nix.rs"]
mod nix;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use dfcheck::build::{self, Options};
use dfcheck::dockerfile;
use dfcheck::migrate::KnownImages;
use serde_json::{Value, json};

fn examples() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/examples");
    let mut examples: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    // tests/own_image.rs has the image of dfcheck itself, whose context is the whole project.
    examples.retain(|example| !example.ends_with("dfcheck"));
    examples.sort();
    assert!(examples.len() >= 25, "the examples are there");
    examples
}

fn name(example: &Path) -> String {
    example.file_name().unwrap().to_string_lossy().into_owned()
}

fn migrate(example: &Path) -> Output {
    let dockerfile = Path::new("tests/examples").join(name(example)).join("Dockerfile");
    let mut command = Command::new(env!("CARGO_BIN_EXE_dfcheck"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).env("NO_COLOR", "1").arg("migrate").arg(dockerfile);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn expressions_and_accounts_are_as_reviewed() {
    for example in examples() {
        let output = migrate(&example);
        insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(format!("migrate-{}.nix", name(&example)), text(&output.stdout));
            insta::assert_snapshot!(format!("migrate-{}.account", name(&example)), text(&output.stderr));
        });
    }
}

/// The declaration of the example's image as Nix evaluates it beside the example's files.
fn evaluate(example: &Path) -> Value {
    let folder = tempfile::tempdir().unwrap();
    copy(example, folder.path());
    let file = folder.path().join("image.nix");
    fs::write(&file, migrate(example).stdout).unwrap();
    nix::evaluate(&file).unwrap_or_else(|error| panic!("{}: {error}", name(example)))
}

fn copy(from: &Path, to: &Path) {
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

#[test]
fn expressions_evaluate_to_the_configuration_of_the_build() {
    if !nix::available() {
        return;
    }
    for example in examples() {
        let declared = evaluate(&example);
        assert_eq!(declared["function"], json!("buildLayeredImage"), "{}", name(&example));
        let source = fs::read(example.join("Dockerfile")).unwrap();
        let dockerfile = dockerfile::parse(&source);
        let build = build::evaluate(&dockerfile, &Options { base_images: &KnownImages, ..Options::default() });
        let expected = serde_json::to_value(&build.target_stage().unwrap().config).unwrap();
        assert_eq!(normal(&declared["args"]["config"]), normal(&expected), "{}", name(&example));
    }
}

/// Without what has its default, and with sets as sorted lists: the two write them in different ways.
fn normal(config: &Value) -> Value {
    let mut config = config.clone();
    for key in ["ExposedPorts", "Volumes"] {
        let keys = config[key].as_object().map(|set| set.keys().cloned().collect::<Vec<_>>());
        if let Some(keys) = keys {
            config[key] = json!(keys);
        }
    }
    if let Some(health) = config["Healthcheck"].as_object_mut() {
        health.retain(|_, value| *value != json!(0));
    }
    if let Some(keys) = config.as_object_mut() {
        keys.retain(|_, value| !value.is_null());
    }
    config
}

#[test]
fn the_ledger_has_every_instruction_and_command_once() {
    for example in examples() {
        let path = example.join("Dockerfile");
        let output = Command::new(env!("CARGO_BIN_EXE_dfcheck"))
            .args(["migrate", "--format", "json", "--quiet"])
            .arg(&path)
            .output()
            .unwrap();
        let plan: Value = serde_json::from_slice(&output.stdout).unwrap();
        let entries = plan["ledger"]["entries"].as_array().unwrap();
        let mut seen = std::collections::BTreeSet::new();
        for entry in entries {
            let key = (entry["instruction"].as_u64(), entry["command"].as_u64());
            assert!(seen.insert(key), "{}: {entry} is there twice", name(&example));
        }
        let dockerfile = dockerfile::parse(&fs::read(&path).unwrap());
        for number in 0..dockerfile.instructions().count() as u64 {
            let is_there = seen.iter().any(|(instruction, _)| *instruction == Some(number));
            assert!(is_there, "{}: nothing is said of instruction {number}", name(&example));
        }
    }
}

/// The expression and the plan of a Dockerfile that stands in a folder of its own.
fn migrated(dockerfile: &str) -> (String, Value) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("Dockerfile"), dockerfile).unwrap();
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dfcheck"));
        text(&command.current_dir(folder.path()).arg("migrate").arg("--quiet").args(arguments).output().unwrap().stdout)
    };
    (run(&[]), serde_json::from_str(&run(&["--format", "json"])).unwrap())
}

/// What has become of the command whose text begins with this.
fn outcome<'a>(plan: &'a Value, command: &str) -> &'a str {
    let entries = plan["ledger"]["entries"].as_array().unwrap();
    let is_it = |entry: &&Value| !entry["command"].is_null() && entry["text"].as_str().unwrap().starts_with(command);
    entries.iter().find(is_it).unwrap()["outcome"]["outcome"].as_str().unwrap()
}

#[test]
fn a_statement_of_which_a_part_cannot_run_is_left_to_do_whole() {
    let (expression, plan) = migrated(
        "FROM debian:12.5\nCOPY notes /notes\nRUN sed -i s/a/b/ /notes && if [ -n \"$WANTED\" ]; then \\\n\
         \x20   curl -fsSLO \"$WANTED/app.tar.gz\"; tar -xzf app.tar.gz -C /opt; \\\n fi\n",
    );
    assert_eq!((outcome(&plan, "curl"), outcome(&plan, "tar")), ("manual", "manual"));
    assert!(expression.contains("# left to do: if [ -n"), "{expression}");
    assert!(!expression.contains("tar -xzf app.tar.gz -C $out/opt"), "{expression}");
}

#[test]
fn archives_are_software_wherever_they_come_from() {
    let (expression, plan) = migrated(
        "FROM debian:12.5\nRUN curl -fsSL https://download.docker.com/linux/debian/gpg -o /etc/apt/keyrings/docker.asc \\\n\
         \x20&& curl -fsSLO https://download.docker.com/linux/static/stable/x86_64/docker-27.0.1.tgz \\\n\
         \x20&& tar -xzf docker-27.0.1.tgz -C /usr/local/bin --strip-components=1\n",
    );
    assert_eq!(outcome(&plan, "curl -fsSL "), "not-needed");
    assert_eq!(outcome(&plan, "curl -fsSLO"), "translated");
    assert!(expression.contains("fetchurl"), "{expression}");
}
