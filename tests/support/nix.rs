//! Evaluating Nix in tests, with the real `nix-instantiate` and without a store, a daemon, a network or root.

// Each test binary uses the part of this that it needs.
#![allow(dead_code, clippy::print_stderr)]

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use serde_json::{Map, Value};

/// Set to `1` where a test that cannot find Nix has to fail.
const REQUIRE: &str = "DFCHECK_REQUIRE_NIX";

/// Whether Nix is there. Without it the caller returns at once, which is said on stderr.
///
/// # Panics
/// Without Nix, when `DFCHECK_REQUIRE_NIX=1`.
pub(crate) fn available() -> bool {
    let found = Command::new("nix-instantiate").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    let found = found.is_ok_and(|status| status.success());
    let required = std::env::var_os(REQUIRE).is_some_and(|value| value == "1");
    assert!(found || !required, "{REQUIRE} is set, and there is no nix-instantiate on the PATH");
    if !found {
        eprintln!("skipped: there is no nix-instantiate on the PATH");
    }
    found
}

/// The value of an expression, as JSON.
pub(crate) fn evaluate_text(expression: &str) -> Result<Value, String> {
    instantiate(["--expr".as_ref(), OsStr::new(expression)]).map(|(value, _)| value)
}

/// What an image file declares when `<nixpkgs>` is the stand-in of `tests/nix/stand-in`:
/// `{ function, args, derivations }`.
///
/// `function` is the dockerTools function, `args` are its arguments (`args.config` is the image's config), with a
/// store path in place of each derivation. `derivations` are those that the file makes, each `{ name, function,
/// args }`, in the order of evaluation; the last one is the image itself.
/// The file may be a function whose arguments all have defaults, or a flake with a default package.
///
/// Paths of derivations and filtered sources are made up (`/nix/store/eee…-name`); a file that is interpolated
/// directly has its real path, which depends on its content.
pub(crate) fn evaluate(file: &Path) -> Result<Value, String> {
    let file = file.canonicalize().map_err(|error| format!("{}: {error}", file.display()))?;
    let observe = stand_in().join("observe.nix");
    let expression = "{ observe, file }: import (/. + observe) (/. + file)";
    let arguments = ["--expr", expression, "--argstr", "observe"].map(OsStr::new);
    let file = ["--argstr".as_ref(), "file".as_ref(), file.as_os_str()];
    let (mut value, log) = instantiate(arguments.into_iter().chain([observe.as_os_str()]).chain(file))?;
    let derivations = log.lines().filter_map(|line| line.strip_prefix("trace: dfcheck-derivation "));
    let derivations: Result<Vec<Value>, _> = derivations.map(serde_json::from_str).collect();
    value["derivations"] = derivations.map_err(|error| format!("{error}\n{log}"))?.into();
    Ok(value)
}

/// The image configurations that image files declare; `null` for a file that declares none.
pub(crate) fn configs(files: &[PathBuf]) -> Result<Vec<Value>, String> {
    let observe = stand_in().join("observe.nix");
    let expression = "{ observe, files }: map (file: (import (/. + observe) (/. + file)).args.config or null) \
                      (builtins.fromJSON files)";
    let files = serde_json::to_string(files).map_err(|error| error.to_string())?;
    let arguments = ["--expr", expression, "--argstr", "observe"].map(OsStr::new);
    let files = ["--argstr".as_ref(), "files".as_ref(), OsStr::new(&files)];
    let (value, _) = instantiate(arguments.into_iter().chain([observe.as_os_str()]).chain(files))?;
    serde_json::from_value(value).map_err(|error| error.to_string())
}

/// A configuration without what has its default, and with sets as sorted lists: Nix and the build write them in
/// different ways.
pub(crate) fn normal_config(config: &Value) -> Value {
    let mut config = config.clone();
    if config.is_null() {
        config = Map::new().into();
    }
    for key in ["ExposedPorts", "Volumes"] {
        let keys = config[key].as_object().map(|set| set.keys().cloned().collect::<Vec<_>>());
        if let Some(keys) = keys {
            config[key] = keys.into();
        }
    }
    if let Some(health) = config["Healthcheck"].as_object_mut() {
        health.retain(|_, value| *value != 0);
    }
    if let Some(keys) = config.as_object_mut() {
        keys.retain(|_, value| !value.is_null());
    }
    config
}

