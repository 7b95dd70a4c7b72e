//! PHP, with Composer.

use super::project::{Built, Layout, Told, fake_hash, setting};
use crate::context::manifest::composer::ComposerJson;
use crate::migrate::SettingValue;

pub(super) fn project(told: &Told<'_, '_>) -> Built {
    let manifest = ComposerJson::read(told.draft.request.context, told.folder).ok().flatten();
    let mut settings = vec![fake_hash(told.kind.hash)];
    if !told.has("--no-dev") {
        settings.push(setting("composerNoDev", SettingValue::Flag(false)));
    }
    if !told.has_file("composer.lock") && told.draft.request.context.has_folder() {
        settings.push(setting("composerStrictValidation", SettingValue::Flag(false)));
    }
    Built {
        name: manifest.as_ref().and_then(|manifest| manifest.name.as_ref()).map(ToString::to_string),
        version: None,
        settings,
        missing: Some(told.kind.hash.to_owned()),
        layout: Layout::Published("share/php/{name}"),
        dropped: Vec::new(),
    }
}
