//! Scripts of RUN: where a command can be put into one.

use std::collections::HashSet;

use crate::build::Program;
use crate::dockerfile::{Body, Heredoc, Invocation};
use crate::lint::facts::{Facts, Statement};
use crate::shell::{AndOr, Call, Command, CommandKind, Script};
use crate::source::{Edit, Span};

/// The script of a RUN, and how it is written.
pub(super) struct RunScript<'f, 'a> {
    facts: &'f Facts<'a>,
    statement: &'f Statement<'a>,
    script: &'f Script,
    /// The heredoc that is all of the script.
    heredoc: Option<&'a Heredoc>,
}

impl<'f, 'a> RunScript<'f, 'a> {
    /// `None` for what is no text for a shell, cannot be read, or holds heredocs among other words.
    pub(super) fn of(facts: &'f Facts<'a>, statement: &'f Statement<'a>) -> Option<Self> {
        let Body::Run(Invocation::Shell(text)) = &statement.instruction.body else { return None };
        let heredoc = match statement.heredocs() {
            [] => None,
            [only] if only.span == text.span() && !only.strip_tabs => Some(only),
            _ => return None,
        };
        let Program::Script(script) = facts.program(statement)? else { return None };
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

    /// Puts a command before all others, which run if it went well. `None` where that cannot be told.
    pub(super) fn prepend(&self, command: &str) -> Option<Edit> {
        match self.heredoc {
            None => Some(Edit::insert(self.start()?, format!("{command} && "))),
            Some(heredoc) => {
                let has_shebang = heredoc.body.as_str().starts_with("#!");
                (!has_shebang).then(|| Edit::insert(heredoc.body.span().start, format!("{command}\n")))
            }
        }
    }

    /// Whether the calls at the places are all that it has.
    pub(super) fn is_nothing_but(&self, places: &[Span]) -> bool {
        self.links_of(places).is_some_and(|(commands, gone)| gone.len() == commands.len())
    }

    /// The commands of the chain, and which of them are the calls at the places and nothing else. `None` if a call is no
    /// link of it.
    fn links_of(&self, places: &[Span]) -> Option<(Vec<&Command>, Vec<usize>)> {
        let commands = chain(&self.script.body);
        let calls: HashSet<Span> = self.calls().iter().map(|call| call.span).collect();
        let is_call = |command: &Command| {
            let is_simple = matches!(command.kind, CommandKind::Simple(_));
            is_simple && places.iter().any(|place| command.span.encloses(*place) && calls.contains(place))
        };
        let links: Vec<usize> =
            (0..commands.len()).filter(|at| commands.get(*at).is_some_and(|it| is_call(it))).collect();
        (self.is_one_chain() && links.len() == places.len()).then_some((commands, links))
    }

    /// Takes commands out of the chain, each with what joins it to its neighbours. `None` if one of them is no link of
    /// it, or nothing would be left, or a comment would go with it.
    pub(super) fn without(&self, places: &[Span]) -> Option<Vec<Edit>> {
        let (commands, links) = self.links_of(places)?;
        if links.len() == commands.len() {
            return None;
        }
        let mut edits = Vec::new();
        let mut kept: Option<Span> = None;
        for (number, command) in commands.iter().enumerate() {
            let next = commands.get(number + 1).map(|next| next.span);
            match (links.contains(&number), kept, next) {
                (false, ..) => kept = Some(command.span),
                // With what comes before it, so that the last one takes no operator along.
                (true, Some(before), _) => {
                    edits.push(Edit::delete(Span::new(before.end, command.span.end)));
                    kept = Some(Span::empty(command.span.end));
                }
                (true, None, Some(next)) => edits.push(Edit::delete(Span::new(command.span.start, next.start))),
                (true, None, None) => return None,
            }
        }
        let has_comment = |edit: &Edit| self.facts.input.file.text(edit.span).contains('#');
        (!edits.iter().any(has_comment)).then_some(edits)
    }

    /// The folder of a `cd` that begins the chain, and what is to go with it: up to the next command.
    pub(super) fn leading_cd(&self) -> Option<(String, Span)> {
        let commands = chain(&self.script.body);
        let [first, second, ..] = commands.as_slice() else { return None };
        let CommandKind::Simple(cd) = &first.kind else { return None };
        let [program, folder] = cd.words.as_slice() else { return None };
        let is_plain = program.is("cd") && cd.assignments.is_empty() && cd.redirections.is_empty();
        let folder = folder.literal().filter(|folder| is_plain && !folder.starts_with(['-', '~']))?;
        (self.is_one_chain() && self.heredoc.is_none())
            .then_some((folder, Span::new(first.span.start, second.span.start)))
    }

    /// The programs that it runs.
    pub(super) fn calls(&self) -> Vec<Call> {
        self.script.calls()
    }

    /// Where the first command begins.
    pub(super) fn start(&self) -> Option<usize> {
        self.script.body.first().map(|command| command.span.start)
    }

    /// Where the last command ends.
    pub(super) fn end(&self) -> Option<usize> {
        self.script.body.last().map(|command| command.span.end)
    }

    /// Whether all of it is one chain of commands that each run if those before went well.
    pub(super) fn is_one_chain(&self) -> bool {
        let [only] = self.script.body.as_slice() else { return false };
        let only_and = match &only.kind {
            CommandKind::AndOr { rest, .. } => rest.iter().all(|(operator, _)| *operator == AndOr::And),
            CommandKind::Background(_) => false,
            _ => true,
        };
        only_and && self.heredoc.is_none()
    }

    /// Whether another command can come after the last one, to run as if in a shell of its own if all went well: nothing
    /// follows it, nothing leaves early, and no variable or function is left behind.
    pub(super) fn can_go_on(&self) -> bool {
        let is_last = self.end() == Some(self.script.text.trimmed().span().end);
        let leaves_nothing = chain(&self.script.body).iter().all(|command| match &command.kind {
            CommandKind::Simple(simple) => !simple.words.is_empty(),
            CommandKind::Pipeline { .. } | CommandKind::Subshell(_) => true,
            _ => false,
        });
        is_last && leaves_nothing && self.heredoc.is_none() && !self.leaves_early()
    }

    /// The same, with a new line in any case.
    pub(super) fn line_separator(&self) -> String {
        let separator = self.separator();
        if separator.contains('\n') { separator } else { format!(" {}\n    && ", self.facts.input.dockerfile.escape) }
    }

    /// What stands between two commands, as the RUN has it, so that the second is run only if the first went well.
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
        if let Some(gap) = gaps.rev().find(usable) {
            return if gap.contains("&&") || self.stops_after_last() { gap } else { gap.replace(';', " &&") };
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

    /// Whether the shell goes no further if the last command fails. Of a list, as of `a && b`, that holds for its end only.
    fn stops_after_last(&self) -> bool {
        let is_one = self.script.body.last().is_some_and(|last| matches!(last.kind, CommandKind::Simple(_)));
        is_one && self.sets_errexit() && self.script.calls().iter().filter(|call| call.name == "set").count() == 1
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
