//! What a version of a Dockerfile does, in the words by which two versions are compared.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Detail, Version};
use crate::build::commands::Commands;
use crate::build::packages::{ActionKind, PackageAction, PackageSource, package_actions};
use crate::build::{Action, Base, FileSource, FileTransfer, SourceKind, Stage, Step};
use crate::dockerfile::{DirectiveName, Instruction, Item, LineKind};
use crate::shell::Call;
use crate::source::{SourceFile, Span};

/// What a file does.
#[derive(Debug, Default)]
pub(super) struct Facts {
    /// The frontend that reads it, if it names one.
    pub(super) syntax: Option<String>,
    pub(super) stages: Vec<StageFacts>,
    /// Which stage is built.
    pub(super) target: Option<usize>,
}

/// What a stage does. Maps lead from what something is to what it is like, and its line.
#[derive(Debug, Default)]
pub(super) struct StageFacts {
    pub(super) name: String,
    pub(super) is_named: bool,
    pub(super) line: usize,
    pub(super) base: String,
    pub(super) platform: Option<String>,
    pub(super) packages: BTreeMap<String, (Detail, usize)>,
    pub(super) files: BTreeMap<String, (Detail, usize)>,
    pub(super) config: BTreeMap<String, (Detail, usize)>,
    /// What is run besides, each with its line.
    pub(super) commands: Vec<(String, usize)>,
    /// What is left of the scripts without the words of commands: operators, redirections, comparisons.
    pub(super) shape: String,
}

impl Facts {
    pub(super) fn of(version: &Version<'_>) -> Self {
        let instructions: Vec<&Instruction> = version.dockerfile.instructions().collect();
        let gatherer = Gatherer { version, instructions: &instructions };
        let syntax = version.dockerfile.items.iter().find_map(|item| match item {
            Item::Directive(it) if it.name == DirectiveName::Syntax => Some(it.value.as_str().to_owned()),
            _ => None,
        });
        Facts {
            syntax,
            stages: version.build.stages.iter().map(|stage| gatherer.stage(stage)).collect(),
            target: version.build.target.map(|target| target.number()),
        }
    }
}

struct Gatherer<'a> {
    version: &'a Version<'a>,
    instructions: &'a [&'a Instruction],
}

