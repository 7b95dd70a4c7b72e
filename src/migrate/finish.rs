//! What every image needs besides what its Dockerfile asks for, and the plan put together.

use super::config::{self, KeyOrigins};
use super::draft::Draft;
use super::{
    Argument, ContentItem, Ledger, Origin, Plan, Recipe, RootCommand, SettingValue, Template, arguments, looked_for,
    php, programs, python, ruby,
};
use crate::build::{Action, Stage, StageId};
use crate::dockerfile::{Body, Keyword};
use crate::facts::{self, Family};

/// Adds what is missing, and gives the plan.
pub(super) fn finish(mut draft: Draft<'_>) -> Plan {
    python::finish(&mut draft);
    php::finish(&mut draft);
    ruby::finish(&mut draft);
    let Some(target) = draft.lineage.last().and_then(|id| draft.plain.stage(*id)) else { return Plan::default() };
    programs::finish(&mut draft, target);
    looked_for::finish(&mut draft);
    files(&mut draft);
    userland(&mut draft);
    folders(&mut draft);
    let config = config(&draft, target.id);
    let declared = declared_arguments(&draft);
    let Draft { request, bindings, contents, root, mut entries, exposed, placeholders, .. } = draft;
    entries.sort_by_key(|entry| (entry.instruction, entry.span.start));
    let architecture = target.platform.architecture.clone();
    let mut plan = Plan {
        dockerfile: request.options.dockerfile_name.clone(),
        name: request.options.name.to_lowercase(),
        tag: request.options.tag.clone(),
        architecture: has_platform(target).then_some(architecture),
        unfree: Vec::new(),
        arguments: Vec::new(),
        bindings,
        contents,
        root,
        config,
        ledger: Ledger { entries },
        exposed,
        placeholders,
    };
    leave_out_unused(&mut plan);
    plan.arguments = arguments::used(&plan, declared);
    plan.unfree = unfree(&plan);
    plan
}

/// Leaves out what is fetched for statements that are left to do.
fn leave_out_unused(plan: &mut Plan) {
    let in_use = arguments::bindings_in_use(plan);
    let is_unused = |binding: &super::Binding| {
        matches!(binding.recipe, Recipe::Fetch { .. } | Recipe::Repository { .. }) && !in_use.contains(&binding.name)
    };
    let unused: Vec<String> =
        plan.bindings.iter().filter(|binding| is_unused(binding)).map(|binding| binding.name.clone()).collect();
    plan.bindings.retain(|binding| !unused.contains(&binding.name));
    plan.placeholders.retain(|placeholder| !unused.contains(&placeholder.binding));
}

/// The attributes among the contents that nixpkgs only gives to those who allow their licences.
fn unfree(plan: &Plan) -> Vec<String> {
    let contents = plan.contents.iter().filter_map(|content| match &content.item {
        ContentItem::Attribute { path } => Some(path.clone()),
        _ => None,
    });
    let modules = plan.bindings.iter().flat_map(|binding| match &binding.recipe {
        Recipe::PythonEnvironment { modules, .. } => {
            modules.iter().map(|module| format!("python3Packages.{module}")).collect()
        }
        Recipe::PhpEnvironment { extensions, .. } => {
            extensions.iter().map(|name| format!("phpExtensions.{name}")).collect()
        }
        Recipe::Files { environment, .. } => {
            environment.tools.iter().chain(&environment.libraries).cloned().collect::<Vec<_>>()
        }
        Recipe::Package(package) => package
            .settings
            .iter()
            .flat_map(|setting| match &setting.value {
                SettingValue::Attributes(paths) => paths.clone(),
                _ => Vec::new(),
            })
            .collect(),
        _ => Vec::new(),
    });
    let is_unfree = |path: &String| facts::attribute(path).is_some_and(|attribute| attribute.flags.unfree);
    contents.chain(modules).filter(is_unfree).collect()
}

/// Whether FROM asks for a platform other than that of every image.
fn has_platform(stage: &Stage) -> bool {
    stage.platform != crate::build::Platform::default()
}

/// The files that COPY put into the image, as one binding.
fn files(draft: &mut Draft<'_>) {
    if draft.files.is_empty() {
        return;
    }
    let entries = std::mem::take(&mut draft.files);
    let mut origins: Vec<Origin> = Vec::new();
    for entry in &entries {
        if !origins.contains(&entry.origin) {
            origins.push(entry.origin.clone());
        }
    }
    let targets: Vec<String> = entries.iter().map(|entry| entry.target.clone()).collect();
    draft.copied = targets;
    let environment = draft.script.environment();
    let name = draft.add_binding("app", Recipe::Files { entries, environment, outputs: None }, origins);
    let at = usize::from(
        matches!(draft.bindings.first(), Some(first) if matches!(first.recipe, Recipe::PythonEnvironment { .. })),
    );
    let content = super::Content { item: ContentItem::Binding { name }, origins: Vec::new() };
    draft.contents.insert(at, content);
}

