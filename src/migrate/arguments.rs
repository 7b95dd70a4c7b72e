//! Which ARGs become arguments of the expression.

use std::collections::BTreeSet;

use super::template::Marks;
use super::{
    Argument, Binding, ConfigValue, ContentItem, FileSource, Plan, Recipe, Setting, SettingValue, Template,
    TemplatePart,
};
use crate::build::{Action, Build};
use crate::facts::nix_commands;

/// The ARGs whose names can stand for their values.
///
/// Not those that FROM uses (the choice of attributes depends on them), not the ones that are always there, and not
/// those that an instruction takes apart (`${VERSION%.*}`), for that needs the value.
pub(super) fn candidates(build: &Build) -> Vec<String> {
    let mut declared = BTreeSet::new();
    let mut needed_as_values = BTreeSet::new();
    for stage in build.stages.iter().filter(|stage| stage.reachable) {
        needed_as_values.extend(stage.uses.iter().map(|used| used.name.clone()));
        for step in &stage.steps {
            if let Action::Arg(names) = &step.action {
                declared.extend(names.iter().map(|(name, _)| name.clone()));
            }
            // Ports are keys of the configuration, and keys cannot be put together.
            let is_key = matches!(step.action, Action::Expose(_) | Action::Volume(_));
            // Whether a path is absolute is to be seen from its value.
            let is_path = |name: &str| {
                matches!(step.action, Action::Workdir { .. })
                    && step.before.scope.value(name).is_some_and(|value| value.starts_with('/'))
            };
            let uses = step.uses.iter().filter(|used| is_key || !used.is_plain || is_path(&used.name));
            needed_as_values.extend(uses.map(|used| used.name.clone()));
        }
    }
    let always_there = |name: &String| build.globals.argument(name).is_some_and(|argument| argument.declared.is_none());
    declared.retain(|name| !needed_as_values.contains(name) && !always_there(name) && !nix_commands::is_secret(name));
    declared.into_iter().collect()
}

/// Those of the marked ARGs whose values are needed after all: the keys of labels hold them, and keys cannot be put
/// together, or an instruction is refused without the value.
pub(super) fn needed_as_values(plain: &Build, marked: &Build, marks: &Marks) -> Vec<String> {
    let mut needed = Vec::new();
    let mut note = |text: &str| needed.extend(Template::of_marked(text, marks).arguments().map(str::to_owned));
    for stage in &marked.stages {
        stage.config.labels.keys().for_each(|key| note(key));
        let plain = plain.stage(stage.id).map_or(&[][..], |stage| stage.steps.as_slice());
        for (step, plain) in stage.steps.iter().zip(plain) {
            if step.action == Action::Refused && plain.action != Action::Refused {
                plain.uses.iter().filter_map(|used| step.before.scope.value(&used.name)).for_each(|value| note(value));
            }
        }
    }
    needed
}

/// Keeps those of `arguments` that something in the plan uses.
pub(super) fn used(plan: &Plan, arguments: Vec<Argument>) -> Vec<Argument> {
    let mut names = BTreeSet::new();
    let mut note = |template: &Template| names.extend(template.arguments().map(str::to_owned));
    templates(plan, &mut note);
    arguments.into_iter().filter(|argument| names.contains(&argument.name)).collect()
}

/// The names of the bindings that something in the plan uses.
pub(super) fn bindings_in_use(plan: &Plan) -> BTreeSet<String> {
    let mut names: BTreeSet<String> = plan.exposed.iter().cloned().collect();
    names.extend(plan.contents.iter().filter_map(|content| match &content.item {
        ContentItem::Binding { name } => Some(name.clone()),
        _ => None,
    }));
    let mut note = |template: &Template| {
        names.extend(template.parts().iter().filter_map(|part| match part {
            TemplatePart::Binding(name) => Some(name.clone()),
            _ => None,
        }));
    };
    templates(plan, &mut note);
    names
}

/// All texts of the plan.
fn templates(plan: &Plan, note: &mut dyn FnMut(&Template)) {
    plan.bindings.iter().for_each(|binding| templates_of(binding, note));
    plan.root.iter().for_each(|command| note(&command.command));
    plan.config.entries.iter().for_each(|entry| templates_in(&entry.value, note));
}

fn templates_in(value: &ConfigValue, note: &mut dyn FnMut(&Template)) {
    match value {
        ConfigValue::Text(text) => note(text),
        ConfigValue::Integer(_) => {}
        ConfigValue::List(items) | ConfigValue::Keys(items) => items.iter().for_each(note),
        ConfigValue::Map(pairs) => pairs.iter().for_each(|(key, value)| {
            note(key);
            note(value);
        }),
        ConfigValue::Record(fields) => fields.iter().for_each(|(_, value)| templates_in(value, note)),
    }
}

fn templates_of(binding: &Binding, note: &mut dyn FnMut(&Template)) {
    match &binding.recipe {
        Recipe::PythonEnvironment { .. }
        | Recipe::PhpEnvironment { .. }
        | Recipe::GemEnvironment { .. }
        | Recipe::RubyOfGems { .. }
        | Recipe::PulledImage(_) => {}
        Recipe::Files { entries, environment, .. } => {
            environment.env.iter().for_each(|(_, value)| note(value));
            entries.iter().for_each(|entry| match &entry.source {
                FileSource::Path { path } | FileSource::Tree { path } => note(path),
                FileSource::Commands { lines } => lines.iter().for_each(&mut *note),
                FileSource::File { .. } | FileSource::Directory { .. } => {}
            });
        }
        Recipe::TextFile { text, .. } => note(text),
        Recipe::Fetch { url, .. } => note(url),
        Recipe::GoModule(module) => {
            note(&module.version);
            module.linker_flags.iter().for_each(&mut *note);
            module.env.iter().for_each(|(_, value)| note(value));
        }
        Recipe::Package(package) => {
            note(&package.version);
            package.settings.iter().for_each(|setting| templates_of_setting(setting, note));
        }
        Recipe::Repository { url, revision, .. } => {
            note(url);
            note(revision);
        }
    }
}

fn templates_of_setting(setting: &Setting, note: &mut dyn FnMut(&Template)) {
    match &setting.value {
        SettingValue::Text(text) => note(text),
        SettingValue::Texts(lines) | SettingValue::Script(lines) => lines.iter().for_each(note),
        SettingValue::Call { settings, .. } => {
            settings.iter().for_each(|setting| templates_of_setting(setting, note));
        }
        _ => {}
    }
}
