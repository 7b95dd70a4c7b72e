//! A Dockerfile beside the Nix that came of it, instruction by instruction, and what changes in the image.
//!
//! [`Comparison`] is what all views show; each view is a file beside this one.

mod carried;
mod changes;
mod columns;
mod config;
mod html;
mod line;
mod steps;
mod terminal;
mod unified;
mod wording;

use std::collections::HashSet;
use std::io::{self, Write};

use serde::Serialize;

use crate::migrate::{Entry, Outcome, Plan};
use crate::nix::{Emitted, Lines};
use crate::source::SourceFile;
use carried::words;
pub use changes::{Change, Changes, ConfigChange, FamilyChange, FileChange, PackageChange, Part};

use line::Line;

/// A migration: both sides, and how they belong together.
#[derive(Debug, Serialize)]
pub struct Comparison<'a> {
    /// What the Dockerfile is called.
    pub dockerfile: &'a str,
    /// The image, as `name:tag`.
    pub image: String,
    /// How many entries of the ledger there are of each outcome.
    pub outcomes: Tally,
    /// The Dockerfile from top to bottom.
    pub steps: Vec<Step<'a>>,
    /// What changes in the image.
    pub changes: Changes,
    /// The lines of the Dockerfile, without what would steer a terminal.
    #[serde(skip)]
    left: line::Text,
    /// The lines of the expression.
    #[serde(skip)]
    right: line::Text,
    /// The expression as it is.
    #[serde(rename = "expression")]
    text: &'a str,
}

/// How many parts of a Dockerfile had which outcome.
#[derive(Clone, Copy, Debug, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Tally {
    /// Those that are in the expression.
    pub translated: usize,
    /// Those that differ.
    pub approximated: usize,
    /// Those that the image does well without.
    pub not_needed: usize,
    /// Those that are left to do.
    pub manual: usize,
}

/// Some lines of the Dockerfile: an instruction, the part of a RUN from one command to the next, or what is between.
#[derive(Debug, Serialize)]
pub struct Step<'a> {
    /// The lines.
    pub lines: Lines,
    /// What became of the instruction or its commands; empty for comments and empty lines.
    pub entries: Vec<&'a Entry>,
    /// The Nix that came of it.
    pub fragments: Vec<Fragment>,
}

/// Lines of the expression that belong together.
#[derive(Debug, Serialize)]
pub struct Fragment {
    /// The binding that they are in, unless that is shown above.
    pub place: String,
    /// Which lines.
    pub lines: Lines,
    /// Whether another step shows them; this one only points there.
    pub elsewhere: bool,
}

/// What became of something, without the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The image does well without it.
    NotNeeded,
    /// It is in the expression.
    Translated,
    /// It differs.
    Approximated,
    /// It is left to do.
    Manual,
}

impl Kind {
    /// The kind of an outcome.
    fn of(outcome: &Outcome) -> Self {
        match outcome {
            Outcome::Translated { .. } => Kind::Translated,
            Outcome::NotNeeded { .. } => Kind::NotNeeded,
            Outcome::Approximated { .. } => Kind::Approximated,
            Outcome::Manual { .. } => Kind::Manual,
        }
    }

    /// The sign that stands for it.
    fn mark(self) -> &'static str {
        match self {
            Kind::Translated => "✓",
            Kind::NotNeeded => "−",
            Kind::Approximated => "≈",
            Kind::Manual => "!",
        }
    }

    /// Its name.
    fn name(self) -> &'static str {
        match self {
            Kind::Translated => "translated",
            Kind::NotNeeded => "not needed",
            Kind::Approximated => "approximated",
            Kind::Manual => "left to do",
        }
    }
}

impl<'a> Comparison<'a> {
    /// Puts a Dockerfile, its plan and its expression beside each other.
    pub fn new(file: &'a SourceFile, plan: &'a Plan, emitted: &'a Emitted, changes: Changes) -> Self {
        let mut outcomes = Tally::default();
        for entry in &plan.ledger.entries {
            let number = match Kind::of(&entry.outcome) {
                Kind::Translated => &mut outcomes.translated,
                Kind::NotNeeded => &mut outcomes.not_needed,
                Kind::Approximated => &mut outcomes.approximated,
                Kind::Manual => &mut outcomes.manual,
            };
            *number += 1;
        }
        Comparison {
            dockerfile: &plan.dockerfile,
            image: format!("{}:{}", plan.name, plan.tag),
            outcomes,
            steps: steps::steps(file, plan, emitted),
            changes,
            left: line::Text::of_dockerfile(file),
            right: line::Text::of_nix(&emitted.text),
            text: &emitted.text,
        }
    }

    /// Writes it for a terminal of `width` columns.
    ///
    /// # Errors
    ///
    /// Those of `out`.
    pub fn terminal(&self, width: usize, out: &mut dyn Write) -> io::Result<()> {
        terminal::write(self, width, out)
    }

