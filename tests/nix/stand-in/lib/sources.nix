# Sources taken from the directory of the file. What they select is looked up, so that a missing file is an error, and
# told to the test; the store path is made up, so that it does not depend on what is in the files.
{ lib }:

let
  inherit (import ../derivation.nix { inherit lib; }) make;

  checkPath =
    function: argument: value:
    if !builtins.isPath value then
      throw "${function}: ${argument} is of type ${builtins.typeOf value}, but it should be a path instead."
    else if !builtins.pathExists value then
      throw "${function}: ${argument} (${toString value}) is a path that does not exist."
    else
      value;

  source =
    function: name: args:
    make { inherit function name args; };

  # A file set is a list of paths; operations that take away are not worked out, only what they are made of is checked.
  coerce =
    function: value:
    if value._type or null == "fileset" then
      value
    else
      {
        _type = "fileset";
        paths = [ (checkPath function "an element" value) ];
      };
  combine = function: values: {
    _type = "fileset";
    paths = lib.concatMap (value: (coerce function value).paths) values;
  };

  below =
    root: path:
    let
      base = toString root + "/";
    in
    if path == root then
      "."
    else if lib.hasPrefix base (toString path) then
      lib.removePrefix base (toString path)
    else
      throw "lib.fileset.toSource: `fileset` could contain files in ${toString path}, which is not under the `root` ${toString root}.";

  fileset = {
    toSource =
      { root, fileset }:
      let
        base = checkPath "lib.fileset.toSource" "`root`" root;
        files = (coerce "lib.fileset.toSource" fileset).paths;
      in
      source "lib.fileset.toSource" "source" { files = map (below base) files; };
    union =
      left: right:
      combine "lib.fileset.union" [
        left
        right
      ];
    unions =
      values:
      if builtins.isList values then
        combine "lib.fileset.unions" values
      else
        throw "lib.fileset.unions: Argument is of type ${builtins.typeOf values}, but it should be a list instead.";
    intersection =
      left: right:
      builtins.seq (coerce "lib.fileset.intersection" right) (coerce "lib.fileset.intersection" left);
    difference =
      left: right:
      builtins.seq (coerce "lib.fileset.difference" right) (coerce "lib.fileset.difference" left);
    fileFilter =
      predicate: path:
      if builtins.isFunction predicate then
        coerce "lib.fileset.fileFilter" path
      else
        throw "lib.fileset.fileFilter: First argument is of type ${builtins.typeOf predicate}, but it should be a function instead.";
    maybeMissing =
      path:
      if !builtins.isPath path then
        throw "lib.fileset.maybeMissing: Argument is of type ${builtins.typeOf path}, but it should be a path instead."
      else
        {
          _type = "fileset";
          paths = if builtins.pathExists path then [ path ] else [ ];
        };
    gitTracked = coerce "lib.fileset.gitTracked";
  };

  cleanSourceWith =
    {
      src,
      filter ? _: _: true,
      name ? "source",
    }:
    let
      path = src.origin or (checkPath "lib.cleanSourceWith" "`src`" src);
    in
    source "lib.cleanSourceWith" name { } // { origin = builtins.seq path path; };
in
{
  inherit fileset cleanSourceWith;
  cleanSource = src: cleanSourceWith { inherit src; };
  cleanSourceFilter = _: _: true;
  sourceByRegex =
    src: regexes:
    builtins.seq (map (regex: builtins.match regex "") regexes) (cleanSourceWith {
      inherit src;
    });
  sourceFilesBySuffices =
    src: suffixes:
    builtins.deepSeq suffixes (cleanSourceWith {
      inherit src;
    });
}
