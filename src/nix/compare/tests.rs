use super::{What, missing};

const WANTED: &str = r#"
{ pkgs ? import <nixpkgs> { }, VERSION ? "dev" }:
let
  inherit (pkgs) lib;
  # Dockerfile:3
  python = pkgs.python3.withPackages (ps: [ ps.flask ]);
  app = pkgs.buildGoModule {
    version = VERSION;
    vendorHash = lib.fakeHash;
    env.CGO_ENABLED = "0";
  };
  root = pkgs.runCommand "root" { } ''
    mkdir -p $out/bin
    ln -s ${app}/bin/app $out/bin/app
  '';
in
pkgs.dockerTools.buildLayeredImage {
  name = "api";
  contents = [ python root pkgs.curl ];
  config = {
    Env = [ "PATH=/bin" "PORT=80" ];
    Cmd = [ "app" "--port" "80" ];
    ExposedPorts = { "80/tcp" = { }; };
  };
}
"#;

/// What `existing` lacks, a line each.
#[track_caller]
fn differences(existing: &str) -> Vec<String> {
    let found = missing(existing, WANTED).unwrap();
    let line = |place: String, what: What| match what {
        What::Lacks(what) => format!("{place} lacks {what}"),
        What::Differs { existing, wanted } => format!("{place} is {existing}, not {wanted}"),
    };
    found.into_iter().map(|difference| line(difference.place, difference.what)).collect()
}

/// WANTED with the first text in place of the second.
fn edited(from: &str, to: &str) -> String {
    assert!(WANTED.contains(from), "{from}");
    WANTED.replace(from, to)
}

#[test]
fn what_says_the_same_is_no_difference() {
    assert_eq!(differences(WANTED), [""; 0]);
    for (from, to) in [
        ("lib.fakeHash", "\"sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\""),
        ("lib.fakeHash", "null"),
        ("[ python root pkgs.curl ]", "with pkgs; [ git curl python root ]"),
        ("[ python root pkgs.curl ]", "[ python root ] ++ lib.optionals true [ pkgs.curl ]"),
        ("[ python root pkgs.curl ]", "[ (python) root (pkgs.curl) ] ++ [ pkgs.git ]"),
        ("(ps: [ ps.flask ])", "(p: with p; [ flask requests ])"),
        ("env.CGO_ENABLED = \"0\";", "env = { CGO_ENABLED = \"0\"; GOFLAGS = \"-v\"; };"),
        ("version = VERSION;", "version = \"dev\";"),
        ("inherit (pkgs) lib;", "lib = pkgs.lib; extra = 1;"),
        ("mkdir -p $out/bin\n", "# folders\n  mkdir -p $out/bin\n    mkdir -p $out/etc\n"),
        ("\"PATH=/bin\" \"PORT=80\"", "\"PORT=8\" \"LANG=C\" \"PATH=/bin\" \"PORT=80\""),
        ("config = {", "config.Labels.a = \"b\"; config = {"),
        ("buildLayeredImage {", "streamLayeredImage {"),
        ("# Dockerfile:3", "# a comment of mine"),
        ("import <nixpkgs> { }", "import ./nixpkgs.nix { config = { }; }"),
    ] {
        assert_eq!(differences(&edited(from, to)), [""; 0], "{to}");
    }
}

#[test]
fn a_flake_that_says_the_same_is_in_step() {
    let body = WANTED.split_once("}:").unwrap().1;
    let flake = format!(
        "{{ inputs.nixpkgs.url = \"x\"; outputs = {{ self, nixpkgs }}: let pkgs = nixpkgs.legacyPackages.x86_64-linux; \
         VERSION = \"dev\"; in {{ packages.x86_64-linux.default = {body}; }}; }}"
    );
    assert_eq!(differences(&flake), [""; 0]);
}

#[test]
fn what_is_gone_or_different_is_named_at_its_place() {
    for (from, to, expected) in [
        ("pkgs.curl ]", "]", "contents lacks pkgs.curl"),
        ("ps.flask", "ps.django", "python lacks ps.flask"),
        ("\"PORT=80\"", "\"PORT=8080\"", "config.Env PORT is \"PORT=8080\", not \"PORT=80\""),
        ("\"PORT=80\"", "", "config.Env lacks PORT"),
        ("\"app\" \"--port\" \"80\"", "\"app\"", "config.Cmd is [ \"app\" ], not [ \"app\" \"--port\" \"80\" ]"),
        ("\"80/tcp\" = { };", "", "config.ExposedPorts lacks 80/tcp"),
        ("name = \"api\"", "name = \"web\"", "name is \"web\", not \"api\""),
        ("ln -s ${app}/bin/app $out/bin/app", "", "root lacks `ln -s ${app}/bin/app $out/bin/app`"),
        ("CGO_ENABLED = \"0\"", "CGO_ENABLED = \"1\"", "app.env.CGO_ENABLED is \"1\", not \"0\""),
        ("VERSION ? \"dev\"", "VERSION ? \"2\"", "VERSION is \"2\", not \"dev\""),
        ("dockerTools.buildLayeredImage", "hello", "the file lacks an image of dockerTools"),
    ] {
        let found = differences(&edited(from, to));
        assert!(found.contains(&expected.to_owned()), "{to}: {found:?}");
    }
}

#[test]
fn names_that_stand_for_each_other_end() {
    let knot =
        "let a = \"${b}${b}\"; b = \"${c.x}${a}\"; c = a.y; d = c.z; in buildImage { name = d; contents = [ a ]; }";
    assert!(!missing(knot, WANTED).unwrap().is_empty());
    assert!(missing(knot, knot).is_ok());
}

#[test]
fn what_is_no_nix_is_an_error() {
    assert!(missing("{ a = ; }", WANTED).is_err());
    assert!(missing(&"[".repeat(5000), WANTED).is_err());
}
