//! Rust, with cargo.

use super::project::{Built, Layout, Told, fake_hash, setting, texts};
use crate::context::manifest::cargo::CargoToml;
use crate::migrate::{SettingValue, Template};

pub(super) fn package(told: &Told<'_, '_>) -> Built {
    let manifest = CargoToml::read(told.draft.request.context, told.folder).ok().flatten();
    let mut settings = Vec::new();
    let has_lock = told.has_file("Cargo.lock");
    if has_lock {
        settings.push(setting("cargoLock.lockFile", SettingValue::File(told.path("Cargo.lock"))));
    } else {
        settings.push(fake_hash(told.kind.hash));
    }
    if !told.tools.is_empty() {
        settings.push(setting("nativeBuildInputs", SettingValue::Attributes(told.tools.clone())));
    }
    if !told.libraries.is_empty() {
        settings.push(setting("buildInputs", SettingValue::Attributes(told.libraries.clone())));
    }
    let is_built = told.has("build") || told.has("b");
    if is_built && !told.has("--release") && !told.has("-r") && told.values(&["--profile"]).is_empty() {
        settings.push(setting("buildType", SettingValue::Text(Template::text("debug"))));
    }
    if let [profile] = told.values(&["--profile"]).as_slice() {
        settings.push(setting("buildType", SettingValue::Text(Template::text(profile))));
    }
    let features = told.values(&["--features", "-F"]);
    if !features.is_empty() {
        let all = features.iter().flat_map(|list| list.split([',', ' '])).filter(|name| !name.is_empty());
        settings.push(setting("buildFeatures", texts(all)));
    }
    if told.has("--no-default-features") {
        settings.push(setting("buildNoDefaultFeatures", SettingValue::Flag(true)));
    }
    let mut flags = Vec::new();
    for (names, flag) in [(&["--bin"][..], "--bin"), (&["-p", "--package"][..], "--package")] {
        for value in told.values(names) {
            flags.extend([flag.to_owned(), value]);
        }
    }
    if !flags.is_empty() {
        settings.push(setting("cargoBuildFlags", texts(flags)));
    }
    settings.push(setting("doCheck", SettingValue::Flag(false)));
    let named = told.values(&["--bin"]);
    let name = match named.as_slice() {
        [only] => Some(only.clone()),
        _ => manifest.as_ref().and_then(|manifest| manifest.name.as_ref()).map(ToString::to_string),
    };
    let dropped = told.values(&["--target"]).into_iter().map(|target| format!("--target {target}")).collect();
    Built {
        name,
        version: manifest.and_then(|manifest| manifest.version).map(|version| version.to_string()),
        settings,
        missing: (!has_lock).then(|| told.kind.hash.to_owned()),
        layout: Layout::Programs,
        dropped,
    }
}
