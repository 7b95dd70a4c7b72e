//! The programs that the container starts → what has to be in the image for them to be found.

use super::commands::Commands;
use super::copied_scripts;
use super::draft::Draft;
use super::{ContentItem, FileEntry, FileSource, Origin, Placeholder, Recipe, Template};
use crate::build::{Action, Stage, Step};
use crate::dockerfile::{Instruction, Keyword};
use crate::facts::{self, Family, Manager, Provider, nix_commands};
use crate::shell::Call;

/// A program that a container of the image starts.
#[derive(Clone)]
pub(super) struct Needed {
    /// As it is called: a name or a path.
    pub(super) word: String,
    /// What calls it: an instruction or a script.
    pub(super) user: String,
    /// Whether the container needs it whatever it does; scripts call programs that they may never come to.
    pub(super) is_certain: bool,
    pub(super) origin: Origin,
}

/// Makes sure that what CMD, ENTRYPOINT and HEALTHCHECK start is there, and what scripts of the image start in turn.
pub(super) fn finish(draft: &mut Draft<'_>, target: &Stage) {
    let mut needed = Vec::new();
    let mut scripts = Vec::new();
    for (step, instruction) in starting(draft, target) {
        let commands = Commands::of(step, &draft.instructions);
        let origin = draft.origin_of(instruction);
        let user = instruction.keyword.to_string();
        for command in commands.iter() {
            let Some(word) = command.call.program.literal() else { continue };
            scripts.extend(copied_scripts::started(draft, &command, &target.config, &origin));
            if !is_python_module(command.call) {
                needed.push(Needed { word, user: user.clone(), is_certain: true, origin: origin.clone() });
            }
        }
    }
    needed.extend(copied_scripts::programs(draft, scripts, &target.config));
    needed.extend(inherited(draft, target));
    for program in &needed {
        provide(draft, program);
    }
}

/// The program of the base image's CMD that starts where no instruction says otherwise, if nothing in nixpkgs has it.
fn inherited(draft: &Draft<'_>, target: &Stage) -> Option<Needed> {
    let own = [Keyword::Cmd, Keyword::Entrypoint];
    let word = target.config.cmd.first().filter(|_| own.iter().all(|it| last_step(draft, *it).is_none()))?;
    let is_name = !word.starts_with('-') && word.bytes().all(|b| b.is_ascii_alphanumeric() || b"._+-".contains(&b));
    let origin = draft.base_origin.clone().filter(|_| is_name && facts::providers(word).is_empty())?;
    Some(Needed { word: word.clone(), user: Keyword::Cmd.to_string(), is_certain: true, origin })
}

/// The instructions that count: the last CMD, ENTRYPOINT and HEALTHCHECK of the image's stages.
fn starting<'a>(draft: &Draft<'a>, target: &Stage) -> Vec<(&'a Step, &'a Instruction)> {
    let keywords = [Keyword::Entrypoint, Keyword::Cmd, Keyword::Healthcheck];
    let has_entrypoint = !target.config.entrypoint.is_empty();
    let counting = keywords.into_iter().filter(|keyword| *keyword != Keyword::Cmd || !has_entrypoint);
    let steps = counting.filter_map(|keyword| last_step(draft, keyword));
    steps.filter_map(|step| Some((step, step.instruction(&draft.instructions)?))).collect()
}

/// Whether the call is a module that Python runs (`python -m http.server`), not a program of its own.
fn is_python_module(call: &Call) -> bool {
    call.wrappers.last().is_some_and(|wrapper| is_python(wrapper))
}

fn is_python(program: &str) -> bool {
    let version = program.strip_prefix("python");
    version.is_some_and(|version| version.bytes().all(|b| b.is_ascii_digit() || b == b'.'))
}

fn last_step<'a>(draft: &Draft<'a>, keyword: Keyword) -> Option<&'a Step> {
    let is_it = |action: &Action| {
        matches!(
            (keyword, action),
            (Keyword::Entrypoint, Action::Entrypoint(_))
                | (Keyword::Cmd, Action::Cmd(_))
                | (Keyword::Healthcheck, Action::Healthcheck(_))
        )
    };
    let stages = draft.lineage.iter().rev().filter_map(|id| draft.plain.stage(*id));
    stages.flat_map(|stage| stage.steps.iter().rev()).find(|step| is_it(&step.action))
}

fn provide(draft: &mut Draft<'_>, needed: &Needed) {
    let name = needed.word.rsplit('/').next().unwrap_or(&needed.word);
    let is_path = needed.word.starts_with('/');
    if name.is_empty() || !is_path && nix_commands::is_in_the_shell(name) {
        return;
    }
    if is_path && is_put_there(draft, &needed.word) {
        return;
    }
    let has_shell = draft.family.is_some_and(|family| family.sh().is_some());
    if let Some(provided) = facts::filesystem::provided(&needed.word).filter(|_| has_shell) {
        return draft.add_attribute(provided.attribute, from_base(draft, name, needed));
    }
    let Some(provider) = provider(draft, name, needed) else {
        if needed.is_certain
            && !draft.files.iter().any(|entry| entry.target.rsplit('/').next() == Some(name))
            && draft.family != Some(Family::Other)
        {
            draft.placeholders.push(Placeholder {
                binding: "contents".to_owned(),
                what: format!("what provides the program {}", needed.word),
                command: None,
                origin: needed.origin.clone(),
            });
        }
        return;
    };
    // Profiles of nixpkgs have programs in /bin; a path elsewhere becomes a link.
    if is_path && needed.word != format!("/bin/{name}") {
        draft.files.push(FileEntry {
            source: FileSource::Path { path: provider },
            target: needed.word.clone(),
            mode: None,
            origin: needed.origin.clone(),
        });
    }
}

