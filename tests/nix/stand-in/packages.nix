# The packages of nixpkgs by name, from the index that the migration itself uses (as `tests/support/nix.rs` hands it
# over): sets of sets of rows. A row is `version program outputs flags`, separated by tabs; what is both a package and a
# set has its row under the empty name.
{
  lib,
  derivations,
  config,
}:

let
  index = builtins.fromJSON (builtins.readFile <nixpkgs-index>);

  permitted = {
    unfree = config.allowUnfree or false || config ? allowUnfreePredicate;
    insecure = config ? permittedInsecurePackages || config ? allowInsecurePredicate;
    broken = config.allowBroken or false;
    unsupported = config.allowUnsupportedSystem or false;
  };
  refuse =
    attr: flag:
    lib.throwIf (
      !permitted.${flag}
    ) "Package '${attr}' is ${flag}: nixpkgs refuses to evaluate it" null;

  package =
    attr: row:
    let
      columns = lib.splitString "\t" row;
      column = n: if n < builtins.length columns then builtins.elemAt columns n else "";
      flags = builtins.filter (flag: permitted ? ${flag}) (lib.splitString "," (column 3));
      made = derivations.make {
        function = "package";
        name = builtins.deepSeq (map (refuse attr) flags) attr;
        outputs = if column 2 == "" then [ "out" ] else lib.splitString "," (column 2);
        meta = lib.optionalAttrs (column 1 != "") { mainProgram = column 1; };
        log = false;
        passthru = {
          pname = attr;
          version = column 0;
          override = new: builtins.seq new made;
          overrideAttrs = new: builtins.seq new made;
        };
      };
    in
    made;

  packageOrSet =
    attr: value:
    if builtins.isString value then
      package attr value
    else
      (if value ? "" then package attr value."" else { })
      // builtins.mapAttrs packageOrSet (removeAttrs value [ "" ]);

  # A `withPackages` that takes a function from the set to a list of its members.
  environment =
    name: set: choose:
    let
      chosen = choose set;
    in
    if !builtins.isList chosen then
      throw "${name}: a list of packages is expected"
    else if !builtins.all lib.isDerivation chosen then
      throw "${name}: not a package in the list"
    else
      derivations.make {
        inherit name;
        function = "withPackages";
        args.packages = chosen;
        meta.mainProgram = lib.head (lib.splitString "-" name);
      };

  top = builtins.mapAttrs packageOrSet index;

  # `name` and its versions, each with more attributes.
  extended =
    name: versions: extra:
    lib.genAttrs (builtins.filter (attr: top ? ${attr}) (map (version: name + version) versions)) (
      attr: top.${attr} // extra attr
    );
in
top
// extended "python3" [ "" "11" "12" "13" "14" "15" ] (attr: {
  pkgs = top.python3Packages;
  withPackages = environment "${attr}-env" top.python3Packages;
  interpreter = "${top.${attr}}/bin/python3";
  sitePackages = "lib/python3.13/site-packages";
  pythonVersion = "3.13";
})
// extended "perl" [ "" "5" "540" "542" ] (attr: {
  pkgs = top.perlPackages;
  withPackages = environment "${attr}-env" top.perlPackages;
})
// extended "ruby" [ "" "_3_3" "_3_4" "_3_5" "_4_0" ] (attr: {
  gems = top.rubyPackages;
  withPackages = environment "${attr}-env" top.rubyPackages;
})
