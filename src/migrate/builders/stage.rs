//! A stage that is no project of a language → a derivation that runs its commands.

use super::reading::{build_inputs, chain, stage_origin};
use super::{Builder, record_from, record_setting};
use crate::build::{Action, Base, FileSource as From, SourceKind, Stage, StageId};
use crate::facts::{self, nix_commands};
use crate::migrate::draft::Draft;
use crate::migrate::script::{self, Script};
use crate::migrate::{
    ContentItem, FileEntry, FileSource, Outcome, Recipe, Template, TemplatePart, commands, files, ruby,
};

/// Runs the commands of a stage, and of those that it is built on, in a build of their own. A stage in which nothing
/// is left to run has none.
pub(super) fn build(draft: &mut Draft<'_>, id: StageId) -> Builder {
    let Some(stage) = draft.plain.stage(id) else { return Builder::default() };
    let name = crate::nix::store_name(&stage.label().replace(' ', "-"));
    let outer = Outer::take(draft);
    let mut script = Script::new("$root", &name, false);
    let mut outputs = copied_from(draft, id);
    script.tops = outputs.iter().filter_map(|path| path.split('/').nth(1)).map(str::to_owned).collect();
    let stages = chain(draft, id);
    draft.reading = stages.clone();
    for id in stages {
        let Some(stage) = draft.plain.stage(id) else { continue };
        run(draft, stage, &mut script);
    }
    draft.reading = Vec::new();
    let entries = outer.restore(draft);
    let gems = ruby::bindings(draft);
    if !gems.is_empty() {
        outputs.retain(|path| !path.split('/').any(facts::builders::gem_folder));
    }
    let runs = entries.iter().any(|entry| matches!(entry.source, FileSource::Commands { .. }));
    if !runs || outputs.is_empty() {
        return Builder::default();
    }
    let mut environment = script.environment();
    let (tools, libraries) = build_inputs(draft, stage);
    let is_used = |tool: &String| {
        facts::programs(tool).iter().any(|program| script.used.contains(*program)) || nix_commands::is_indirect(tool)
    };
    for tool in tools.into_iter().filter(is_used) {
        if !environment.tools.contains(&tool) {
            environment.tools.push(tool);
        }
    }
    environment.bindings = gems;
    if environment.compiles {
        environment.libraries = libraries;
    }
    let origin = stage_origin(draft, stage);
    let wanted = stage.name.as_ref().map_or_else(|| "build".to_owned(), ToString::to_string);
    let recipe = Recipe::Files { entries, environment, outputs: Some(outputs.clone()) };
    let binding = draft.add_binding(&wanted, recipe, vec![origin]);
    let outputs = outputs.into_iter().map(|path| (path.clone(), Template::binding(&binding, &path))).collect();
    Builder { outputs, programs: Vec::new() }
}

/// Adds what a stage copies and runs to the files of the draft.
fn run<'a>(draft: &mut Draft<'a>, stage: &'a Stage, script: &mut Script) {
    let is_first = draft.recorded.insert(stage.id);
    let entries = draft.entries.len();
    if let Base::Image(_) | Base::Scratch = stage.base {
        record_from(draft, stage, Outcome::not_needed("a build has the tools that it asks for"));
    } else {
        record_from(draft, stage, Outcome::translated(script.name.clone()));
    }
    for place in draft.places(stage) {
        match &place.plain.action {
            Action::Copy(transfer) | Action::Add(transfer) => {
                let mut transfer = transfer.clone();
                // Only root owns files in a build.
                transfer.chown = None;
                files::transfer(draft, place, &transfer);
                if transfer.from != From::Unknown {
                    script.touch(&transfer.destination);
                }
            }
            Action::Run { .. } => {
                let of_step = commands::of(draft, place);
                if of_step.is_empty() {
                    draft.record(
                        place,
                        Outcome::manual("see what this runs: it is no shell script that can be read here"),
                    );
                } else if script::is_script(draft, place) {
                    script::run(draft, place, &of_step, script);
                } else {
                    for command in of_step.iter().filter(|command| !command.is_wrapper) {
                        let what = Outcome::manual(format!("run {} in the build {}", command.call.name, script.name));
                        let outcome = commands::in_stage(place, &command).unwrap_or(what);
                        draft.record_call(place, command.number, command.call, outcome);
                    }
                }
            }
            _ => record_setting(draft, place),
        }
    }
    if !is_first {
        // The ledger has it already.
        draft.entries.truncate(entries);
    }
}

/// What the stages of the build copy from a stage and cannot be had without its commands.
fn copied_from(draft: &Draft<'_>, id: StageId) -> Vec<String> {
    let mut paths: Vec<String> = Vec::new();
    let steps = draft.plain.stages.iter().filter(|stage| stage.reachable).flat_map(|stage| &stage.steps);
    let transfers = steps.filter_map(|step| match &step.action {
        Action::Copy(transfer) | Action::Add(transfer) if transfer.from == From::Stage(id) => Some(transfer),
        _ => None,
    });
    for source in transfers.flat_map(|transfer| &transfer.sources) {
        let SourceKind::Path(path) = &source.kind else { continue };
        let path = format!("/{}", path.trim_matches('/'));
        let path = path.strip_suffix("/.").unwrap_or(&path).to_owned();
        if path != "/" && facts::filesystem::provided(&path).is_none() && !paths.contains(&path) {
            paths.push(path);
        }
    }
    paths.sort();
    let all = paths.clone();
    paths.retain(|path| !all.iter().any(|other| other != path && path.starts_with(&format!("{other}/"))));
    paths
}

/// What the draft says of the image, put aside while a stage is looked at.
struct Outer {
    files: Vec<FileEntry>,
    root: usize,
    contents: usize,
    directories: std::collections::BTreeSet<String>,
    real_folders: std::collections::BTreeSet<String>,
}

impl Outer {
    fn take(draft: &mut Draft<'_>) -> Self {
        Outer {
            files: std::mem::take(&mut draft.files),
            root: draft.root.len(),
            contents: draft.contents.len(),
            directories: std::mem::take(&mut draft.directories),
            real_folders: std::mem::take(&mut draft.real_folders),
        }
    }

    /// Gives back the image's, and returns the stage's files. What the stage would have in its contents becomes files.
    fn restore(self, draft: &mut Draft<'_>) -> Vec<FileEntry> {
        draft.root.truncate(self.root);
        let mut entries = std::mem::replace(&mut draft.files, self.files);
        let contents = draft.contents.split_off(self.contents.min(draft.contents.len()));
        draft.directories = self.directories;
        draft.real_folders = self.real_folders;
        for content in contents {
            let path = match &content.item {
                ContentItem::Binding { name } => Template::binding(name, ""),
                ContentItem::Attribute { path } => Template::of_parts([TemplatePart::Attribute(path.clone())]),
                ContentItem::Users { .. } => continue,
            };
            let origin = content.origins.into_iter().next();
            let Some(origin) = origin else { continue };
            let entry = FileEntry { source: FileSource::Tree { path }, target: "/".to_owned(), mode: None, origin };
            entries.insert(0, entry);
        }
        entries
    }
}
