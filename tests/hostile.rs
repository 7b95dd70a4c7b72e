//! What nobody writes: every kind of `hostile/kinds.json` at a small size, and files that are no files. It ends, it
//! crashes nothing, and whatever is not looked into is said. `benches/hostile.py` measures how time grows.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a helper of a test fails as a test does"
)]

#[path = "support/folder.rs"]
mod folder;
#[path = "support/program.rs"]
mod program;

use std::fs;
use std::path::Path;
use std::process::{Output, Stdio};

use dfcheck::context::BuildContext;
use dfcheck::dockerfile;
use dfcheck::fix::Fixer;
use dfcheck::lint::{self, Finding, Input, Profile, Safety, Settings};
use dfcheck::migrate;
use dfcheck::source::SourceFile;
use folder::folder;
use program::{dfcheck, given};
use rayon::prelude::*;
use serde_json::Value;
use tempfile::TempDir;

/// The usual size of an input, in bytes.
const SIZE: usize = 400;

const TINY: &str = "FROM debian:12.5\nRUN echo a\n";

/// A kind of input.
struct Kind(Value);

impl Kind {
    fn all() -> Vec<Kind> {
        let kinds: Vec<Value> = serde_json::from_str(include_str!("hostile/kinds.json")).unwrap();
        kinds.into_iter().map(Kind).collect()
    }

    fn get(&self, key: &str) -> &str {
        self.0.get(key).and_then(Value::as_str).unwrap_or_default()
    }

    /// The file that it is about.
    fn file(&self) -> &str {
        Some(self.get("file")).filter(|file| !file.is_empty()).unwrap_or("Dockerfile")
    }

    fn is_configuration(&self) -> bool {
        matches!(self.file(), ".dfcheck.yaml" | "rule.yaml")
    }

    /// How large it is here: more than usual where a limit is to be exceeded, less where unknown packages are compared with
    /// all that there are.
    fn size(&self) -> usize {
        self.0.get("small").and_then(Value::as_u64).and_then(|size| size.try_into().ok()).unwrap_or(SIZE)
    }

    /// The input, of about this many bytes.
    fn content(&self, size: usize) -> Vec<u8> {
        let fill = |text: &str, number: usize, last: usize| {
            let text = text.replace("{i}", &format!("{number:06}")).replace("{n}", &format!("{last:06}"));
            text.replace("{p}", &format!("{:06}", number.saturating_sub(1)))
        };
        let (open, close) = (self.get("open"), self.get("close"));
        let count = (size / (fill(open, 1, 1).len() + close.len())).max(1);
        let repeated = |text: &str| (1..=count).map(|number| fill(text, number, count)).collect::<String>();
        let parts = [
            fill(self.get("head"), 0, count),
            repeated(open),
            self.get("middle").to_owned(),
            repeated(close),
            fill(self.get("tail"), count, count),
        ];
        let text = parts.concat();
        match self.0.get("bytes").is_some() {
            true => text.chars().map(|ch| u8::try_from(ch).unwrap()).collect(),
            false => text.into_bytes(),
        }
    }

    /// A folder with the input.
    fn folder(&self, size: usize) -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        let beside = Some(self.get("beside")).filter(|text| !text.is_empty()).unwrap_or(TINY);
        fs::write(folder.path().join("Dockerfile"), beside).unwrap();
        if self.file() == "rule.yaml" {
            fs::write(folder.path().join(".dfcheck.yaml"), "rules: rule.yaml\n").unwrap();
        }
        fs::write(folder.path().join(self.file()), self.content(size)).unwrap();
        folder
    }
}

