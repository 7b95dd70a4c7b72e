# The builders of languages: what they require and refuse. Other arguments go to mkDerivation, as in nixpkgs.
{
  lib,
  derivations,
  packages,
  pkgs,
}:

let
  inherit (derivations) mkDerivationAs;

  # The attributes of a derivation's arguments, whether they are given as a set or as a function of the final ones.
  settle = args: if builtins.isFunction args then lib.fix args else args;

  # What is neither an environment variable nor a list of derivations, and used by the builder alone.
  builder =
    function: own: check: given:
    let
      args = settle given;
    in
    builtins.seq (check args) (
      builtins.deepSeq (builtins.intersectAttrs (lib.genAttrs own (_: null)) args) (
        mkDerivationAs function (removeAttrs args own)
      )
    );

  # A builder that can be given other tools: `(buildGoModule.override { go = pkgs.go_1_25; }) { … }`.
  overridable = build: tools: {
    __functor = _: build;
    override =
      new:
      let
        unknown = builtins.attrNames (removeAttrs new tools);
        wrong = lib.filterAttrs (_: tool: !lib.isDerivation tool) new;
      in
      if unknown != [ ] then
        throw "override: unexpected argument ${toString unknown}"
      else if wrong != { } then
        throw "override: ${toString (builtins.attrNames wrong)} is not a package"
      else
        builtins.deepSeq (map (tool: tool.outPath) (builtins.attrValues new)) (overridable build tools);
  };

  checkGo =
    args:
    if args ? vendorSha256 then
      throw "buildGoModule: Expect vendorHash instead of vendorSha256"
    else if !(args ? vendorHash) then
      throw "buildGoModule: vendorHash is missing"
    else if args.vendorHash == null then
      true
    else
      derivations.checkHash null args.vendorHash;

  checkRust =
    args:
    if args.cargoHash or null != null then
      derivations.checkHash null args.cargoHash
    else if args.cargoLock or null != null then
      cargoLock args.cargoLock
    else if args.cargoVendorDir or null != null || args.cargoDeps or null != null then
      true
    else
      throw "cargoHash, cargoVendorDir, cargoDeps, or cargoLock must be set";
  cargoLock =
    {
      lockFile ? null,
      lockFileContents ? null,
      outputHashes ? { },
      allowBuiltinFetchGit ? false,
      extraRegistries ? { },
    }:
    if lockFile != null && builtins.readFile lockFile == "" then
      throw "importCargoLock: the lock file is empty"
    else
      builtins.all (derivations.checkHash null) (builtins.attrValues outputHashes);

  checkPython =
    args:
    if args ? pyproject && args ? format then
      throw "buildPythonPackage: `pyproject` and `format` exclude each other"
    else if args ? pyproject || args ? format then
      true
    else
      throw "buildPythonPackage: does not configure a `format`. Set `pyproject = true` and `build-system = [ setuptools ]`.";
  python =
    function:
    builder function [ "build-system" "dependencies" "optional-dependencies" "pyproject" ] checkPython;

  pythonPackages = packages.python3Packages // {
    buildPythonPackage = python "buildPythonPackage";
    buildPythonApplication = python "buildPythonApplication";
    python = pkgs.python3;
  };

  buildComposerProject2 = builder "buildComposerProject2" [ ] (
    args: derivations.checkHash null (args.vendorHash or "")
  );

  phpWith =
    attr:
    let
      environment =
        function: args:
        mkDerivationAs function (
          {
            name = "${attr}-with-extensions";
            meta.mainProgram = "php";
          }
          // args
        );
      chosen =
        choose:
        choose {
          enabled = [ ];
          all = packages.phpExtensions;
        };
    in
    packages.${attr}
    // {
      extensions = packages.phpExtensions;
      packages = {
        inherit (packages.phpPackages) composer;
      };
      withExtensions =
        choose: environment "php.withExtensions" { extensions = chosen choose; } // { inherit buildComposerProject2; };
      buildEnv =
        {
          extensions ? { enabled, ... }: enabled,
          extraConfig ? "",
        }:
        environment "php.buildEnv" {
          inherit extraConfig;
          extensions = chosen extensions;
        };
      inherit buildComposerProject2;
    };
  phps = lib.filter (attr: packages ? ${attr}) [
    "php"
    "php82"
    "php83"
    "php84"
    "php85"
  ];
