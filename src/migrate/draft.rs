//! The plan while it is made: what has been decided so far, and what has been said of each part of the Dockerfile.

use std::collections::{BTreeMap, BTreeSet};

use super::accounts::Accounts;
use super::builders::Builder;
use super::script::Script;
use super::template::Marks;
use super::{
    Binding, Content, ContentItem, Entry, FileEntry, Origin, Outcome, Placeholder, Recipe, Request, RootCommand,
    Template,
};
use crate::build::{Action, Build, Stage, StageId, Step};
use crate::dockerfile::Instruction;
use crate::facts::{BaseImage, Family, nix_commands};
use crate::shell::{Call, Word};
use crate::source::Span;

/// Longest text of an instruction or command in the ledger and in comments, in characters.
const MAX_TEXT: usize = 72;

/// Names that bindings cannot have: they mean something else in the expression.
const RESERVED: [&str; 3] = ["pkgs", "lib", "config"];

/// A plan in the making.
pub(super) struct Draft<'a> {
    pub(super) request: Request<'a>,
    pub(super) instructions: Vec<&'a Instruction>,
    /// The build with the defaults of all ARGs.
    pub(super) plain: &'a Build,
    /// The build in which the names of [`Draft::arguments`] stand for their values.
    pub(super) marked: &'a Build,
    /// The ARGs that can become arguments of the expression.
    pub(super) arguments: Marks,
    /// The kind of userland that the base image has; `None` for `scratch`.
    pub(super) family: Option<Family>,
    /// What is known of the base image.
    pub(super) base: Option<BaseImage>,
    /// The FROM of the base image.
    pub(super) base_origin: Option<Origin>,
    pub(super) bindings: Vec<Binding>,
    pub(super) contents: Vec<Content>,
    pub(super) root: Vec<RootCommand>,
    pub(super) files: Vec<FileEntry>,
    /// Where files have been put, once they are a binding.
    pub(super) copied: Vec<String>,
    /// Folders that exist at this point of the Dockerfile.
    pub(super) directories: BTreeSet<String>,
    /// Folders that commands of the root make.
    pub(super) real_folders: BTreeSet<String>,
    /// Folders that have to be there: working directories and volumes.
    pub(super) working_dirs: Vec<(String, Origin)>,
    /// Files that only a package manager reads.
    pub(super) manifests: Vec<Manifest>,
    /// The stages that the image is made of, the one on the base image first.
    pub(super) lineage: Vec<StageId>,
    /// What the other stages have turned into.
    pub(super) builders: BTreeMap<StageId, Builder>,
    /// The stages that have their entries in the ledger, of those that are only copied from.
    pub(super) recorded: BTreeSet<StageId>,
    /// What has become of commands that a builder stands for, by where they begin.
    pub(super) built: BTreeMap<usize, Outcome>,
    /// Folders of the image whose files a builder puts there.
    pub(super) projects: Vec<String>,
    /// The stages besides the image's whose commands are looked at.
    pub(super) reading: Vec<StageId>,
    /// Packages, and groups of them, that the image's commands remove again.
    pub(super) removed: BTreeSet<String>,
    /// The commands of the image that need a build.
    pub(super) script: Script,
    pub(super) accounts: Accounts,
    pub(super) python: Python,
    pub(super) entries: Vec<Entry>,
    /// Bindings that have to be reached from outside of the expression.
    pub(super) exposed: Vec<String>,
    pub(super) placeholders: Vec<Placeholder>,
    /// How many packages were compared with the names of nixpkgs.
    pub(super) compared: usize,
}

/// The Python interpreter of the image and its modules, as far as the Dockerfile asks for them.
#[derive(Default)]
pub(super) struct Python {
    /// The attribute of the interpreter.
    pub(super) interpreter: Option<String>,
    /// Attributes of modules.
    pub(super) modules: Vec<String>,
    /// The instructions and commands that ask for them.
    pub(super) origins: Vec<Origin>,
}

