use super::pattern::Pattern;
use super::schema::{Form, Mark, ShellLanguage, StageKind};
use crate::dockerfile::Keyword;

/// A declared check, ready to be compared: see [`MatchFile`](super::schema::MatchFile) for what each part means.
#[derive(Debug)]
pub(crate) struct Matcher {
    pub(crate) subject: Subject,
    pub(crate) words: Words,
    pub(crate) expand: bool,
    pub(crate) form: Option<Form>,
    pub(crate) shell: &'static [ShellLanguage],
    pub(crate) onbuild: bool,
    pub(crate) stage: StageKind,
    pub(crate) base_image: Option<&'static Pattern>,
    pub(crate) unless_base_image: Option<&'static Pattern>,
    pub(crate) absent: bool,
    pub(crate) at: Option<Mark>,
    pub(crate) once: bool,
    pub(crate) also: &'static [&'static str],
    pub(crate) fill: &'static [(&'static str, &'static str)],
}

impl Matcher {
    /// Whether no stage is left out, and what stands before the first FROM is not either.
    pub(crate) fn is_about_every_stage(&self) -> bool {
        self.stage == StageKind::Any && self.base_image.is_none() && self.unless_base_image.is_none()
    }
}

/// What is looked at.
#[derive(Debug)]
pub(crate) enum Subject {
    /// Commands that these instructions run.
    Command {
        direct: bool,
        inside: &'static [Keyword],
        unless: &'static [Words],
        unless_followed_by: &'static [Words],
        unless_mount: &'static [&'static str],
        unless_mount_type: &'static [&'static str],
    },
    /// Instructions of these kinds; all if none is named.
    Instruction(&'static [Keyword]),
    /// Variables that ENV, ARG or a command sets.
    Variable { name: &'static Pattern, value: Option<&'static Pattern> },
}

/// A command, or the flags and arguments of an instruction.
#[derive(Debug)]
pub(crate) struct Words {
    pub(crate) commands: &'static [&'static str],
    pub(crate) subcommands: &'static [&'static [&'static str]],
    pub(crate) value_flags: &'static [&'static str],
    pub(crate) with_flag: &'static [&'static str],
    pub(crate) without_flag: &'static [&'static str],
    pub(crate) flag_value: &'static [(&'static str, &'static Pattern)],
    pub(crate) argument: Option<&'static Pattern>,
    pub(crate) without_argument: Option<&'static Pattern>,
    pub(crate) text: Option<&'static Pattern>,
    pub(crate) without_text: Option<&'static Pattern>,
}
