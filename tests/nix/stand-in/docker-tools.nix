# dockerTools: the arguments are exactly those of nixpkgs' functions, and so is what they refuse.
{
  lib,
  derivations,
  pkgs,
}:

let
  compressors = [
    "none"
    "gz"
    "zstd"
  ];
  checkCompressor =
    compressor: name:
    if builtins.elem compressor compressors then
      true
    else
      throw "in docker image ${name}: compressor must be one of: [${toString compressors}]";

  # The image, and what the test wants to know of it.
  image =
    function: args: derivationArgs:
    let
      made = derivations.mkDerivationAs function (
        derivationArgs
        // {
          imageName = lib.toLower args.name;
          imageTag = if args.tag or null == null then "" else "${args.tag}";
          config = builtins.toJSON (args.config or { });
        }
      );
    in
    made
    // {
      dfcheck = {
        inherit function;
        args = builtins.seq made.outPath (removeAttrs args [ "passthru" ]);
      };
      override = new: image function (args // new) derivationArgs;
    };

  list = contents: if builtins.isList contents then contents else [ contents ];
  paths =
    contents: map (path: "${path}") (lib.filter (path: path != null) (lib.flatten (list contents)));

  checkLayered =
    {
      name,
      tag ? null,
      fromImage ? null,
      contents ? [ ],
      config ? { },
      architecture ? "amd64",
      created ? "1970-01-01T00:00:01Z",
      mtime ? "1970-01-01T00:00:01Z",
      uid ? 0,
      gid ? 0,
      uname ? "root",
      gname ? "root",
      maxLayers ? 100,
      extraCommands ? "",
      fakeRootCommands ? "",
      enableFakechroot ? false,
      includeStorePaths ? true,
      includeNixDB ? false,
      passthru ? { },
      meta ? { },
      layeringPipeline ? null,
      debug ? false,
    }:
    assert
      layeringPipeline == null
      ->
        maxLayers > 1
        || throw "the maxLayers argument of dockerTools.buildLayeredImage function must be greather than 1 (current value: ${toString maxLayers})";
    assert
      builtins.isBool enableFakechroot
      && builtins.isBool includeStorePaths
      && builtins.isBool includeNixDB;
    {
      name = "stream-${baseNameOf name}";
      extraCommands = "" + extraCommands;
      contents = paths contents;
      inherit
        fromImage
        architecture
        created
        mtime
        uid
        gid
        uname
        gname
        fakeRootCommands
        debug
        ;
    };

  streamLayeredImage = args: image "streamLayeredImage" args (checkLayered args);

  buildLayeredImage =
    {
      name,
      compressor ? "gz",
      meta ? { },
      ...
    }@args:
    assert checkCompressor compressor name;
    image "buildLayeredImage" args (
      checkLayered (
        removeAttrs args [
          "compressor"
          "meta"
        ]
      )
    );

  buildImage =
    args@{
      name,
      tag ? null,
      fromImage ? null,
      fromImageName ? null,
      fromImageTag ? null,
      copyToRoot ? null,
      keepContentsDirlinks ? false,
      config ? null,
      architecture ? "amd64",
      extraCommands ? "",
      uid ? 0,
      gid ? 0,
      runAsRoot ? null,
      diskSize ? 1024,
      buildVMMemorySize ? 512,
      created ? "1970-01-01T00:00:01Z",
      compressor ? "gz",
      includeNixDB ? false,
      contents ? null,
      meta ? { },
    }:
    assert checkCompressor compressor name;
    assert
      contents != null && copyToRoot != null
      -> throw "in docker image ${name}: You can not specify both contents and copyToRoot.";
    image "buildImage" args {
      name = "docker-image-${baseNameOf name}";
      contents = paths (if copyToRoot == null then contents else copyToRoot);
      extraCommands = "" + extraCommands;
      inherit
        fromImage
        architecture
        created
        uid
        gid
        diskSize
        runAsRoot
        ;
    };

  pullImage =
    {
      imageName,
      imageDigest,
      hash ? null,
      sha256 ? null,
      outputHash ? null,
      outputHashAlgo ? null,
      os ? "linux",
      arch ? "amd64",
      finalImageName ? imageName,
      finalImageTag ? "latest",
      tlsVerify ? true,
      name ?
        builtins.replaceStrings [ "/" ":" ] [ "-" "-" ]
          "docker-image-${finalImageName}-${finalImageTag}.tar",
    }:
    let
      given = lib.filter (hash: hash != null) [
        hash
        sha256
        outputHash
      ];
    in
    if given == [ ] then
      throw "fetcher called without `hash`"
    else if builtins.length given > 1 then
      throw "fetcher called with mutually-incompatible arguments"
    else
      derivations.mkDerivationAs "pullImage" {
        inherit
          name
          imageName
          imageDigest
          finalImageName
          finalImageTag
          os
          arch
          ;
        tlsVerify = lib.boolToString tlsVerify;
        outputHash = lib.head given;
        outputHashAlgo = if hash == null then "sha256" else null;
      };

  part = function: pkgs.runCommand function { } "";
in
{
  inherit
    buildImage
    buildLayeredImage
    streamLayeredImage
    pullImage
    ;
  inherit (pkgs) fakeNss;
  buildImageWithNixDb = args: buildImage (args // { includeNixDB = true; });
  buildLayeredImageWithNixDb = args: buildLayeredImage (args // { includeNixDB = true; });
  mergeImages =
    images:
    derivations.mkDerivationAs "mergeImages" {
      name = "merge-docker-images";
      inherit images;
    };
  exportImage =
    {
      name ? fromImage.name,
      fromImage,
      fromImageName ? null,
      fromImageTag ? null,
      diskSize ? 1024,
    }:
    derivations.mkDerivationAs "exportImage" {
      inherit
        name
        fromImage
        fromImageName
        fromImageTag
        diskSize
        ;
    };
  shadowSetup = "export PATH=${pkgs.shadow}/bin:$PATH\n";
  usrBinEnv = part "usr-bin-env";
  binSh = part "bin-sh";
  caCertificates = part "ca-certificates";
}
