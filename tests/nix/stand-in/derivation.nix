# Derivations that cannot be built: a name, a made-up store path, and the checks that nixpkgs and Nix make.
{ lib }:

let
  store = "/nix/store/eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee-";

  # What a derivation may be given: everything that becomes an environment variable. Sets that are not derivations,
  # and functions, are refused by Nix.
  coerce =
    name: value:
    if builtins.isAttrs value && !(value ? outPath || value ? __toString) then
      throw "cannot coerce a set to a string, while evaluating the attribute '${name}' of a derivation"
    else if builtins.isFunction value then
      throw "cannot coerce a function to a string, while evaluating the attribute '${name}' of a derivation"
    else if builtins.isList value then
      map (coerce name) value
    else
      value;

  hashLengths = {
    md5 = [
      32
      26
      24
    ];
    sha1 = [
      40
      32
      28
    ];
    sha256 = [
      64
      52
      44
    ];
    sha512 = [
      128
      103
      88
    ];
  };
  checkHash =
    algorithm: hash:
    let
      sri = builtins.match "(sha1|sha256|sha512)-([A-Za-z0-9+/]+=*)" hash;
      valid =
        if sri == null then
          algorithm != null
          && builtins.elem (builtins.stringLength hash) hashLengths.${algorithm}
          && builtins.match "[A-Za-z0-9+/=]+" hash != null
        else
          builtins.stringLength (builtins.elemAt sri 1) == lib.last hashLengths.${builtins.head sri};
    in
    if hash == "" || valid then hash else throw "invalid hash '${hash}'";

  # `function` made it out of `args`; what is in `args` is evaluated, and written to the log, when the path is.
  make =
    {
      function,
      name,
      args ? { },
      outputs ? [ "out" ],
      meta ? { },
      passthru ? { },
      log ? true,
    }:
    let
      valid = lib.sanitizeDerivationName name;
      forced = builtins.toJSON {
        inherit function;
        name = valid;
        args = builtins.mapAttrs coerce args;
      };
      withLog =
        if log then
          builtins.trace "dfcheck-derivation ${builtins.unsafeDiscardStringContext forced}"
        else
          lib.id;
      first = builtins.head outputs;
      common = {
        type = "derivation";
        name = valid;
        inherit outputs;
        system = "x86_64-linux";
        drvPath = builtins.seq base "${base}.drv";
        meta = {
          name = valid;
          outputsToInstall = [ first ];
        }
        // meta;
        drvAttrs = args;
      };
      base = builtins.seq forced (withLog (store + valid));
      output =
        outputName:
        common
        // byName
        // passthru
        // {
          inherit outputName;
          outPath = if outputName == first then base else "${base}-${outputName}";
        };
      byName = lib.genAttrs outputs (name: output name // { outputSpecified = true; });
    in
    output first;

  dependencyNames = [
    "depsBuildBuild"
    "nativeBuildInputs"
    "buildInputs"
    "propagatedBuildInputs"
    "propagatedNativeBuildInputs"
    "checkInputs"
    "nativeCheckInputs"
    "nativeInstallCheckInputs"
  ];
  checkDependency =
    name: value:
    if value == null || builtins.isString value || builtins.isPath value || lib.isDerivation value then
      true
    else if builtins.isList value then
      builtins.all (checkDependency name) value
    else
      throw "Dependency is not of a valid type: element of ${name}, of type ${builtins.typeOf value}";
  checkDependencies =
    args:
    builtins.all (
      name:
      if builtins.isList (args.${name} or [ ]) then
        checkDependency name (args.${name} or [ ])
      else
        throw "${name} is not a list"
    ) dependencyNames;

  checkEnv =
    args:
    let
      env = args.env or { };
      bad = lib.filterAttrs (
        _: value:
        !(
          builtins.isString value || builtins.isBool value || builtins.isInt value || lib.isDerivation value
        )
      ) env;
      twice = builtins.attrNames (builtins.intersectAttrs env (removeAttrs args [ "env" ]));
    in
    if !builtins.isAttrs env || lib.isDerivation env then
      throw "`env` must be an attribute set of environment variables."
    else if twice != [ ] then
      throw "The `env` attribute set cannot contain any attributes passed to derivation: ${toString twice}"
    else if bad != { } then
      throw "The `env` attribute set can only contain derivation, string, boolean or integer attributes: ${toString (builtins.attrNames bad)}"
    else
      true;

  # What `overrideAttrs` is given: attributes, or a function of the old ones, or of the final and the old ones.
  changed =
    args: new:
    if !builtins.isFunction new then
      new
    else
      let
        once = new args;
      in
      if builtins.isFunction once then once args else once;

  # stdenv.mkDerivation; `function` is the name of what calls it.
  mkDerivationAs =
    function: given:
    let
      args = if builtins.isFunction given then given (args // { finalPackage = package; }) else given;
      name =
        args.name or (
          if args ? pname && args ? version then
            "${args.pname}-${args.version}"
          else
            throw "${function}: a derivation needs a `name`, or a `pname` and a `version`"
        );
      hidden = [
        "env"
        "meta"
        "passthru"
        "pos"
      ];
      hash = args.outputHash or null;
      checked =
        assert checkDependencies args;
        assert checkEnv args;
        assert hash == null || checkHash (args.outputHashAlgo or null) hash != null;
        removeAttrs args hidden // args.env or { };
      package =
        make {
          inherit function name;
          args = checked;
          outputs = args.outputs or [ "out" ];
          meta = args.meta or { };
          passthru = removeAttrs args (hidden ++ [ "outputs" ]) // args.passthru or { };
        }
        // {
          passthru = args.passthru or { };
          override = new: builtins.seq new package;
          overrideAttrs = new: mkDerivationAs function (args // changed args new);
        };
    in
    package;

  platform = {
    system = "x86_64-linux";
    config = "x86_64-unknown-linux-gnu";
    isLinux = true;
    isDarwin = false;
    isx86_64 = true;
    isAarch64 = false;
    go.GOARCH = "amd64";
    go.GOOS = "linux";
  };
  stdenv = make {
    function = "stdenv";
    name = "stdenv-linux";
    log = false;
    passthru = {
      mkDerivation = mkDerivationAs "stdenv.mkDerivation";
      cc = make {
        function = "package";
        name = "gcc-wrapper";
        log = false;
        passthru.cc = make {
          function = "package";
          name = "gcc";
          outputs = [
            "out"
            "lib"
          ];
          log = false;
        };
      };
      hostPlatform = platform;
      buildPlatform = platform;
      targetPlatform = platform;
      inherit (platform)
        system
        isLinux
        isDarwin
        isx86_64
        isAarch64
        ;
      shell = "${store}bash/bin/bash";
    };
  };
in
{
  inherit
    make
    mkDerivationAs
    stdenv
    checkHash
    ;
  stdenvNoCC = stdenv;
}
