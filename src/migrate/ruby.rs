//! What Bundler installs → an environment of gems, and a Ruby that finds them.

use super::commands::Command;
use super::draft::{Draft, Place};
use super::packages::absolute;
use super::{Binding, Content, ContentItem, Origin, Outcome, Placeholder, Recipe};
use crate::build::Base;
use crate::build::packages::{ActionKind, package_actions};
use crate::facts::{self, Manager};

/// The Ruby of nixpkgs when no version is asked for.
const DEFAULT: &str = "ruby";
/// What the environment has of its own.
const BUNDLER: &str = "bundler";

/// What becomes of `bundle install` where there is a lock file.
pub(super) fn bundle(draft: &mut Draft<'_>, place: Place<'_>, command: &Command<'_>) -> Option<Outcome> {
    let actions = package_actions(command.call, &|name| place.value(name));
    let installs = |kind| matches!(kind, ActionKind::ManifestInstall | ActionKind::LockInstall);
    if !actions.iter().any(|action| action.manager == Manager::Gem && installs(action.kind)) {
        return None;
    }
    let lock = draft.context_path_of(&absolute(command.directory.unwrap_or("/"), "Gemfile.lock"))?;
    let folder = lock.strip_suffix("Gemfile.lock")?.trim_matches('/').to_owned();
    if !draft.request.context.is_file(&lock) {
        return None;
    }
    if let Some(known) = environment(draft, &folder) {
        return Some(Outcome::translated(known));
    }
    let origin = draft.origin_of_call(command.call);
    let ruby = interpreter(draft);
    let recipe = Recipe::GemEnvironment { ruby: ruby.clone(), folder: folder.clone() };
    let gems = draft.add_binding("gems", recipe, vec![origin.clone()]);
    let quiet = Origin { text: String::new(), ..origin.clone() };
    draft.add_binding("ruby", Recipe::RubyOfGems { gems: gems.clone(), ruby }, vec![quiet]);
    let set = format!("{folder}/gemset.nix");
    if !draft.request.context.is_file(set.trim_start_matches('/')) {
        let command = if folder.is_empty() {
            "bundix".to_owned()
        } else {
            format!("cd {} && bundix", shell_words::quote(&folder))
        };
        draft.placeholders.push(Placeholder {
            binding: gems.clone(),
            what: "gemset.nix".to_owned(),
            command: Some(command),
            origin,
        });
    }
    Some(Outcome::translated(gems))
}

/// The binding with the gems of the project in this folder.
fn environment(draft: &Draft<'_>, folder: &str) -> Option<String> {
    let is_it = |binding: &&Binding| matches!(&binding.recipe, Recipe::GemEnvironment { folder: f, .. } if f == folder);
    draft.bindings.iter().find(is_it).map(|binding| binding.name.clone())
}

/// The bindings whose programs a build with gems runs.
pub(super) fn bindings(draft: &Draft<'_>) -> Vec<String> {
    let is_it =
        |binding: &&Binding| matches!(binding.recipe, Recipe::GemEnvironment { .. } | Recipe::RubyOfGems { .. });
    draft.bindings.iter().filter(is_it).map(|binding| binding.name.clone()).collect()
}

/// The Ruby of the stage that is looked at.
fn interpreter(draft: &Draft<'_>) -> String {
    let stages = draft.lineage.iter().chain(&draft.reading).filter_map(|id| draft.plain.stage(*id));
    let mut of_stage = stages.filter_map(|stage| match &stage.base {
        Base::Image(image) => facts::base_image(&image.familiar_name(), image.tag())?
            .attrs()
            .find(|attribute| is_ruby(attribute))
            .map(str::to_owned),
        _ => None,
    });
    of_stage.next_back().unwrap_or_else(|| DEFAULT.to_owned())
}

/// Whether it is `ruby`, or `ruby_3_4` and its like.
fn is_ruby(attribute: &str) -> bool {
    let version = attribute.strip_prefix(DEFAULT);
    version.is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit() || b == b'_'))
}

/// Puts the Ruby that has the gems in the place of the one among the contents.
pub(super) fn finish(draft: &mut Draft<'_>) {
    let is_ruby_of_image =
        |content: &Content| matches!(&content.item, ContentItem::Attribute { path } if is_ruby(path));
    let Some(at) = draft.contents.iter().position(is_ruby_of_image) else { return };
    let bindings = bindings(draft);
    if bindings.is_empty() {
        return;
    }
    let mut origins: Vec<Origin> = Vec::new();
    draft.contents.retain_mut(|content| {
        let is_bundler = matches!(&content.item, ContentItem::Attribute { path } if path == BUNDLER);
        if is_ruby_of_image(content) {
            origins.append(&mut content.origins);
            return false;
        }
        !is_bundler
    });
    let at = at.min(draft.contents.len());
    for name in bindings.iter().rev() {
        let content = Content { item: ContentItem::Binding { name: name.clone() }, origins: Vec::new() };
        draft.contents.insert(at, content);
    }
    if let Some(first) = draft.contents.get_mut(at) {
        first.origins = origins;
    }
}
