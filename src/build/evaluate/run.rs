use std::sync::Arc;

use super::Options;
use crate::build::expand::{ExpandError, Expansion, VariableUse};
use crate::build::problem::Severity;
use crate::build::stages::{Reading, Resolver};
use crate::build::{
    Action, Base, ExposedWord, HealthConfig, ImageConfig, PortRange, ProblemKind, Scope, Stage, StageId, State, Step,
    path,
};
use crate::dockerfile::{ArgDeclaration, Body, Healthcheck, Heredoc, Instruction, Invocation, Pair, parse_duration};
use crate::facts::build as facts;
use crate::source::{Span, Text};

/// What a port costs, in bytes of budget.
const PORT_COST: usize = 64;

/// Follows every stage, bases before what is based on them.
pub(super) fn run_stages(
    stages: &mut [Stage],
    mut reading: Reading<'_>,
    resolver: &Resolver<'_>,
    globals: &Scope,
    options: &Options<'_>,
) {
    for index in 0..stages.len() {
        let (earlier, rest) = stages.split_at_mut(index);
        let Some(stage) = rest.first_mut() else { break };
        let mut run = StageRun {
            stage: stage.id,
            os: &stage.platform.os,
            reading: &mut reading,
            resolver,
            globals,
            options,
            state: State::default(),
            config: ImageConfig::default(),
            cmd_is_own: false,
            uses: Vec::new(),
        };
        run.begin(stage, earlier);
        let triggered = stage.triggers.iter().map(|index| (*index, true));
        let steps = triggered.chain(stage.body.clone().map(|index| (index, false)));
        stage.steps = steps.filter_map(|(index, triggered)| run.step(index, triggered)).collect();
        (stage.after, stage.config) = (run.state, run.config);
    }
}

/// Why an instruction is refused, and where.
pub(super) type Refusal = (Span, ProblemKind);

/// A stage while it is followed.
pub(super) struct StageRun<'a, 'r> {
    pub(super) stage: StageId,
    os: &'a str,
    pub(super) reading: &'a mut Reading<'r>,
    pub(super) resolver: &'a Resolver<'a>,
    globals: &'a Scope,
    options: &'a Options<'a>,
    pub(super) state: State,
    config: ImageConfig,
    /// Whether CMD was given in this stage. If not, ENTRYPOINT takes an inherited one away.
    cmd_is_own: bool,
    uses: Vec<VariableUse>,
}

impl StageRun<'_, '_> {
    /// Takes over what the base leaves.
    fn begin(&mut self, stage: &Stage, earlier: &[Stage]) {
        match &stage.base {
            Base::Stage(parent) => {
                if let Some(parent) = earlier.get(parent.number()) {
                    self.inherit(parent, stage);
                }
            }
            Base::Image(image) => {
                self.config = self.options.base_images.config(image, &stage.platform).unwrap_or_default();
            }
            Base::Scratch => "/".clone_into(&mut self.config.working_dir),
            Base::Invalid { .. } => {}
        }
        self.config.on_build.clear();
        if let Some(path) = facts::default_path(self.os).filter(|_| self.config.env.get("PATH").is_none()) {
            self.config.env.set("PATH", path);
        }
        if !matches!(stage.base, Base::Stage(_)) {
            for (name, value) in self.config.env.iter() {
                self.state.scope.set(name, value, None);
            }
            self.state.working_dir = path::join("/", &self.config.working_dir).into();
            self.state.user = self.config.user.as_str().into();
        }
        self.state.scope.begin_stage();
        self.state.shell = self.shell().into();
    }

    fn inherit(&mut self, parent: &Stage, stage: &Stage) {
        let from = self.reading.instructions.get(stage.from).map_or(Span::default(), |from| from.span);
        match self.pay(parent.config.size(), from) {
            Ok(()) => self.config = parent.config.clone(),
            Err(refusal) => self.refuse(refusal),
        }
        self.state = parent.after.clone();
    }

    fn shell(&self) -> Vec<String> {
        if !self.config.shell.is_empty() {
            return self.config.shell.clone();
        }
        let usual = || facts::default_shell(self.os).iter().map(|word| (*word).to_owned()).collect();
        self.options.shell.clone().unwrap_or_else(usual)
    }

    /// What one instruction does.
    fn step(&mut self, index: usize, triggered: bool) -> Option<Step> {
        let outer = *self.reading.instructions.get(index)?;
        let instruction = if triggered { outer.effective() } else { outer };
        let before = self.state.clone();
        let action = self.action(instruction, &outer.heredocs).unwrap_or_else(|refusal| {
            self.refuse(refusal);
            Action::Refused
        });
        Some(Step { instruction: index, triggered, before, action, uses: std::mem::take(&mut self.uses) })
    }

