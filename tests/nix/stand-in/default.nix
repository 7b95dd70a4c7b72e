# A stand-in for nixpkgs, for tests without a network: evaluates what a migrated image says, and fails where nixpkgs
# would. It knows which attributes exist (the index in rules/nix), which arguments functions take, and what they refuse.
# Nothing can be built with it: derivations are sets with a made-up store path.
{
  system ? "x86_64-linux",
  config ? { },
  overlays ? [ ],
  ...
}:

let
  lib = import ./lib;
  derivations = import ./derivation.nix { inherit lib; };
  packages = import ./packages.nix { inherit lib derivations config; };
  pkgs =
    packages
    // import ./builders.nix { inherit lib derivations; }
    // import ./fetchers.nix { inherit lib derivations; }
    // import ./languages.nix {
      inherit
        lib
        derivations
        packages
        pkgs
        ;
    }
    // {
      inherit lib pkgs config;
      inherit (derivations) stdenv stdenvNoCC;
      inherit (pkgs.stdenv) hostPlatform buildPlatform targetPlatform;
      inherit system;
      dockerTools = import ./docker-tools.nix { inherit lib derivations pkgs; };
      buildPackages = pkgs;
      pkgsStatic = pkgs;
      pkgsMusl = pkgs;
      pkgsi686Linux = pkgs;
      pkgsCross = lib.genAttrs [
        "aarch64-multiplatform"
        "aarch64-multiplatform-musl"
        "armv7l-hf-multiplatform"
        "gnu64"
        "i686-embedded"
        "musl64"
        "ppc64"
        "powernv"
        "raspberryPi"
        "riscv64"
        "s390x"
      ] (_: pkgs);
      callPackage = f: args: pkgs.callPackageWith pkgs f args;
      callPackageWith =
        scope: f: args:
        let
          function = if lib.isFunction f then f else import f;
        in
        function (builtins.intersectAttrs (builtins.functionArgs function) scope // args);
      extend = overlay: pkgs // overlay (pkgs // overlay pkgs pkgs) pkgs;
    };
in
lib.foldl' (set: overlay: set // overlay (set // overlay set set) set) pkgs overlays
