{
  lib,
  rustPlatform,
  nix,
}:

let
  manifest = (lib.importTOML ./Cargo.toml).package;
in
rustPlatform.buildRustPackage {
  pname = manifest.name;
  inherit (manifest) version;

  src = lib.fileset.toSource {
    root = ./.;
    # What the program and its tests are made of; snapshots and documents are read by tests.
    fileset = lib.fileset.difference (lib.fileset.gitTracked ./.) (
      lib.fileset.unions [
        ./flake.nix
        ./package.nix
      ]
    );
  };
  cargoLock.lockFile = ./Cargo.lock;

  nativeCheckInputs = [ nix ];

  meta = {
    inherit (manifest) description;
    license = [
      lib.licenses.mit
      lib.licenses.asl20
    ];
    mainProgram = manifest.name;
  };
}
