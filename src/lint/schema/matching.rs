use std::collections::BTreeMap;

use serde::Deserialize;

use super::{OneOrMore, Profile};

/// The instructions. The build script cannot ask the parser for them.
pub const KEYWORDS: [&str; 18] = [
    "ADD",
    "ARG",
    "CMD",
    "COPY",
    "ENTRYPOINT",
    "ENV",
    "EXPOSE",
    "FROM",
    "HEALTHCHECK",
    "LABEL",
    "MAINTAINER",
    "ONBUILD",
    "RUN",
    "SHELL",
    "STOPSIGNAL",
    "USER",
    "VOLUME",
    "WORKDIR",
];

/// The types of the mounts of RUN. The build script cannot ask the parser for them either.
pub const MOUNT_TYPES: [&str; 5] = ["bind", "cache", "secret", "ssh", "tmpfs"];

/// What a declared check looks for. Exactly one of `command`, `instruction` and `variable` is given; all that is
/// said besides must hold too.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct MatchFile {
    /// Programs, by name, that a script runs. `*` stands for any characters (`python*`).
    pub command: Option<OneOrMore<String>>,
    /// The first operands of the program. `config set` means these two in a row.
    pub subcommand: Option<OneOrMore<String>>,
    /// Flags of the program whose value is a word of its own, so that it is not taken for an operand.
    pub value_flags: Vec<String>,
    /// Instructions, by keyword; `any` for all.
    pub instruction: Option<OneOrMore<String>>,
    /// A variable that ENV, ARG or a command sets.
    pub variable: Option<VariablePattern>,

    /// At least one of these flags is there.
    pub with_flag: Option<OneOrMore<String>>,
    /// None of these flags is there.
    pub without_flag: Option<OneOrMore<String>>,
    /// Flags that are there with values that match.
    pub flag_value: FlagValues,
    /// An argument matches this regular expression; each one that does is a finding. A group called `at` is
    /// underlined, the other named groups can be used in the message.
    pub argument: Option<String>,
    /// No argument matches.
    pub without_argument: Option<String>,
    /// The text of the instruction, continuations joined, or of one of its heredocs matches; each match is a finding. Of
    /// a command it is its words, quotes gone, with one blank between them.
    pub text: Option<String>,
    /// That text does not match.
    pub without_text: Option<String>,
    /// Whether the arguments of an instruction are compared with their variables expanded, where the values are known.
    pub expand: bool,
    /// Whether a command stands for a shell or as a JSON array.
    pub form: Option<Form>,

    /// Only commands that the instruction itself calls by their plain names, not what other programs, scripts in the
    /// script or paths stand for.
    pub direct: bool,
    /// The instructions in which commands are looked for; RUN if none is named.
    #[serde(rename = "in")]
    pub inside: Option<OneOrMore<String>>,
    /// In which languages of the shell that is in force there; any if none is named.
    pub shell: Vec<ShellLanguage>,
    /// Whether to look inside ONBUILD too (`true`, as usual), not (`false`).
    pub onbuild: Option<bool>,
    /// In which stages.
    pub stage: Option<StageKind>,
    /// The image that the stage begins with, as a pattern with `*` over name and tag, or several; stages that are built
    /// on another are asked for the image at the beginning of the chain.
    pub base_image: Option<OneOrMore<String>>,
    /// Not in stages that begin with one of these images.
    pub unless_base_image: Option<OneOrMore<String>>,
    /// Whether the finding is that nothing in a stage, or in those that it is built on, matches. It is at the FROM of
    /// the stage.
    pub absent: bool,
    /// Not if the same command is one of these.
    pub unless: Vec<CommandPattern>,
    /// Not if one of these commands comes later in the same instruction.
    pub unless_followed_by: Vec<CommandPattern>,
    /// Not if a cache or tmpfs mount of the RUN holds one of these folders.
    pub unless_mount: Vec<String>,
    /// Not if the RUN has a mount of one of these types (`secret`).
    pub unless_mount_type: Vec<String>,
    /// What is underlined.
    pub at: Option<Mark>,
    /// Whether an instruction gets one finding, at the first of its commands that match, with the others as labels.
    pub once: bool,
    /// Which of the rule's `overlaps` a finding is of too.
    pub also: Option<OneOrMore<String>>,
    /// Names that the texts of the rule use, each with what stands for it when this matches.
    pub fill: BTreeMap<String, String>,
}

