//! The stand-in for nixpkgs accepts what nixpkgs accepts, and refuses what nixpkgs refuses.

#![allow(clippy::panic)]

#[path = "support/nix.rs"]
mod nix;

use serde_json::json;

/// An image file with these arguments to `function`.
fn image(function: &str, arguments: &str) -> String {
    format!(
        "{{ pkgs ? import <nixpkgs> {{ }} }}:\nlet inherit (pkgs) lib; in\npkgs.dockerTools.{function} {{ {arguments} }}"
    )
}

/// An image with `expression` in its contents.
fn containing(expression: &str) -> String {
    image("buildLayeredImage", &format!("name = \"x\"; contents = [ ({expression}) ];"))
}

#[track_caller]
fn accepts(texts: &[&str]) {
    if !nix::available() {
        return;
    }
    for text in texts {
        if let Err(error) = nix::evaluate_image(text) {
            panic!("{error}\n{text}");
        }
    }
}

/// Each file is refused with a message that holds the given words.
#[track_caller]
fn refuses(cases: &[(String, &str)]) {
    if !nix::available() {
        return;
    }
    for (text, words) in cases {
        match nix::evaluate_image(text) {
            Ok(value) => panic!("evaluates to {value}\n{text}"),
            Err(error) => assert!(error.contains(words), "{error}\n{text}"),
        }
    }
}

#[test]
fn an_image_is_observed_with_its_config_and_derivations() {
    if !nix::available() {
        return;
    }
    let text = r#"
      { pkgs ? import <nixpkgs> { }, VERSION ? "1.0" }:
      let site = pkgs.runCommand "site" { } "mkdir -p $out/www # ${VERSION} ${pkgs.openssl.dev}";
      in pkgs.dockerTools.buildLayeredImage {
        name = "acme/web";
        tag = "latest";
        contents = [ pkgs.nginx site pkgs.dockerTools.binSh ];
        config.Cmd = [ (pkgs.lib.getExe pkgs.nginx) ];
        config.Env = [ "V=${VERSION}" ];
      }"#;
    let value = nix::evaluate_image(text).unwrap_or_else(|error| panic!("{error}"));
    let store = |name: &str| format!("/nix/store/{}-{name}", "e".repeat(32));
    assert_eq!(value["function"], "buildLayeredImage");
    assert_eq!(value["args"]["name"], "acme/web");
    assert_eq!(value["args"]["contents"], json!([store("nginx"), store("site"), store("bin-sh")]));
    let config = json!({ "Cmd": [store("nginx") + "/bin/nginx"], "Env": ["V=1.0"] });
    assert_eq!(value["args"]["config"], config);
    let site = json!({ "name": "site", "function": "runCommand", "args": {
        "name": "site", "buildCommand": format!("mkdir -p $out/www # 1.0 {}", store("openssl-dev")),
    }});
    assert_eq!(value["derivations"][0], site);
}

#[test]
fn a_flake_is_observed_by_its_default_package() {
    accepts(&[r#"{
      inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
      outputs = { self, nixpkgs }: {
        packages = nixpkgs.lib.genAttrs [ "x86_64-linux" "aarch64-linux" ] (system:
          let pkgs = nixpkgs.legacyPackages.${system};
          in { default = pkgs.dockerTools.streamLayeredImage { name = "x"; }; });
      };
    }"#]);
}

#[test]
fn every_documented_argument_is_accepted() {
    let stream = r#"
      name = "x"; tag = null; fromImage = null; contents = pkgs.curl; config = { }; architecture = "arm64";
      created = "now"; mtime = "now"; uid = 1; gid = 1; uname = "a"; gname = "a"; maxLayers = 2; extraCommands = "";
      fakeRootCommands = ""; enableFakechroot = true; includeStorePaths = true; includeNixDB = false; passthru = { };
      meta = { }; layeringPipeline = null; debug = true;"#;
    let build = r#"
      name = "x"; tag = "1"; fromImage = null; fromImageName = null; fromImageTag = null; keepContentsDirlinks = false;
      copyToRoot = pkgs.buildEnv { name = "root"; paths = [ pkgs.bash ]; pathsToLink = [ "/bin" ]; };
      config = null; architecture = "amd64"; extraCommands = ""; uid = 0; gid = 0; runAsRoot = "true"; diskSize = 1;
      buildVMMemorySize = 1; created = "now"; compressor = "none"; includeNixDB = false; meta = { };"#;
    let pull = r#"name = "x"; fromImage = pkgs.dockerTools.pullImage {
      imageName = "debian"; imageDigest = "sha256:0"; hash = lib.fakeHash; os = "linux"; arch = "arm64";
      finalImageName = "debian"; finalImageTag = "12"; tlsVerify = true; };"#;
    accepts(&[
        &image("streamLayeredImage", stream),
        &image("buildLayeredImage", &format!("{stream} compressor = \"zstd\";")),
        &image("buildImage", build),
        &image("buildLayeredImage", pull),
    ]);
}

