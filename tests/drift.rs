//! `migrate --check`: what is drift, and what is not.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a helper of a test fails as a test does")]

#[path = "support/program.rs"]
mod program;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use program::dfcheck;

/// The image that the edits are made to: programs, an argument, files, a user, and most of a configuration.
const DOCKERFILE: &str = r#"ARG RELEASE=1.4
FROM debian:12.5
ARG MODE=fast
RUN apt-get update && apt-get install -y curl jq
COPY run.sh /opt/run.sh
COPY app.conf /etc/app/app.conf
RUN mkdir -p /var/lib/app && useradd -u 1200 app && chown app /var/lib/app
ENV PORT=8080 MODE=$MODE
EXPOSE 8080 9090/udp
VOLUME /var/lib/app
WORKDIR /var/lib/app
USER app
LABEL org.example.team=web
STOPSIGNAL SIGINT
HEALTHCHECK --interval=10s CMD curl -f http://localhost:8080/
ENTRYPOINT ["/opt/run.sh"]
CMD ["--port", "8080"]
"#;

/// Edits that leave the image what the Dockerfile says: what is replaced, and by what.
const HARMLESS: [(&str, &str); 15] = [
    ("    pkgs.curl\n", "    # for the health check\n    pkgs.curl\n"),
    ("    pkgs.curl\n", "    pkgs.curl\n    pkgs.git\n    pkgs.htop\n"),
    ("    app\n", "    pkgs.jq\n    app\n"),
    ("    pkgs.curl\n", "  ] ++ lib.optionals true [ pkgs.curl pkgs.file ] ++ [\n"),
    ("    pkgs.curl\n", "  ] ++ lib.optional withCurl pkgs.curl ++ [\n"),
    ("  contents = [", "  contents = with pkgs; ["),
    ("  tag = \"latest\";", "  tag = \"latest\";\n  maxLayers = 40;\n  created = \"now\";"),
    ("  config = {", "  config = {\n    Labels.\"org.example.contact\" = \"team@example.org\";"),
    ("      \"PORT=8080\"\n", "      \"PORT=8080\"\n      \"LANG=C.UTF-8\"\n"),
    ("    User = \"app\";\n", "    User = \"${user}\";\n"),
    ("pkgs.dockerTools.buildLayeredImage {", "pkgs.dockerTools.streamLayeredImage {"),
    ("  pkgs ? import <nixpkgs> { },", "  pkgs ? import ./pinned.nix { config.allowUnfree = true; },"),
    ("    StopSignal = \"SIGINT\";\n", "    StopSignal = (\"SIGINT\");\n    Hostname = \"app\";\n"),
    ("    cp ${./run.sh}", "    mkdir -p $out/srv\n    cp ${./run.sh}"),
    ("      \"8080/tcp\" = { };\n", "      \"443/tcp\" = { };\n      \"8080/tcp\" = { };\n"),
];

/// Edits after which the image is another: what is replaced, by what, and words of what is said of it.
const DRIFT: [(&str, &str, &str); 15] = [
    ("    pkgs.curl\n", "", "contents lacks pkgs.curl"),
    ("    pkgs.jq\n", "    pkgs.gojq\n", "contents lacks pkgs.jq"),
    ("    pkgs.curl\n", "  ] ++ lib.optionals false [ pkgs.curl ] ++ [\n", "contents lacks pkgs.curl"),
    ("    pkgs.curl\n", "  ] ++ lib.optional isSmall pkgs.curl ++ [\n", "contents lacks pkgs.curl"),
    ("\"PORT=8080\"", "\"PORT=80\"", "config.Env PORT is \"PORT=80\", Dockerfile says \"PORT=8080\""),
    ("      \"PORT=8080\"\n", "      \"PORT=8080\"\n      \"PORT=81\"\n", "config.Env PORT is \"PORT=81\""),
    ("      \"8080/tcp\" = { };\n", "", "config.ExposedPorts lacks 8080/tcp"),
    ("\"9090/udp\"", "\"9090/tcp\"", "config.ExposedPorts lacks 9090/udp"),
    ("    User = \"app\";\n", "", "config lacks User"),
    ("User = \"app\"", "User = \"root\"", "config.User is \"root\", Dockerfile says \"app\""),
    ("\"SIGINT\"", "\"SIGTERM\"", "config.StopSignal is \"SIGTERM\""),
    ("      \"--port\"\n", "", "config.Cmd is"),
    ("Entrypoint = [ \"/opt/run.sh\" ]", "Entrypoint = [ \"/bin/sh\" \"/opt/run.sh\" ]", "config.Entrypoint is"),
    ("$out/opt/run.sh", "$out/opt/start.sh", "lacks `cp ${./run.sh} $out/opt/run.sh`"),
    ("MODE ? \"fast\"", "MODE ? \"slow\"", "MODE is \"slow\", Dockerfile says \"fast\""),
];

