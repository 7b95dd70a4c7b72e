# Lists the packages of one set of nixpkgs as attributes.tsv has them. README.md says how to use it.
{
  # A nixpkgs to describe.
  nixpkgs ? <nixpkgs>,
  # The set; "" for the top level.
  set ? "",
}:
let
  pkgs = import nixpkgs {
    # Whatever evaluates is listed, with flags that say what is wrong with it.
    config = {
      allowAliases = false;
      allowBroken = true;
      allowInsecurePredicate = _: true;
      allowUnfree = true;
      allowUnsupportedSystem = true;
    };
    overlays = [ ];
  };
  inherit (pkgs) lib;

  path = lib.splitString "." set;
  members = if set == "" then pkgs else lib.getAttrFromPath path pkgs;

  # Members that do not evaluate are no packages.
  try =
    default: value:
    let
      result = builtins.tryEval value;
    in
    if result.success then result.value else default;
  text = value: if lib.isString value then builtins.unsafeDiscardStringContext value else "";
  isPackage = value: try false (lib.isDerivation value) && try false (lib.isString value.drvPath);

  flagsOf =
    name: value:
    let
      meta = value.meta or { };
      flag = name: condition: lib.optional (try false condition) name;
      # The versions of Python whose sets lack a member of python3Packages.
      lackingPythons = lib.optionals (set == "python3Packages") (
        lib.concatMap
          (version: lib.optional (!isPackage (pkgs."python${version}Packages".${name} or null)) "no-${version}")
          [
            "311"
            "312"
            "314"
          ]
      );
      phpVersion = builtins.match "php([0-9]*)Extensions" set;
      phpName = if phpVersion == [ "" ] then "php" else "php${lib.head phpVersion}";
      # Whether PHP has this extension anyway: only then has this derivation a path.
      withDefaults = pkgs.${phpName}.withExtensions (
        { enabled, all }: if lib.elem all.${name} enabled then enabled else throw "not enabled"
      );
      isDefault = lib.isString withDefaults.drvPath;
    in
    flag "broken" (meta.broken or false)
    ++ flag "insecure" ((meta.knownVulnerabilities or [ ]) != [ ])
    ++ flag "unfree" (meta.unfree or false)
    ++ flag "unsupported" (meta.unsupported or false)
    ++ lib.optionals (phpVersion != null) (flag "default" isDefault)
    ++ lackingPythons;

  # Members of these are given to an interpreter; their programs and outputs do not matter.
  isLibrarySet = builtins.match "(perl|python3|ruby)Packages|php[0-9]*Extensions" set != null;

  line =
    name: value:
    let
      outputs = lib.concatStringsSep "," (try [ ] (value.outputs or [ "out" ]));
      fields = [
        (lib.concatStringsSep "." (lib.optionals (set != "") path ++ [ name ]))
        (text (try "" (value.version or "")))
        (lib.optionalString (!isLibrarySet) (text (try "" (value.meta.mainProgram or ""))))
        (lib.optionalString (!isLibrarySet && outputs != "out" && outputs != "out,dist") outputs)
        (lib.concatStringsSep "," (flagsOf name value))
      ];
      # Empty fields at the end are left out.
      trimmed = lib.foldr (field: rest: if rest == [ ] && field == "" then [ ] else [ field ] ++ rest) [ ] fields;
    in
    lib.concatStringsSep "\t" trimmed + "\n";

  isName = name: builtins.match "[A-Za-z0-9_+'-]+" name != null;
  listed = lib.filter (name: isName name && isPackage members.${name}) (lib.attrNames members);
in
lib.concatMapStrings (name: line name members.${name}) listed
