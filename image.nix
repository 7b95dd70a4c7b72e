# Migrated from Dockerfile by dfcheck.
{
  pkgs ? import <nixpkgs> { },
}:

let
  inherit (pkgs) lib;

  # Dockerfile:6  cargo build --release --locked
  build = pkgs.rustPlatform.buildRustPackage {
    pname = "dfcheck";
    version = "0.1.0";
    src = lib.fileset.toSource {
      root = ./.;
      fileset = lib.fileset.unions [
        ./Cargo.lock
        ./Cargo.toml
        ./build.rs
        ./rules
        ./src
      ];
    };
    cargoLock.lockFile = ./Cargo.lock;
    doCheck = false;
  };

  # Dockerfile:9  COPY --from=build /usr/src/dfcheck/target/release/dfcheck /usr/local/bi…
  app = pkgs.runCommand "app" { } ''
    mkdir -p $out/usr/local/bin
    ln -s ${build}/bin/dfcheck $out/usr/local/bin/dfcheck
  '';
in
pkgs.dockerTools.buildLayeredImage {
  name = "dfcheck";
  tag = "latest";

  contents = [ app ];

  extraCommands = ''
    # Dockerfile:10  WORKDIR /work
    mkdir -p work
  '';

  config = {
    Env = [ "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" ];
    # Dockerfile:10
    WorkingDir = "/work";
    # Dockerfile:11
    Entrypoint = [ "/usr/local/bin/dfcheck" ];
    # Dockerfile:12
    Cmd = [ "--help" ];
  };
}
