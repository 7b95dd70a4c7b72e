//! npm, yarn and pnpm.

use super::project::{Built, Layout, Told, fake_hash, setting, texts};
use crate::context::manifest::package_json::PackageJson;
use crate::migrate::{Setting, SettingValue, Template};

/// What `package.json` and the commands say, whichever manager it is.
struct Package {
    name: Option<String>,
    version: Option<String>,
    /// The scripts that are run, in order.
    scripts: Vec<String>,
}

fn package(told: &Told<'_, '_>) -> Package {
    let manifest = PackageJson::read(told.draft.request.context, told.folder).ok().flatten();
    let manifest = manifest.as_ref();
    Package {
        name: manifest.and_then(|manifest| manifest.name.as_ref()).map(ToString::to_string),
        version: manifest.and_then(|manifest| manifest.version.as_ref()).map(ToString::to_string),
        scripts: told.commands.iter().filter_map(|words| script(words, manifest)).collect(),
    }
}

/// The script that a command runs: `run build`, or `build` alone where the manager takes that for one.
fn script(words: &[String], manifest: Option<&PackageJson>) -> Option<String> {
    let mut plain = words.iter().filter(|word| !word.starts_with('-'));
    let first = plain.next()?;
    match first.as_str() {
        "run" | "run-script" => plain.next().cloned(),
        "install" | "ci" | "i" | "add" | "prune" | "rebuild" | "start" | "clean-install" => None,
        name if name == "build" || manifest.is_some_and(|manifest| manifest.script(name).is_some()) => {
            Some(name.to_owned())
        }
        _ => None,
    }
}

fn built(package: Package, settings: Vec<Setting>, missing: Option<&str>) -> Built {
    Built {
        name: package.name,
        version: package.version,
        settings,
        missing: missing.map(str::to_owned),
        layout: Layout::Same,
        dropped: Vec::new(),
    }
}

fn is_production(told: &Told<'_, '_>) -> bool {
    ["--production", "--omit=dev", "--only=production", "--prod", "-P", "--only=prod"].iter().any(|flag| told.has(flag))
        || told.values(&["--omit"]).iter().any(|value| value == "dev")
}

pub(super) fn npm(told: &Told<'_, '_>) -> Built {
    let package = package(told);
    let mut settings = Vec::new();
    if let (Some(attribute), Some(argument)) = (&told.interpreter, told.kind.argument) {
        settings.push(setting(argument, SettingValue::Attribute(attribute.clone())));
    }
    let has_lock = told.has_file("package-lock.json");
    if has_lock {
        let root = SettingValue::File(if told.folder.is_empty() { "." } else { told.folder }.to_owned());
        let call = SettingValue::Call {
            function: "importNpmLock".to_owned(),
            inherited: Vec::new(),
            settings: vec![setting("npmRoot", root)],
        };
        settings.push(setting("npmDeps", call));
        settings.push(setting("npmConfigHook", SettingValue::Attribute("importNpmLock.npmConfigHook".to_owned())));
    } else {
        settings.push(fake_hash(told.kind.hash));
    }
    let mut flags = Vec::new();
    if is_production(told) && package.scripts.is_empty() {
        flags.push("--omit=dev");
    }
    flags.extend(["--legacy-peer-deps", "--ignore-scripts"].into_iter().filter(|flag| told.has(flag)));
    if !flags.is_empty() {
        settings.push(setting("npmFlags", texts(flags)));
    }
    match package.scripts.as_slice() {
        [] => settings.push(setting("dontNpmBuild", SettingValue::Flag(true))),
        [only] if only == "build" => {}
        [first, rest @ ..] => {
            settings.push(setting("npmBuildScript", SettingValue::Text(Template::text(first))));
            if !rest.is_empty() {
                let lines = rest.iter().map(|script| Template::text(format!("npm run {script}"))).collect();
                settings.push(setting("postBuild", SettingValue::Script(lines)));
            }
        }
    }
    built(package, settings, (!has_lock).then_some(told.kind.hash))
}

fn node(told: &Told<'_, '_>) -> String {
    told.interpreter.clone().unwrap_or_else(|| "nodejs".to_owned())
}

pub(super) fn yarn(told: &Told<'_, '_>) -> Built {
    let package = package(told);
    let is_berry = told.has("--immutable") || told.has_file(".yarnrc.yml") || told.has("workspaces");
    let mut settings = Vec::new();
    let mut tools = vec![node(told)];
    if is_berry {
        settings.push(setting(
            "offlineCache",
            SettingValue::Call {
                function: "yarn-berry.fetchYarnBerryDeps".to_owned(),
                inherited: vec!["src"],
                settings: vec![fake_hash("hash")],
            },
        ));
        tools.extend(["yarn-berry".to_owned(), "yarn-berry.yarnBerryConfigHook".to_owned()]);
    } else {
        settings.push(setting(
            "offlineCache",
            SettingValue::Call {
                function: "fetchYarnDeps".to_owned(),
                inherited: vec!["src"],
                settings: vec![fake_hash("hash")],
            },
        ));
        tools.extend(["yarnConfigHook".to_owned(), "yarn".to_owned()]);
    }
    settings.push(setting("nativeBuildInputs", SettingValue::Attributes(tools)));
    let offline = if is_berry { "" } else { "--offline " };
    let lines: Vec<String> = package.scripts.iter().map(|script| format!("yarn {offline}run {script}")).collect();
    settings.extend(build_phase(lines));
    built(package, settings, Some("offlineCache.hash"))
}

pub(super) fn pnpm(told: &Told<'_, '_>) -> Built {
    let package = package(told);
    let mut settings = vec![setting(
        "pnpmDeps",
        SettingValue::Call {
            function: "fetchPnpmDeps".to_owned(),
            inherited: vec!["pname", "version", "src"],
            settings: vec![setting("fetcherVersion", SettingValue::Number(3)), fake_hash("hash")],
        },
    )];
    let tools = vec![node(told), "pnpm".to_owned(), "pnpmConfigHook".to_owned()];
    settings.push(setting("nativeBuildInputs", SettingValue::Attributes(tools)));
    let filters: String = told.values(&["--filter"]).iter().map(|filter| format!("--filter={filter} ")).collect();
    let lines: Vec<String> = package.scripts.iter().map(|script| format!("pnpm {filters}run {script}")).collect();
    settings.extend(build_phase(lines));
    built(package, settings, Some("pnpmDeps.hash"))
}

fn build_phase(lines: Vec<String>) -> Option<Setting> {
    if lines.is_empty() {
        return None;
    }
    let hooked = std::iter::once("runHook preBuild".to_owned()).chain(lines).chain(["runHook postBuild".to_owned()]);
    Some(setting("buildPhase", SettingValue::Script(hooked.map(Template::text).collect())))
}
