//! The form of a rule file, `rules/checks/<CODE>.yaml`.
//!
//! The build script reads the catalogue with these types, and a custom rule is read with them at run time.
//! What a file must say beyond its form is in [`RuleFile::problems`].

mod level;
mod matching;
mod template;
mod validate;
mod value;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use level::{Category, Level, Profile, Tag};
pub use matching::{
    CommandPattern, FlagValues, Form, KEYWORDS, MOUNT_TYPES, Mark, MatchFile, ShellLanguage, StageKind,
    VariablePattern, globs_to_regex,
};
pub use template::{Piece, pieces};
pub use validate::Problem;
pub use value::{OneOrMore, ValueFile};

/// A rule file.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RuleFile {
    /// The stable id, such as `DL3008`.
    pub code: String,
    /// A kebab-case name that reads well after "allow".
    pub name: String,
    /// What kind of trouble it is about.
    pub category: Category,
    /// How bad it is, unless the settings say otherwise.
    pub level: Level,
    /// The version of dfcheck that first had it.
    #[serde(default)]
    pub since: String,
    /// Ids and names that other tools have for exactly this.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Ids of other tools that share a part of this, because they mean other things too or not all of this; several
    /// rules may list the same. A coded check can say which of them a finding is of.
    #[serde(default)]
    pub overlaps: Vec<String>,
    /// The profiles it is part of besides `all`, which has every rule.
    #[serde(default)]
    pub profiles: Vec<Profile>,
    /// One line for lists.
    pub summary: String,
    /// Why one should care: a paragraph or two.
    pub why: String,
    /// The finding's text; `{name}` stands for what the check found.
    pub message: String,
    /// What to do about it, with the same names.
    #[serde(default)]
    pub help: Option<String>,
    /// The check, when it can be declared. Several forms mean: any of them.
    #[serde(default, rename = "match")]
    pub matcher: Option<OneOrMore<MatchFile>>,
    /// The check, when it is a function: `module::function` of `src/lint/checks/`. Those of the module `ignores` come
    /// after all others.
    #[serde(default)]
    pub check: Option<String>,
    /// Why it is never looked for, in place of a check: a clause that follows "because".
    #[serde(default)]
    pub unchecked: Option<String>,
    /// Whether it is what runs the checks that reports it, in place of a check.
    #[serde(default)]
    pub outside: bool,
    /// Whether a comment in the Dockerfile can ignore it.
    #[serde(default = "yes")]
    pub ignorable: bool,
    /// What a user can set.
    #[serde(default)]
    pub options: BTreeMap<String, OptionFile>,
    /// How it can be mended.
    #[serde(default)]
    pub fix: Option<FixFile>,
    /// Whether what is underlined may be a whole instruction, because all of it is what is wrong.
    #[serde(default)]
    pub whole_instruction: bool,
    /// What the words are that are underlined, for editors that show it.
    #[serde(default)]
    pub tag: Option<Tag>,
    /// Dockerfiles that show the rule, and test it.
    pub examples: Vec<ExampleFile>,
}

fn yes() -> bool {
    true
}

/// Something that a user can set about a rule.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct OptionFile {
    /// What it does.
    pub about: String,
    /// Its value when it is not set; its type is the option's type.
    pub default: ValueFile,
}

/// How a finding can be mended. Exactly one of the ways is given.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct FixFile {
    /// What a fix may change.
    pub safety: Safety,
    /// What it does, in a few words that follow "Fix:".
    pub about: String,
    /// What may be different afterwards, a clause: needed for what is not safe.
    #[serde(default)]
    pub risk: Option<String>,
    /// What it may change besides the words that it edits. All else is compared before and after.
    #[serde(default)]
    pub changes: Vec<Change>,
    /// A flag to put after the sub-command.
    #[serde(default)]
    pub insert_flag: Option<String>,
    /// The text that replaces what is underlined; captures as in the message.
    #[serde(default)]
    pub replace: Option<String>,
    /// A function: `module::function` of `src/lint/fixes/`.
    #[serde(default)]
    pub coded: Option<String>,
}

/// Something that a fix changes besides the words that it edits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// CMD in the configuration of the image.
    Cmd,
    /// ENTRYPOINT in the configuration of the image.
    Entrypoint,
    /// HEALTHCHECK in the configuration of the image.
    Healthcheck,
    /// The labels of the image.
    Labels,
    /// The working directory, of the image and of instructions.
    WorkingDir,
    /// What runs the shell forms of instructions.
    Shell,
    /// The image that a stage begins with.
    Base,
    /// The triggers that the image keeps. A fix inside ONBUILD always does, and is never safe.
    Onbuild,
    /// What the words of the instruction are that it edits: it could not be read before.
    Instruction,
    /// The comments: one goes.
    Comments,
}

/// What a fix may change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Safety {
    /// The built image and its behaviour stay the same, or the finding's whole point is the change.
    Safe,
    /// Behaviour may change.
    Unsafe,
    /// Shown, never applied.
    Display,
}

/// A Dockerfile that the rule must, or must not, complain about.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ExampleFile {
    /// A Dockerfile with the problem.
    #[serde(default)]
    pub bad: Option<String>,
    /// A Dockerfile without it.
    #[serde(default)]
    pub good: Option<String>,
    /// For a bad example the words that are underlined, one entry for each finding, in order.
    #[serde(default)]
    pub at: Option<OneOrMore<String>>,
    /// For a bad example what the fixes of the rule, the unsafe ones too, make of it.
    #[serde(default)]
    pub fixed: Option<String>,
    /// The file of `context` that `at` is about; the Dockerfile if none is named.
    #[serde(default, rename = "in")]
    pub in_file: Option<String>,
    /// What the example shows, when that needs words.
    #[serde(default)]
    pub note: Option<String>,
    /// Files of the build context by their paths.
    #[serde(default)]
    pub context: BTreeMap<String, String>,
    /// Options of the rule that are set, by name.
    #[serde(default)]
    pub options: BTreeMap<String, ValueFile>,
    /// The table of versions that fixes may name.
    #[serde(default)]
    pub versions: Option<String>,
}