/// Arguments for the conditions and names of the edits.
const ARGUMENTS: &str = "  lib ? pkgs.lib,\n  withCurl ? true,\n  isSmall ? false,\n  user ? \"app\",\n";

fn project() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("Dockerfile"), DOCKERFILE).unwrap();
    fs::write(folder.path().join("run.sh"), "#!/bin/sh\n").unwrap();
    fs::write(folder.path().join("app.conf"), "a = 1\n").unwrap();
    folder
}

fn check(folder: &Path) -> Output {
    dfcheck(&["migrate", "--check", "image.nix"]).current_dir(folder).env("NO_COLOR", "1").output().unwrap()
}

/// The expression of the project with the arguments that the edits use.
fn expression(folder: &Path) -> String {
    let text = dfcheck(&["migrate", "--quiet"]).current_dir(folder).output().unwrap().stdout;
    let text = String::from_utf8(text).unwrap();
    let text =
        text.replacen("  pkgs ? import <nixpkgs> { },\n", &format!("  pkgs ? import <nixpkgs> {{ }},\n{ARGUMENTS}"), 1);
    assert!(text.contains("isSmall"), "{text}");
    text
}

#[track_caller]
fn judge(folder: &Path, text: &str, (from, to): (&str, &str)) -> (Option<i32>, String) {
    assert!(text.contains(from), "{from:?} is not in\n{text}");
    fs::write(folder.join("image.nix"), text.replacen(from, to, 1)).unwrap();
    let output = check(folder);
    (output.status.code(), String::from_utf8(output.stdout).unwrap() + &String::from_utf8_lossy(&output.stderr))
}

#[test]
fn harmless_edits_are_no_drift() {
    let folder = project();
    let text = expression(folder.path());
    for edit in HARMLESS {
        let (code, said) = judge(folder.path(), &text, edit);
        assert_eq!(code, Some(0), "{edit:?}: {said}");
    }
}

#[test]
fn real_drift_is_named() {
    let folder = project();
    let text = expression(folder.path());
    for (from, to, expected) in DRIFT {
        let (code, said) = judge(folder.path(), &text, (from, to));
        assert_eq!(code, Some(1), "{from:?} → {to:?}: {said}");
        assert!(said.contains(expected), "{from:?} → {to:?}: {said}");
    }
}

#[test]
fn what_cannot_be_read_is_no_drift() {
    let folder = project();
    fs::write(folder.path().join("image.nix"), "{ a = ; }").unwrap();
    assert_eq!(check(folder.path()).status.code(), Some(2));
}

#[test]
fn every_example_is_in_step_with_itself() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/examples");
    let mut folders: Vec<PathBuf> = fs::read_dir(examples).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    let scratch = tempfile::tempdir().unwrap();
    for folder in folders {
        let image = scratch.path().join("image.nix");
        let (dockerfile, file) = (folder.join("Dockerfile"), image.to_str().unwrap());
        let dockerfile = dockerfile.to_str().unwrap();
        assert!(dfcheck(&["migrate", "--quiet", dockerfile, "-o", file]).status().unwrap().success());
        let output = dfcheck(&["migrate", dockerfile, "--check", file]).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stdout));
    }
}

/// The file that was made stands in the folder that it copies.
#[test]
fn what_was_just_written_is_in_step() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("Dockerfile"), "FROM debian:12.5\nWORKDIR /app\nCOPY . .\n").unwrap();
    let migrate = |arguments: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_dfcheck"));
        command.current_dir(folder.path()).arg("migrate").args(arguments).output().unwrap().status.code()
    };
    assert_eq!(migrate(&["--output", "image.nix"]), Some(0));
    assert_eq!(migrate(&["--check", "image.nix"]), Some(0));
}
