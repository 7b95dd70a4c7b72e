//! `--add-ignores` makes every file clean, and adds nothing but comments.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a helper of a test fails as a test does")]

#[path = "support/files.rs"]
mod files;
#[allow(dead_code, reason = "the tests of the parser use the rest of it")]
#[path = "parser/generate.rs"]
mod generate;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::{env, fs};

use dfcheck::build::{Options, evaluate};
use dfcheck::context::BuildContext;
use dfcheck::dockerfile::{Dockerfile, Item, parse};
use dfcheck::ignores;
use dfcheck::lint::{Input, Outcome, Profile, Settings, catalogue, lint};
use dfcheck::source::SourceFile;
use files::files_below;
use proptest::prelude::*;

/// A folder with Dockerfiles, searched with the folders in it, to which comments are added too.
const CORPUS: &str = "DFCHECK_CORPUS";

fn settings(profile: Profile) -> Settings {
    Settings { profile, ..Settings::default() }
}

fn outcome(file: &SourceFile, settings: &Settings) -> Outcome {
    let dockerfile = parse(file.bytes());
    let build = evaluate(&dockerfile, &Options::default());
    let context = BuildContext::none();
    lint(&Input { file, dockerfile: &dockerfile, build: &build, context: &context }, settings)
}

/// The file with its comments. All that has to hold is checked.
#[track_caller]
fn check(name: &str, source: &[u8], settings: &Settings) -> Vec<u8> {
    let shown = || String::from_utf8_lossy(source);
    let file = SourceFile::new(name, source);
    let lint = |file: &SourceFile| outcome(file, settings);
    let added =
        ignores::add(&file, Some("as it\n was"), &lint).unwrap_or_else(|error| panic!("{name}: {error}\n{}", shown()));
    let left = outcome(&SourceFile::new(name, added.text.clone()), settings).findings;
    let left: Vec<_> =
        left.iter().filter(|finding| finding.rule.ignorable).map(|it| (it.rule.code, &it.message)).collect();
    assert!(left.is_empty(), "{name}: {left:?}\n{}\n---\n{}", shown(), String::from_utf8_lossy(&added.text));
    assert_eq!(added.comments, comments_added(name, source, &added.text), "{name}");
    assert_eq!(view(&parse(&added.text)), view(&parse(source)), "{name}\n{}", shown());
    // A second time adds nothing.
    let again = ignores::add(&SourceFile::new(name, added.text.clone()), None, &lint).unwrap();
    assert_eq!((again.comments, &again.text), (0, &added.text), "{name}");
    added.text
}

/// How many lines were added, all of which are comments.
#[track_caller]
fn comments_added(name: &str, before: &[u8], after: &[u8]) -> usize {
    let mut old = before.split_inclusive(|b| *b == b'\n').peekable();
    let mut count = 0;
    let bom = b"\xef\xbb\xbf";
    let stripped = if before.starts_with(bom) {
        (after.strip_prefix(bom).unwrap(), old.next().map(|it| &it[3..]))
    } else {
        (after, old.next())
    };
    let (after, mut next) = stripped;
    for line in after.split_inclusive(|b| *b == b'\n') {
        if Some(line) == next {
            next = old.next();
        } else if next
            .is_some_and(|it| line.strip_suffix(b"\n").map(|it| it.strip_suffix(b"\r").unwrap_or(it)) == Some(it))
        {
            // The file did not end with a line feed, and a comment came after its last line.
            next = old.next();
        } else {
            assert!(
                line.starts_with(b"# dfcheck "),
                "{name}: {:?} was added or changed",
                String::from_utf8_lossy(line)
            );
            count += 1;
        }
    }
    assert!(next.is_none_or(<[u8]>::is_empty), "{name}: {:?} has gone", next.map(String::from_utf8_lossy));
    count
}

