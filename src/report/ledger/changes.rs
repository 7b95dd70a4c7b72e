//! What changes in the image: parts that nobody asked for, packages, files and the configuration.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::Value;

use super::config;
use crate::build::commands::Commands;
use crate::build::packages::{ActionKind, FileRole, PackageAction, package_actions};
use crate::build::{Action, Base, Build, SourceKind, Stage};
use crate::context::manifest::requirements::Requirements;
use crate::dockerfile::Instruction;
use crate::facts::{self, Manager, PackageKind};
use crate::lint::{self, Category, Finding};
use crate::migrate::{ContentItem, FileSource, Outcome, Plan, Recipe};

/// How many names are listed before the rest is counted.
const NAMED: usize = 8;

/// What changes in the image.
#[derive(Debug, Default, Serialize)]
pub struct Changes {
    /// The four families, in their order.
    pub families: Vec<FamilyChange>,
    /// What is installed.
    pub packages: Vec<PackageChange>,
    /// Files of the image.
    pub files: Vec<FileChange>,
    /// Keys of the configuration.
    pub config: Vec<ConfigChange>,
}

/// What a family of parts loses and gains.
#[derive(Debug, Serialize)]
pub struct FamilyChange {
    /// Its name.
    pub family: &'static str,
    /// What is no longer there.
    pub lost: Vec<Part>,
    /// What is there by name now.
    pub gained: Vec<Part>,
}

/// A part of an image.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Part {
    /// What it is.
    pub name: String,
    /// The line of the Dockerfile that brings it.
    pub line: Option<usize>,
}

/// A package, and what it is in nixpkgs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PackageChange {
    /// Its name as the manager knows it.
    pub name: String,
    /// Who installs it: a package manager, or `image` for what a base image is named for.
    pub manager: String,
    /// The version that the Dockerfile asks for.
    pub asked: Option<String>,
    /// The attributes of nixpkgs with their versions; empty for what is not in the image any more.
    pub attributes: Vec<(String, String)>,
    /// Why the attributes are only the nearest thing.
    pub differs: Option<String>,
    /// The line.
    pub line: usize,
}

/// A file or folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FileChange {
    /// What happens to it.
    pub change: Change,
    /// Its path in the image.
    pub path: String,
    /// Where it comes from, or why it is not there.
    pub what: String,
}

/// A key of the configuration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ConfigChange {
    /// What happens to it.
    pub change: Change,
    /// The key.
    pub key: String,
    /// What Docker's image has.
    pub docker: Option<Value>,
    /// What the expression says.
    pub nix: Option<Value>,
}

/// What happens to something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// It is the same.
    Kept,
    /// It is there, and another.
    Changed,
    /// It is new.
    Gained,
    /// It is gone.
    Lost,
}

impl Changes {
    /// Compares what Docker would build with the plan. `build` has the configuration of known base images; `findings`
    /// are those of the Dockerfile.
    pub fn of(input: &lint::Input<'_>, build: &Build, plan: &Plan, findings: &[Finding]) -> Self {
        let gatherer = Gatherer::new(input, build, plan);
        Changes {
            families: gatherer.families(findings),
            packages: gatherer.packages(),
            files: gatherer.files(),
            config: config::changes(build.target_stage().map(|stage| &stage.config), plan),
        }
    }
}

struct Gatherer<'a> {
    input: &'a lint::Input<'a>,
    plan: &'a Plan,
    /// The stages that the image is made of, the target first.
    shipped: Vec<&'a Stage>,
    /// Every action on packages in a stage that is needed: its line, whether its stage is shipped.
    actions: Vec<(usize, bool, PackageAction)>,
    is_pulled: bool,
}

