use std::sync::Arc;

use super::expand::VariableUse;
use super::script::{self, Program};
use super::{HealthConfig, ImageRef, PortRange, Remote, Scope, StageId};
use crate::dockerfile::{Instruction, MountType};
use crate::shell::Dialect;
use crate::source::Span;

/// What one instruction does in one stage.
#[derive(Clone, Debug)]
pub struct Step {
    /// Index of the instruction in the file.
    pub instruction: usize,
    /// Whether it is the instruction inside an ONBUILD of the base stage, which runs at the start of this one.
    pub triggered: bool,
    /// What holds before it.
    pub before: State,
    /// What it does.
    pub action: Action,
    /// The variables that its arguments name. Those that a shell expands (in RUN, CMD, ENTRYPOINT) are not among them.
    pub uses: Vec<VariableUse>,
}

/// What holds at one place of a stage. Copies are cheap.
#[derive(Clone, Debug)]
pub struct State {
    /// The variables.
    pub scope: Scope,
    /// The working directory, absolute.
    pub working_dir: Arc<str>,
    /// The user, as USER gives it; empty for the default, root.
    pub user: Arc<str>,
    /// What runs the shell form of instructions.
    pub shell: Arc<[String]>,
}

/// What an instruction does, variables expanded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// RUN. Its text is the syntax tree's, for a shell expands it.
    Run {
        /// Its mounts.
        mounts: Vec<RunMount>,
    },
    /// COPY.
    Copy(FileTransfer),
    /// ADD.
    Add(FileTransfer),
    /// WORKDIR.
    Workdir {
        /// The new working directory, absolute.
        path: Arc<str>,
    },
    /// USER.
    User {
        /// Name or number, perhaps with a group: `app`, `1000:1000`.
        user: Arc<str>,
    },
    /// ENV: names and values.
    Env(Vec<(String, String)>),
    /// ARG: names, and the values they have from here on.
    Arg(Vec<(String, Option<Arc<str>>)>),
    /// LABEL: keys and values.
    Label(Vec<(String, String)>),
    /// EXPOSE.
    Expose(Vec<ExposedWord>),
    /// VOLUME: mount points.
    Volume(Vec<String>),
    /// CMD: the words that the image configuration gets.
    Cmd(Vec<String>),
    /// ENTRYPOINT: the words that the image configuration gets.
    Entrypoint(Vec<String>),
    /// SHELL.
    Shell(Arc<[String]>),
    /// HEALTHCHECK.
    Healthcheck(HealthConfig),
    /// STOPSIGNAL.
    StopSignal(String),
    /// MAINTAINER: the author.
    Maintainer(String),
    /// ONBUILD: the trigger's text.
    Onbuild(String),
    /// Nothing: the instruction is refused, and what follows is looked at as if it were not there.
    Refused,
}

/// A word of EXPOSE.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExposedWord {
    /// The ports.
    pub range: PortRange,
    /// Where it stands.
    pub span: Span,
}

/// What COPY or ADD puts where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileTransfer {
    /// Where paths among the sources are looked up.
    pub from: FileSource,
    /// The sources.
    pub sources: Vec<TransferSource>,
    /// The destination, absolute. It ends with a slash if it is written as a directory.
    pub destination: String,
    /// Where the destination stands.
    pub destination_span: Span,
    /// The value of `--chown`.
    pub chown: Option<String>,
    /// The value of `--chmod`.
    pub chmod: Option<String>,
    /// The value of `--checksum`.
    pub checksum: Option<String>,
}

/// A source of COPY or ADD.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransferSource {
    /// What it is.
    pub kind: SourceKind,
    /// Where it stands.
    pub span: Span,
}

/// What a source of COPY or ADD is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SourceKind {
    /// A path, or a pattern of paths, within [`FileTransfer::from`].
    Path(String),
    /// Something that is fetched.
    Remote {
        /// The address.
        url: String,
        /// What stands there.
        kind: Remote,
    },
    /// A heredoc.
    Heredoc {
        /// The file's name: the delimiter.
        name: String,
        /// The file's content.
        content: String,
    },
}

/// Where files come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileSource {
    /// The build context.
    Context,
    /// A stage of the file.
    Stage(StageId),
    /// An image, or a named context of the build.
    Image(ImageRef),
    /// An empty file system.
    Scratch,
    /// A name that BuildKit refuses.
    Unknown,
}

/// A mount of RUN.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunMount {
    /// Its type.
    pub kind: MountType,
    /// Where the files of a `bind` mount come from, and those that a `cache` begins with.
    pub from: FileSource,
    /// The path within `from`, or the id of a secret; empty if it is not given.
    pub source: String,
    /// Where it appears, absolute. Empty for a secret that is given as a variable or in the default place.
    pub target: String,
    /// The id of a cache, secret or ssh agent; empty if it is not given.
    pub id: String,
    /// Whether RUN may not write to it.
    pub read_only: bool,
    /// The variable that a secret is given in.
    pub env: Option<String>,
    /// Where the flag stands.
    pub span: Span,
}

impl Default for State {
    fn default() -> Self {
        Self { scope: Scope::default(), working_dir: "/".into(), user: "".into(), shell: [].into() }
    }
}

impl Step {
    /// What it runs, if it is RUN, CMD, ENTRYPOINT or HEALTHCHECK, read as the shell in force here reads it.
    /// `instructions` are those of the file.
    pub fn program(&self, instructions: &[&Instruction]) -> Option<Program> {
        let heredocs = &instructions.get(self.instruction)?.heredocs;
        let shell: Vec<&str> = self.before.shell.iter().map(String::as_str).collect();
        script::program(self.instruction(instructions)?, heredocs, Dialect::of_shell(&shell))
    }

    /// The instruction that does the work: the inner one when the step is a trigger. `instructions` are those of the file.
    pub fn instruction<'a>(&self, instructions: &[&'a Instruction]) -> Option<&'a Instruction> {
        let instruction = *instructions.get(self.instruction)?;
        Some(if self.triggered { instruction.effective() } else { instruction })
    }
}
