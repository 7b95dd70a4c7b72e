//! RUN instructions whose commands are kept: the script of a derivation that does what they do.
//!
//! Paths of the image become paths below the script's root, downloads become fetched files, and what only Docker needs
//! is left out. A command that cannot run in a build is left to do, and the place where it stood says so.

mod decide;
mod fetch;
mod items;
mod text;

use std::collections::{BTreeMap, BTreeSet};

use super::commands::Commands;
use super::compound;
use super::draft::{Draft, Place};
use super::{Environment, FileEntry, FileSource, Outcome, Template};
use crate::build::Program;
use crate::facts::nix_commands;
use crate::source::Span;

/// A script in the making.
pub(super) struct Script {
    /// What paths of the image begin with: `$out`, or the variable of a folder that is thrown away.
    pub(super) root: &'static str,
    /// What the ledger calls it.
    pub(super) name: String,
    /// Whether it makes the image itself, and not what the image copies from.
    pub(super) of_image: bool,
    /// Attributes whose programs it uses.
    pub(super) tools: Vec<String>,
    /// Whether it needs a compiler.
    pub(super) compiles: bool,
    /// Variables of the Dockerfile that it uses.
    pub(super) env: BTreeMap<String, Template>,
    /// The programs that it runs.
    pub(super) used: BTreeSet<String>,
    /// Paths that it writes, or whose content it is given.
    touched: BTreeSet<String>,
    /// Whether something ran whose files are not known.
    opaque: bool,
    /// Folders that are there.
    made: BTreeSet<String>,
    /// The first names of paths that are taken from it.
    pub(super) tops: BTreeSet<String>,
    /// The folder that it is in.
    directory: Option<String>,
}

/// What becomes of a command of a script.
#[derive(Clone, Debug)]
enum Verdict {
    /// It is left out.
    Drop(Outcome),
    /// It stays.
    Keep(Outcome),
    /// Other commands take its place, each a line.
    Replace(Vec<Template>, Outcome),
    /// It cannot run in a build.
    Manual(String),
}

impl Script {
    pub(super) fn new(root: &'static str, name: &str, of_image: bool) -> Self {
        Script {
            root,
            name: name.to_owned(),
            of_image,
            tools: Vec::new(),
            compiles: false,
            env: BTreeMap::new(),
            used: BTreeSet::new(),
            touched: BTreeSet::new(),
            opaque: false,
            made: BTreeSet::new(),
            tops: BTreeSet::new(),
            directory: None,
        }
    }

    /// What the commands need.
    pub(super) fn environment(&self) -> Environment {
        Environment {
            compiles: self.compiles,
            tools: self.tools.clone(),
            bindings: Vec::new(),
            libraries: Vec::new(),
            env: self.env.iter().map(|(name, value)| (name.clone(), value.clone())).collect(),
        }
    }

    /// Notes that the path, and what is below it, is there.
    pub(super) fn touch(&mut self, path: &str) {
        self.touched.insert(path.trim_end_matches('/').to_owned());
    }

    /// The path as the script has to write it.
    fn path(&self, path: &str) -> String {
        if crate::facts::filesystem::is_of_a_build(path) {
            return shell_words::quote(path).into_owned();
        }
        match path.trim_end_matches('/') {
            "" => self.root.to_owned(),
            path => format!("{}{}", self.root, shell_words::quote(path)),
        }
    }

    /// Whether something in the script, or a COPY before it, makes the path.
    fn knows(&self, draft: &Draft<'_>, path: &str) -> bool {
        let path = path.split(['*', '?', '[']).next().unwrap_or(path).trim_end_matches('/');
        let holds = |known: &str| !known.is_empty() && (path == known || path.starts_with(&format!("{known}/")));
        let above = |known: &str| known.starts_with(&format!("{path}/"));
        self.opaque
            || crate::facts::filesystem::is_of_a_build(path)
            || self.touched.iter().any(|known| holds(known) || above(known))
            || draft.files.iter().any(|entry| match entry.source {
                FileSource::Commands { .. } => false,
                _ => holds(entry.target.trim_end_matches('/')) || above(&entry.target),
            })
    }

