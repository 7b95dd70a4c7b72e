//! What comes from the base image without anybody saying so.

use std::collections::{BTreeSet, HashMap};

use super::images::CONTEXTS;
use crate::build::packages::{ActionKind, PackageAction};
use crate::build::{Action, Base, FileTransfer, ImageRef, SourceKind, Stage};
use crate::dockerfile::{Body, Healthcheck, Invocation};
use crate::facts::{self, BaseImage, Libc, Manager, Provider};
use crate::lint::facts::{Command, Facts, Statement};
use crate::lint::reporter::{Found, Reporter};
use crate::lint::software;
use crate::source::Span;

/// How many programs get a label.
const LABELS: usize = 5;
/// How many programs are named.
const NAMED: usize = 8;

/// Programs that the image's stages use, and that the base image happens to have.
///
/// Only of base images that are known, and not what they are named for: `python` in `python:3.12`. One finding for the
/// image, and with the option `build-stages` one for each other base image too.
pub(crate) fn implicit_programs(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    for (image, known, stages) in chains(facts, reporter.is_on("build-stages")) {
        let used = Search::of(facts, &known, &stages).used;
        if used.is_empty() {
            continue;
        }
        let mut names: Vec<String> = used.iter().take(NAMED).map(|(name, _)| format!("`{name}`")).collect();
        if used.len() > NAMED {
            names.push(format!("{} more programs", used.len() - NAMED));
        }
        names.extend(libc(&known));
        let found = Found::at(image.span).with("image", super::image_name(&image.text)).with("names", listed(&names));
        reporter.push(
            used.iter()
                .take(LABELS)
                .fold(found, |found, (name, span)| found.label(*span, format!("`{name}` is used here"))),
        );
    }
}

/// Base images of which nothing is known here.
pub(crate) fn opaque(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    let Some(target) = facts.input.build.target_stage() else { return };
    if let Base::Image(image) = &facts.root(target).base
        && known(image).is_none()
        && !reporter.list(CONTEXTS).contains(&image.text.as_str())
    {
        reporter.push(Found::at(image.span).with("image", super::image_name(&image.text)));
    }
}

fn known(image: &ImageRef) -> Option<BaseImage> {
    facts::base_image(&image.familiar_name(), image.tag())
}

/// Base images that are known, each with the stages that are built on it: those of the image, or all that are needed.
fn chains<'a>(facts: &Facts<'a>, all: bool) -> Vec<(&'a ImageRef, BaseImage, Vec<&'a Stage>)> {
    let mut by_root: Vec<(usize, Vec<&Stage>)> = Vec::new();
    let wanted = |stage: &&Stage| if all { stage.reachable } else { facts.is_shipped(stage) };
    let mut places: HashMap<usize, usize> = HashMap::new();
    for stage in facts.stages().iter().filter(wanted) {
        let root = facts.root(stage).id.number();
        let place = *places.entry(root).or_insert(by_root.len());
        match by_root.get_mut(place) {
            Some((_, stages)) => stages.push(stage),
            None => by_root.push((root, vec![stage])),
        }
    }
    let chain = |(root, stages): (usize, Vec<&'a Stage>)| match &facts.stages().get(root)?.base {
        Base::Image(image) => Some((image, known(image)?, stages)),
        _ => None,
    };
    by_root.into_iter().filter_map(chain).collect()
}

/// Looks for programs that are used before anything provides them.
struct Search<'k> {
    known: &'k BaseImage,
    /// Packages whose programs are not among those provided yet.
    installed: Vec<(Manager, String)>,
    provided: BTreeSet<String>,
    seen: BTreeSet<String>,
    used: Vec<(String, Span)>,
}

