# Fixed-output derivations: what is downloaded needs a hash. Names of arguments are nixpkgs' own.
{ lib, derivations }:

let
  hashes = [
    "hash"
    "sha256"
    "sha512"
    "sha1"
    "outputHash"
  ];

  # One hash at most. An empty or missing one is what nixpkgs' fetchers take for "tell me the right one".
  fixed =
    function: name: args:
    let
      given = lib.filter (hash: args ? ${hash} && args.${hash} != "") hashes;
      hash = lib.head given;
      algorithm =
        if hash == "hash" then
          null
        else if hash == "outputHash" then
          args.outputHashAlgo or null
        else
          hash;
    in
    if builtins.length given > 1 then
      throw "multiple hashes passed to ${function}: ${toString given}"
    else
      derivations.mkDerivationAs function (
        removeAttrs args [ "derivationArgs" ]
        // {
          inherit name;
          ${if given == [ ] then null else "checkedHash"} = derivations.checkHash algorithm args.${hash};
        }
        // args.derivationArgs or { }
      );

  urlOf =
    function: args:
    let
      urls = args.urls or [ ];
      url = args.url or "";
    in
    if url != "" && urls == [ ] then
      if builtins.isString url then url else throw "${function}: `url` is not a string"
    else if url == "" && urls != [ ] then
      lib.head urls
    else
      throw "${function} requires either `url` or `urls` to be set";

  fetchurlArgs =
    {
      url ? "",
      urls ? [ ],
      curlOpts ? "",
      curlOptsList ? [ ],
      name ? null,
      pname ? null,
      version ? null,
      hash ? "",
      sha1 ? "",
      sha256 ? "",
      sha512 ? "",
      outputHash ? "",
      outputHashAlgo ? "",
      recursiveHash ? false,
      netrcPhase ? null,
      netrcImpureEnvVars ? [ ],
      postFetch ? "",
      downloadToTemp ? false,
      executable ? false,
      showURLs ? false,
      meta ? { },
      passthru ? { },
      preferLocalBuild ? true,
      nativeBuildInputs ? [ ],
      derivationArgs ? { },
    }@args:
    args;
  fetchurl =
    args: fixed "fetchurl" (args.name or (baseNameOf (urlOf "fetchurl" args))) (fetchurlArgs args);

  fetchzip =
    args:
    let
      own = [
        "extraPostFetch"
        "stripRoot"
        "extension"
      ];
    in
    builtins.seq (fetchurlArgs (removeAttrs args own) // { url = urlOf "fetchzip" args; }) (
      fixed "fetchzip" (args.name or "source") args
    );

  fetchgit =
    {
      url,
      tag ? null,
      rev ? null,
      name ? "source",
      hash ? "",
      sha256 ? "",
      outputHash ? "",
      outputHashAlgo ? null,
      leaveDotGit ? null,
      fetchSubmodules ? true,
      deepClone ? false,
      branchName ? null,
      sparseCheckout ? null,
      nonConeMode ? null,
      nativeBuildInputs ? [ ],
      preFetch ? "",
      postCheckout ? "",
      postFetch ? "",
      preferLocalBuild ? true,
      fetchLFS ? false,
      netrcPhase ? null,
      netrcImpureEnvVars ? [ ],
      passthru ? { },
      meta ? { },
      allowedRequisites ? null,
      fetchTags ? false,
      rootDir ? "",
      gitConfigFile ? null,
      derivationArgs ? { },
    }@args:
    if tag != null && rev != null then
      throw "fetchgit requires one of either `rev` or `tag` to be provided (not both)."
    else
      fixed "fetchgit" name args;

  fromForge =
    function:
    {
      owner,
      repo,
      tag ? null,
      rev ? null,
      name ? "source",
      ...
    }@args:
    if (tag == null) == (rev == null) then
      throw "${function} requires one of either `rev` or `tag` to be provided (not both)."
    else
      fixed function name args;
in
{
  inherit fetchurl fetchzip fetchgit;
  fetchFromGitHub = fromForge "fetchFromGitHub";
  fetchFromGitLab = fromForge "fetchFromGitLab";
  fetchFromGitea = fromForge "fetchFromGitea";
  fetchFromCodeberg = fromForge "fetchFromCodeberg";
  fetchFromBitbucket = fromForge "fetchFromBitbucket";
  fetchpatch = args: fixed "fetchpatch" (args.name or (baseNameOf args.url)) args;
  fetchYarnDeps = args: fixed "fetchYarnDeps" (args.name or "offline") args;
  fetchNpmDeps = args: fixed "fetchNpmDeps" (args.name or "npm-deps") args;
  fetchPnpmDeps =
    args:
    if
      !builtins.elem (args.fetcherVersion or null) [
        3
        4
      ]
    then
      throw "fetchPnpmDeps: `fetcherVersion` is not set to a supported value (3, 4)"
    else
      fixed "fetchPnpmDeps" "${args.pname}-pnpm-deps" args;
  requireFile = args: fixed "requireFile" args.name args;
}