impl Gatherer<'_> {
    fn line(&self, offset: usize) -> usize {
        self.version.file.lines().line(offset)
    }

    fn stage(&self, stage: &Stage) -> StageFacts {
        let from = self.instructions.get(stage.from);
        let flag = from.and_then(|from| from.flags.iter().find(|flag| flag.name.as_str() == "platform"));
        let mut facts = StageFacts {
            name: stage.label(),
            is_named: stage.name.is_some(),
            line: from.map_or(0, |from| self.line(from.span.start)),
            base: match stage.base {
                Base::Stage(id) => self.version.build.stage(id).map(Stage::label).unwrap_or_default(),
                _ => stage.base_name.clone(),
            },
            platform: flag.and_then(|flag| flag.value.as_ref()).map(|value| value.as_str().to_owned()),
            ..StageFacts::default()
        };
        for (key, value) in serde_json::to_value(&stage.config).ok().and_then(object).unwrap_or_default() {
            spread(&key, value, &mut facts.config);
        }
        let last = |is: fn(&Action) -> bool| stage.steps.iter().rposition(|step| is(&step.action));
        let (folder, user) =
            (last(|it| matches!(it, Action::Workdir { .. })), last(|it| matches!(it, Action::User { .. })));
        let mut shapes = Vec::new();
        for (number, step) in stage.steps.iter().enumerate() {
            let line = self.instructions.get(step.instruction).map_or(0, |it| self.line(it.span.start));
            match &step.action {
                Action::Run { .. } => self.run(step, line, &mut facts, &mut shapes),
                Action::Copy(transfer) | Action::Add(transfer) => self.transfer(transfer, line, &mut facts),
                Action::Arg(names) => {
                    for (name, value) in names {
                        let value = value.as_ref().map_or("no default", |value| value);
                        facts.config.insert(format!("ARG {name}"), (Detail::Is(value.to_owned()), line));
                    }
                }
                // The last one is in the configuration.
                Action::Workdir { path } if folder != Some(number) => {
                    facts.commands.push((format!("WORKDIR {path}"), line));
                }
                Action::User { user: name } if user != Some(number) => {
                    facts.commands.push((format!("USER {name}"), line));
                }
                Action::Shell(words) => facts.commands.push((format!("SHELL {}", words.join(" ")), line)),
                _ => {}
            }
        }
        facts.shape = shapes.join("&&");
        facts
    }

    fn transfer(&self, transfer: &FileTransfer, line: usize, facts: &mut StageFacts) {
        let from = match &transfer.from {
            FileSource::Context => String::new(),
            FileSource::Stage(id) => self.version.build.stage(*id).map(Stage::label).unwrap_or_default() + ": ",
            FileSource::Image(image) => format!("{}: ", image.text),
            FileSource::Scratch => "scratch: ".to_owned(),
            FileSource::Unknown => "an unknown place: ".to_owned(),
        };
        let settings = [("chown", &transfer.chown), ("chmod", &transfer.chmod), ("checksum", &transfer.checksum)];
        let settings = settings.iter().filter_map(|(name, value)| Some(format!(", --{name}={}", value.as_ref()?)));
        let settings: String = settings.collect();
        for source in &transfer.sources {
            let (name, detail) = match &source.kind {
                SourceKind::Path(path) => (format!("{from}{path}"), String::new()),
                SourceKind::Remote { url, .. } => (url.clone(), String::new()),
                SourceKind::Heredoc { name, content } => (format!("<<{name}"), format!(": {}", shortened(content))),
            };
            // The same source may go to several places.
            let key = format!("{name} → {}", transfer.destination);
            let value = match (detail.as_str(), settings.as_str()) {
                ("", "") => Detail::There("copied"),
                _ => Detail::Is(format!("copied{detail}{settings}")),
            };
            facts.files.insert(key, (value, line));
        }
    }

    fn run(&self, step: &Step, line: usize, facts: &mut StageFacts, shapes: &mut Vec<String>) {
        let Some(instruction) = self.instructions.get(step.instruction) else { return };
        for flag in &instruction.flags {
            facts.commands.push((format!("RUN {}", flag.text.as_str()), line));
        }
        let scope = &step.before.scope;
        let lookup = |name: &str| scope.value(name).map(ToString::to_string);
        let commands = Commands::of(step, self.instructions);
        let mut words = Vec::new();
        let mut following = commands.iter().skip(1);
        for command in commands.iter() {
            let next = following.next();
            let call = command.call;
            let line = self.line(call.span.start);
            words.push(call.program.span);
            words.extend(call.args.iter().map(|word| word.span));
            let actions = package_actions(call, &lookup);
            for action in &actions {
                add_packages(action, line, &mut facts.packages);
            }
            // A wrapper such as `sudo` tells only of itself: what it runs comes next.
            let inner = next.filter(|_| command.is_wrapper);
            facts.commands.push((written(call, inner.map(|inner| inner.call.span), &actions), line));
        }
        shapes.push(shape(self.version.file, instruction, &words));
    }
}

/// A command without the packages that it installs, and without the command that it runs.
fn written(call: &Call, inner: Option<Span>, actions: &[PackageAction]) -> String {
    let is_package = |span: Span| {
        let specs = actions.iter().filter(|action| is_install(action)).flat_map(|action| &action.packages);
        specs.into_iter().any(|package| span.encloses(package.span) && is_named(&package.source))
    };
    let assignments = call.assignments.iter().map(|it| format!("{}={}", it.name, it.value.raw));
    let words = call
        .args
        .iter()
        .filter(|word| inner.is_none_or(|inner| !inner.encloses(word.span)) && !is_package(word.span))
        .map(|word| word.raw.to_string());
    let text: Vec<String> = assignments.chain([call.program.raw.to_string()]).chain(words).collect();
    text.join(" ")
}

