# nixpkgs' trivial builders: what they take is what nixpkgs' own take.
{ lib, derivations }:

let
  text =
    function: value:
    if builtins.isString value then
      value
    else
      throw "${function}: the text should be a string, but it is a ${builtins.typeOf value} instead.";

  writeTextFileAs =
    function:
    {
      name,
      text,
      executable ? false,
      destination ? "",
      checkPhase ? "",
      meta ? { },
      passthru ? { },
      allowSubstitutes ? false,
      preferLocalBuild ? true,
      derivationArgs ? { },
      pos ? null,
    }:
    let
      program = builtins.match "/bin/([^/]+)" destination;
    in
    assert
      destination != ""
      ->
        lib.hasPrefix "/" destination && destination != "/"
        || throw "destination must be an absolute path, got '${destination}' instead.";
    derivations.mkDerivationAs function (
      {
        inherit
          name
          text
          executable
          destination
          checkPhase
          passthru
          ;
        meta =
          lib.optionalAttrs (executable && program != null) { mainProgram = lib.head program; } // meta;
      }
      // derivationArgs
    );

  runCommandAs =
    function: name: env: commands:
    derivations.mkDerivationAs function (
      {
        inherit name;
        buildCommand = text function commands;
      }
      // env
    );
  fakeNssWith =
    {
      extraPasswdLines ? [ ],
      extraGroupLines ? [ ],
    }:
    derivations.mkDerivationAs "fakeNss" {
      name = "fake-nss";
      passwd = lib.concatMapStrings (line: line + "\n") extraPasswdLines;
      group = lib.concatMapStrings (line: line + "\n") extraGroupLines;
    };
in
{
  runCommand = runCommandAs "runCommand";
  runCommandLocal = runCommandAs "runCommandLocal";
  runCommandCC = runCommandAs "runCommandCC";

  writeTextFile = writeTextFileAs "writeTextFile";
  writeText =
    name: value:
    writeTextFileAs "writeText" {
      inherit name;
      text = text "pkgs.writeText" value;
    };
  writeTextDir =
    path: value:
    writeTextFileAs "writeTextDir" {
      name = baseNameOf path;
      destination = "/${path}";
      text = text "pkgs.writeTextDir" value;
    };
  writeScript =
    name: value:
    writeTextFileAs "writeScript" {
      inherit name;
      executable = true;
      text = text "pkgs.writeScript" value;
    };
  writeShellScript =
    name: value:
    writeTextFileAs "writeShellScript" {
      inherit name;
      executable = true;
      text = text "pkgs.writeShellScript" value;
    };
  writeScriptBin =
    name: value:
    writeTextFileAs "writeScriptBin" {
      inherit name;
      executable = true;
      destination = "/bin/${name}";
      text = text "pkgs.writeScriptBin" value;
    };
  writeShellScriptBin =
    name: value:
    writeTextFileAs "writeShellScriptBin" {
      inherit name;
      executable = true;
      destination = "/bin/${name}";
      text = text "pkgs.writeShellScriptBin" value;
    };
  writeShellApplication =
    {
      name,
      text,
      runtimeInputs ? [ ],
      runtimeEnv ? null,
      meta ? { },
      passthru ? { },
      checkPhase ? null,
      excludeShellChecks ? [ ],
      extraShellCheckFlags ? [ ],
      bashOptions ? [
        "errexit"
        "nounset"
        "pipefail"
      ],
      derivationArgs ? { },
      inheritPath ? true,
    }:
    writeTextFileAs "writeShellApplication" {
      inherit name meta passthru;
      executable = true;
      destination = "/bin/${name}";
      text =
        lib.concatMapStrings (option: "set -o ${option}\n") bashOptions
        + "export PATH=${lib.makeBinPath runtimeInputs}\n"
        + text;
      derivationArgs =
        derivationArgs
        // lib.optionalAttrs (runtimeEnv != null) { runtimeEnv = builtins.toJSON runtimeEnv; }
        // {
          shellcheckFlags = excludeShellChecks ++ extraShellCheckFlags ++ lib.optional inheritPath "PATH";
        };
    };

  symlinkJoin =
    args@{
      name ? "${args.pname}-${args.version}",
      paths,
      stripPrefix ? "",
      preferLocalBuild ? true,
      allowSubstitutes ? false,
      postBuild ? "",
      failOnMissing ? stripPrefix == "",
      ...
    }:
    derivations.mkDerivationAs "symlinkJoin" (
      args
      // {
        inherit name;
        paths = map (path: "${path}${stripPrefix}") (lib.filter (path: path != null) (lib.flatten paths));
      }
    );

  buildEnv =
    args@{
      name,
      paths,
      manifest ? "",
      ignoreCollisions ? false,
      ignoreSingleFileOutputs ? false,
      includeClosures ? false,
      checkCollisionContents ? true,
      pathsToLink ? [ "/" ],
      extraOutputsToInstall ? [ ],
      extraPrefix ? "",
      postBuild ? "",
      passthru ? { },
      meta ? { },
      derivationArgs ? { },
      pname ? null,
      version ? null,
      nativeBuildInputs ? null,
      buildInputs ? null,
    }:
    derivations.mkDerivationAs "buildEnv" (
      removeAttrs args [ "derivationArgs" ] // { paths = map (path: "${path}") paths; } // derivationArgs
    );

  linkFarm =
    name: entries:
    let
      list =
        if builtins.isList entries then
          entries
        else if builtins.isAttrs entries then
          lib.mapAttrsToList (name: path: { inherit name path; }) entries
        else
          throw "linkFarm entries must be either attrs or a list!";
      link = entry: "ln -s -- ${lib.escapeShellArg "${entry.path}"} ${lib.escapeShellArg entry.name}";
    in
    runCommandAs "linkFarm" name { } (lib.concatMapStringsSep "\n" link list);

  fakeNss = fakeNssWith { } // {
    override = fakeNssWith;
  };
}
