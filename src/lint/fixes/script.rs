//! Scripts of RUN: where a command can be put into one.

use crate::build::{Program, program};
use crate::dockerfile::{Body, Heredoc, Invocation};
use crate::lint::facts::{Facts, Statement};
use crate::shell::{AndOr, Command, CommandKind, Script};
use crate::source::{Edit, Span};

/// The script of a RUN, and how it is written.
pub(super) struct RunScript<'f, 'a> {
    facts: &'f Facts<'a>,
    statement: &'f Statement<'a>,
    script: Script,
    /// The heredoc that is all of the script.
    heredoc: Option<&'a Heredoc>,
}

impl<'f, 'a> RunScript<'f, 'a> {
    /// `None` for what is no text for a shell, cannot be read, or holds heredocs among other words.
    pub(super) fn of(facts: &'f Facts<'a>, statement: &'f Statement<'a>) -> Option<Self> {
        let Body::Run(Invocation::Shell(text)) = &statement.instruction.body else { return None };
        let heredocs = &statement.onbuild.unwrap_or(statement.instruction).heredocs;
        let heredoc = match heredocs.as_slice() {
            [] => None,
            [only] if only.span == text.span() && !only.strip_tabs => Some(only),
            _ => return None,
        };
        let Program::Script(script) = program(statement.instruction, heredocs, statement.dialect())? else {
            return None;
        };
        let readable = script.errors.is_empty() && !script.dialect.is_opaque() && !script.body.is_empty();
        readable.then_some(Self { facts, statement, script, heredoc })
    }

    /// Puts a command at the end, to run if all before it went well. `None` where that cannot be told.
    pub(super) fn append(&self, command: &str) -> Option<Edit> {
        let last = self.script.body.last()?;
        if matches!(last.kind, CommandKind::Background(_)) || self.leaves_early() {
            return None;
        }
        if let Some(heredoc) = self.heredoc {
            let text = heredoc.body.as_str();
            let line = text.trim_end_matches('\n').rsplit('\n').next().unwrap_or_default();
            let indent: String = line.chars().take_while(|ch| matches!(ch, ' ' | '\t')).collect();
            // The lines of a heredoc go on after a failure, and the last one tells how all went.
            let stops = self.sets_errexit();
            let whole_line =
                text.ends_with('\n').then(|| Edit::insert(heredoc.body.span().end, format!("{indent}{command}\n")));
            return whole_line.filter(|_| stops);
        }
        let (end, separator) = (last.span.end, self.separator());
        let text = &self.script.text;
        let after = Span::new(end, text.span().end);
        let rest = self.facts.input.file.text(after);
        let rest = rest.trim_end();
        if rest == ";" {
            let at = end + self.facts.input.file.text(after).find(';')?;
            return Some(Edit::replace(Span::new(end, at + 1), format!("{separator}{command}")));
        }
        let ends_here = rest.is_empty() || rest.trim_start().starts_with('#');
        ends_here.then(|| Edit::insert(end, format!("{separator}{command}")))
    }

    /// What stands between two commands, as the RUN has it, with `&&`.
    pub(super) fn separator(&self) -> String {
        let commands = chain(&self.script.body);
        let gaps = commands.windows(2).filter_map(|pair| match pair {
            [a, b] => Some(self.facts.input.file.text(Span::new(a.span.end, b.span.start)).replace("\r\n", "\n")),
            _ => None,
        });
        let escape = self.facts.input.dockerfile.escape;
        let usable = |gap: &String| {
            let only = |ch: char| ch.is_whitespace() || ch == escape || matches!(ch, '&' | ';');
            gap.contains('\n') && gap.chars().all(only) && (gap.matches("&&").count() + gap.matches(';').count() == 1)
        };
        if let Some(gap) = gaps.filter(usable).last() {
            return if gap.contains("&&") { gap } else { gap.replace(';', " &&") };
        }
        match self.indent() {
            Some(indent) => format!(" {escape}\n{indent}&& "),
            None => " && ".to_owned(),
        }
    }

    /// How far the second line of the RUN is moved in; `None` if it has only one.
    fn indent(&self) -> Option<String> {
        let text = self
            .facts
            .input
            .file
            .text(Span::new(self.statement.instruction.keyword_span.start, self.script.text.span().end))
            .into_owned();
        let second =
            text.lines().skip(1).find(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#'))?;
        Some(second.chars().take_while(|ch| matches!(ch, ' ' | '\t')).collect())
    }

    /// Whether `exit`, `exec` or `return` may keep what comes last from being run.
    fn leaves_early(&self) -> bool {
        let leaves = |name: &str| matches!(name, "exit" | "exec" | "return");
        self.script
            .calls()
            .iter()
            .any(|call| leaves(&call.name) && !call.context.subshell && !call.context.failure_ignored)
    }

    /// Whether the script begins with `set -e`.
    fn sets_errexit(&self) -> bool {
        let calls = self.script.calls();
        let shebang =
            self.script.text.as_str().lines().next().is_some_and(|line| line.starts_with("#!") && line.contains(" -e"));
        shebang || calls.first().is_some_and(|call| call.name == "set" && call.has_flag(&["-e"]).is_some())
    }
}

/// The commands of a list, those of `&&` and `||` one by one.
fn chain(body: &[Command]) -> Vec<&Command> {
    let mut commands = Vec::new();
    for command in body {
        match &command.kind {
            CommandKind::AndOr { first, rest } if rest.iter().all(|(operator, _)| *operator == AndOr::And) => {
                commands.push(first.as_ref());
                commands.extend(rest.iter().map(|(_, command)| command));
            }
            _ => commands.push(command),
        }
    }
    commands
}