impl<'a> Gatherer<'a> {
    fn new(input: &'a lint::Input<'a>, build: &'a Build, plan: &'a Plan) -> Self {
        let mut shipped: Vec<&Stage> = Vec::new();
        let mut next = build.target_stage();
        while let Some(stage) = next.filter(|stage| shipped.iter().all(|it| it.id != stage.id)) {
            shipped.push(stage);
            next = match stage.base {
                Base::Stage(parent) => build.stage(parent),
                _ => None,
            };
        }
        let instructions: Vec<&Instruction> = input.dockerfile.instructions().collect();
        let mut actions = Vec::new();
        for stage in build.stages.iter().filter(|stage| stage.reachable) {
            let is_shipped = shipped.iter().any(|it| it.id == stage.id);
            for step in stage.steps.iter().filter(|step| matches!(step.action, Action::Run { .. })) {
                let scope = &step.before.scope;
                let lookup = |name: &str| scope.value(name).map(ToString::to_string);
                for command in Commands::of(step, &instructions).iter() {
                    let line = input.file.lines().line(command.call.span.start);
                    actions.extend(package_actions(command.call, &lookup).into_iter().map(|it| (line, is_shipped, it)));
                }
            }
        }
        let is_pulled = plan.bindings.iter().any(|binding| matches!(binding.recipe, Recipe::PulledImage(_)));
        Gatherer { input, plan, shipped, actions, is_pulled }
    }

    fn line(&self, offset: usize) -> usize {
        self.input.file.lines().line(offset)
    }

    /// The base image that is known, with its line.
    fn base(&self) -> Option<(&'a crate::build::ImageRef, facts::BaseImage, usize)> {
        let Base::Image(image) = &self.shipped.last()?.base else { return None };
        let known = facts::base_image(&image.familiar_name(), image.tag())?;
        Some((image, known, self.line(image.span.start)))
    }

    fn families(&self, findings: &[Finding]) -> Vec<FamilyChange> {
        let family = |family, lost: BTreeSet<Part>, gained: Vec<Part>| {
            // Of what several lines bring the first is named.
            let mut seen = BTreeSet::new();
            let lost = lost.into_iter().filter(|part| seen.insert(part.name.clone())).collect();
            FamilyChange { family, lost, gained }
        };
        let mut managers = BTreeSet::new();
        let mut for_builds = BTreeSet::new();
        let mut contents = BTreeSet::new();
        if let Some((image, base, line)) = self.base().filter(|_| !self.is_pulled) {
            managers.extend(base.family.managers().iter().map(|it| part(it.as_str(), Some(line))));
            let packages = base.family.base_packages();
            let packages: Vec<&str> = packages.iter().copied().filter(|name| !is_manager(name, &base)).collect();
            let named = packages.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
            let more = match packages.len().saturating_sub(NAMED) {
                0 => String::new(),
                more => format!(" and {more} more packages"),
            };
            if !packages.is_empty() {
                contents.insert(part(&format!("{named}{more} of {}", image.text), Some(line)));
            }
        }
        for (line, _, action) in self.actions.iter().filter(|(_, is_shipped, _)| *is_shipped) {
            if !self.is_pulled {
                managers.insert(part(action.manager.as_str(), Some(*line)));
            }
            for package in action.packages.iter().filter(|_| is_install(action)) {
                let kind = facts::nix_package(action.manager, &package.name).map(|entry| entry.kind);
                match kind {
                    Some(PackageKind::PackageManagerOnly) if package.name != action.manager.as_str() => {
                        for_builds.insert(part(&package.name, Some(*line)));
                    }
                    Some(PackageKind::Build) if !self.is_content(action.manager, &package.name) => {
                        for_builds.insert(part(&package.name, Some(*line)));
                    }
                    _ => {}
                }
            }
        }
        let left =
            |finding: &&Finding| finding.rule.category == Category::ExtraComponents && is_cache(finding.rule.name);
        let caches = findings.iter().filter(left).map(|it| part(&it.message, Some(self.line(it.span.start))));
        let named = self.plan.contents.iter().filter_map(|content| match &content.item {
            ContentItem::Attribute { path } => path.starts_with("dockerTools.").then(|| part(&named_now(path), None)),
            ContentItem::Users { .. } => Some(part(&named_now("dockerTools.fakeNss"), None)),
            ContentItem::Binding { .. } => None,
        });
        vec![
            family("package managers", managers, Vec::new()),
            family("build-only packages", for_builds, Vec::new()),
            family("caches", caches.collect(), Vec::new()),
            family("undeclared base contents", contents, named.collect()),
        ]
    }

    /// Whether an attribute of the package is in the image all the same.
    fn is_content(&self, manager: Manager, name: &str) -> bool {
        let Some(entry) = facts::nix_package(manager, name) else { return false };
        self.plan.contents.iter().any(|content| match &content.item {
            ContentItem::Attribute { path } => entry.attrs.iter().any(|attr| attr == path),
            _ => false,
        })
    }