    /// Writes it as a unified diff, a hunk for each step.
    ///
    /// # Errors
    ///
    /// Those of `out`.
    pub fn unified(&self, out: &mut dyn Write) -> io::Result<()> {
        unified::write(self, out)
    }

    /// Writes it as a page that needs nothing else.
    ///
    /// # Errors
    ///
    /// Those of `out`.
    pub fn html(&self, out: &mut dyn Write) -> io::Result<()> {
        html::write(self, out)
    }
}

/// What the names in the expression are, for people who do not know Nix.
const LEGEND: &str = "In the expression, contents is what the image holds, config how it is run, and every other name \
                      something that Nix builds for it. Words that carry over are emphasized.";

/// A place that is named above a fragment.
struct Label<'a> {
    place: &'a str,
    /// Whether it is about that fragment only.
    is_alone: bool,
}

impl Comparison<'_> {
    /// The words that stand on both sides of a step.
    fn carried(&self, step: &Step<'_>) -> HashSet<String> {
        if step.fragments.is_empty() {
            return HashSet::new();
        }
        let left = (step.lines.first..=step.lines.last).filter_map(|number| self.left.line(number));
        let shown = step.fragments.iter().filter(|fragment| !fragment.elsewhere);
        let right = shown.flat_map(|fragment| fragment.lines.first..=fragment.lines.last);
        let right = words(right.filter_map(|number| self.right.line(number)));
        words(left).intersection(&right).cloned().collect()
    }

    /// How far each fragment is indented, with those beside it that are in the same place.
    fn indentations(&self, step: &Step<'_>) -> Vec<usize> {
        let runs = step.fragments.chunk_by(|a, b| a.place == b.place && a.elsewhere == b.elsewhere);
        let indentation = |run: &[Fragment]| {
            let numbers = run.iter().flat_map(|it| it.lines.first..=it.lines.last);
            numbers.filter_map(|number| self.right.line(number)?.indentation()).min().unwrap_or(0)
        };
        runs.flat_map(|run| std::iter::repeat_n(indentation(run), run.len())).collect()
    }

    /// Whether something of the same binding is left out before the fragment of this number.
    fn has_gap(&self, step: &Step<'_>, number: usize, indentation: usize) -> bool {
        let Some(before) = number.checked_sub(1).and_then(|it| step.fragments.get(it)) else { return false };
        let Some(own) = step.fragments.get(number) else { return false };
        let mut between = (before.lines.last + 1..own.lines.first).filter_map(|number| self.right.line(number));
        let is_deeper = |line: &Line| line.indentation().is_some_and(|it| it > indentation);
        before.place == own.place && between.any(is_deeper)
    }

    /// What to call a fragment that is shown elsewhere.
    fn name_of(&self, fragment: &Fragment) -> String {
        if !fragment.place.is_empty() {
            return fragment.place.clone();
        }
        let first = self.right.line(fragment.lines.first).map(Line::text).unwrap_or_default();
        first.trim().split(['=', ' ']).next().unwrap_or_default().to_owned()
    }
}

impl Tally {
    /// The numbers that are not 0, with their kinds.
    fn parts(self) -> impl Iterator<Item = (Kind, usize)> {
        let parts = [
            (Kind::Translated, self.translated),
            (Kind::Approximated, self.approximated),
            (Kind::NotNeeded, self.not_needed),
            (Kind::Manual, self.manual),
        ];
        parts.into_iter().filter(|(_, number)| *number > 0)
    }
}

impl Step<'_> {
    /// The worst that became of a part of it; `None` where there is no instruction.
    fn kind(&self) -> Option<Kind> {
        self.entries.iter().map(|entry| Kind::of(&entry.outcome)).max()
    }

    /// The place to name above the fragment of this number; `None` if there is none, or it is named already.
    fn label(&self, number: usize) -> Option<Label<'_>> {
        let place = |number: usize| self.fragments.get(number).map(|fragment| fragment.place.as_str());
        let own = place(number).filter(|place| !place.is_empty())?;
        let is_named = number.checked_sub(1).and_then(place) == Some(own);
        (!is_named).then(|| Label { place: own, is_alone: place(number + 1) != Some(own) })
    }

    /// What is to be said beside the Nix: the kind, the command where there are several, and the words.
    fn notes(&self) -> Vec<Note<'_>> {
        let has_code = !self.fragments.is_empty();
        let notes = self.entries.iter().filter_map(|entry| {
            let (kind, text) = match &entry.outcome {
                Outcome::Translated { .. } if has_code => return None,
                Outcome::Translated { into } => (Kind::Translated, into),
                Outcome::NotNeeded { why } => (Kind::NotNeeded, why),
                Outcome::Approximated { differs, .. } => (Kind::Approximated, differs),
                Outcome::Manual { what } => (Kind::Manual, what),
            };
            Some(Note { kind, command: (self.entries.len() > 1).then_some(entry.text.as_str()), text })
        });
        notes.collect()
    }
}

/// Something that is said of a part of a Dockerfile.
struct Note<'a> {
    kind: Kind,
    command: Option<&'a str>,
    text: &'a str,
}