/// A command by its words.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct CommandPattern {
    /// As in [`MatchFile::command`].
    pub command: Option<OneOrMore<String>>,
    /// As in [`MatchFile::subcommand`].
    pub subcommand: Option<OneOrMore<String>>,
    /// As in [`MatchFile::value_flags`].
    pub value_flags: Vec<String>,
    /// As in [`MatchFile::with_flag`].
    pub with_flag: Option<OneOrMore<String>>,
    /// As in [`MatchFile::without_flag`].
    pub without_flag: Option<OneOrMore<String>>,
    /// As in [`MatchFile::flag_value`].
    pub flag_value: FlagValues,
    /// An argument matches.
    pub argument: Option<String>,
    /// No argument matches.
    pub without_argument: Option<String>,
    /// As in [`MatchFile::text`].
    pub text: Option<String>,
    /// As in [`MatchFile::without_text`].
    pub without_text: Option<String>,
}

/// Flags and the regular expressions that their values match.
pub type FlagValues = BTreeMap<String, String>;

/// A variable by its name and value, both regular expressions that must match as a whole.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct VariablePattern {
    /// The name.
    pub name: String,
    /// The value; any if none is given.
    #[serde(default)]
    pub value: Option<String>,
}

/// The form of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// Text for a shell.
    Shell,
    /// A JSON array.
    Exec,
}

/// The language of a shell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ShellLanguage {
    /// sh, bash and their like.
    Posix,
    /// PowerShell.
    PowerShell,
    /// cmd of Windows.
    Cmd,
}

/// Some of the stages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StageKind {
    /// Every stage.
    Any,
    /// The stage whose image is the result.
    Final,
    /// The final stage and those that it is built on: their files are in the image unless something removes them.
    Shipped,
    /// Every stage that the result needs.
    Needed,
    /// Stages that are only built to copy from.
    Build,
}

/// What is underlined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mark {
    /// The program's name.
    Program,
    /// From the program's name to the sub-command.
    Subcommand,
    /// The whole command, with its arguments.
    Command,
    /// The flag that should not be there.
    Flag,
    /// The argument.
    Argument,
    /// The instruction's keyword.
    Keyword,
    /// The whole instruction.
    Instruction,
}

impl MatchFile {
    /// The words that the command is told by, without the circumstances.
    pub fn pattern(&self) -> CommandPattern {
        CommandPattern {
            command: self.command.clone(),
            subcommand: self.subcommand.clone(),
            value_flags: self.value_flags.clone(),
            with_flag: self.with_flag.clone(),
            without_flag: self.without_flag.clone(),
            flag_value: self.flag_value.clone(),
            argument: self.argument.clone(),
            without_argument: self.without_argument.clone(),
            text: self.text.clone(),
            without_text: self.without_text.clone(),
        }
    }
}

impl Profile {
    /// Whether a rule that lists `profiles` is part of this one.
    pub fn includes(self, profiles: &[Profile]) -> bool {
        self == Profile::All || profiles.contains(&self)
    }
}

/// The regular expression of patterns in which `*` stands for any characters and `?` for one: it matches what one of
/// them matches.
pub fn globs_to_regex(globs: &[String]) -> String {
    let alternatives: Vec<String> = globs.iter().map(|glob| glob_to_regex(glob)).collect();
    format!("^(?:{})$", alternatives.join("|"))
}

fn glob_to_regex(glob: &str) -> String {
    let mut pattern = String::new();
    for ch in glob.chars() {
        match ch {
            '*' => pattern.push_str(".*"),
            '?' => pattern.push('.'),
            _ => pattern.push_str(&regex::escape(ch.encode_utf8(&mut [0; 4]))),
        }
    }
    pattern
}
