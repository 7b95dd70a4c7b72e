//! `migrate --update`: changes of the Dockerfile and edits by hand come together.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a helper of a test fails as a test does")]

#[path = "support/program.rs"]
mod program;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use dfcheck::nix;
use program::dfcheck;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

const DOCKERFILE: &str = r#"FROM debian:12.5
ARG RELEASE=1.4
RUN apt-get update && apt-get install -y curl
RUN curl -fsSLo /usr/local/bin/tool https://example.org/tool-1.2 && chmod +x /usr/local/bin/tool
COPY run.sh /opt/run.sh
ENV PORT=8080
EXPOSE 8080
WORKDIR /srv
USER nobody
LABEL org.example.team=web
ENTRYPOINT ["/opt/run.sh"]
CMD ["--port", "8080"]
"#;

/// Changes of the Dockerfile: what is replaced, by what, and what the expression then says.
const CHANGES: [(&str, &str, &str); 12] = [
    ("EXPOSE 8080\n", "EXPOSE 8080\nEXPOSE 9090\n", "\"9090/tcp\" = { };"),
    ("EXPOSE 8080\n", "EXPOSE 80\n", "\"80/tcp\" = { };"),
    ("ENV PORT=8080\n", "ENV PORT=9000\n", "\"PORT=9000\""),
    ("ENV PORT=8080\n", "ENV PORT=8080 MODE=fast\n", "\"MODE=fast\""),
    ("install -y curl", "install -y curl jq", "pkgs.jq"),
    ("install -y curl", "install -y git curl", "pkgs.git"),
    ("COPY run.sh /opt/run.sh\n", "COPY run.sh /opt/run.sh\nCOPY app.conf /etc/app.conf\n", "$out/etc/app.conf"),
    ("WORKDIR /srv\n", "WORKDIR /var/lib/app\n", "WorkingDir = \"/var/lib/app\";"),
    ("USER nobody\n", "USER 1000:1000\n", "User = \"1000:1000\";"),
    ("team=web", "team=core", "\"org.example.team\" = \"core\";"),
    ("CMD [\"--port\", \"8080\"]", "CMD [\"--port\", \"8080\", \"-v\"]", "\"-v\""),
    ("USER nobody\n", "USER nobody\nSTOPSIGNAL SIGQUIT\n", "StopSignal = \"SIGQUIT\";"),
];

/// Edits by hand that leave what the Dockerfile says: what is replaced, by what, and words that must stay.
const EDITS: [(&str, &str, &str); 12] = [
    ("# Migrated from", "# Ours: ask the team before you change it.\n# Migrated from", "# Ours: ask the team"),
    ("lib.fakeHash", "\"sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\"", "\"sha256-AAAAAAAAAAAAAAAAAAAA"),
    ("    pkgs.curl\n", "    pkgs.curl\n    pkgs.htop # to look into it\n", "pkgs.htop # to look into it"),
    ("  contents = [\n", "  contents = [\n    pkgs.strace\n", "pkgs.strace"),
    ("  tag = \"latest\";\n", "  tag = \"latest\";\n  maxLayers = 40;\n", "maxLayers = 40;"),
    ("  config = {\n", "  config = {\n    Hostname = \"app\";\n", "Hostname = \"app\";"),
    ("      \"PORT=8080\"\n", "      \"PORT=8080\"\n      \"LANG=C.UTF-8\"\n", "\"LANG=C.UTF-8\""),
    ("      \"8080/tcp\" = { };\n", "      \"8080/tcp\" = { };\n      \"443/tcp\" = { };\n", "\"443/tcp\" = { };"),
    ("pkgs.dockerTools.buildLayeredImage {", "pkgs.dockerTools.streamLayeredImage {", "streamLayeredImage {"),
    ("import <nixpkgs> { }", "import ./pinned.nix { }", "import ./pinned.nix { }"),
    ("    cp ${./run.sh}", "    # as it is\n    cp ${./run.sh}", "    # as it is"),
    ("\nin\n", "\n  ours = pkgs.hello;\nin\n", "  ours = pkgs.hello;"),
];

fn project(dockerfile: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("Dockerfile"), dockerfile).unwrap();
    fs::write(folder.path().join("run.sh"), "#!/bin/sh\n").unwrap();
    fs::write(folder.path().join("app.conf"), "a = 1\n").unwrap();
    folder
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    dfcheck(&["migrate", "--name", "app"]).args(arguments).current_dir(folder).env("NO_COLOR", "1").output().unwrap()
}

fn expression(dockerfile: &str) -> String {
    String::from_utf8(run(project(dockerfile).path(), &["--quiet"]).stdout).unwrap()
}

#[track_caller]
fn edited(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "{from:?} is not in\n{text}");
    text.replacen(from, to, 1)
}

/// A hundred pairs of changes, of one to two on each side.
#[test]
fn the_merge_has_both() {
    let base = expression(DOCKERFILE);
    let news: Vec<String> = CHANGES.iter().map(|(from, to, _)| expression(&edited(DOCKERFILE, from, to))).collect();
    let runner = Config { cases: 100, failure_persistence: None, ..Config::default() };
    let pairs = (0..CHANGES.len(), proptest::sample::subsequence((0..EDITS.len()).collect::<Vec<_>>(), 1..=3));
    TestRunner::new(runner)
        .run(&pairs, |(change, edits)| {
            let wanted = &news[change];
            let existing = edits.iter().fold(base.clone(), |text, edit| edited(&text, EDITS[*edit].0, EDITS[*edit].1));
            let updated = nix::update(&base, &existing, wanted).unwrap();
            prop_assert_eq!(updated.conflicts, 0, "{}", updated.text);
            prop_assert!(updated.text.contains(CHANGES[change].2), "{} is not in\n{}", CHANGES[change].2, updated.text);
            for edit in edits {
                prop_assert!(updated.text.contains(EDITS[edit].2), "{} is not in\n{}", EDITS[edit].2, updated.text);
            }
            let differences = nix::compare::missing(&updated.text, wanted).unwrap();
            prop_assert!(differences.is_empty(), "{differences:?}\n{}", updated.text);
            // A second time there is nothing to do.
            let again = nix::update(wanted, &updated.text, wanted).unwrap();
            prop_assert_eq!(again.text, updated.text);
            Ok(())
        })
        .unwrap();
}