    fn packages(&self) -> Vec<PackageChange> {
        let mut found: Vec<PackageChange> = Vec::new();
        let mut add = |change: PackageChange| {
            let is_same = |it: &PackageChange| it.name == change.name && it.manager == change.manager;
            if !found.iter().any(is_same) {
                found.push(change);
            }
        };
        if let Some((image, _, line)) = self.base().filter(|(_, base, _)| !base.components.is_empty()) {
            let here = |origins: &[crate::migrate::Origin]| origins.iter().any(|origin| origin.first_line == line);
            let attributes = self.plan.contents.iter().filter(|content| here(&content.origins));
            let attributes: Vec<(String, String)> = attributes
                .filter_map(|content| match &content.item {
                    ContentItem::Attribute { path } if !path.starts_with("dockerTools.") => Some(versioned(path)),
                    _ => None,
                })
                .collect();
            if !attributes.is_empty() {
                let asked = image.tag().map(str::to_owned);
                let name = image.familiar_name();
                add(PackageChange { name, manager: "image".to_owned(), asked, attributes, differs: None, line });
            }
        }
        let not_needed: BTreeSet<usize> = self
            .plan
            .ledger
            .entries
            .iter()
            .filter(|entry| matches!(entry.outcome, Outcome::NotNeeded { .. }))
            .map(|entry| entry.line)
            .collect();
        let removed = self.actions.iter().filter(|(_, _, action)| action.kind == ActionKind::Remove);
        let removed: BTreeSet<&str> =
            removed.flat_map(|(_, _, action)| &action.packages).map(|package| package.name.as_str()).collect();
        for (line, is_shipped, action) in self.actions.iter().filter(|(_, _, action)| is_install(action)) {
            // Builders bring what builds need.
            let is_removed = action.virtual_group.as_ref().is_some_and(|group| removed.contains(group.as_str()));
            if is_removed || !is_shipped && not_needed.contains(line) {
                continue;
            }
            for package in action.packages.iter().filter(|package| package.resolved) {
                if package.name == action.manager.as_str() || removed.contains(package.name.as_str()) {
                    continue;
                }
                let asked = package.constraint.as_ref().map(|it| written(&it.operator, &it.version));
                add(self.package(action.manager, &package.name, asked, *line));
            }
            for file in action.files(FileRole::Requirements).filter(|file| file.resolved) {
                let name = file.text.rsplit('/').next().unwrap_or(&file.text);
                let candidates = [file.text.trim_start_matches("./"), name];
                let read =
                    candidates.iter().find_map(|path| Requirements::read(self.input.context, path).ok().flatten());
                for (_, requirement) in read.iter().flat_map(Requirements::requirements) {
                    let Some(name) = &requirement.name else { continue };
                    let pins = requirement.specifiers.iter();
                    let pins: Vec<String> = pins.map(|it| written(it.operator.as_str(), it.version.as_str())).collect();
                    let asked = (!pins.is_empty()).then(|| pins.join(","));
                    add(self.package(action.manager, name.as_str(), asked, *line));
                }
            }
        }
        found
    }

    fn package(&self, manager: Manager, name: &str, asked: Option<String>, line: usize) -> PackageChange {
        let entry = facts::nix_package(manager, name);
        let has_use = |kind| !matches!(kind, PackageKind::PackageManagerOnly | PackageKind::Unsupported);
        let entry = entry.filter(|entry| has_use(entry.kind));
        let attributes = entry.iter().flat_map(|entry| &entry.attrs).map(|attr| versioned(attr)).collect();
        let differs = entry.and_then(|entry| entry.nearest).map(|why| why.into_owned());
        PackageChange { name: name.to_owned(), manager: manager.as_str().to_owned(), asked, attributes, differs, line }
    }