/// Whether COPY or a command puts something at the path, or at a folder above it.
pub(super) fn is_put_there(draft: &Draft<'_>, path: &str) -> bool {
    let below = |folder: &str| path.starts_with(&format!("{}/", folder.trim_end_matches('/')));
    let by_copy = draft.files.iter().any(|entry| {
        entry.target == path
            || matches!(entry.source, FileSource::Directory { .. } | FileSource::Tree { .. }) && below(&entry.target)
    });
    let by_text =
        draft.bindings.iter().any(|binding| matches!(&binding.recipe, Recipe::TextFile { path: p, .. } if p == path));
    let by_project = draft.projects.iter().any(|folder| below(folder)) && !is_compiled(draft, path);
    by_copy || by_text || by_project || draft.real_folders.iter().any(|folder| below(folder))
}

/// Whether the program at the path is what a builder compiles.
fn is_compiled(draft: &Draft<'_>, path: &str) -> bool {
    path.rsplit('/').next().is_some_and(|name| compiled(draft, name).is_some())
}

/// The binding that has a program of this name in its `bin`.
fn compiled(draft: &Draft<'_>, name: &str) -> Option<String> {
    let mut of_image = draft.bindings.iter().filter(|binding| {
        let item = ContentItem::Binding { name: binding.name.clone() };
        draft.contents.iter().any(|content| content.item == item)
    });
    let has_it =
        |recipe: &Recipe| matches!(recipe, Recipe::Package(package) if package.has_programs && package.name == name);
    of_image.find(|binding| has_it(&binding.recipe)).map(|binding| binding.name.clone())
}

/// The path of the program in the store; what provides it is added to the image if it is not there yet.
fn provider(draft: &mut Draft<'_>, name: &str, needed: &Needed) -> Option<Template> {
    let in_bin = format!("/bin/{name}");
    if let Some(binding) = draft.bindings.iter().find(|binding| matches!(&binding.recipe, Recipe::PythonEnvironment { modules, .. } if is_python(name) || modules.iter().any(|module| program_of_module(module, name)))) {
        return Some(Template::binding(&binding.name, &in_bin));
    }
    let is_php = |binding: &&super::Binding| match &binding.recipe {
        Recipe::PhpEnvironment { interpreter, .. } => facts::programs(interpreter).contains(&name),
        _ => false,
    };
    if let Some(binding) = draft.bindings.iter().find(is_php) {
        return Some(Template::binding(&binding.name, &in_bin));
    }
    let is_ruby = |binding: &&super::Binding| {
        matches!(&binding.recipe, Recipe::RubyOfGems { ruby, .. } if facts::programs(ruby).contains(&name))
            && has_content(draft, &binding.name)
    };
    let is_gems = |binding: &&super::Binding| {
        matches!(binding.recipe, Recipe::GemEnvironment { .. })
            && matches!(name, "bundle" | "bundler")
            && has_content(draft, &binding.name)
    };
    if let Some(binding) = draft.bindings.iter().find(|binding| is_ruby(binding) || is_gems(binding)) {
        return Some(Template::binding(&binding.name, &in_bin));
    }
    if let Some(binding) = compiled(draft, name) {
        return Some(Template::binding(&binding, &in_bin));
    }
    let attributes: Vec<String> = draft
        .contents
        .iter()
        .filter_map(|content| match &content.item {
            ContentItem::Attribute { path } => Some(path.clone()),
            _ => None,
        })
        .collect();
    let provides = |path: &String| facts::programs(path).contains(&name);
    if let Some(path) = attributes.iter().find(|path| provides(path)) {
        return Some(Template::attribute(path, &in_bin));
    }
    from_userland(draft, name, needed).map(|attribute| Template::attribute(&attribute, &in_bin))
}

fn has_content(draft: &Draft<'_>, binding: &str) -> bool {
    draft.contents.iter().any(|content| matches!(&content.item, ContentItem::Binding { name } if name == binding))
}

/// Whether a Python module brings a program of this name along, as `gunicorn` does.
fn program_of_module(module: &str, name: &str) -> bool {
    module == name || facts::programs(&format!("python3Packages.{module}")).contains(&name)
}

/// A program that the base image brought along without saying so.
fn from_userland(draft: &mut Draft<'_>, name: &str, needed: &Needed) -> Option<String> {
    let family = draft.family?;
    if matches!(name, "sh" | "ash" | "dash") {
        return Some(shell(draft));
    }
    let provider =
        draft.base.as_ref().map_or_else(|| family.provides(name).map(Provider::Package), |base| base.provides(name));
    let attribute = match provider? {
        Provider::Package(package) => {
            let manager = family.managers().first().copied().unwrap_or(Manager::Apt);
            facts::nix_package(manager, package)?.attrs.first()?.to_string()
        }
        Provider::Image => facts::providers(name).into_iter().find(|path| !path.contains('.'))?.to_owned(),
    };
    draft.add_attribute(&attribute, from_base(draft, name, needed));
    Some(attribute)
}

/// The FROM, as what brought a program along that is used.
fn from_base(draft: &Draft<'_>, name: &str, needed: &Needed) -> Origin {
    let from = draft.base_origin.clone().unwrap_or_else(|| needed.origin.clone());
    Origin { text: format!("{}: {name}, which {} uses", from.text, needed.user), ..from }
}

/// The attribute with `/bin/sh`.
fn shell(draft: &Draft<'_>) -> String {
    if draft.has_attribute("busybox") { "busybox".to_owned() } else { "dockerTools.binSh".to_owned() }
}