/// What all commands make of a Dockerfile.
fn findings(folder: &Path) -> Vec<Finding> {
    let file = SourceFile::new("Dockerfile", fs::read(folder.join("Dockerfile")).unwrap());
    let context = BuildContext::open(folder).unwrap();
    let options = dfcheck::build::Options::default();
    let dockerfile = dockerfile::parse(file.bytes());
    let build = dfcheck::build::evaluate(&dockerfile, &options);
    let settings = Settings { profile: Profile::All, ..Settings::default() };
    let input = Input { file: &file, dockerfile: &dockerfile, build: &build, context: &context };
    let found = lint::lint(&input, &settings).findings;
    let _ = Fixer { options: &options, context: &context, settings: &settings, safety: Safety::Unsafe, only: &[] }
        .fix(&file);
    let wanted = migrate::Options { name: "image".to_owned(), tag: "latest".to_owned(), ..migrate::Options::default() };
    let request = migrate::Request { file: &file, dockerfile: &dockerfile, context: &context, options: &wanted };
    if let Ok(plan) = migrate::plan(&request) {
        dfcheck::nix::emit(&plan).unwrap();
    }
    found
}

#[test]
fn no_kind_of_dockerfile_breaks_anything_or_is_passed_over() {
    Kind::all().into_par_iter().filter(|kind| !kind.is_configuration()).for_each(|kind| {
        let folder = kind.folder(kind.size());
        let codes: Vec<&str> = findings(folder.path()).iter().map(|finding| finding.rule.code.as_str()).collect();
        let says = kind.get("says");
        let is_said = says.is_empty() || codes.iter().any(|code| code.starts_with(says));
        assert!(is_said, "{}: {says} is not among {codes:?}", kind.get("name"));
    });
}