/// What BuildKit sees.
fn view(dockerfile: &Dockerfile) -> Vec<String> {
    let items = dockerfile.items.iter().filter_map(|item| match item {
        Item::Directive(directive) => Some(format!("{:?} {}", directive.name, directive.value)),
        Item::Instruction(it) => {
            let flags: Vec<&str> = it.flags.iter().map(|flag| flag.text.as_str()).collect();
            let heredocs: Vec<_> =
                it.heredocs.iter().map(|it| (&it.delimiter, it.content().to_string(), it.expand)).collect();
            let errors: Vec<String> = it.all_errors().iter().map(|error| error.kind.to_string()).collect();
            Some(format!("{} {flags:?} {:?} {} {heredocs:?} {errors:?}", it.keyword, it.argument_list(), it.is_json()))
        }
        Item::Unknown(unknown) => Some(format!("? {}", unknown.text)),
        Item::Bom(_) | Item::Blank(_) | Item::Comment(_) => None,
    });
    std::iter::once(dockerfile.escape.to_string()).chain(items).collect()
}

fn check_files(files: &[PathBuf], settings: &Settings) {
    for path in files {
        check(&path.display().to_string(), &fs::read(path).unwrap(), settings);
    }
}

#[test]
fn own_files_become_clean() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let mut files = files_below(&tests.join("data/dockerfiles"));
    files.extend(files_below(&tests.join("examples")).into_iter().filter(|path| path.ends_with("Dockerfile")));
    assert!(files.len() > 8);
    for profile in [Profile::Recommended, Profile::Hadolint, Profile::All] {
        check_files(&files, &settings(profile));
    }
}

#[test]
fn the_examples_of_the_rules_become_clean() {
    let settings = settings(Profile::All);
    for (number, example) in catalogue::all().iter().flat_map(|rule| rule.examples).enumerate().step_by(5) {
        check(&format!("example {number}"), example.dockerfile.as_bytes(), &settings);
    }
}

#[test]
fn the_corpus_becomes_clean() {
    let Some(folder) = env::var_os(CORPUS) else {
        println!("skipped: {CORPUS} names no folder of Dockerfiles");
        return;
    };
    let files = files_below(Path::new(&folder));
    assert!(!files.is_empty(), "no files in {folder:?}");
    for profile in [Profile::Recommended, Profile::All] {
        check_files(&files, &settings(profile));
    }
}

proptest! {
    // The seed of a failure is in its message; nothing is written to the source tree.
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn dockerfiles_become_clean(source in generate::dockerfile(), ending in prop::sample::select(&["\n", "\r\n"][..])) {
        check("generated", source.replace('\n', ending).as_bytes(), &settings(Profile::All));
    }

    #[test]
    fn texts_like_dockerfiles_become_clean(source in generate::dockerfile_like()) {
        check("generated", &source, &settings(Profile::All));
    }
}

#[track_caller]
fn added(source: &str) -> String {
    String::from_utf8(check("test", source.as_bytes(), &settings(Profile::Hadolint))).unwrap()
}

#[test]
fn comments_stand_above_their_instructions() {
    assert_eq!(
        added("# syntax=docker/dockerfile:1\n# check=skip=StageNameCasing\nFROM debian\n\nRUN cd /a \\\n  && sudo b\n"),
        "# syntax=docker/dockerfile:1\n# check=skip=StageNameCasing\n# dfcheck ignore=DL3006 as it was\nFROM debian\n\n\
         # dfcheck ignore=DL3003,DL3004 as it was\nRUN cd /a \\\n  && sudo b\n"
    );
    // What has to stand directly above its instruction stays there.
    assert_eq!(
        added("# The base.\n# hadolint ignore=DL3059\nFROM debian\n"),
        "# The base.\n# dfcheck ignore=DL3006 as it was\n# hadolint ignore=DL3059\nFROM debian\n"
    );
    assert_eq!(
        added("# build is the first stage\nFROM debian AS build\n"),
        "# dfcheck ignore=DL3006 as it was\n# build is the first stage\nFROM debian AS build\n"
    );
}