    fn files(&self) -> Vec<FileChange> {
        let mut files = Vec::new();
        let shipped: BTreeSet<&str> = self
            .plan
            .contents
            .iter()
            .filter_map(|content| match &content.item {
                ContentItem::Binding { name } => Some(name.as_str()),
                _ => None,
            })
            .collect();
        for binding in self.plan.bindings.iter().filter(|binding| shipped.contains(binding.name.as_str())) {
            match &binding.recipe {
                Recipe::Files { entries, outputs, .. } => {
                    for entry in entries {
                        let what = match &entry.source {
                            FileSource::File { path } => path.clone(),
                            FileSource::Directory { path, .. } => format!("{path}/"),
                            FileSource::Path { path } | FileSource::Tree { path } => path.to_string(),
                            FileSource::Commands { .. } => continue,
                        };
                        files.push(FileChange { change: Change::Kept, path: entry.target.clone(), what });
                    }
                    for output in outputs.iter().flatten() {
                        files.push(FileChange {
                            change: Change::Kept,
                            path: output.clone(),
                            what: binding.name.clone(),
                        });
                    }
                }
                Recipe::TextFile { path, .. } => {
                    let what = binding.origins.first().map(|it| it.text.clone()).unwrap_or_default();
                    files.push(FileChange { change: Change::Kept, path: path.clone(), what });
                }
                _ => {}
            }
        }
        for command in self.plan.root.iter().filter(|command| command.origin.is_none()) {
            let text = command.command.to_string();
            let folder = text.rsplit(' ').next().unwrap_or(&text);
            let what = "what a container needs".to_owned();
            files.push(FileChange { change: Change::Gained, path: format!("/{folder}"), what });
        }
        for stage in self.shipped.iter().rev() {
            for step in &stage.steps {
                let (Action::Copy(transfer) | Action::Add(transfer)) = &step.action else { continue };
                let entries = self.plan.ledger.entries.iter();
                let mut own = entries.filter(|entry| entry.instruction == step.instruction);
                let why = own.next().and_then(|entry| match &entry.outcome {
                    Outcome::NotNeeded { why } => Some(why.clone()),
                    _ => None,
                });
                for source in &transfer.sources {
                    let name = match &source.kind {
                        SourceKind::Path(path) => path,
                        SourceKind::Remote { url, .. } => url,
                        SourceKind::Heredoc { name, .. } => name,
                    };
                    let path = target(&transfer.destination, name);
                    let folder = path.trim_end_matches('/');
                    let is_there = |file: &FileChange| file.path.trim_end_matches('/').starts_with(folder);
                    match &why {
                        Some(why) => files.push(FileChange { change: Change::Lost, path, what: why.clone() }),
                        None if files.iter().any(is_there) => {}
                        None => files.push(FileChange { change: Change::Kept, path, what: name.clone() }),
                    }
                }
            }
        }
        files
    }
}

/// Where a source of COPY comes to be: below a folder by its own name, if it is a file by all that its name says.
fn target(destination: &str, source: &str) -> String {
    let name = source.trim_end_matches('/').rsplit('/').next().unwrap_or(source);
    match destination.ends_with('/') && !source.ends_with('/') && name.contains('.') && !name.starts_with('.') {
        true => format!("{destination}{name}"),
        false => destination.to_owned(),
    }
}

fn part(name: &str, line: Option<usize>) -> Part {
    Part { name: name.to_owned(), line }
}

/// What takes the place of something that base images have.
fn named_now(attribute: &str) -> String {
    let what = match attribute {
        "dockerTools.binSh" => "a shell at /bin/sh",
        "dockerTools.usrBinEnv" => "/usr/bin/env",
        "dockerTools.caCertificates" => "certificates of authorities",
        "dockerTools.fakeNss" => "users and groups",
        _ => return format!("{attribute}, which the expression names"),
    };
    format!("{what}, which the expression names: {attribute}")
}

/// Whether a package of a base image is its package manager, which is told of apart.
fn is_manager(package: &str, base: &facts::BaseImage) -> bool {
    base.family
        .managers()
        .iter()
        .any(|manager| package == manager.as_str() || package.starts_with(&format!("{manager}-")))
}

fn is_install(action: &PackageAction) -> bool {
    matches!(action.kind, ActionKind::Install | ActionKind::Upgrade)
}

/// Whether a rule is about what package managers leave behind, by its name.
fn is_cache(rule: &str) -> bool {
    rule.contains("cache") || rule.contains("lists")
}

/// An attribute with the version that nixpkgs has.
fn versioned(path: &str) -> (String, String) {
    (path.to_owned(), facts::attribute(path).map(|it| it.version.to_owned()).unwrap_or_default())
}

/// An exact version as it is, others with what they are compared by.
fn written(operator: &str, version: &str) -> String {
    match operator {
        "=" | "==" | "@" => version.to_owned(),
        _ => format!("{operator}{version}"),
    }
}