fn is_install(action: &PackageAction) -> bool {
    matches!(action.kind, ActionKind::Install | ActionKind::Upgrade)
}

/// Whether a package is told by its name.
fn is_named(source: &PackageSource) -> bool {
    *source == PackageSource::Registry
}

fn add_packages(action: &PackageAction, line: usize, packages: &mut BTreeMap<String, (Detail, usize)>) {
    for package in action.packages.iter().filter(|_| is_install(action)).filter(|it| is_named(&it.source)) {
        let version = match &package.constraint {
            Some(it) if matches!(it.operator.as_str(), "=" | "==" | "@") => Detail::Is(it.version.clone()),
            Some(it) => Detail::Is(format!("{}{}", it.operator, it.version)),
            None => Detail::There("any version"),
        };
        packages.insert(format!("{} {}", action.manager, package.name), (version, line));
    }
}

/// What is left of a script without comments, white space, and the words of its commands.
fn shape(file: &SourceFile, instruction: &Instruction, words: &[Span]) -> String {
    let mut words = words.to_vec();
    words.sort();
    let mut words = words.into_iter().peekable();
    let mut left = String::new();
    let start = instruction.flags.last().map_or(instruction.keyword_span.end, |flag| flag.span.end);
    for line in &instruction.lines {
        let span = match line.kind {
            LineKind::Text { content } => content,
            LineKind::Heredoc { .. } => line.span,
            LineKind::Comment | LineKind::Blank | LineKind::Terminator { .. } => continue,
        };
        let mut at = span.start.max(start);
        while at < span.end {
            while words.next_if(|word| word.end <= at).is_some() {}
            let (cut, next) = match words.peek() {
                Some(word) if word.start <= at => (at, word.end.min(span.end)),
                Some(word) => (word.start.min(span.end), word.start.min(span.end)),
                None => (span.end, span.end),
            };
            left.extend(file.text(Span::new(at, cut)).chars().filter(|ch| !ch.is_whitespace()));
            at = next.max(at + 1);
        }
    }
    left
}

fn object(value: Value) -> Option<serde_json::Map<String, Value>> {
    match value {
        Value::Object(map) => Some(map),
        _ => None,
    }
}

/// A key of the configuration: lists of pairs, ports and labels one by one.
fn spread(key: &str, value: Value, config: &mut BTreeMap<String, (Detail, usize)>) {
    match (key, value) {
        ("Env", Value::Array(variables)) => {
            for variable in variables.iter().filter_map(Value::as_str) {
                let (name, value) = variable.split_once('=').unwrap_or((variable, ""));
                config.insert(format!("Env {name}"), (Detail::Is(value.to_owned()), 0));
            }
        }
        ("ExposedPorts" | "Volumes", Value::Array(items)) => {
            for item in items.iter().filter_map(Value::as_str) {
                config.insert(format!("{key} {item}"), (Detail::There("there"), 0));
            }
        }
        ("Labels", Value::Object(labels)) => {
            for (name, value) in labels {
                config.insert(format!("Label {name}"), (Detail::Is(shown(&value)), 0));
            }
        }
        ("Healthcheck", Value::Object(fields)) => {
            for (name, value) in fields.into_iter().filter(|(_, value)| value.as_i64() != Some(0)) {
                config.insert(format!("Healthcheck {name}"), (Detail::Is(shown(&value)), 0));
            }
        }
        (key, value) => {
            config.insert(key.to_owned(), (Detail::Is(shown(&value)), 0));
        }
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The content of a file in a few characters that differ when it does.
fn shortened(content: &str) -> String {
    let first: String = content.lines().next().unwrap_or_default().chars().take(40).collect();
    format!("`{first}` ({} bytes, {:08x})", content.len(), crate::stable_hash::hash(&[content]) & 0xffff_ffff)
}