#[test]
fn the_file_is_written_and_the_original_kept_when_asked() {
    let folder = project(DOCKERFILE);
    let path = folder.path();
    fs::copy(path.join("Dockerfile"), path.join("Dockerfile.old")).unwrap();
    assert!(run(path, &["--quiet", "-o", "image.nix"]).status.success());
    let mine =
        edited(&fs::read_to_string(path.join("image.nix")).unwrap(), "    pkgs.curl\n", "    pkgs.curl\n    pkgs.jq\n");
    fs::write(path.join("image.nix"), &mine).unwrap();
    fs::write(path.join("Dockerfile"), edited(DOCKERFILE, "EXPOSE 8080", "EXPOSE 9090")).unwrap();
    let update = ["--update", "image.nix", "--base-dockerfile", "Dockerfile.old"];
    let output = run(path, &[&update[..], &["--keep-orig"]].concat());
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert_eq!(fs::read_to_string(path.join("image.nix.orig")).unwrap(), mine);
    let text = fs::read_to_string(path.join("image.nix")).unwrap();
    assert!(text.contains("pkgs.jq") && text.contains("\"9090/tcp\""), "{text}");
    assert_eq!(run(path, &["--check", "image.nix"]).status.code(), Some(0));

    // What both sides have changed is left to people, who find both.
    fs::write(path.join("image.nix"), edited(&mine, "\"PORT=8080\"", "\"PORT=1\"")).unwrap();
    fs::write(path.join("Dockerfile"), edited(DOCKERFILE, "PORT=8080", "PORT=2")).unwrap();
    fs::remove_file(path.join("image.nix.orig")).unwrap();
    let output = run(path, &update);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let text = fs::read_to_string(path.join("image.nix")).unwrap();
    for words in ["<<<<<<< ", "\"PORT=1\"", "=======", "\"PORT=2\"", ">>>>>>> ", "pkgs.jq"] {
        assert!(text.contains(words), "{words}\n{text}");
    }
    assert!(!path.join("image.nix.orig").exists());

    // A file with marks is no expression: it is left alone.
    let output = run(path, &update);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert_eq!(fs::read_to_string(path.join("image.nix")).unwrap(), text);
}

fn git(folder: &Path, arguments: &[&str]) {
    let identity = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"];
    let status = Command::new("git").args(identity).args(arguments).current_dir(folder).output().unwrap();
    assert!(status.status.success(), "{status:?}");
}

#[test]
fn git_tells_what_the_file_was_made_of() {
    if Command::new("git").arg("--version").output().is_err() {
        return;
    }
    let folder = project(DOCKERFILE);
    let path = folder.path();
    git(path, &["init", "-q"]);
    let output = run(path, &["--update", "image.nix"]);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    run(path, &["--quiet", "-o", "image.nix"]);
    let output = run(path, &["--update", "image.nix"]);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert!(String::from_utf8_lossy(&output.stderr).contains("--base-dockerfile"), "{output:?}");
    git(path, &["add", "-A"]);
    git(path, &["commit", "-q", "-m", "one"]);
    fs::write(path.join("Dockerfile"), edited(DOCKERFILE, "EXPOSE 8080", "EXPOSE 9090")).unwrap();
    git(path, &["commit", "-q", "-a", "-m", "two"]);
    let output = run(path, &["--update", "image.nix"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert_eq!(run(path, &["--check", "image.nix"]).status.code(), Some(0));

    let diff = |arguments: &[&str]| dfcheck(&["diff"]).args(arguments).current_dir(path).output().unwrap();
    let output = diff(&["--git", "HEAD~1"]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("− ExposedPorts 8080/tcp") && text.contains("+ ExposedPorts 9090/tcp"), "{text}");
    assert_eq!(diff(&["--git", "HEAD", "Dockerfile"]).status.code(), Some(0));
    assert_eq!(diff(&["--git", "nothing"]).status.code(), Some(2));
    assert_eq!(diff(&["--git", "--output=stolen"]).status.code(), Some(2));
    assert!(!path.join("stolen").exists() && !path.join("stolen:./Dockerfile").exists());
    assert_eq!(diff(&["Dockerfile"]).status.code(), Some(2));
    assert_eq!(diff(&["Dockerfile", "run.sh"]).status.code(), Some(1));
}

#[test]
fn a_file_keeps_its_style() {
    for style in ["image", "stream", "flake", "nix2container"] {
        let folder = project(DOCKERFILE);
        let path = folder.path();
        fs::copy(path.join("Dockerfile"), path.join("Dockerfile.old")).unwrap();
        assert!(run(path, &["--quiet", "--output-style", style, "-o", "image.nix"]).status.success());
        fs::write(path.join("Dockerfile"), edited(DOCKERFILE, "EXPOSE 8080", "EXPOSE 9090")).unwrap();
        let output = run(path, &["--update", "image.nix", "--base-dockerfile", "Dockerfile.old"]);
        assert_eq!(output.status.code(), Some(0), "{style}: {output:?}");
        let fresh = run(path, &["--quiet", "--output-style", style]).stdout;
        assert_eq!(fs::read_to_string(path.join("image.nix")).unwrap(), String::from_utf8(fresh).unwrap(), "{style}");
    }
}