impl<'k> Search<'k> {
    fn of(facts: &Facts<'_>, known: &'k BaseImage, stages: &[&Stage]) -> Self {
        let mut search =
            Search { known, installed: Vec::new(), provided: BTreeSet::new(), seen: BTreeSet::new(), used: Vec::new() };
        let ids: BTreeSet<usize> = stages.iter().map(|stage| stage.id.number()).collect();
        let here = |statement: &&Statement<'_>| {
            statement.onbuild.is_none() && statement.stage.is_some_and(|stage| ids.contains(&stage.id.number()))
        };
        for statement in facts.statements().iter().filter(here) {
            search.statement(facts, statement);
        }
        search
    }

    fn statement(&mut self, facts: &Facts<'_>, statement: &Statement<'_>) {
        if let Some(shell) = shell(statement) {
            self.uses(&shell, statement.instruction.keyword_span);
        }
        let mut actions = facts.package_uses_of(statement.number).iter().peekable();
        for command in facts.commands_of(statement.number) {
            if let Some(name) = program(command) {
                self.uses(name, command.call.program.span);
            }
            while let Some(found) = actions.next_if(|found| found.command <= command.number) {
                self.installs(&found.action);
            }
        }
        if let Some(Action::Copy(transfer) | Action::Add(transfer)) = statement.step.map(|step| &step.action) {
            self.copies(transfer);
        }
    }

    fn uses(&mut self, name: &str, span: Span) {
        if self.seen.contains(name) || software::is_builtin(name) || self.provided.contains(name) {
            return;
        }
        if !matches!(self.known.provides(name), Some(Provider::Package(_))) || self.is_installed(name) {
            // It stays so.
            self.provided.insert(name.to_owned());
        } else if self.seen.insert(name.to_owned()) {
            self.used.push((name.to_owned(), span));
        }
    }

    /// Whether a package that was installed has the program. What packages have is looked up no sooner than one asks.
    fn is_installed(&mut self, name: &str) -> bool {
        while let Some((manager, package)) = self.installed.pop() {
            let entry = facts::nix_package(manager, &package);
            for attribute in entry.iter().flat_map(|entry| &entry.attrs) {
                self.provide(&facts::programs(attribute));
            }
            if self.provided.contains(name) {
                return true;
            }
        }
        false
    }

    /// The package's own name, and the programs that it is known to have.
    fn installs(&mut self, action: &PackageAction) {
        if !matches!(action.kind, ActionKind::Install | ActionKind::Upgrade) {
            return;
        }
        for package in &action.packages {
            self.provided.insert(package.name.clone());
            self.provide(self.known.family.programs_of(&package.name));
            self.installed.push((action.manager, package.name.clone()));
        }
    }

    fn copies(&mut self, transfer: &FileTransfer) {
        let destination = transfer.destination.trim_end_matches('/');
        self.provided.extend(destination.rsplit('/').next().map(str::to_owned));
        for source in &transfer.sources {
            if let SourceKind::Path(path) | SourceKind::Remote { url: path, .. } = &source.kind {
                self.provided.extend(path.trim_end_matches('/').rsplit('/').next().map(str::to_owned));
            }
        }
    }

    fn provide(&mut self, programs: &[&str]) {
        self.provided.extend(programs.iter().map(|program| (*program).to_owned()));
    }
}

/// The program that runs a shell form.
fn shell(statement: &Statement<'_>) -> Option<String> {
    let invocation = match &statement.instruction.body {
        Body::Run(invocation) | Body::Cmd(invocation) | Body::Entrypoint(invocation) => invocation,
        Body::Healthcheck(Healthcheck::Cmd { command, .. }) => command,
        _ => return None,
    };
    let shell = statement.step?.before.shell.first().filter(|_| matches!(invocation, Invocation::Shell(_)))?;
    Some(shell.rsplit('/').next().unwrap_or(shell).to_owned())
}

/// The program's name, if it is one that is found by name or in a folder of programs.
fn program(command: Command<'_>) -> Option<&str> {
    let word = command.call.program.literal()?;
    let is_found = match word.rsplit_once('/') {
        Some((folder, _)) => software::is_bin(folder),
        None => true,
    };
    is_found.then_some(command.call.name.as_str())
}

fn libc(known: &BaseImage) -> Option<String> {
    match known.family.libc() {
        Libc::Glibc => Some("the C library (glibc)".to_owned()),
        Libc::Musl => Some("the C library (musl)".to_owned()),
        Libc::None => None,
    }
}

fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