#[test]
fn the_builders_that_emitted_code_uses_are_there() {
    let src = "src = lib.fileset.toSource { root = ./.; fileset = lib.fileset.unions [ ./image.nix ]; };";
    let go = format!(
        r#"(pkgs.buildGoModule.override {{ go = pkgs.go_1_25; }}) {{ pname = "x"; version = "1"; {src}
           vendorHash = lib.fakeHash; env.CGO_ENABLED = 0; subPackages = [ "." ]; }}"#
    );
    let npm = format!(r#"pkgs.buildNpmPackage {{ pname = "x"; version = "1"; {src} npmDepsHash = lib.fakeHash; }}"#);
    let rust = format!(
        r#"pkgs.rustPlatform.buildRustPackage {{ pname = "x"; version = "1"; {src}
           cargoLock.lockFile = ./image.nix; buildInputs = [ pkgs.openssl ]; }}"#
    );
    let make = r#"pkgs.stdenv.mkDerivation (finalAttrs: { pname = "x"; version = "1"; src = lib.cleanSource ./.;
        nativeBuildInputs = with pkgs; [ cmake pkg-config ]; installPhase = "echo ${finalAttrs.version}"; })"#;
    let all = [
        go.as_str(),
        &npm,
        &rust,
        make,
        "pkgs.python3.withPackages (ps: with ps; [ flask ps.gunicorn ])",
        "pkgs.php.withExtensions ({ enabled, all }: enabled ++ [ all.gd all.zip ])",
        "pkgs.php83.buildEnv { extensions = { enabled, all }: enabled ++ [ all.xdebug ]; extraConfig = \"a\"; }",
        "pkgs.writeShellApplication { name = \"x\"; runtimeInputs = [ pkgs.jq ]; text = \"jq\"; }",
        "pkgs.writeTextFile { name = \"x\"; text = \"\"; executable = true; destination = \"/bin/x\"; }",
        "pkgs.linkFarm \"x\" [ { name = \"a\"; path = pkgs.jq; } ]",
        "pkgs.symlinkJoin { name = \"x\"; paths = [ pkgs.jq ]; postBuild = \"\"; }",
        "pkgs.fetchurl { url = \"https://example.org/x\"; hash = lib.fakeHash; executable = true; }",
        "pkgs.fetchzip { url = \"https://example.org/x.zip\"; sha256 = lib.fakeSha256; stripRoot = false; }",
        "pkgs.fetchFromGitHub { owner = \"a\"; repo = \"b\"; rev = \"c\"; hash = \"\"; }",
        "pkgs.dockerTools.fakeNss.override { extraPasswdLines = [ \"a\" ]; }",
        "builtins.path { name = \"env\"; path = ./image.nix; }",
        "pkgs.writeText \"a b\" (lib.makeBinPath [ pkgs.curl pkgs.stdenv.cc.cc.lib ])",
        "pkgs.maven.buildMavenPackage { pname = \"x\"; version = \"1\"; src = ./.; mvnHash = lib.fakeHash; }",
        "pkgs.perl.withPackages (p: [ p.JSONXS ])",
    ];
    accepts(&[&containing(&all.join(") ("))]);
}

#[test]
fn unknown_arguments_of_docker_tools_are_refused() {
    let unexpected = "called with unexpected argument";
    refuses(&[
        (image("buildLayeredImage", "name = \"x\"; runAsRoot = \"\";"), unexpected),
        (image("buildLayeredImage", "name = \"x\"; copyToRoot = [ ];"), unexpected),
        (image("streamLayeredImage", "name = \"x\"; compressor = \"gz\";"), unexpected),
        (image("buildImage", "name = \"x\"; maxLayers = 2;"), unexpected),
        (image("buildImage", "name = \"x\"; fakeRootCommands = \"\";"), unexpected),
        (image("buildLayeredImage", "tag = \"x\";"), "without required argument 'name'"),
        (image("buildLayeredImage", "name = \"x\"; compressor = \"xz\";"), "compressor must be one of"),
        (image("buildLayeredImage", "name = \"x\"; maxLayers = 1;"), "maxLayers"),
        (image("buildLayeredImage", "name = \"x\"; tag = 1;"), "cannot coerce an integer to a string"),
        (image("buildLayeredImage", "name = \"x\"; extraCommands = null;"), "cannot coerce null to a string"),
        (image("buildLayeredImage", "name = \"x\"; contents = [ { } ];"), "cannot coerce a set to a string"),
        (image("buildImage", "name = \"x\"; contents = [ ]; copyToRoot = [ ];"), "both contents and copyToRoot"),
        (containing("pkgs.dockerTools.pullImage { imageName = \"a\"; imageDigest = \"b\"; }"), "without `hash`"),
        (containing("pkgs.dockerTools.pullImage { imageName = \"a\"; hash = lib.fakeHash; }"), "imageDigest"),
        (containing("pkgs.dockerTools.fakeNss.override { passwd = [ ]; }"), unexpected),
        (containing("pkgs.dockerTools.fakeNss.override { extraPasswdLines = \"a\"; }"), "list"),
        (containing("pkgs.dockerTools.busybox"), "attribute 'busybox' missing"),
        (image("buildContainer", "name = \"x\";"), "attribute 'buildContainer' missing"),
    ]);
}