/// A file that only a package manager reads.
pub(super) struct Manifest {
    /// Its path in the image.
    pub(super) path: String,
    /// Why the image does without it.
    pub(super) why: String,
}

/// One step of a stage, in both builds.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) plain: &'a Step,
    pub(super) marked: &'a Step,
    pub(super) instruction: &'a Instruction,
    /// The machine that the stage is for, as Go names it.
    pub(super) machine: &'a str,
}

impl<'a> Draft<'a> {
    /// The steps of a stage.
    pub(super) fn places(&self, stage: &'a Stage) -> Vec<Place<'a>> {
        let marked = self.marked.stage(stage.id).map_or(&[][..], |stage| stage.steps.as_slice());
        let pairs = stage.steps.iter().zip(marked);
        pairs
            .filter_map(|(plain, marked)| {
                let instruction = plain.instruction(&self.instructions)?;
                Some(Place { plain, marked, instruction, machine: &stage.platform.architecture })
            })
            .collect()
    }

    /// The lines of `span`, with a few words on them.
    pub(super) fn origin(&self, span: Span, text: impl Into<String>) -> Origin {
        let lines = self.request.file.lines();
        Origin { first_line: lines.line(span.start), last_line: lines.last_line(span), text: text.into() }
    }

    /// The origin of a whole instruction, in its own words.
    pub(super) fn origin_of(&self, instruction: &Instruction) -> Origin {
        let text = shortened(instruction.text.as_str());
        self.origin(instruction.text_span(), text)
    }

    /// The origin of a command, in its own words.
    pub(super) fn origin_of_call(&self, call: &Call) -> Origin {
        self.origin(call.span, command_text(call))
    }

    /// Says what became of an instruction.
    pub(super) fn record(&mut self, place: Place<'_>, outcome: Outcome) {
        self.record_instruction(place.instruction, place.plain.instruction, outcome);
    }

    /// Says what became of an instruction that is no step, such as FROM.
    pub(super) fn record_instruction(&mut self, instruction: &Instruction, number: usize, outcome: Outcome) {
        let span = instruction.text_span();
        self.entries.push(Entry {
            span,
            line: self.request.file.lines().line(span.start),
            instruction: number,
            command: None,
            text: shortened(instruction.text.as_str()),
            outcome,
        });
    }

    /// Says what became of a command of a RUN.
    pub(super) fn record_call(&mut self, place: Place<'_>, number: usize, call: &Call, outcome: Outcome) {
        self.entries.push(Entry {
            span: call.span,
            line: self.request.file.lines().line(call.span.start),
            instruction: place.plain.instruction,
            command: Some(number),
            text: command_text(call),
            outcome,
        });
    }

    /// Adds to what is merged at `/`. What is there already only gets the further origin.
    pub(super) fn add_content(&mut self, item: ContentItem, origin: Origin) {
        match self.contents.iter_mut().find(|content| content.item == item) {
            Some(content) if content.origins.contains(&origin) => {}
            Some(content) => content.origins.push(origin),
            None => self.contents.push(Content { item, origins: vec![origin] }),
        }
    }

    /// The same, before everything that is there.
    pub(super) fn add_content_first(&mut self, item: ContentItem) {
        self.contents.insert(0, Content { item, origins: Vec::new() });
    }

    /// Adds an attribute of nixpkgs to what is merged at `/`.
    pub(super) fn add_attribute(&mut self, path: &str, origin: Origin) {
        self.add_content(ContentItem::Attribute { path: path.to_owned() }, origin);
    }

    /// Whether an attribute is among what is merged at `/`.
    pub(super) fn has_attribute(&self, path: &str) -> bool {
        self.contents.iter().any(|content| matches!(&content.item, ContentItem::Attribute { path: p } if p == path))
    }

    /// Adds a binding under `name`, or under `name2`, `name3` … if that is taken, and gives the name.
    pub(super) fn add_binding(&mut self, name: &str, recipe: Recipe, origins: Vec<Origin>) -> String {
        let name = self.free_name(name);
        self.bindings.push(Binding { name: name.clone(), origins, recipe });
        name
    }

    fn free_name(&self, wanted: &str) -> String {
        let wanted = camel_case(wanted);
        let taken = |name: &str| {
            RESERVED.contains(&name)
                || self.arguments.has(name)
                || self.bindings.iter().any(|binding| binding.name == name)
        };
        let numbered = (2..).map(|number| format!("{wanted}{number}"));
        std::iter::once(wanted.clone()).chain(numbered).find(|name| !taken(name)).unwrap_or(wanted)
    }

    /// The path in the build context of a file of the image, if a COPY put it there.
    pub(super) fn context_path_of(&self, path: &str) -> Option<String> {
        let stages = self.lineage.iter().chain(&self.reading);
        let places = stages.filter_map(|id| self.plain.stage(*id)).flat_map(|stage| self.places(stage));
        let transfers = places.filter_map(|place| match &place.plain.action {
            Action::Copy(transfer) | Action::Add(transfer) => Some(transfer),
            _ => None,
        });
        // Of several the last one counts.
        transfers.fold(None, |found, transfer| super::files::source_of(self, transfer, path).or(found))
    }

    /// A text of the marked build.
    pub(super) fn template(&self, text: &str) -> Template {
        Template::of_marked(text, &self.arguments)
    }

    /// What a word of a RUN is once the builder's variables are put in, with ARGs as names. `None` when only the shell
    /// that runs it could tell.
    pub(super) fn word(&self, place: Place<'_>, word: &Word) -> Option<String> {
        let resolved = crate::build::resolve::resolve(word, &|name| place.marked_value(name));
        resolved.complete.then_some(resolved.text)
    }
}

impl Place<'_> {
    /// The value that a variable has before the step, defaults of ARGs included, or what a question about the machine
    /// prints.
    pub(super) fn value(&self, name: &str) -> Option<String> {
        self.printed(name).or_else(|| self.plain.before.scope.value(name).map(ToString::to_string))
    }