in
{
  buildGoModule = overridable (builder "buildGoModule" [ "overrideModAttrs" ] checkGo) [
    "go"
    "cacert"
    "gitMinimal"
    "lib"
    "stdenv"
  ];
  buildNpmPackage = overridable (builder "buildNpmPackage" [ ] (
    args: derivations.checkHash null (args.npmDepsHash or "")
  )) [ "nodejs" ];
  importNpmLock = {
    __functor =
      _: args:
      mkDerivationAs "importNpmLock" {
        name = "npm-lock";
        lockFile = builtins.readFile (args.npmRoot + "/package-lock.json");
      };
    npmConfigHook = mkDerivationAs "importNpmLock.npmConfigHook" { name = "npm-config-hook"; };
  };
  rustPlatform = {
    buildRustPackage = builder "buildRustPackage" [ "cargoLock" "depsExtraArgs" ] checkRust;
    importCargoLock =
      args:
      builtins.seq (cargoLock args) (mkDerivationAs "importCargoLock" { name = "cargo-vendor-dir"; });
  };
  python3Packages = pythonPackages;
  phpExtensions = packages.phpExtensions;
  maven = packages.maven // {
    buildMavenPackage = builder "buildMavenPackage" [ "mvnFetchExtraArgs" ] (
      args: builtins.seq args.src (derivations.checkHash null (args.mvnHash or ""))
    );
  };
  gradle = packages.gradle // {
    fetchDeps =
      {
        pkg ? throw "gradle.fetchDeps: neither `pkg` nor `pname` says whose dependencies these are",
        pname ? null,
        attrPath ? pname,
        bwrapFlags ? "",
        data,
        silent ? true,
        useBwrap ? true,
      }:
      mkDerivationAs "gradle.fetchDeps" {
        name = "gradle-deps";
        data = if builtins.isPath data then builtins.toJSON (builtins.fromJSON (builtins.readFile data)) else data;
      };
  };
  yarn-berry = packages.yarn-berry // {
    fetchYarnBerryDeps =
      {
        src ? null,
        hash ? "",
        sha256 ? "",
        ...
      }@args:
      mkDerivationAs "fetchYarnBerryDeps" (
        args
        // {
          name = "offline";
          checkedHash = derivations.checkHash (if hash == "" then "sha256" else null) (
            if hash == "" then sha256 else hash
          );
        }
      );
    yarnBerryConfigHook = mkDerivationAs "yarnBerryConfigHook" { name = "yarn-berry-config-hook"; };
  };
  buildDotnetModule = builder "buildDotnetModule" [ "projectReferences" ] (_: true);
  bundlerEnv =
    args:
    mkDerivationAs "bundlerEnv" (
      removeAttrs args [
        "gemConfig"
        "gemset"
      ] // { name = args.name or args.pname; }
    )
    // {
      wrappedRuby = mkDerivationAs "wrappedRuby" {
        name = "wrapped-ruby";
        meta.mainProgram = "ruby";
      };
    };
  buildRubyGem = builder "buildRubyGem" [ ] (_: true);
}
// lib.genAttrs (map (version: "python${version}Packages") (
  lib.filter (version: packages ? "python${version}") [
    "311"
    "312"
    "313"
    "314"
    "315"
  ]
)) (_: pythonPackages)
// lib.genAttrs phps phpWith
// builtins.listToAttrs (
  map (attr: lib.nameValuePair "${attr}Extensions" packages.phpExtensions) phps
)
