//! What a change to a Dockerfile means: what is different in what the two versions do, not in how they are written.

mod gather;
mod markdown;
#[cfg(test)]
mod tests;
mod text;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use serde::Serialize;
use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::build::Build;
use crate::dockerfile::Dockerfile;
use crate::source::SourceFile;
use gather::{Facts, StageFacts};

/// One version of a Dockerfile, and what it does.
#[derive(Clone, Copy, Debug)]
pub struct Version<'a> {
    /// The file.
    pub file: &'a SourceFile,
    /// Its syntax.
    pub dockerfile: &'a Dockerfile,
    /// Its build.
    pub build: &'a Build,
}

/// Everything that is different.
#[derive(Debug, Serialize)]
pub struct Difference {
    /// What the old version is called.
    pub old: String,
    /// What the new version is called.
    pub new: String,
    /// The changes by subject, in the order of [`Subject`].
    pub changes: Vec<Change>,
}

/// What a change is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Subject {
    /// What stages build on.
    Base,
    /// Which stages there are, and which is built.
    Stages,
    /// What package managers install.
    Packages,
    /// What COPY and ADD bring.
    Files,
    /// What else is run.
    Commands,
    /// The configuration of images.
    Configuration,
}

/// One thing that is different.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What it is about.
    pub subject: Subject,
    /// The stage, as the new version names it; `None` where there is only one, or for the whole file.
    pub stage: Option<String>,
    /// What it is: a key, the name of a package, a path.
    pub what: String,
    /// What it was; `None` for what is new.
    pub old: Option<Detail>,
    /// What it is; `None` for what is gone.
    pub new: Option<Detail>,
    /// The line of the new version, or of the old one for what is gone.
    pub line: Option<usize>,
}

/// What something is like.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Detail {
    /// It is there, which these words say, and nothing more is to be said of it.
    There(&'static str),
    /// It is like this.
    Is(String),
}

impl Detail {
    fn as_str(&self) -> &str {
        match self {
            Detail::There(words) => words,
            Detail::Is(text) => text,
        }
    }
}

impl Subject {
    /// What stands above the changes.
    fn title(self) -> &'static str {
        match self {
            Subject::Base => "base",
            Subject::Stages => "stages",
            Subject::Packages => "packages",
            Subject::Files => "files",
            Subject::Commands => "commands",
            Subject::Configuration => "configuration",
        }
    }
}

impl Difference {
    /// Compares two versions.
    pub fn of(old: &Version<'_>, new: &Version<'_>) -> Self {
        let (before, after) = (Facts::of(old), Facts::of(new));
        let mut comparison =
            Comparison { several: before.stages.len().max(after.stages.len()) > 1, changes: Vec::new() };
        comparison.files(&before, &after);
        let mut changes = comparison.changes;
        changes.sort_by_key(|change| change.subject);
        Difference { old: old.file.name().to_owned(), new: new.file.name().to_owned(), changes }
    }

    /// Whether both mean the same.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// Writes it for a terminal of `width` columns.
    ///
    /// # Errors
    ///
    /// Those of `out`.
    pub fn text(&self, width: usize, out: &mut dyn Write) -> io::Result<()> {
        text::write(self, width, out)
    }

    /// Writes it for the comment of a pull request.
    ///
    /// # Errors
    ///
    /// Those of `out`.
    pub fn markdown(&self, out: &mut dyn Write) -> io::Result<()> {
        markdown::write(self, out)
    }

    /// The changes of each subject that has some.
    fn by_subject(&self) -> impl Iterator<Item = (Subject, &[Change])> {
        self.changes.chunk_by(|a, b| a.subject == b.subject).filter_map(|group| Some((group.first()?.subject, group)))
    }
}

struct Comparison {
    several: bool,
    changes: Vec<Change>,
}

impl Comparison {
    fn files(&mut self, old: &Facts, new: &Facts) {
        let syntax = |facts: &Facts| facts.syntax.clone().map(Detail::Is);
        self.change(Subject::Stages, None, "syntax", syntax(old), syntax(new), None);
        let target = |facts: &Facts| facts.stages.get(facts.target?).map(|stage| Detail::Is(stage.name.clone()));
        if old.target.map(|at| pair_of(old, at, new)) != Some(new.target) && target(old) != target(new) {
            self.change(Subject::Stages, None, "what is built", target(old), target(new), None);
        }
        for (number, stage) in old.stages.iter().enumerate() {
            if pair_of(old, number, new).is_none() {
                let base = Some(Detail::Is(format!("FROM {}", stage.base)));
                self.change(Subject::Stages, None, &stage.name, base, None, Some(stage.line));
            }
        }
        let empty = StageFacts::default();
        for (number, stage) in new.stages.iter().enumerate() {
            let before = pair_of(new, number, old).and_then(|at| old.stages.get(at));
            if before.is_none() {
                let base = Some(Detail::Is(format!("FROM {}", stage.base)));
                self.change(Subject::Stages, None, &stage.name, None, base, Some(stage.line));
            }
            let is_target = new.target == Some(number);
            self.stage(before.unwrap_or(&empty), stage, before.is_some(), is_target);
        }
    }

