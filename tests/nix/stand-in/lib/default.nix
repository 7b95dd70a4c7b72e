# The functions of nixpkgs' lib that emitted code uses.
let
  inherit (builtins)
    attrNames
    concatLists
    concatMap
    concatStringsSep
    elem
    filter
    head
    isAttrs
    isFunction
    isList
    isString
    length
    listToAttrs
    map
    replaceStrings
    stringLength
    substring
    ;

  lists = rec {
    optional = condition: item: if condition then [ item ] else [ ];
    optionals = condition: items: if condition then items else [ ];
    toList = value: if isList value then value else [ value ];
    flatten = value: if isList value then concatMap flatten value else [ value ];
    unique = builtins.foldl' (seen: item: if elem item seen then seen else seen ++ [ item ]) [ ];
    last = items: builtins.elemAt items (length items - 1);
    remove = item: filter (other: other != item);
    subtractLists = without: filter (item: !(elem item without));
    range =
      first: last: if first > last then [ ] else builtins.genList (n: first + n) (last - first + 1);
  };

  attrsets = rec {
    nameValuePair = name: value: { inherit name value; };
    mapAttrsToList = f: set: map (name: f name set.${name}) (attrNames set);
    mapAttrs' = f: set: listToAttrs (mapAttrsToList f set);
    genAttrs = names: f: listToAttrs (map (name: nameValuePair name (f name)) names);
    filterAttrs =
      predicate: set: removeAttrs set (filter (name: !(predicate name set.${name})) (attrNames set));
    optionalAttrs = condition: set: if condition then set else { };
    attrByPath =
      path: default: set:
      if path == [ ] then
        set
      else if set ? ${head path} then
        attrByPath (builtins.tail path) default set.${head path}
      else
        default;
    recursiveUpdate =
      left: right:
      left
      // builtins.mapAttrs (
        name: value:
        if left ? ${name} && isAttrs left.${name} && isAttrs value then
          recursiveUpdate left.${name} value
        else
          value
      ) right;
    isDerivation = value: value.type or null == "derivation";
    getOutput =
      output: package:
      if package.outputSpecified or false then package else package.${output} or package.out or package;
    getBin = getOutput "bin";
    getLib = getOutput "lib";
    getDev = getOutput "dev";
    getMan = getOutput "man";
  };

  strings = rec {
    concatStrings = concatStringsSep "";
    concatMapStrings = f: items: concatStrings (map f items);
    concatMapStringsSep =
      separator: f: items:
      concatStringsSep separator (map f items);
    concatLines = concatMapStrings (line: line + "\n");
    optionalString = condition: text: if condition then text else "";
    hasPrefix = prefix: text: substring 0 (stringLength prefix) text == prefix;
    hasSuffix =
      suffix: text:
      stringLength text >= stringLength suffix
      && substring (stringLength text - stringLength suffix) (stringLength text) text == suffix;
    hasInfix = infix: text: length (builtins.split (escapeRegex infix) text) > 1;
    removePrefix =
      prefix: text:
      if hasPrefix prefix text then substring (stringLength prefix) (stringLength text) text else text;
    removeSuffix =
      suffix: text:
      if hasSuffix suffix text then substring 0 (stringLength text - stringLength suffix) text else text;
    splitString = separator: text: filter isString (builtins.split (escapeRegex separator) text);
    escapeRegex = replaceStrings (characters "\\[{()^$?*+|.") (
      map (c: "\\" + c) (characters "\\[{()^$?*+|.")
    );
    characters = text: builtins.genList (n: substring n 1 text) (stringLength text);
    toLower = replaceStrings (characters "ABCDEFGHIJKLMNOPQRSTUVWXYZ") (
      characters "abcdefghijklmnopqrstuvwxyz"
    );
    toUpper = replaceStrings (characters "abcdefghijklmnopqrstuvwxyz") (
      characters "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    );
    escapeShellArg =
      value:
      let
        text = toString value;
      in
      if builtins.match "[[:alnum:],._+:@%/-]+" text == null then
        "'${replaceStrings [ "'" ] [ "'\\''" ] text}'"
      else
        text;
    escapeShellArgs = concatMapStringsSep " " escapeShellArg;
    boolToString = value: if value then "true" else "false";
    makeSearchPath =
      directory: packages: concatMapStringsSep ":" (package: "${package}/${directory}") packages;
    makeSearchPathOutput =
      output: directory: packages:
      makeSearchPath directory (map (attrsets.getOutput output) packages);
    makeBinPath = makeSearchPathOutput "bin" "bin";
    makeLibraryPath = makeSearchPathOutput "lib" "lib";
    fileContents = file: removeSuffix "\n" (builtins.readFile file);
    versionOlder = left: right: builtins.compareVersions right left == 1;
    versionAtLeast = left: right: !(versionOlder left right);
    getName = package: package.pname or (builtins.parseDrvName (package.name or package)).name;
    getVersion = package: package.version or (builtins.parseDrvName (package.name or package)).version;
    sanitizeDerivationName =
      name:
      let
        allowed = concatStringsSep "-" (filter isString (builtins.split "[^[:alnum:]+._?=-]+" name));
        trimmed = head (builtins.match "\\.*(.*)" allowed);
      in
      if trimmed == "" then "unknown" else substring 0 207 trimmed;
  };

  meta = rec {
    getExe =
      package:
      getExe' package (
        package.meta.mainProgram
          or (throw "getExe: ${strings.getName package} has no meta.mainProgram; use getExe'")
      );
    getExe' =
      package: program:
      if strings.hasInfix "/" program then
        throw "getExe': \"${program}\" is not a program name"
      else
        "${attrsets.getBin package}/bin/${program}";
    licenses =
      attrsets.genAttrs
        [
          "agpl3Only"
          "agpl3Plus"
          "asl20"
          "bsd2"
          "bsd3"
          "gpl2Only"
          "gpl2Plus"
          "gpl3Only"
          "gpl3Plus"
          "isc"
          "lgpl21Only"
          "lgpl3Only"
          "mit"
          "mpl20"
          "unfree"
          "unlicense"
          "zlib"
        ]
        (shortName: {
          inherit shortName;
        });
    platforms = attrsets.genAttrs [ "all" "darwin" "linux" "unix" ] (_: [ "x86_64-linux" ]);
    maintainers = { };
  };

  trivial = rec {
    id = value: value;
    const = value: _: value;
    importJSON = file: builtins.fromJSON (builtins.readFile file);
    importTOML = file: builtins.fromTOML (builtins.readFile file);
    warn = message: builtins.trace "warning: ${message}";
    warnIf = condition: message: if condition then warn message else id;
    throwIf = condition: message: if condition then throw message else id;
    throwIfNot = condition: throwIf (!condition);
    xor = left: right: left != right;
    fix =
      f:
      let
        value = f value;
      in
      value;
    systems.flakeExposed = [
      "x86_64-linux"
      "aarch64-linux"
      "x86_64-darwin"
      "aarch64-darwin"
    ];
    fakeHash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    fakeSha256 = "0000000000000000000000000000000000000000000000000000000000000000";
    fakeSha512 = fakeSha256 + fakeSha256;
  };

  sources = import ./sources.nix { inherit lib; };

  lib = {
    inherit (builtins)
      all
      any
      attrNames
      attrValues
      concatLists
      concatMap
      concatStringsSep
      elem
      elemAt
      filter
      foldl'
      functionArgs
      hasAttr
      head
      isAttrs
      isBool
      isFunction
      isInt
      isList
      isPath
      isString
      length
      listToAttrs
      map
      mapAttrs
      match
      readFile
      removeAttrs
      replaceStrings
      seq
      sort
      splitVersion
      stringLength
      substring
      tail
      throw
      toJSON
      ;
    inherit
      lists
      attrsets
      strings
      meta
      trivial
      sources
      ;
    inherit (sources) cleanSource cleanSourceWith fileset;
  }
  // lists
  // attrsets
  // strings
  // meta
  // trivial;
in
lib
