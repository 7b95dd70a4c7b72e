//! What is wrong with the scripts of a file, by ShellCheck's numbers.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::{Facts, Statement};
use crate::build::Program;
use crate::dockerfile::{Body as Form, Instruction, Keyword};
use crate::facts::Family;
use crate::facts::build::is_proxy_argument;
use crate::lint::Settings;
use crate::shell::{self, Dialect, Script, shebang_dialect};
use crate::shellcheck::{self, Body, Note, Number, Options, Variable};
use crate::source::Span;

/// What is wrong with the scripts of a file, by number.
pub(super) type ScriptNotes = BTreeMap<Number, Vec<Note>>;

/// The number that the code of a rule holds: 2086 for SC2086.
pub(crate) fn shellcheck_number(code: &str) -> Option<Number> {
    code.strip_prefix("SC")?.parse().ok()
}

impl<'a> Facts<'a> {
    /// Where scripts have what this number is about, in the order of the file.
    pub(crate) fn script_notes(&self, number: Number) -> &[Note] {
        let notes = self.script_notes.get_or_init(|| {
            let mut notes = ScriptNotes::new();
            let bodies = self.bodies();
            let long = bodies.iter().filter(|body| shellcheck::is_too_much(body, self.settings.shellcheck.as_deref()));
            let _ = self.long_scripts.set(long.map(|body| body.script.text.span()).collect());
            for note in shellcheck::check(&bodies, &wanted(self.settings), self.settings.shellcheck.as_deref()) {
                notes.entry(note.number).or_default().push(note);
            }
            notes
        });
        notes.get(&number).map_or(&[], Vec::as_slice)
    }

    /// The scripts that were too long to be looked into; none if no rule has asked.
    pub(crate) fn long_scripts(&self) -> &[Span] {
        self.long_scripts.get().map_or(&[], Vec::as_slice)
    }

    /// The scripts with which ShellCheck's rules have failed; none if no rule has asked.
    pub(crate) fn failed_scripts(&self) -> impl Iterator<Item = Span> {
        let notes = self.script_notes.get().and_then(|notes| notes.get(&shellcheck::FAILED));
        notes.into_iter().flatten().map(|note| note.span)
    }

    fn bodies(&self) -> Vec<Body<'_>> {
        let mut bodies = Vec::new();
        for statement in &self.statements {
            match statement.instruction.keyword {
                Keyword::Run => bodies.extend(self.run_body(statement)),
                Keyword::Copy | Keyword::Add => bodies.extend(self.copied_bodies(statement)),
                _ => {}
            }
        }
        bodies
    }

    /// The script of a RUN for a shell of Unix.
    fn run_body(&self, statement: &Statement<'a>) -> Option<Body<'_>> {
        let is_windows = statement.stage.is_some_and(|stage| self.family(self.root(stage)) == Some(Family::Windows));
        if is_windows && statement.has_default_shell() {
            return None;
        }
        let Some(Program::Script(script)) = self.program(statement) else { return None };
        let words: Vec<&str> = statement.shell().iter().map(String::as_str).collect();
        let options = shebang_options(script).unwrap_or_else(|| Options::of_words(&words));
        self.body(Cow::Borrowed(script), options, |name| self.variable(statement, name))
    }

    /// The scripts that COPY or ADD writes. What Docker would expand in them, it has expanded before a shell sees it.
    fn copied_bodies(&self, statement: &Statement<'a>) -> impl Iterator<Item = Body<'_>> {
        let heredocs = statement.heredocs().iter();
        let scripts = heredocs.filter(|heredoc| !heredoc.expand || !heredoc.body.as_str().contains('$'));
        scripts.filter_map(move |heredoc| {
            let text = heredoc.content();
            let script = shell::parse(&text, shebang_dialect(text.as_str())?);
            let options = shebang_options(&script)?;
            // It runs when the image does, which has ENV but no ARG.
            self.body(Cow::Owned(script), options, |name| statement.scope()?.variable(name).map(|_| Variable::Set))
        })
    }

    fn body<'s>(
        &self,
        script: Cow<'s, Script>,
        options: Options,
        lookup: impl Fn(&str) -> Option<Variable>,
    ) -> Option<Body<'s>> {
        let is_shell = !script.dialect.is_opaque() && script.dialect != Dialect::Zsh;
        is_shell.then(|| Body::new(script, options, lookup))
    }

    /// Whether a file without a FROM declares the variable.
    fn is_loose(&self, name: &str) -> bool {
        let declares = |instruction: &Instruction| match &instruction.body {
            Form::Arg(arguments) => arguments.iter().any(|argument| argument.name.as_str() == name),
            _ => false,
        };
        self.loose.contains_key(name) || self.stages().is_empty() && self.input.dockerfile.instructions().any(declares)
    }

    /// What a RUN knows of a variable. What ONBUILD holds runs in another build, whose ARGs are its own.
    fn variable(&self, statement: &Statement<'a>, name: &str) -> Option<Variable> {
        if statement.onbuild.is_none() && self.is_loose(name) {
            return Some(Variable::Given);
        }
        if let Some(scope) = statement.scope() {
            let argument = scope.argument(name).filter(|_| statement.onbuild.is_none());
            let declared = scope.variable(name).map(|it| it.declared).or(argument.map(|it| it.declared));
            match declared {
                Some(Some(_)) => return Some(Variable::Given),
                Some(None) => return Some(Variable::Set),
                None => {}
            }
        }
        is_proxy_argument(name).then_some(Variable::Set)
    }
}

/// The options of the shell that the first line of a script names, if it does.
fn shebang_options(script: &Script) -> Option<Options> {
    let line = script.text.as_str().strip_prefix("#!")?.lines().next()?;
    let words: Vec<&str> = line.split_whitespace().collect();
    Some(Options::of_words(&words))
}

/// The numbers of the rules that are on.
fn wanted(settings: &Settings) -> BTreeSet<Number> {
    settings.rules().into_iter().filter_map(|rule| shellcheck_number(rule.code.as_str())).collect()
}