    fn needs(&mut self, attribute: &str) {
        self.compiles |= nix_commands::compiles(attribute);
        match attribute {
            "stdenv" => {}
            "stdenv.cc" => {}
            attribute if self.tools.iter().any(|tool| tool == attribute) => {}
            attribute => self.tools.push(attribute.to_owned()),
        }
    }

    /// The command that makes a folder, unless it is there.
    fn make_folder(&mut self, path: &str) -> Option<Template> {
        let path = path.trim_end_matches('/');
        if crate::facts::filesystem::is_of_a_build(path) || !self.made.insert(path.to_owned()) {
            return None;
        }
        Some(Template::text(format!("mkdir -p {}", self.path(path))))
    }
}

/// Whether the image's commands in this RUN need a build: something is fetched, unpacked, compiled or changed.
pub(super) fn is_needed(draft: &Draft<'_>, place: Place<'_>, commands: &Commands, script: &Script) -> bool {
    is_script(draft, place)
        && (compound::needs_build(draft, place, commands)
            || commands.iter().any(|command| decide::is_work(draft, place, commands, &command, script)))
}

/// Whether the RUN is text of a shell whose commands can be told apart.
pub(super) fn is_script(draft: &Draft<'_>, place: Place<'_>) -> bool {
    match place.plain.program(&draft.instructions) {
        Some(Program::Script(script)) => !script.body.is_empty() && script.errors.is_empty(),
        _ => false,
    }
}

/// Adds the commands of a RUN to the files of the draft, and records what has become of each.
pub(super) fn run<'a>(draft: &mut Draft<'a>, place: Place<'a>, commands: &Commands, script: &mut Script) {
    let Some(Program::Script(parsed)) = place.plain.program(&draft.instructions) else { return };
    let directory = place.plain.before.working_dir.to_string();
    let mut start = Vec::new();
    start.extend(script.make_folder(&directory));
    if script.directory.as_deref() != Some(&directory) {
        start.push(Template::text(format!("cd {}", script.path(&directory))));
    }
    let mut verdicts: BTreeMap<usize, Verdict> = BTreeMap::new();
    let written = compound::of(draft, place, commands);
    for command in commands.iter() {
        let verdict = decide::decide(draft, place, commands, &command, &written, script);
        verdicts.insert(command.number, verdict);
    }
    let spans: Vec<Span> = commands.iter().map(|command| command.call.span).collect();
    decide::note(script, written.iter().map(|written| &written.action));
    items::block(&parsed.body, commands, &spans, &mut verdicts);
    let mut lines = Vec::new();
    let mut writer =
        text::Writer { draft, place, commands, verdicts: &verdicts, written: &written, script: &mut *script };
    for item in items::top_level(&parsed.body, commands) {
        writer.item(item, &mut lines);
    }
    let is_left = |line: &Template| line.to_string().starts_with("# left");
    if lines.iter().all(is_left) {
        script.made.remove(directory.trim_end_matches('/'));
    }
    if !lines.is_empty() {
        if !lines.iter().all(is_left) {
            lines.splice(0..0, start);
            let moves = commands.iter().any(|command| matches!(command.call.name.as_str(), "cd" | "pushd" | "popd"));
            script.directory = (!moves).then_some(directory);
        }
        let origin = draft.origin_of(place.instruction);
        draft.files.push(FileEntry {
            source: FileSource::Commands { lines },
            target: String::new(),
            mode: None,
            origin,
        });
    }
    for command in commands.iter().filter(|command| !command.is_wrapper) {
        let outcome = match verdicts.remove(&command.number) {
            Some(Verdict::Drop(outcome) | Verdict::Keep(outcome) | Verdict::Replace(_, outcome)) => outcome,
            Some(Verdict::Manual(what)) => Outcome::manual(what),
            None => continue,
        };
        draft.record_call(place, command.number, command.call, outcome);
    }
}
