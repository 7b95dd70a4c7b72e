{
  description = "A Dockerfile linter, and an assistant that turns a Dockerfile into a Nix image";

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";

  outputs =
    { self, nixpkgs }:
    let
      inherit (nixpkgs) lib;
      forAllSystems = make: lib.genAttrs lib.systems.flakeExposed (system: make nixpkgs.legacyPackages.${system});
    in
    {
      packages = forAllSystems (
        pkgs:
        rec {
          dfcheck = pkgs.callPackage ./package.nix { };
          default = dfcheck;
        }
        // lib.optionalAttrs pkgs.stdenv.hostPlatform.isLinux {
          # What dfcheck made of tests/examples/dfcheck/Dockerfile.
          image = import ./image.nix { inherit pkgs; };
        }
      );

      apps = forAllSystems (pkgs: rec {
        dfcheck = {
          type = "app";
          program = lib.getExe self.packages.${pkgs.stdenv.hostPlatform.system}.dfcheck;
          meta.description = "Check Dockerfiles, or turn one into a Nix image";
        };
        default = dfcheck;
      });

      devShells = forAllSystems (pkgs: {
        default = pkgs.mkShell {
          inputsFrom = [ self.packages.${pkgs.stdenv.hostPlatform.system}.dfcheck ];
          packages = [
            pkgs.clippy
            pkgs.rustfmt
            pkgs.cargo-insta
            pkgs.pre-commit
          ];
          # The tests that evaluate Nix expressions fail instead of being skipped.
          DFCHECK_REQUIRE_NIX = "1";
        };
      });

      overlays.default = final: _: { dfcheck = final.callPackage ./package.nix { }; };
    };
}