/// What the base image had without saying so, and programs rely on: a shell, certificates, users.
fn userland(draft: &mut Draft<'_>) {
    let Some(family) = draft.family.filter(|family| *family != Family::Scratch) else { return };
    let Some(base) = draft.base_origin.clone() else { return };
    let has_shell = family.sh().is_some();
    let what = if has_shell { "a shell, certificates and users" } else { "certificates and users" };
    let mut origins = vec![Origin { text: format!("{} gave {what} without saying so", base.text), ..base }];
    if has_shell && !draft.has_attribute("busybox") && !draft.has_attribute("dockerTools.binSh") {
        push(draft, "dockerTools.binSh", &mut origins);
    }
    if !draft.has_attribute("dockerTools.caCertificates") {
        push(draft, "dockerTools.caCertificates", &mut origins);
    }
    let item = draft.accounts.content();
    origins.extend(draft.accounts.origins());
    draft.contents.push(super::Content { item, origins });
}

/// Adds an attribute; the first one takes the comment.
fn push(draft: &mut Draft<'_>, path: &str, origins: &mut Vec<Origin>) {
    let item = ContentItem::Attribute { path: path.to_owned() };
    draft.contents.push(super::Content { item, origins: std::mem::take(origins) });
}

/// `/tmp`, and the folders that WORKDIR and VOLUME name, unless something else makes them.
fn folders(draft: &mut Draft<'_>) {
    for (path, origin) in std::mem::take(&mut draft.working_dirs) {
        let below = format!("{}/", path.trim_end_matches('/'));
        let is_there =
            draft.copied.iter().any(|target| target.trim_end_matches('/') == path || target.starts_with(&below))
                || draft.projects.contains(&path);
        if !is_there {
            draft.make_folder(&path, Some(origin));
        }
    }
    if draft.family.is_some_and(|family| family != Family::Scratch) {
        let command = Template::text("mkdir -m 1777 -p tmp");
        draft.root.insert(0, RootCommand { command, needs_root: false, origin: None });
    }
}

fn config(draft: &Draft<'_>, target: StageId) -> super::Config {
    let (Some(plain), Some(marked)) = (draft.plain.stage(target), draft.marked.stage(target)) else {
        return super::Config::default();
    };
    let origins = Origins { draft };
    config::lay_out(&plain.config, &marked.config, &draft.arguments, &origins)
}

struct Origins<'a, 'b> {
    draft: &'b Draft<'a>,
}

impl KeyOrigins for Origins<'_, '_> {
    fn of(&self, keyword: Keyword) -> Vec<Origin> {
        let draft = self.draft;
        let mut origins: Vec<Origin> = Vec::new();
        for stage in draft.lineage.iter().filter_map(|id| draft.plain.stage(*id)) {
            for place in draft.places(stage) {
                if place.instruction.keyword == keyword && place.plain.action != Action::Refused {
                    origins.push(draft.origin(place.instruction.text_span(), ""));
                }
            }
        }
        // Of these the last one counts; the others add to what there is.
        if !matches!(keyword, Keyword::Env | Keyword::Label | Keyword::Expose | Keyword::Volume | Keyword::Onbuild) {
            origins.drain(..origins.len().saturating_sub(1));
        }
        if origins.is_empty() && draft.family.is_some() {
            origins.extend(
                draft.base_origin.iter().map(|base| Origin { text: "from the base image".to_owned(), ..base.clone() }),
            );
        }
        origins
    }
}

/// The ARGs of the stages that reach the image, each where it is declared first.
fn declared_arguments(draft: &Draft<'_>) -> Vec<Argument> {
    let mut declared: Vec<Argument> = Vec::new();
    for instruction in &draft.instructions {
        let Body::Arg(names) = &instruction.body else { continue };
        for name in names {
            let name = name.name.as_str();
            let known = declared.iter().any(|argument| argument.name == name);
            if known || !draft.arguments.has(name) {
                continue;
            }
            let default = default_of(draft, name).unwrap_or_default();
            let origin = draft.origin(instruction.text_span(), "ARG");
            declared.push(Argument { name: name.to_owned(), default, origin });
        }
    }
    declared
}

/// The value that the ARG has in the stages of the build.
fn default_of(draft: &Draft<'_>, name: &str) -> Option<String> {
    let stages = draft.plain.stages.iter().filter(|stage| stage.reachable);
    let mut values =
        stages.filter_map(|stage| stage.after.scope.argument(name)?.value.as_ref().map(ToString::to_string));
    values.next()
}