/// [`evaluate`] of a file with this text, in a directory of its own with nothing else in it.
pub(crate) fn evaluate_image(text: &str) -> Result<Value, String> {
    let directory = tempfile::tempdir().map_err(|error| error.to_string())?;
    let file = directory.path().join("image.nix");
    std::fs::write(&file, text).map_err(|error| error.to_string())?;
    evaluate(&file)
}

/// The directory that `<nixpkgs>` is in tests.
pub(crate) fn stand_in() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/nix/stand-in")
}

/// The value as JSON, and the log.
fn instantiate<'a>(arguments: impl IntoIterator<Item = &'a OsStr>) -> Result<(Value, String), String> {
    let mut command = Command::new("nix-instantiate");
    // The dummy store and the read-only mode: paths are computed, nothing is written, no daemon is asked.
    command.args(["--store", "dummy://", "--readonly-mode", "--eval", "--strict", "--json"]);
    command.arg("-I").arg(format!("nixpkgs={}", stand_in().display()));
    command.arg("-I").arg(format!("nix2container={}", stand_in().join("nix2container.nix").display()));
    command.arg("-I").arg(format!("nixpkgs-index={}", index()?.display()));
    command.args(arguments).env_remove("NIX_PATH").env("HOME", "/nonexistent").stdin(Stdio::null());
    let output = command.output().map_err(|error: io::Error| format!("nix-instantiate: {error}"))?;
    let log = String::from_utf8_lossy(&output.stderr).into_owned();
    if !output.status.success() {
        return Err(log);
    }
    let value = serde_json::from_slice(&output.stdout);
    value.map(|value| (value, log)).map_err(|error| format!("nix-instantiate printed no JSON: {error}"))
}

/// What makes a Nix that dfcheck itself runs find the stand-in, without a store.
pub(crate) fn prepare(command: &mut Command) -> Result<(), String> {
    let path = format!("nixpkgs={}:nixpkgs-index={}", stand_in().display(), index()?.display());
    command.env("NIX_PATH", path).env("NIX_REMOTE", "dummy://").env("HOME", "/nonexistent");
    Ok(())
}

/// The index of nixpkgs' attributes as a file that Nix reads quickly.
fn index() -> Result<&'static Path, String> {
    static INDEX: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    INDEX.get_or_init(|| write_index().map_err(|error| error.to_string())).as_deref().map_err(Clone::clone)
}

fn write_index() -> io::Result<PathBuf> {
    let rows = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/nix/attributes.tsv"))?;
    let mut tree = Map::new();
    for (path, row) in
        rows.lines().filter(|row| !row.starts_with('#')).map(|row| row.split_once('\t').unwrap_or((row, "")))
    {
        insert(&mut tree, path, row);
    }
    // Other test binaries write the same file at the same time: it appears complete, or not at all.
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("nixpkgs-index.json");
    let mut file = tempfile::NamedTempFile::new_in(env!("CARGO_TARGET_TMPDIR"))?;
    serde_json::to_writer(&mut file, &tree)?;
    file.persist(&target)?;
    Ok(target)
}

/// Puts a row at its attribute path. What is a package and a set has its row under the empty name.
fn insert(tree: &mut Map<String, Value>, path: &str, row: &str) {
    let (name, rest) = path.split_once('.').map_or((path, ""), |(name, rest)| (name, rest));
    match tree.entry(name).or_insert_with(|| if rest.is_empty() { row.into() } else { Map::new().into() }) {
        Value::Object(set) => insert(set, rest, row),
        Value::String(own) if !rest.is_empty() => {
            let mut set = Map::from_iter([(String::new(), own.as_str().into())]);
            insert(&mut set, rest, row);
            tree.insert(name.to_owned(), set.into());
        }
        _ => {}
    }
}
