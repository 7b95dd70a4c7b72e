# What an image file declares: the dockerTools function that it calls, and the arguments. The file may be a function
# whose arguments all have defaults, or a flake, whose default package for x86_64-linux it then is.
file:

let
  value = import file;
  called = if builtins.isFunction value then value { } else value;
  pkgs = import <nixpkgs> { };
  flake = called.outputs {
    self = { };
    nixpkgs = {
      inherit (pkgs) lib;
      legacyPackages = pkgs.lib.genAttrs pkgs.lib.systems.flakeExposed (_: pkgs);
      outPath = toString <nixpkgs>;
    };
  };
  image =
    if called ? outputs && !pkgs.lib.isDerivation called then
      flake.packages.x86_64-linux.default
    else
      called;
in
image.dfcheck or (throw "the file is not an image of dockerTools")