#[test]
fn no_kind_of_configuration_breaks_anything_or_is_passed_over() {
    Kind::all().into_par_iter().filter(Kind::is_configuration).for_each(|kind| {
        let folder = kind.folder(kind.size());
        let output = dfcheck(&["lint", "Dockerfile"]).current_dir(&folder).output().unwrap();
        let (name, says, stderr) = (kind.get("name"), kind.get("says"), text(&output.stderr));
        assert!(matches!(output.status.code(), Some(0..=2)), "{name}: {:?}\n{stderr}", output.status);
        if !says.is_empty() {
            assert_eq!(output.status.code(), Some(2), "{name}");
            let flat: String = stderr.split_whitespace().filter(|word| *word != "│").collect::<Vec<_>>().join(" ");
            assert!(flat.contains(says) && flat.contains(kind.file()), "{name}: {says} is not in\n{stderr}");
        }
    });
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn run(folder: &TempDir, arguments: &[&str]) -> Output {
    dfcheck(arguments).current_dir(folder).output().unwrap()
}

#[test]
fn hidden_characters_are_found_and_steer_no_terminal() {
    let dockerfile =
        "FROM debian:12.5\nRUN echo \u{0}a\u{1b}[2J\nRUN echo a\rb\nRUN echo \u{202e}a\u{2066}\nRUN echo \u{200b}a\n";
    let mut bytes = dockerfile.as_bytes().to_vec();
    bytes.extend(b"# \xff\xfe\nRUN echo fine\r\n");
    let folder = folder(&[("Dockerfile", &bytes)]);
    for format in ["tty", "concise", "github", "markdown"] {
        let output = run(&folder, &["lint", "--no-config", "--select", "DF550", "-f", format]);
        let shown = text(&output.stdout);
        let steers =
            |ch: char| ch.is_control() && ch != '\n' || matches!(ch, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        assert!(!shown.contains(steers), "{format}: {shown:?}");
        for name in ["U+0000", "U+000D", "U+202E", "U+200B", "ff"] {
            assert!(shown.contains(name), "{format}: {name} is not in\n{shown}");
        }
    }
    let places = run(&folder, &["lint", "--no-config", "--select", "DF550", "-q", "-f", "concise"]);
    let lines: Vec<String> = text(&places.stdout).lines().map(|it| it.split(':').nth(1).unwrap().to_owned()).collect();
    assert_eq!(lines, ["2", "3", "4", "5", "6"]);
}

#[test]
fn what_is_larger_than_a_limit_is_said_with_a_way_forward() {
    let requirements = "flask==3.0.3\n".repeat(100);
    let dockerfile = "FROM python:3.12.4\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n";
    let folder = folder(&[
        ("Dockerfile", dockerfile.as_bytes()),
        ("Fine.Dockerfile", TINY.as_bytes()),
        ("requirements.txt", requirements.as_bytes()),
    ]);
    let lint = |arguments: &[&str]| run(&folder, &[&["lint", "-f", "concise"], arguments].concat());
    assert!(!text(&lint(&[]).stdout).contains("DF930"));

    let output = lint(&["--config", "limits.file-size=40"]);
    assert_eq!(output.status.code(), Some(2), "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains("Dockerfile is larger than 40 bytes"), "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains("limits.file-size"));
    assert!(!text(&output.stderr).contains("Fine.Dockerfile"), "the others are checked");

    let output = lint(&["--config", "limits.context-file-size=1000"]);
    assert_eq!(output.status.code(), Some(1));
    let said = text(&output.stdout);
    assert!(said.contains("Dockerfile:2:6") && said.contains("`requirements.txt` is larger than 1000 bytes"), "{said}");

    let output = run(&folder, &["migrate", "Dockerfile", "--config", "limits.migrate-words=5"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("migrate-words"), "{}", text(&output.stderr));
}

#[test]
fn a_configuration_that_is_too_large_is_refused() {
    let folder =
        folder(&[("Dockerfile", TINY.as_bytes()), (".dfcheck.yaml", "# a comment\n".repeat(400_000).as_bytes())]);
    let output = run(&folder, &["lint"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("larger than 4 MiB"), "{}", text(&output.stderr));
}

#[test]
fn stages_that_need_each_other_are_refused_by_migrate() {
    let circle =
        "FROM a AS a\nCOPY --from=c /x /x\nFROM b AS b\nCOPY --from=a /x /x\nFROM c AS c\nCOPY --from=b /x /x\n";
    let output = given(dfcheck(&["migrate", "-"]), circle.as_bytes());
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("need each other"), "{}", text(&output.stderr));
}

#[test]
fn values_that_double_take_no_memory() {
    let output = given(dfcheck(&["lint", "-f", "concise", "-"]), doubling(60).as_bytes());
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stdout).contains("DF930"), "{}", text(&output.stdout));
    let output = given(dfcheck(&["lint", "-f", "concise", "-"]), doubling(4).as_bytes());
    assert!(!text(&output.stdout).contains("DF930"), "{}", text(&output.stdout));
}

fn doubling(times: usize) -> String {
    format!("FROM debian:12.5\nRUN A=x{}; echo \"$A\"\n", "; A=$A$A".repeat(times))
}

#[test]
fn a_pattern_of_a_script_that_is_no_regular_expression_is_let_be() {
    let nested = format!("{}b{}", "{a,".repeat(300), "}".repeat(300));
    let dockerfile =
        format!("FROM debian:12.5\nARG A=x\nRUN case $A in *{nested}) echo a;; esac; B=x; echo ${{B#*{nested}}}\n");
    for command in ["lint", "migrate", "inspect"] {
        let output = given(dfcheck(&[command, "-"]), dockerfile.as_bytes());
        assert!(matches!(output.status.code(), Some(0 | 1)), "{command}: {}", text(&output.stderr));
    }
}

#[test]
fn a_file_that_is_gone_is_said_and_the_others_are_checked() {
    let folder = folder(&[("Dockerfile", b"FROM debian\n")]);
    for command in ["lint", "inspect"] {
        let output = run(&folder, &[command, "gone.Dockerfile", "Dockerfile"]);
        assert_eq!(output.status.code(), Some(2), "{command}");
        assert!(text(&output.stderr).contains("gone.Dockerfile"), "{command}");
        assert!(text(&output.stdout).contains("debian"), "{command}");
    }
}

#[test]
fn an_output_that_nobody_reads_ends_without_a_word() {
    let folder = folder(&[("Dockerfile", "FROM debian\nRUN cd /a\n".repeat(500).as_bytes())]);
    let commands: [&[&str]; 8] = [
        &["lint", "--no-config"],
        &["lint", "--no-config", "-f", "json"],
        &["migrate", "--quiet"],
        &["inspect"],
        &["explain", "--all"],
        &["rules"],
        &["completions", "bash"],
        &["man"],
    ];
    commands.into_par_iter().for_each(|arguments| {
        let mut command = dfcheck(arguments);
        command.current_dir(&folder).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert!(matches!(output.status.code(), Some(0..=2)), "{arguments:?}: {:?}", output.status);
        assert!(!text(&output.stderr).contains("panicked"), "{arguments:?}: {}", text(&output.stderr));
        assert!(!text(&output.stderr).contains("pipe"), "{arguments:?}: {}", text(&output.stderr));
    });
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::symlink;
    use std::process::Command;

    use super::*;

    /// Makes a pipe that nobody writes to.
    fn pipe(path: &Path) {
        assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
    }

    #[test]
    fn pipes_are_read_where_they_are_named_and_passed_over_where_they_are_found() {
        let folder = folder(&[("Fine.Dockerfile", b"FROM debian:12.5\n")]);
        pipe(&folder.path().join("Dockerfile"));
        let output = run(&folder, &["lint", "--no-config", "-q", "-f", "concise", "--select", "DL3006"]);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        let output = given(dfcheck(&["lint", "--no-config", "--select", "DL3006", "/dev/stdin"]), b"FROM debian\n");
        assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    }

    #[test]
    fn a_pipe_in_place_of_a_configuration_is_refused() {
        let folder = folder(&[("Dockerfile", TINY.as_bytes())]);
        pipe(&folder.path().join(".dfcheck.yaml"));
        let output = run(&folder, &["lint"]);
        assert_eq!(output.status.code(), Some(2));
        assert!(text(&output.stderr).contains("no regular file"), "{}", text(&output.stderr));
    }

    #[test]
    fn what_is_no_file_in_the_context_is_said() {
        let dockerfile = b"FROM python:3.12.4\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n";
        let lint = |folder: &TempDir| {
            let output = run(folder, &["lint", "--no-config", "--profile", "all", "-f", "concise"]);
            assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
            text(&output.stdout)
        };
        let first = folder(&[("Dockerfile", dockerfile)]);
        pipe(&first.path().join("requirements.txt"));
        pipe(&first.path().join(".dockerignore"));
        assert!(lint(&first).contains("`requirements.txt` is not a regular file"), "{}", lint(&first));
        let second = folder(&[("Dockerfile", dockerfile)]);
        symlink("other.txt", second.path().join("requirements.txt")).unwrap();
        symlink("requirements.txt", second.path().join("other.txt")).unwrap();
        symlink(".", second.path().join("here")).unwrap();
        assert!(lint(&second).contains("leads through more than 255 links"), "{}", lint(&second));
        for folder in [&first, &second] {
            let output = run(folder, &["migrate", "--no-config", "Dockerfile"]);
            assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        }
    }

    #[test]
    fn a_file_without_end_is_too_large() {
        let output = dfcheck(&["lint", "--no-config", "/dev/zero"]).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert!(text(&output.stderr).contains("larger than 16 MiB"), "{}", text(&output.stderr));
    }
}

#[test]
fn a_byte_that_nix_cannot_hold_is_refused_at_its_place() {
    let output = given(dfcheck(&["migrate", "-"]), b"FROM debian:12.5\nENV A=b\0c\n");
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), output.stdout.is_empty()), (Some(2), true));
    assert!(errors.contains(":2:8") && errors.contains("take it out of the Dockerfile"), "{errors}");
}
