//! A stage in which Go programs are built → a `buildGoModule` for each.

use super::reading::{compiler_of, context_folder, top_level_sources, version};
use super::{Builder, go, project, record_from};
use crate::build::Stage;
use crate::facts;
use crate::migrate::commands;
use crate::migrate::draft::{Draft, Place};
use crate::migrate::{GoVendor, Outcome, Placeholder, Recipe, Template};
use crate::shell::Call;

/// A stage in which Go programs are built.
pub(super) struct GoStage<'a> {
    builds: Vec<GoCommand<'a>>,
    module_root: String,
}

/// A `go build` of a stage.
struct GoCommand<'a> {
    place: Place<'a>,
    call: Call,
    directory: String,
    build: go::GoBuild,
}

impl<'a> GoStage<'a> {
    /// Looks for `go build` and `go install` of the stage's own module.
    pub(super) fn find(draft: &Draft<'a>, stage: &'a Stage) -> Option<Self> {
        let mut builds = Vec::new();
        for place in draft.places(stage) {
            for command in commands::of(draft, place).live().filter(|command| command.call.name == "go") {
                let directory = command.directory.unwrap_or("/").to_owned();
                if project::is_fetched(draft, &[stage], &directory) {
                    continue;
                }
                let build = go::read(draft, place, command.call, &directory);
                builds.extend(build.map(|build| GoCommand { place, call: command.call.clone(), directory, build }));
            }
        }
        let module_root = context_folder(draft, stage, &builds.first()?.directory);
        Some(GoStage { builds, module_root })
    }

    pub(super) fn build(self, draft: &mut Draft<'a>, stage: &'a Stage) -> Builder {
        let module = go::module(draft.request.context, &self.module_root);
        let mut outputs = Vec::new();
        let mut names = Vec::new();
        for command in &self.builds {
            let (path, name, program) = self.add(draft, stage, command, &module);
            outputs.push((path, Template::binding(&name, &format!("/bin/{program}"))));
            names.push(name);
        }
        self.record(draft, stage, &names);
        Builder { outputs, programs: Vec::new() }
    }

    /// Adds the binding of one `go build`. Gives the program's path in the stage, the binding, and the program's name.
    fn add(
        &self,
        draft: &mut Draft<'a>,
        stage: &'a Stage,
        command: &GoCommand<'a>,
        module: &go::Module,
    ) -> (String, String, String) {
        let output_name = command.build.output.as_deref().and_then(|path| path.rsplit('/').next());
        let output_name = output_name.filter(|name| !name.is_empty());
        let program = command.build.program(module.path.as_deref());
        let program = program.unwrap_or_else(|| output_name.unwrap_or("app").to_owned());
        let details = go::Details {
            name: output_name.unwrap_or(&program).to_owned(),
            version: version(draft, stage),
            compiler: compiler(draft, stage),
            sources: top_level_sources(draft, &self.module_root),
            module_root: self.module_root.clone(),
            env: env(draft, command),
        };
        let origin = draft.origin_of_call(&command.call);
        let recipe = Recipe::GoModule(go::recipe(&command.build, module, details));
        let wanted = stage.name.as_ref().map_or_else(|| program.clone(), ToString::to_string);
        let name = draft.add_binding(&wanted, recipe, vec![origin.clone()]);
        if module.vendor == GoVendor::Download {
            draft.placeholders.push(Placeholder {
                binding: name.clone(),
                what: "vendorHash".to_owned(),
                command: Some("nix-build".to_owned()),
                origin,
            });
        }
        (command.build.output_path(&command.directory, &program), name, program)
    }

    fn record(&self, draft: &mut Draft<'a>, stage: &'a Stage, names: &[String]) {
        draft.recorded.insert(stage.id);
        let compiler = compiler(draft, stage).unwrap_or_else(|| "go".to_owned());
        record_from(draft, stage, Outcome::translated(compiler));
        project::record_stage(draft, stage, "buildGoModule", |_, span| {
            let built = self.builds.iter().zip(names).find(|(build, _)| build.call.span == span);
            built.map(|(build, name)| build.outcome(name))
        });
    }
}

impl GoCommand<'_> {
    fn outcome(&self, name: &str) -> Outcome {
        let into = format!("{name} (buildGoModule)");
        if self.build.dropped.is_empty() {
            return Outcome::translated(into);
        }
        Outcome::approximated(into, format!("without {}", self.build.dropped.join(" ")))
    }
}

/// The compiler that the tag of the base image asks for.
fn compiler(draft: &Draft<'_>, stage: &Stage) -> Option<String> {
    compiler_of(draft, stage, &|_| true)
}

/// The variables that a Go build sees and that mean something to it.
fn env(draft: &Draft<'_>, command: &GoCommand<'_>) -> Vec<(String, Template)> {
    let mut env: Vec<(String, Template)> = Vec::new();
    let scope = &command.place.marked.before.scope;
    for name in facts::go::variables() {
        let given = command.call.assignments.iter().rev().find(|assignment| assignment.name == *name);
        let value = match given {
            Some(assignment) => draft.word(command.place, &assignment.value),
            None => scope.variable(name).map(|variable| variable.value.to_string()),
        };
        env.extend(value.map(|value| ((*name).to_owned(), draft.template(&value))));
    }
    env
}
