//! `go build` and `go install` → `buildGoModule`.

use crate::context::BuildContext;
use crate::context::manifest::go_mod::GoMod;
use crate::facts::go as flags;
use crate::migrate::draft::{Draft, Place};
use crate::migrate::{GoModule, GoVendor, Template};
use crate::shell::Call;

/// What a `go build` asks for.
#[derive(Clone, Debug, Default)]
pub(super) struct GoBuild {
    /// The path of `-o`, absolute.
    pub(super) output: Option<String>,
    /// The packages, as paths below the module's root; `.` for the root itself.
    pub(super) packages: Vec<String>,
    pub(super) linker_flags: Vec<Template>,
    pub(super) tags: Vec<String>,
    /// Flags that have no counterpart here, as written.
    pub(super) dropped: Vec<String>,
}

/// Reads a `go build` or `go install` of the module in `module_root`. `None` if it builds something else, or only a shell
/// could tell what.
pub(super) fn read(draft: &Draft<'_>, place: Place<'_>, call: &Call, cwd: &str) -> Option<GoBuild> {
    let words: Option<Vec<String>> = call.args.iter().map(|word| draft.word(place, word)).collect();
    let words = words?;
    let (subcommand, rest) = words.split_first()?;
    if !matches!(subcommand.as_str(), "build" | "install") {
        return None;
    }
    let mut build = GoBuild::default();
    let mut words = rest.iter();
    while let Some(word) = words.next() {
        let Some(flag) = word.strip_prefix('-').map(|flag| flag.trim_start_matches('-')) else {
            build.packages.push(package_path(word)?);
            continue;
        };
        let (name, value) = match flag.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None if flags::takes_value(flag) => (flag, words.next().cloned()),
            None => (flag, None),
        };
        match (name, value) {
            ("o", Some(path)) => build.output = Some(absolute(cwd, &path)),
            ("ldflags", Some(value)) => build.linker_flags = linker_flags(draft, &value)?,
            ("tags", Some(value)) => build.tags = value.split([',', ' ']).map(str::to_owned).collect(),
            (name, _) if flags::is_default(name) => {}
            _ => build.dropped.push(word.clone()),
        }
    }
    if build.packages.is_empty() {
        build.packages.push(".".to_owned());
    }
    Some(build)
}

/// The arguments of `-ldflags`; `-X` and what it sets are one, as nixpkgs writes them.
fn linker_flags(draft: &Draft<'_>, value: &str) -> Option<Vec<Template>> {
    let mut words = shell_words::split(value).ok()?.into_iter();
    let mut flags = Vec::new();
    while let Some(word) = words.next() {
        let flag = if word == "-X" { words.next().map_or(word, |setting| format!("-X {setting}")) } else { word };
        flags.push(draft.template(&flag));
    }
    Some(flags)
}

/// `./cmd/server` → `cmd/server`, `main.go` → `.`; `None` for a package of another module.
fn package_path(word: &str) -> Option<String> {
    let path = word.strip_suffix("/main.go").unwrap_or(word);
    let path = if path.ends_with(".go") { path.rsplit_once('/').map_or(".", |(folder, _)| folder) } else { path };
    let path = match path.strip_prefix("./") {
        Some(relative) => relative.trim_end_matches('/'),
        None if path == "." => ".",
        None if word.ends_with(".go") => path,
        None => return None,
    };
    Some(if path.is_empty() { ".".to_owned() } else { path.to_owned() })
}

fn absolute(cwd: &str, path: &str) -> String {
    if path.starts_with('/') {
        path.to_owned()
    } else {
        format!("{}/{}", cwd.trim_end_matches('/'), path.trim_start_matches("./"))
    }
}

impl GoBuild {
    /// The name that `buildGoModule` gives the program: the last part of its package's path.
    pub(super) fn program(&self, module_path: Option<&str>) -> Option<String> {
        let package = self.packages.first()?;
        let path = if package == "." { module_path? } else { package };
        let mut parts = path.rsplit('/');
        let last = parts.next()?;
        let is_version = |part: &str| part.strip_prefix('v').is_some_and(|v| v.bytes().all(|b| b.is_ascii_digit()));
        Some(if is_version(last) { parts.next().unwrap_or(last) } else { last }.to_owned())
    }

    /// The path of the program in the stage.
    pub(super) fn output_path(&self, cwd: &str, program: &str) -> String {
        match &self.output {
            Some(path) if path.ends_with('/') => format!("{path}{program}"),
            Some(path) => path.clone(),
            None => absolute(cwd, program),
        }
    }
}

/// The module in a folder of the context, as far as it can be read.
pub(super) struct Module {
    pub(super) path: Option<String>,
    pub(super) vendor: GoVendor,
}

/// Looks at `go.mod` and `vendor/` in the folder `root` of the context.
pub(super) fn module(context: &BuildContext, root: &str) -> Module {
    let Some(found) = GoMod::read(context, root).ok().flatten() else {
        return Module { path: None, vendor: GoVendor::Download };
    };
    let needs_nothing = found.vendored || found.requires.is_empty();
    Module {
        path: found.module.map(|path| path.to_string()),
        vendor: if needs_nothing { GoVendor::None } else { GoVendor::Download },
    }
}

/// Puts the module's settings together.
pub(super) fn recipe(build: &GoBuild, module: &Module, details: Details) -> GoModule {
    let all: Vec<String> = build.packages.iter().filter(|package| *package != "./...").cloned().collect();
    GoModule {
        name: details.name,
        version: details.version,
        compiler: details.compiler,
        sources: details.sources,
        module_root: details.module_root,
        packages: if build.packages.iter().any(|package| package.ends_with("...")) { Vec::new() } else { all },
        linker_flags: build.linker_flags.clone(),
        tags: build.tags.clone(),
        env: details.env,
        vendor: module.vendor,
    }
}

/// What the stage around a `go build` says of the module.
pub(super) struct Details {
    pub(super) name: String,
    pub(super) version: Template,
    pub(super) compiler: Option<String>,
    pub(super) sources: Vec<String>,
    pub(super) module_root: String,
    pub(super) env: Vec<(String, Template)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_are_paths_in_the_module() {
        assert_eq!(package_path("./cmd/server"), Some("cmd/server".into()));
        assert_eq!(package_path("./cmd/server/main.go"), Some("cmd/server".into()));
        assert_eq!(package_path("main.go"), Some(".".into()));
        assert_eq!(package_path("."), Some(".".into()));
        assert_eq!(package_path("./..."), Some("...".into()));
        assert_eq!(package_path("golang.org/x/tools/cmd/stringer"), None);
    }

    #[test]
    fn the_program_is_called_after_its_package() {
        let build = |package: &str| GoBuild { packages: vec![package.into()], ..GoBuild::default() };
        assert_eq!(build("cmd/server").program(None).as_deref(), Some("server"));
        assert_eq!(build(".").program(Some("example.org/tool/v2")).as_deref(), Some("tool"));
        assert_eq!(build(".").program(None), None);
    }
}