    /// The same with ARGs as names.
    pub(super) fn marked_value(&self, name: &str) -> Option<String> {
        self.printed(name).or_else(|| self.marked.before.scope.value(name).map(ToString::to_string))
    }

    fn printed(&self, substitution: &str) -> Option<String> {
        let bare = substitution.strip_prefix("$(").and_then(|rest| rest.strip_suffix(')'));
        let bare = bare.or_else(|| substitution.strip_prefix('`').and_then(|rest| rest.strip_suffix('`')))?;
        let question = bare.split_whitespace().collect::<Vec<_>>().join(" ");
        nix_commands::answer(&question, self.machine).map(str::to_owned)
    }
}

/// `nginx.conf` → `nginxConf`, as names in nixpkgs are written.
fn camel_case(text: &str) -> String {
    let mut name = String::new();
    for word in text.split(|ch: char| !ch.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
        let mut chars = word.chars();
        match chars.next() {
            Some(first) if !name.is_empty() => name.extend(std::iter::once(first.to_ascii_uppercase()).chain(chars)),
            _ => name.push_str(word),
        }
    }
    if name.starts_with(|ch: char| ch.is_ascii_alphabetic()) { name } else { format!("_{name}") }
}

/// A command as one line: its words as written.
pub(super) fn command_text(call: &Call) -> String {
    let words: Vec<&str> =
        std::iter::once(call.program.raw.as_str()).chain(call.args.iter().map(|word| word.raw.as_str())).collect();
    shortened(&words.join(" "))
}

fn shortened(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= MAX_TEXT {
        return line;
    }
    let kept: String = line.chars().take(MAX_TEXT - 1).collect();
    format!("{}…", kept.trim_end())
}