    fn stage(&mut self, old: &StageFacts, new: &StageFacts, had: bool, is_target: bool) {
        let stage = self.several.then_some(new.name.as_str());
        if had {
            let is = |text: &String| Some(Detail::Is(text.clone()));
            let platform = |stage: &StageFacts| stage.platform.as_ref().and_then(is);
            let line = Some(new.line);
            self.change(Subject::Base, stage, "image", is(&old.base), is(&new.base), line);
            self.change(Subject::Base, stage, "platform", platform(old), platform(new), line);
            self.change(Subject::Stages, stage, "name", is(&old.name), is(&new.name), line);
        }
        self.maps(Subject::Packages, stage, &old.packages, &new.packages);
        self.maps(Subject::Files, stage, &old.files, &new.files);
        // What a new stage is like matters if it is the image.
        if had || is_target {
            self.maps(Subject::Configuration, stage, &old.config, &new.config);
        }
        let before = self.changes.len();
        self.commands(stage, old, new);
        // What the words do not show: how they are put together, and where their output goes.
        if self.changes.len() == before && old.shape != new.shape {
            let what = "how commands are put together".to_owned();
            let shown = |stage: &StageFacts| (!stage.shape.is_empty()).then(|| Detail::Is(stage.shape.clone()));
            self.change(Subject::Commands, stage, &what, shown(old), shown(new), Some(new.line));
        }
    }

    fn maps(
        &mut self,
        subject: Subject,
        stage: Option<&str>,
        old: &BTreeMap<String, (Detail, usize)>,
        new: &BTreeMap<String, (Detail, usize)>,
    ) {
        let keys: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
        for key in keys {
            let (before, after) = (old.get(key), new.get(key));
            let line = after.or(before).map(|(_, line)| *line).filter(|line| *line > 0);
            let value = |it: Option<&(Detail, usize)>| it.map(|(value, _)| value.clone());
            self.change(subject, stage, key, value(before), value(after), line);
        }
    }

    /// Commands in their order.
    fn commands(&mut self, stage: Option<&str>, old: &StageFacts, new: &StageFacts) {
        let texts = |stage: &StageFacts| stage.commands.iter().map(|(text, _)| text.clone()).collect::<Vec<_>>();
        let (before, after) = (texts(old), texts(new));
        for op in capture_diff_slices(Algorithm::Myers, &before, &after) {
            if let DiffOp::Equal { .. } = op {
                continue;
            }
            let gone = old.commands.get(op.old_range()).unwrap_or_default();
            let come = new.commands.get(op.new_range()).unwrap_or_default();
            let mut come = come.iter();
            for (text, line) in gone {
                // A command that gets other arguments is one change.
                let program = program_of(text);
                let next = come.clone().next().filter(|(new, _)| program_of(new) == program);
                if next.is_some() {
                    come.next();
                }
                let line = next.map_or(*line, |(_, line)| *line);
                let new = next.map(|(text, _)| Detail::Is(text.clone()));
                self.change(Subject::Commands, stage, program, Some(Detail::Is(text.clone())), new, Some(line));
            }
            for (text, line) in come {
                self.change(
                    Subject::Commands,
                    stage,
                    program_of(text),
                    None,
                    Some(Detail::Is(text.clone())),
                    Some(*line),
                );
            }
        }
    }

    fn change(
        &mut self,
        subject: Subject,
        stage: Option<&str>,
        what: &str,
        old: Option<Detail>,
        new: Option<Detail>,
        line: Option<usize>,
    ) {
        if old != new {
            let (stage, what) = (stage.map(str::to_owned), what.to_owned());
            self.changes.push(Change { subject, stage, what, old, new, line });
        }
    }
}

/// The stage of `theirs` that is what the stage `at` is in `ours`: that of its name, the target for the target, or
/// that of its number.
fn pair_of(ours: &Facts, at: usize, theirs: &Facts) -> Option<usize> {
    let stage = ours.stages.get(at)?;
    let same_name = |name: &str, facts: &Facts| facts.stages.iter().position(|it| it.is_named && it.name == name);
    if stage.is_named
        && let Some(same) = same_name(&stage.name, theirs)
    {
        return Some(same);
    }
    let is_free =
        |number: usize| theirs.stages.get(number).is_some_and(|it| !it.is_named || same_name(&it.name, ours).is_none());
    let is_named = |facts: &Facts, number: usize| facts.stages.get(number).is_some_and(|it| it.is_named);
    // Final stages without a name, whatever comes before them.
    if let (Some(our_target), Some(their_target)) = (ours.target, theirs.target)
        && !is_named(ours, our_target)
        && !is_named(theirs, their_target)
    {
        match (our_target == at, their_target == at) {
            (true, _) => return Some(their_target),
            (false, true) => return None,
            (false, false) => {}
        }
    }
    let is_alike = is_named(theirs, at) == stage.is_named || ours.stages.len() == theirs.stages.len();
    (is_alike && is_free(at)).then_some(at)
}

/// The program of a command, behind the variables that it is given.
fn program_of(text: &str) -> &str {
    let is_variable = |word: &&str| word.split_once('=').is_some_and(|(name, _)| crate::nix::is_identifier(name));
    text.split(' ').find(|word| !is_variable(word)).unwrap_or(text)
}
