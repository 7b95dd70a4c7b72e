# A stand-in for nix2container: its functions take exactly the arguments of nix2container's own, and an image shows what
# it was given.
{
  pkgs ? import <nixpkgs> { },
}:

let
  derivations = import ./derivation.nix { inherit (pkgs) lib; };

  checkPermission =
    {
      path,
      regex,
      mode ? "",
      uid ? 0,
      gid ? 0,
      uname ? "",
      gname ? "",
    }:
    assert builtins.isString regex && builtins.isInt uid && builtins.isInt gid;
    assert mode == "" || builtins.match "[0-7]{3,5}" mode != null || throw "mode ${mode} is not octal";
    "${path}";

  buildImage =
    {
      name,
      tag ? null,
      config ? { },
      layers ? [ ],
      copyToRoot ? null,
      fromImage ? "",
      arch ? "amd64",
      perms ? [ ],
      maxLayers ? 1,
      initializeNixDatabase ? false,
      nixUid ? 0,
      nixGid ? 0,
      created ? "0001-01-01T00:00:00Z",
      contents ? null,
      meta ? { },
    }@args:
    assert contents == null || throw "The contents parameter is deprecated.";
    let
      roots = if builtins.isList copyToRoot then copyToRoot else [ copyToRoot ];
      made = derivations.mkDerivationAs "nix2container.buildImage" {
        name = "image-${baseNameOf name}.json";
        imageName = pkgs.lib.toLower name;
        config = builtins.toJSON config;
        roots = map (path: "${path}") (builtins.filter (path: path != null) roots);
        perms = map checkPermission perms;
        from = "${fromImage}";
        inherit arch created;
      };
    in
    made
    // {
      dfcheck = {
        function = "nix2container.buildImage";
        args = builtins.seq made.outPath args;
      };
    };

  pullImage =
    {
      imageName,
      imageDigest,
      sha256,
      os ? "linux",
      arch ? "amd64",
      tlsVerify ? true,
      name ? "docker-image-${baseNameOf imageName}",
    }:
    derivations.mkDerivationAs "nix2container.pullImage" {
      inherit
        name
        imageDigest
        os
        arch
        ;
      outputHash = sha256;
    };
in
{
  nix2container = { inherit buildImage pullImage; };
}