    fn action(&mut self, instruction: &Instruction, heredocs: &[Heredoc]) -> Result<Action, Refusal> {
        Ok(match &instruction.body {
            Body::Run(_) => Action::Run { mounts: self.mounts(instruction)? },
            Body::Copy(transfer) => Action::Copy(self.transfer(instruction, transfer, heredocs)?),
            Body::Add(transfer) => Action::Add(self.transfer(instruction, transfer, heredocs)?),
            Body::Env(pairs) => self.env(pairs)?,
            Body::Label(pairs) => self.label(pairs)?,
            Body::Arg(declarations) => self.arg(declarations)?,
            Body::Expose(words) => self.expose(words)?,
            Body::Volume(list) => self.volume(&list.words)?,
            Body::User(text) => self.user(text)?,
            Body::Workdir(text) => self.workdir(text)?,
            Body::StopSignal(text) => self.stop_signal(text)?,
            Body::Cmd(invocation) => self.cmd(invocation)?,
            Body::Entrypoint(invocation) => self.entrypoint(invocation)?,
            Body::Shell(words) => self.set_shell(words),
            Body::Healthcheck(healthcheck) => self.healthcheck(instruction, healthcheck),
            Body::Onbuild(inner) => self.onbuild(inner, heredocs),
            Body::Maintainer(author) => Action::Maintainer(author.to_string()),
            Body::From(_) | Body::Malformed(_) => Action::Refused,
        })
    }

    pub(super) fn refuse(&mut self, (span, kind): Refusal) {
        self.reading.problems.add(span, kind, Some(self.stage), Severity::IfReached);
    }

    /// Pays for something that is not in the file; see [`Budget`](crate::build::expand::Budget).
    pub(super) fn pay(&mut self, amount: usize, span: Span) -> Result<(), Refusal> {
        if self.reading.expander.budget().take(amount) { Ok(()) } else { Err((span, ProblemKind::TooLarge)) }
    }

    /// Expands a word, and remembers which variables it names.
    pub(super) fn expand(&mut self, text: &Text) -> Result<Expansion, Refusal> {
        let expansion = self.reading.expander.expand(text, &self.state.scope).map_err(expansion_refusal)?;
        self.uses.extend_from_slice(&expansion.uses);
        Ok(expansion)
    }

    pub(super) fn expand_heredoc(&mut self, body: &Text) -> Result<String, Refusal> {
        let expansion = self.reading.expander.heredoc(body, &self.state.scope).map_err(expansion_refusal)?;
        self.uses.extend(expansion.uses);
        Ok(expansion.value)
    }

    /// Pairs are expanded together before any of them is set, so that none sees the others.
    fn pairs(&mut self, pairs: &[Pair]) -> Result<Vec<(String, String)>, Refusal> {
        pairs.iter().map(|pair| Ok((self.expand(&pair.key)?.value, self.expand(&pair.value)?.value))).collect()
    }

    fn env(&mut self, pairs: &[Pair]) -> Result<Action, Refusal> {
        let values = self.pairs(pairs)?;
        for ((name, value), pair) in values.iter().zip(pairs) {
            self.state.scope.set(name, value, Some(pair.key.span()));
            self.config.env.set(name, value);
        }
        Ok(Action::Env(values))
    }

    fn label(&mut self, pairs: &[Pair]) -> Result<Action, Refusal> {
        let values = self.pairs(pairs)?;
        self.config.labels.extend(values.iter().cloned());
        Ok(Action::Label(values))
    }

    /// ARG takes, in this order: what the build is given, the default, what the name has before the first FROM.
    fn arg(&mut self, declarations: &[ArgDeclaration]) -> Result<Action, Refusal> {
        let mut values = Vec::with_capacity(declarations.len());
        for declaration in declarations {
            let name = declaration.name.as_str();
            let value: Option<Arc<str>> = match (self.options.build_args.get(name), &declaration.default) {
                (Some(given), _) => {
                    self.pay(given.len(), declaration.name.span())?;
                    Some(given.as_str().into())
                }
                (None, Some(default)) => Some(self.expand(default)?.value.into()),
                (None, None) => self.globals.value(name).cloned(),
            };
            let set = value.as_deref().filter(|_| !facts::is_builder_argument(name));
            self.state.scope.declare(name, set, Some(declaration.name.span()));
            values.push((name.to_owned(), self.state.scope.value(name).cloned()));
        }
        Ok(Action::Arg(values))
    }

    fn expose(&mut self, words: &[Text]) -> Result<Action, Refusal> {
        let mut exposed = Vec::new();
        for text in words {
            let (words, uses) = self.reading.expander.words(text, &self.state.scope).map_err(expansion_refusal)?;
            self.uses.extend(uses);
            for word in words {
                let range =
                    PortRange::parse(&word.value).map_err(|error| (word.span, ProblemKind::InvalidPort(error)))?;
                self.pay(range.count() * PORT_COST, word.span)?;
                exposed.push(ExposedWord { range, span: word.span });
            }
        }
        self.config.exposed_ports.extend(exposed.iter().flat_map(|word| word.range.ports()));
        Ok(Action::Expose(exposed))
    }

