//! What a fix must leave as it is: the words of a file, and what they are to Docker and to the shell.

use std::collections::BTreeSet;

use super::apply::Shift;
use super::version::Version;
use crate::build::{Program, Step, program};
use crate::dockerfile::{Body, Healthcheck, Instruction, Invocation, TokenKind};
use crate::shell::{Call, Dialect};
use crate::source::Span;

/// A word with what it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Trace {
    span: Span,
    role: Role,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Role {
    Keyword,
    Directive,
    Flag,
    /// A word of an instruction that a shell does not read.
    Argument,
    /// A line that is no instruction.
    Unknown,
    HeredocBody,
    HeredocTerminator,
    /// A word of a command.
    Word,
    /// The program of a command, with its name and the circumstances in which it runs.
    Program(String, Circumstances),
    Assignment,
    Redirection,
}

/// Whether a command is conditional, in a loop, in a subshell, ignored when it fails, in a substitution, in the
/// background.
type Circumstances = [bool; 6];

/// Every word of a file, in order, with the number of places at which a script cannot be read.
pub(super) struct Traces {
    pub(super) words: BTreeSet<Trace>,
    pub(super) shell_errors: usize,
}

impl Traces {
    pub(super) fn of(version: &Version) -> Self {
        let mut traces = Traces { words: BTreeSet::new(), shell_errors: 0 };
        let mut scripts: Vec<Span> = Vec::new();
        let steps = steps(version);
        for (instruction, step) in version.dockerfile.instructions().zip(steps) {
            traces.script(instruction, step, &mut scripts);
        }
        traces.tokens(version, &scripts);
        traces
    }

    /// The words that edits have left alone, where they are afterwards.
    pub(super) fn kept(&self, shift: &Shift) -> BTreeSet<Trace> {
        let kept = self.words.iter().filter(|trace| !shift.changed(trace.span));
        kept.map(|trace| Trace { span: shift.span(trace.span), role: trace.role.clone() }).collect()
    }

    /// The words that are not of edits.
    pub(super) fn old(&self, shift: &Shift) -> BTreeSet<Trace> {
        self.words.iter().filter(|trace| !shift.is_new(trace.span)).cloned().collect()
    }

    fn add(&mut self, span: Span, role: Role) {
        if !span.is_empty() {
            self.words.insert(Trace { span, role });
        }
    }

    /// The words of what an instruction runs. Adds the text that was read as a script to `scripts`.
    fn script(&mut self, instruction: &Instruction, step: Option<&Step>, scripts: &mut Vec<Span>) {
        let shell: Vec<&str> =
            step.map_or_else(Vec::new, |step| step.before.shell.iter().map(String::as_str).collect());
        let dialect = if shell.is_empty() { Dialect::Sh } else { Dialect::of_shell(&shell) };
        let program = program(instruction.effective(), &instruction.heredocs, dialect);
        if let Some(Program::Script(script)) = &program {
            self.shell_errors += script.errors.len();
            if !script.dialect.is_opaque() {
                scripts.extend(shell_text(instruction.effective()));
            }
        }
        for call in program.iter().flat_map(Program::calls) {
            self.call(&call);
        }
    }

    fn call(&mut self, call: &Call) {
        let context = &call.context;
        let circumstances = [
            context.conditional,
            context.in_loop,
            context.subshell,
            context.failure_ignored,
            context.substitution,
            context.background,
        ];
        self.add(call.program.span, Role::Program(call.name.clone(), circumstances));
        self.add(call.program.span, Role::Word);
        call.args.iter().for_each(|word| self.add(word.span, Role::Word));
        call.assignments.iter().for_each(|it| self.add(it.span, Role::Assignment));
        call.redirections.iter().for_each(|it| self.add(it.span, Role::Redirection));
    }

    /// The words of the instructions, but for `scripts`, of which the shell's words are known.
    fn tokens(&mut self, version: &Version, scripts: &[Span]) {
        let is_script = |span: Span| {
            let next = scripts.partition_point(|script| script.end <= span.start);
            scripts.get(next).is_some_and(|script| script.overlaps(span))
        };
        for token in version.dockerfile.tokens(version.file.bytes()) {
            let role = match token.kind {
                TokenKind::Keyword => Role::Keyword,
                TokenKind::Directive => Role::Directive,
                TokenKind::Flag => Role::Flag,
                TokenKind::Argument if !is_script(token.span) => Role::Argument,
                TokenKind::Unknown => Role::Unknown,
                TokenKind::HeredocBody => Role::HeredocBody,
                TokenKind::HeredocTerminator => Role::HeredocTerminator,
                TokenKind::Argument
                | TokenKind::Bom
                | TokenKind::Comment
                | TokenKind::Punctuation
                | TokenKind::Continuation
                | TokenKind::Whitespace
                | TokenKind::Newline => continue,
            };
            self.add(token.span, role);
        }
    }
}

/// The text of an instruction's shell form.
fn shell_text(instruction: &Instruction) -> Option<Span> {
    match &instruction.body {
        Body::Run(Invocation::Shell(text))
        | Body::Cmd(Invocation::Shell(text))
        | Body::Entrypoint(Invocation::Shell(text))
        | Body::Healthcheck(Healthcheck::Cmd { command: Invocation::Shell(text), .. }) => Some(text.span()),
        _ => None,
    }
}

/// For each instruction, what it does where it stands.
pub(super) fn steps(version: &Version) -> Vec<Option<&Step>> {
    let mut steps: Vec<Option<&Step>> = vec![None; version.dockerfile.instructions().count()];
    for step in version.build.stages.iter().flat_map(|stage| &stage.steps).filter(|step| !step.triggered) {
        if let Some(place) = steps.get_mut(step.instruction) {
            *place = Some(step);
        }
    }
    steps
}

/// The places of the comments of a file, in order.
pub(super) fn comments(version: &Version) -> Vec<Span> {
    let tokens = version.dockerfile.tokens(version.file.bytes()).into_iter();
    tokens.filter(|token| token.kind == TokenKind::Comment).map(|token| token.span).collect()
}

impl Trace {
    /// Where the word stands.
    pub(super) fn span(&self) -> Span {
        self.span
    }
}
