//! Findings that were there before: a file that lists them, so that only new ones count.
//!
//! An entry names the file, the code, and a hash of the instruction's text. Line numbers are not in it, so it holds when
//! the instruction moves; comments, continuations and indentation do not matter either.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::dockerfile::{self, Dockerfile, Instruction, Item};
use crate::lint::{Finding, Ignored, IgnoredBy, Outcome};
use crate::source::{SourceFile, Span};
use crate::stable_hash::hash;

/// The version of the form.
const VERSION: u32 = 1;

/// The findings that were there before, by file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    files: BTreeMap<String, Counts>,
}

/// How often a rule complains about an instruction.
type Counts = BTreeMap<Entry, usize>;

/// A code, and the hash of what it is about.
type Entry = (String, u64);

/// Why a baseline cannot be used.
#[derive(Debug, Error)]
pub enum BaselineError {
    /// It is not what `--write-baseline` writes.
    #[error("this is no baseline: {0}; write it anew with --write-baseline")]
    Form(#[from] serde_json::Error),
    /// Another version of dfcheck has written it.
    #[error(
        "this baseline has version {0}, and this dfcheck reads version {VERSION}; write it anew with --write-baseline"
    )]
    Version(u64),
}

/// The form of the file.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct BaselineFile {
    version: u32,
    files: BTreeMap<String, Vec<EntryFile>>,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct EntryFile {
    code: String,
    #[serde(with = "hexadecimal")]
    hash: u64,
    count: usize,
}

impl Baseline {
    /// Reads what [`Baseline::to_json`] has written.
    ///
    /// # Errors
    ///
    /// Anything else is refused, with the place.
    pub fn from_json(text: &str) -> Result<Self, BaselineError> {
        #[derive(Deserialize)]
        struct Version {
            version: u64,
        }
        let Version { version } = serde_json::from_str(text)?;
        if version != u64::from(VERSION) {
            return Err(BaselineError::Version(version));
        }
        let file: BaselineFile = serde_json::from_str(text)?;
        let counts = |entries: Vec<EntryFile>| entries.into_iter().map(|it| ((it.code, it.hash), it.count)).collect();
        Ok(Self { files: file.files.into_iter().map(|(path, entries)| (path, counts(entries))).collect() })
    }

    /// The text of the file: sorted, so that equal findings give equal bytes.
    #[must_use]
    pub fn to_json(&self) -> String {
        let entries = |counts: &Counts| {
            let entry =
                |((code, hash), count): (&Entry, &usize)| EntryFile { code: code.clone(), hash: *hash, count: *count };
            counts.iter().map(entry).collect()
        };
        let files = self.files.iter().map(|(path, counts)| (path.clone(), entries(counts))).collect();
        // Maps with text as keys, lists and numbers: this cannot fail.
        serde_json::to_string_pretty(&BaselineFile { version: VERSION, files }).unwrap_or_default() + "\n"
    }

    /// How many findings it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.files.values().flat_map(BTreeMap::values).sum()
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds the findings of a file. `path` is what the baseline calls it.
    pub fn add(&mut self, path: &str, file: &SourceFile, findings: &[Finding]) {
        if findings.is_empty() {
            return;
        }
        let dockerfile = dockerfile::parse(file.bytes());
        let counts = self.files.entry(path.to_owned()).or_default();
        for finding in findings {
            *counts.entry(entry(file, &dockerfile, finding)).or_default() += 1;
        }
    }

    /// Takes those findings of a file out of those that count that the baseline has; if there are more of a kind than
    /// it has, the first ones. Says how many it has that are not there any more.
    pub fn hide(&self, path: &str, file: &SourceFile, outcome: &mut Outcome) -> usize {
        let Some(counts) = self.files.get(path) else { return 0 };
        let mut left = counts.clone();
        let dockerfile = dockerfile::parse(file.bytes());
        let mut is_known = |finding: &Finding| match left.get_mut(&entry(file, &dockerfile, finding)) {
            Some(count) if *count > 0 => {
                *count -= 1;
                true
            }
            _ => false,
        };
        let findings = std::mem::take(&mut outcome.findings);
        let (known, new): (Vec<Finding>, Vec<Finding>) = findings.into_iter().partition(|finding| is_known(finding));
        outcome.findings = new;
        let hidden = known.into_iter().map(|finding| Ignored { finding, by: IgnoredBy::Baseline });
        outcome.add_ignored(hidden);
        left.values().sum()
    }
}

/// A finding as the baseline knows it.
fn entry(file: &SourceFile, dockerfile: &Dockerfile, finding: &Finding) -> Entry {
    let code = finding.rule.code.as_str().to_owned();
    let item = dockerfile.item_at(finding.span.start).and_then(|number| dockerfile.items.get(number));
    let subject = match item {
        Some(Item::Instruction(instruction)) => text_of(instruction),
        Some(Item::Unknown(unknown)) => unknown.text.to_string(),
        Some(other) => file.text(other.span()).into_owned(),
        None => String::new(),
    };
    // The words in a file of the context are not in the instruction.
    let elsewhere = finding.in_file.iter().flat_map(|place| {
        let spans = std::iter::once(place.span).chain(place.others.iter().copied());
        let line = |span: Span| place.source().lines().span(place.source().position(span.start).line);
        let lines = spans.map(move |span| spaced(&place.source().text(line(span))));
        std::iter::once(place.file.path.as_str().to_owned()).chain(lines)
    });
    let texts: Vec<String> = std::iter::once(spaced(&subject)).chain(elsewhere).collect();
    (code, hash(&texts.iter().map(String::as_str).collect::<Vec<_>>()))
}

fn text_of(instruction: &Instruction) -> String {
    let bodies = instruction.heredocs.iter().map(|heredoc| heredoc.body.as_str());
    std::iter::once(instruction.text.as_str()).chain(bodies).collect::<Vec<_>>().join("\n")
}

/// The words with one blank between them.
fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A hash as sixteen digits.
mod hexadecimal {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(hash: &u64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&format!("{hash:016x}"))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
        let text = String::deserialize(deserializer)?;
        u64::from_str_radix(&text, 16).map_err(|_| D::Error::custom(format!("`{text}` is no hash")))
    }
}