    fn volume(&mut self, words: &[Text]) -> Result<Action, Refusal> {
        let mut paths = Vec::with_capacity(words.len());
        for word in words {
            let path = self.expand(&word.trimmed())?.value;
            if path.is_empty() {
                return Err((word.span(), ProblemKind::EmptyVolume));
            }
            paths.push(path);
        }
        self.config.volumes.extend(paths.iter().cloned());
        Ok(Action::Volume(paths))
    }

    fn user(&mut self, text: &Text) -> Result<Action, Refusal> {
        let user: Arc<str> = self.expand(text)?.value.into();
        user.as_ref().clone_into(&mut self.config.user);
        self.state.user = user.clone();
        Ok(Action::User { user })
    }

    fn workdir(&mut self, text: &Text) -> Result<Action, Refusal> {
        let path = self.expand(text)?.value;
        self.pay(self.state.working_dir.len(), text.span())?;
        let path: Arc<str> = path::join(&self.state.working_dir, &path).into();
        if path.len() > path::MAX_PATH {
            return Err((text.span(), ProblemKind::TooLarge));
        }
        path.as_ref().clone_into(&mut self.config.working_dir);
        self.state.working_dir = path.clone();
        Ok(Action::Workdir { path })
    }

    fn stop_signal(&mut self, text: &Text) -> Result<Action, Refusal> {
        let signal = self.expand(text)?.value;
        if !facts::is_signal(&signal) {
            return Err((text.span(), ProblemKind::UnknownSignal { signal }));
        }
        self.config.stop_signal.clone_from(&signal);
        Ok(Action::StopSignal(signal))
    }

    fn cmd(&mut self, invocation: &Invocation) -> Result<Action, Refusal> {
        let words = self.command(invocation)?;
        self.config.cmd.clone_from(&words);
        self.cmd_is_own = true;
        Ok(Action::Cmd(words))
    }

    fn entrypoint(&mut self, invocation: &Invocation) -> Result<Action, Refusal> {
        let words = self.command(invocation)?;
        self.config.entrypoint.clone_from(&words);
        if !self.cmd_is_own {
            self.config.cmd.clear();
        }
        Ok(Action::Entrypoint(words))
    }

    /// The words that are run: those of the array, or the shell and the text.
    fn command(&mut self, invocation: &Invocation) -> Result<Vec<String>, Refusal> {
        match invocation {
            Invocation::Exec(words) => Ok(words.iter().map(Text::to_string).collect()),
            Invocation::Shell(text) => {
                self.pay(self.state.shell.iter().map(String::len).sum(), text.span())?;
                Ok(self.state.shell.iter().cloned().chain([text.to_string()]).collect())
            }
        }
    }

    fn set_shell(&mut self, words: &[Text]) -> Action {
        self.config.shell = words.iter().map(Text::to_string).collect();
        self.state.shell = self.config.shell.clone().into();
        Action::Shell(self.state.shell.clone())
    }

    fn healthcheck(&mut self, instruction: &Instruction, healthcheck: &Healthcheck) -> Action {
        let config = match healthcheck {
            Healthcheck::None { .. } => HealthConfig { test: vec!["NONE".to_owned()], ..HealthConfig::default() },
            Healthcheck::Cmd { command, .. } => HealthConfig { test: health_test(command), ..settings(instruction) },
        };
        self.config.healthcheck = Some(config.clone());
        Action::Healthcheck(config)
    }

    fn onbuild(&mut self, inner: &Instruction, heredocs: &[Heredoc]) -> Action {
        let mut trigger = inner.text.to_string();
        for heredoc in heredocs {
            trigger.push('\n');
            trigger.push_str(heredoc.body.as_str());
            trigger.push_str(&heredoc.delimiter);
        }
        self.config.on_build.push(trigger.clone());
        Action::Onbuild(trigger)
    }
}

pub(super) fn expansion_refusal(error: ExpandError) -> Refusal {
    (error.span, ProblemKind::Expansion(error.kind))
}

fn health_test(command: &Invocation) -> Vec<String> {
    match command {
        Invocation::Exec(words) => std::iter::once("CMD".to_owned()).chain(words.iter().map(Text::to_string)).collect(),
        Invocation::Shell(text) => vec!["CMD-SHELL".to_owned(), text.to_string()],
    }
}

/// The settings that the flags of HEALTHCHECK give. What is wrong with them is reported as wrong syntax.
fn settings(instruction: &Instruction) -> HealthConfig {
    let value = |name: &str| instruction.flag(name).map(|flag| flag.value_str().to_owned()).unwrap_or_default();
    let duration = |name: &str| parse_duration(&value(name)).unwrap_or_default();
    HealthConfig {
        test: Vec::new(),
        interval: duration("interval"),
        timeout: duration("timeout"),
        start_period: duration("start-period"),
        start_interval: duration("start-interval"),
        retries: value("retries").parse().unwrap_or_default(),
    }
}
