# What an image file declares: the dockerTools function that it calls, and the arguments. The file may be a function
# whose arguments all have defaults, or a flake, whose default package for x86_64-linux it then is.
file:

let
  value = import file;
  called = if builtins.isFunction value then value { } else value;
  pkgs = import <nixpkgs> { };
  flake = called.outputs {
    self = flake;
    nixpkgs = {
      inherit (pkgs) lib;
      legacyPackages = pkgs.lib.genAttrs pkgs.lib.systems.flakeExposed (_: pkgs);
      outPath = toString <nixpkgs>;
    };
  };
  image =
    if called ? outputs && !pkgs.lib.isDerivation called then
      # An app that is there runs what the image is.
      let
        app = flake.apps.x86_64-linux.default or null;
        image = flake.packages.x86_64-linux.default;
      in
      assert app == null || app.type == "app" && app.program == "${image}";
      image
    else
      called;
in
image.dfcheck or (throw "the file is not an image of dockerTools")
