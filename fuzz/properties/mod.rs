//! What holds of every input, part by part. A fuzzer looks for inputs of which it does not; `tests/fuzz.rs` tries those
//! that are stored.

#![allow(dead_code, reason = "a target of the fuzzer is about one of them")]
#![allow(clippy::panic, clippy::unwrap_used, reason = "a property that does not hold is a panic")]

#[path = "../../tests/fix/promises.rs"]
mod promises;

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use dfcheck::build::{Build, Options, evaluate};
use dfcheck::config::{self, Environment, Origin, Source};
use dfcheck::context::{BuildContext, Ignore};
use dfcheck::dockerfile::{self, Dockerfile};
use dfcheck::lint::{Input, Profile, Safety, Settings};
use dfcheck::migrate::{self, Request};
use dfcheck::report::{Checked, Format, Root, Run, Screen, inspect_json, inspect_text};
use dfcheck::source::SourceFile;
use dfcheck::{lint as linter, nix as expressions};

/// A property, by the name of its target.
pub(crate) type Property = fn(&[u8]);

/// All of them.
pub(crate) const ALL: [(&str, Property); 9] = [
    ("parse", parse),
    ("inspect", inspect),
    ("lint", lint),
    ("fix", fix),
    ("migrate", migrate),
    ("config", config),
    ("rules", rules),
    ("dockerignore", dockerignore),
    ("nix", nix),
];

/// The tree holds every byte, in order.
pub(crate) fn parse(data: &[u8]) {
    let tokens = dockerfile::parse(data).tokens(data);
    let end = tokens.iter().fold(0, |end, token| {
        assert_eq!(token.span.start, end, "tokens follow each other");
        token.span.end
    });
    assert_eq!(end, data.len(), "the last token ends where the file does");
}

struct Understood {
    file: SourceFile,
    dockerfile: Dockerfile,
    build: Build,
}

impl Understood {
    fn of(data: &[u8]) -> Self {
        let dockerfile = dockerfile::parse(data);
        let build = evaluate(&dockerfile, &Options::default());
        Self { file: SourceFile::new("Dockerfile", data), dockerfile, build }
    }
}

/// A build can be followed and shown.
pub(crate) fn inspect(data: &[u8]) {
    let Understood { file, dockerfile, build } = Understood::of(data);
    inspect_json::view(&file, &dockerfile, &build);
    inspect_text::write(&file, &dockerfile, &build, &mut Vec::new()).unwrap();
}

/// Findings are about words of the file, and every report can tell them.
pub(crate) fn lint(data: &[u8]) {
    let Understood { file, dockerfile, build } = Understood::of(data);
    let context = BuildContext::none();
    let input = Input { file: &file, dockerfile: &dockerfile, build: &build, context: &context };
    let outcome = linter::lint(&input, &Settings { profile: Profile::All, ..Settings::default() });
    for finding in &outcome.findings {
        assert!(finding.span.start <= finding.span.end && finding.span.end <= data.len(), "{}", finding.rule.code);
    }
    let files = [Checked { file, findings: outcome.findings, ignored: outcome.ignored }];
    let run = Run { files: &files, failures: &[], root: &Root::default() };
    let screen = Screen { width: 80, links: false, summary: true };
    for format in
        [Format::Tty, Format::Json, Format::Sarif, Format::Github, Format::Junit, Format::Markdown, Format::Html]
    {
        format.write(&run, &screen, &mut Vec::new()).unwrap();
    }
}

/// Fixes keep their promises.
pub(crate) fn fix(data: &[u8]) {
    let settings = Settings { profile: Profile::All, ..Settings::default() };
    for safety in [Safety::Safe, Safety::Unsafe] {
        let (broken, outcome) = promises::broken(data, safety, &settings);
        assert!(broken.is_empty(), "{safety:?}: {broken:?}\n{}", String::from_utf8_lossy(outcome.file.bytes()));
    }
}

/// A plan can be written as an expression, which says of itself what it was made to say.
pub(crate) fn migrate(data: &[u8]) {
    let (file, dockerfile) = (SourceFile::new("Dockerfile", data), dockerfile::parse(data));
    let options = migrate::Options {
        dockerfile_name: "Dockerfile".to_owned(),
        name: "image".to_owned(),
        tag: "latest".to_owned(),
        ..migrate::Options::default()
    };
    let context = BuildContext::none();
    let request = Request { file: &file, dockerfile: &dockerfile, context: &context, options: &options };
    if let Ok(plan) = migrate::plan(&request) {
        // It refuses what does not parse, or does not hold the strings that it was made of.
        let text = expressions::emit(&plan).unwrap();
        assert_eq!(text, expressions::emit(&plan).unwrap(), "the same plan gives the same text");
        let missing = expressions::compare::missing(&text, &text).unwrap();
        assert!(missing.is_empty(), "{missing:?}\n{text}");
    }
}

/// A configuration file is understood, or refused with its places.
pub(crate) fn config(data: &[u8]) {
    let folder = tempfile::tempdir().unwrap();
    for name in [".dfcheck.yaml", ".hadolint.yaml"] {
        let path = folder.path().join(name);
        fs::write(&path, data).unwrap();
        let environment = Environment { variables: Default::default(), folder: folder.path().to_owned() };
        let configured =
            config::configure(&Default::default(), &environment, &[Some(PathBuf::from("Dockerfile"))]).unwrap();
        for file in configured.files.into_iter().flatten() {
            assert!(!file.configuration.held().is_empty());
        }
        fs::remove_file(path).unwrap();
    }
}

/// A rule of the user's own is understood, or refused with its places.
pub(crate) fn rules(data: &[u8]) {
    let file = SourceFile::new("rule.yaml", data);
    let _ = config::read_rule(&Arc::new(Source { origin: Origin::File, file, folder: PathBuf::new() }));
}

/// Patterns are read, and tried on paths.
pub(crate) fn dockerignore(data: &[u8]) {
    let ignore = Ignore::parse(SourceFile::new(".dockerignore", data));
    for path in ["", "a", "a/b/c.txt", ".git/config", "../a", "ä/é"] {
        ignore.matches(path);
    }
}

/// An existing expression is read, or refused; it is what it is.
pub(crate) fn nix(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let _ = expressions::read::read(&text);
    let _ = expressions::compare::missing(&text, &text);
}