#[test]
fn endings_and_the_byte_order_mark_stay() {
    assert_eq!(
        added("\u{feff}FROM debian\r\nMAINTAINER me"),
        "\u{feff}# dfcheck ignore=DL3006 as it was\r\nFROM debian\r\n# dfcheck ignore=DL4000 as it was\r\nMAINTAINER me"
    );
    assert_eq!(added("FROM debian"), "# dfcheck ignore=DL3006 as it was\nFROM debian");
}

#[test]
fn what_has_no_instruction_is_ignored_for_the_file() {
    assert_eq!(added(""), "# dfcheck global ignore=DF901 as it was\n");
    assert_eq!(added("# syntax=a\r\n# b"), "# syntax=a\r\n# dfcheck global ignore=DF901 as it was\r\n# b");
    assert_eq!(added("# syntax=a"), "# syntax=a\n# dfcheck global ignore=DF901 as it was");
    assert_eq!(added("#!/usr/bin/env x\n# b\n"), "#!/usr/bin/env x\n# dfcheck global ignore=DF901 as it was\n# b\n");
    // Below a heredoc that is not closed, a comment would be part of it.
    assert_eq!(
        added("FROM debian:12.5\nRUN <<EOF\ntrue\nMAINTAINER me\n"),
        "# dfcheck global ignore=DL4000 as it was\nFROM debian:12.5\n# dfcheck ignore=DF901 as it was\nRUN <<EOF\ntrue\nMAINTAINER me\n"
    );
}

fn dfcheck(arguments: &[&str], folder: &Path, input: &[u8]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dfcheck"));
    command.args(arguments).current_dir(folder).env("NO_COLOR", "1");
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // A program that refuses its arguments ends without reading.
    let _ = child.stdin.take().unwrap().write_all(input);
    child.wait_with_output().unwrap()
}

#[test]
fn the_program_writes_files_and_standard_output() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("Dockerfile");
    fs::write(&path, "FROM debian\nMAINTAINER me\n").unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        std::os::unix::fs::symlink("Dockerfile", folder.path().join("link.Dockerfile")).unwrap();
    }
    let run = |arguments: &[&str], input: &str| dfcheck(arguments, folder.path(), input.as_bytes());
    let output = run(&["lint", "--add-ignores", "--reason", "old", "link.Dockerfile"], "");
    assert_eq!((output.status.code(), output.stdout.len()), (Some(0), 0), "{output:?}");
    let written = fs::read_to_string(&path).unwrap();
    assert!(written.contains("# dfcheck ignore=DL4000 old\nMAINTAINER me\n"), "{written}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o755);
        assert!(fs::symlink_metadata(folder.path().join("link.Dockerfile")).unwrap().is_symlink());
    }
    assert_eq!(run(&["lint", "Dockerfile"], "").status.code(), Some(0));
    assert_eq!(run(&["lint", "--no-ignores", "Dockerfile"], "").status.code(), Some(1));

    let output = run(&["lint", "--add-ignores", "--select", "DL4000", "-"], "FROM debian\nMAINTAINER me\n");
    let expected = "FROM debian\n# dfcheck ignore=DL4000\nMAINTAINER me\n";
    assert_eq!((output.status.code(), String::from_utf8(output.stdout).unwrap().as_str()), (Some(0), expected));

    // A reason is asked for, and none is given.
    let output = run(&["lint", "--add-ignores", "--select", "DL4000,DF913", "-"], "FROM debian\nMAINTAINER me\n");
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr).unwrap().contains("DF913"));
    for arguments in
        [["lint", "--add-ignores", "--no-ignores"], ["lint", "--reason", "x"], ["lint", "--add-ignores", "none"]]
    {
        assert_eq!(run(&arguments, "").status.code(), Some(2), "{arguments:?}");
    }
}