#[test]
fn unknown_and_refused_packages_are_errors() {
    refuses(&[
        (containing("pkgs.libpq-dev"), "attribute 'libpq-dev' missing"),
        (containing("pkgs.curl.lib"), "attribute 'lib' missing"),
        (containing("pkgs.python3.withPackages (ps: [ ps.no-such-module ])"), "attribute 'no-such-module' missing"),
        (containing("pkgs.python3.withPackages (ps: ps.flask)"), "a list of packages"),
        (containing("pkgs.php.withExtensions ({ all, ... }: [ all.no-such-ext ])"), "attribute 'no-such-ext' missing"),
        (containing("lib.noSuchFunction"), "attribute 'noSuchFunction' missing"),
        (containing("pkgs.steam-unwrapped"), "unfree"),
        (containing("pkgs.python2"), "missing"),
    ]);
}

#[test]
fn derivations_that_nixpkgs_refuses_are_errors() {
    let derivation = |args: &str| containing(&format!("pkgs.stdenv.mkDerivation {{ {args} }}"));
    refuses(&[
        (derivation("src = ./.;"), "needs a `name`"),
        (derivation("name = \"x\"; src = ./missing;"), "missing"),
        (derivation("name = \"x\"; buildInputs = [ { } ];"), "not of a valid type"),
        (derivation("name = \"x\"; set = { a = 1; };"), "cannot coerce a set to a string"),
        (derivation("name = \"x\"; f = x: x;"), "cannot coerce a function to a string"),
        (derivation("name = \"x\"; env.A = [ ];"), "can only contain"),
        (derivation("name = \"x\"; A = 1; env.A = 1;"), "cannot contain any attributes passed"),
        (derivation("name = \"x\"; outputHash = \"sha256-abc\";"), "invalid hash"),
        (containing("pkgs.runCommand \"x\" { } [ ]"), "should be a string"),
        (containing("pkgs.writeTextFile { name = \"x\"; text = \"\"; mode = 1; }"), "unexpected argument 'mode'"),
        (containing("pkgs.writeTextFile { name = \"x\"; text = \"\"; destination = \"x\"; }"), "absolute path"),
        (containing("pkgs.buildGoModule { pname = \"x\"; version = \"1\"; src = ./.; }"), "vendorHash is missing"),
        (containing("pkgs.buildGoModule.override { golang = pkgs.go; }"), "unexpected argument"),
        (containing("pkgs.rustPlatform.buildRustPackage { pname = \"x\"; version = \"1\"; }"), "cargoHash"),
        (containing("pkgs.python3Packages.buildPythonApplication { name = \"x\"; }"), "does not configure"),
        (containing("pkgs.gradle.fetchDeps { pname = \"x\"; }"), "without required argument 'data'"),
        (containing("pkgs.gradle.fetchDeps { data = { }; package = 1; }"), "unexpected argument 'package'"),
        (containing("pkgs.fetchurl { hash = lib.fakeHash; }"), "`url` or `urls`"),
        (containing("pkgs.fetchurl { url = \"a\"; hash = \"abc\"; }"), "invalid hash"),
        (containing("pkgs.fetchurl { url = \"a\"; checksum = \"abc\"; }"), "unexpected argument 'checksum'"),
        (containing("lib.fileset.toSource { root = ./.; fileset = ./missing; }"), "does not exist"),
        (containing("lib.fileset.toSource { root = ./.; fileset = ../.; }"), "not under the `root`"),
        (containing("\"${./.env}\""), ".env"),
    ]);
}

#[test]
fn files_that_are_no_image_are_errors() {
    refuses(&[
        ("{ pkgs ? import <nixpkgs> { } }: pkgs.dockerTools.buildLayeredImage {".to_owned(), "syntax error"),
        ("{ pkgs ? import <nixpkgs> { } }: pkgs.hello".to_owned(), "not an image"),
        ("{ pkgs }: pkgs.hello".to_owned(), "without required argument 'pkgs'"),
        ("undefined".to_owned(), "undefined variable"),
        (image("buildLayeredImage", "name = \"x\"; config.Cmd = [ bash ];"), "undefined variable 'bash'"),
    ]);
}
