use std::ops::Range;

use shuck_ast::{
    BinaryCommand, BinaryOp, CaseCommand, Command as Node, CompoundCommand, ForCommand, ForSyntax, FunctionDef,
    IfCommand, IfSyntax, Span as NodeSpan, Stmt, StmtSeq, StmtTerminator,
};

use super::mask::Masked;
use super::read::Reader;
use super::words::Place;
use super::{AndOr, Command, CommandKind, Redirection, Word};

/// Turns the grammar's tree of one piece of a text into ours.
///
/// The grammar saw the flattened text: it tells where commands and words are, their content is read from the text.
pub(super) struct Converter<'r, 'a> {
    /// Reads the text.
    pub(super) reader: &'r mut Reader<'a>,
    /// Where the piece begins in the text.
    pub(super) base: usize,
    /// Where the grammar's own offsets begin in the flattened piece.
    pub(super) shift: usize,
    /// The flattened piece.
    pub(super) masked: &'r Masked,
}

/// A command, and where it stands in the text.
pub(super) type Placed = (Range<usize>, Command);

impl Converter<'_, '_> {
    /// The commands of a list.
    pub(super) fn commands(&mut self, list: &StmtSeq) -> Vec<Command> {
        self.placed(&list.stmts).into_iter().map(|(_, command)| command).collect()
    }

    /// The commands of a list with their places.
    pub(super) fn placed(&mut self, statements: &[Stmt]) -> Vec<Placed> {
        statements.iter().filter_map(|statement| self.statement(statement)).collect()
    }

    fn statement(&mut self, statement: &Stmt) -> Option<Placed> {
        let place = self.range(statement.span);
        if !self.reader.enter(&place) {
            return None;
        }
        let converted = self.command(statement);
        self.reader.leave();
        let (mut range, mut command) = converted?;
        if statement.negated {
            range.start = place.start.min(range.start);
            let commands = match command.kind {
                CommandKind::Pipeline { commands, negated: false } => commands,
                kind => vec![Command { kind, ..command }],
            };
            command = self.plain(&range, CommandKind::Pipeline { commands, negated: true });
        }
        if matches!(statement.terminator, Some(StmtTerminator::Background(_))) {
            command = self.plain(&range, CommandKind::Background(Box::new(command)));
        }
        Some((range, command))
    }

    fn command(&mut self, statement: &Stmt) -> Option<Placed> {
        match &statement.command {
            Node::Binary(binary) if matches!(binary.op, BinaryOp::And | BinaryOp::Or) => self.and_or(binary),
            Node::Binary(binary) => self.pipeline(binary),
            Node::Compound(compound) => self.compound(compound, statement),
            Node::Function(function) => self.function(function, statement),
            Node::AnonymousFunction(function) => self.statement(&function.body),
            Node::Simple(_) | Node::Builtin(_) | Node::Decl(_) => self.simple(statement),
        }
    }

    /// A chain of `&&` and `||`, which the grammar nests to the left as deep as the chain is long.
    fn and_or(&mut self, binary: &BinaryCommand) -> Option<Placed> {
        let (first, links) = unchain(binary, |op| matches!(op, BinaryOp::And | BinaryOp::Or));
        let (mut range, first) = self.statement(first)?;
        let mut rest = Vec::new();
        for (op, statement) in links {
            let op = if op == BinaryOp::And { AndOr::And } else { AndOr::Or };
            if let Some((place, command)) = self.statement(statement) {
                range.end = place.end;
                rest.push((op, command));
            }
        }
        let command = self.plain(&range, CommandKind::AndOr { first: Box::new(first), rest });
        Some((range, command))
    }

    fn pipeline(&mut self, binary: &BinaryCommand) -> Option<Placed> {
        let (first, links) = unchain(binary, |op| matches!(op, BinaryOp::Pipe | BinaryOp::PipeAll));
        let (mut range, first) = self.statement(first)?;
        let mut commands = vec![first];
        for (_, statement) in links {
            if let Some((place, command)) = self.statement(statement) {
                range.end = place.end;
                commands.push(command);
            }
        }
        let command = self.plain(&range, CommandKind::Pipeline { commands, negated: false });
        Some((range, command))
    }

    fn compound(&mut self, compound: &CompoundCommand, statement: &Stmt) -> Option<Placed> {
        let (kind, range) = match compound {
            CompoundCommand::Time(time) => return self.statement(time.command.as_deref()?),
            CompoundCommand::Coproc(coproc) => {
                let (range, command) = self.statement(&coproc.body)?;
                let command = self.plain(&range, CommandKind::Background(Box::new(command)));
                return Some((range, command));
            }
            CompoundCommand::Subshell(list) => self.group(list, "(", ")", CommandKind::Subshell),
            CompoundCommand::BraceGroup(list) => self.group(list, "{", "}", CommandKind::Group),
            CompoundCommand::Always(always) => {
                let mut body = self.commands(&always.body);
                body.extend(self.commands(&always.always_body));
                (CommandKind::Group(body), self.range(always.span))
            }
            CompoundCommand::Arithmetic(command) => self.test(command.span),
            CompoundCommand::Conditional(command) => self.test(command.span),
            CompoundCommand::If(clause) => (self.if_clause(clause), self.range(if_span(clause))),
            CompoundCommand::Case(clause) => {
                (self.case_clause(clause), self.range(up_to(clause.span, clause.esac_span)))
            }
            CompoundCommand::While(clause) => (
                self.while_loop(&clause.condition, &clause.body, false),
                self.range(up_to(clause.span, clause.done_span.unwrap_or(clause.span))),
            ),
            CompoundCommand::Until(clause) => (
                self.while_loop(&clause.condition, &clause.body, true),
                self.range(up_to(clause.span, clause.done_span.unwrap_or(clause.span))),
            ),
            _ => self.for_loop(compound)?,
        };
        Some(self.with_redirections(range, kind, statement))
    }

    /// A list in parentheses or braces. The grammar's place for it does not hold the opening one.
    fn group(
        &mut self,
        list: &StmtSeq,
        open: &str,
        close: &str,
        kind: impl FnOnce(Vec<Command>) -> CommandKind,
    ) -> (CommandKind, Range<usize>) {
        let mut range = self.range(list.span);
        let placed = self.placed(&list.stmts);
        if let (Some((first, _)), Some((last, _))) = (placed.first(), placed.last()) {
            range = first.start..last.end;
        }
        let flat = self.masked.flat.as_str();
        let before = flat.get(..range.start - self.base).unwrap_or_default().trim_end_matches([' ', '\n']);
        if let Some(before) = before.strip_suffix(open) {
            range.start = self.base + before.len();
        }
        let after = flat.get(range.end - self.base..).unwrap_or_default();
        let after = after.trim_start_matches([' ', '\n', ';', '&']);
        if let Some(after) = after.strip_prefix(close) {
            range.end = self.base + flat.len() - after.len();
        }
        (kind(placed.into_iter().map(|(_, command)| command).collect()), range)
    }

    fn if_clause(&mut self, clause: &IfCommand) -> CommandKind {
        let mut branches = vec![(self.commands(&clause.condition), self.commands(&clause.then_branch))];
        for (condition, body) in &clause.elif_branches {
            branches.push((self.commands(condition), self.commands(body)));
        }
        let otherwise = clause.else_branch.as_ref().map(|body| self.commands(body));
        CommandKind::If { branches, otherwise }
    }

    fn case_clause(&mut self, clause: &CaseCommand) -> CommandKind {
        let subject = self.word(clause.word.span, Place::Assignment);
        let arms = clause.cases.iter().map(|arm| {
            let patterns = arm.patterns.iter().map(|pattern| self.word(pattern.span, Place::Pattern)).collect();
            (patterns, self.commands(&arm.body))
        });
        CommandKind::Case { subject, arms: arms.collect() }
    }

    fn while_loop(&mut self, condition: &StmtSeq, body: &StmtSeq, until: bool) -> CommandKind {
        CommandKind::While { condition: self.commands(condition), body: self.commands(body), until }
    }

    /// Every kind of loop over words.
    fn for_loop(&mut self, compound: &CompoundCommand) -> Option<(CommandKind, Range<usize>)> {
        let (variable, words, body, span) = match compound {
            CompoundCommand::For(clause) => {
                let names: Vec<&str> = clause.targets.iter().filter_map(|target| target.name.as_deref()).collect();
                let words = clause.words.as_ref().map(|words| self.words(words));
                (names.join(" "), words, &clause.body, for_span(clause))
            }
            CompoundCommand::Select(clause) => {
                let words = self.words(&clause.words);
                (clause.variable.to_string(), Some(words), &clause.body, up_to(clause.span, clause.done_span))
            }
            CompoundCommand::Foreach(clause) => {
                (clause.variable.to_string(), Some(self.words(&clause.words)), &clause.body, clause.span)
            }
            CompoundCommand::Repeat(clause) => {
                let count = self.word(clause.count.span, Place::Command);
                (String::new(), Some(vec![count]), &clause.body, clause.span)
            }
            CompoundCommand::ArithmeticFor(clause) => {
                let header = self.test_words(clause.left_paren_span);
                let span = up_to(clause.span, clause.done_span.unwrap_or(clause.span));
                (String::new(), Some(header), &clause.body, span)
            }
            _ => return None,
        };
        let range = self.range(span);
        Some((CommandKind::For { variable, words, body: self.commands(body) }, range))
    }

    fn test(&mut self, span: NodeSpan) -> (CommandKind, Range<usize>) {
        let range = self.range(span);
        (CommandKind::Test(self.test_words(span)), range)
    }

    /// The words of the `[[ … ]]`, or the expression of the `((…))`, that begins where `span` does.
    fn test_words(&mut self, span: NodeSpan) -> Vec<Word> {
        let start = self.range(span).start;
        let tests = &self.masked.tests;
        let found = tests.binary_search_by_key(&(start - self.base), |test| test.start).ok();
        let Some(test) = found.and_then(|at| tests.get(at)) else { return Vec::new() };
        let range = self.base + test.start..self.base + test.end;
        let inner = range.start + 2..range.end - 2;
        if self.reader.src().get(range.clone()).is_some_and(|test| test.starts_with("((")) {
            vec![self.reader.arithmetic_word(range, inner)]
        } else {
            self.reader.split(inner)
        }
    }

    fn function(&mut self, function: &FunctionDef, statement: &Stmt) -> Option<Placed> {
        let start = self.range(function.span).start;
        let name = function.header.entries.first().map(|entry| self.range(entry.word.span));
        let name = name.and_then(|name| self.reader.src().get(name)).unwrap_or_default().to_owned();
        let (range, body) = self.statement(&function.body)?;
        let (body, redirections) = match body.kind {
            CommandKind::Group(commands) => (commands, body.redirections),
            kind => (vec![Command { kind, ..body }], Vec::new()),
        };
        let kind = CommandKind::Function { name, body };
        let (range, mut command) = self.with_redirections(start..range.end, kind, statement);
        command.redirections.splice(0..0, redirections);
        Some((range, command))
    }

    fn with_redirections(&mut self, mut range: Range<usize>, kind: CommandKind, statement: &Stmt) -> Placed {
        let redirections: Vec<(Range<usize>, Redirection)> = self.redirections(&statement.redirects);
        for (place, _) in &redirections {
            range.end = range.end.max(place.end);
        }
        let redirections = redirections.into_iter().map(|(_, redirection)| redirection).collect();
        let command = Command { span: self.reader.span(&range), kind, redirections };
        (range, command)
    }

    fn plain(&self, range: &Range<usize>, kind: CommandKind) -> Command {
        Command { span: self.reader.span(range), kind, redirections: Vec::new() }
    }

    fn words(&mut self, words: &[shuck_ast::Word]) -> Vec<Word> {
        words.iter().map(|word| self.word(word.span, Place::Command)).collect()
    }

    /// The word at a place that the grammar gives.
    pub(super) fn word(&mut self, span: NodeSpan, place: Place) -> Word {
        let range = self.range(span);
        self.reader.word(range, place)
    }

    /// A place that the grammar gives, in the text and without blanks around it: its spans may reach up to, or into,
    /// the next token.
    pub(super) fn range(&self, span: NodeSpan) -> Range<usize> {
        let flat = self.masked.flat.as_str();
        let start = (self.shift + span.start.offset()).min(flat.len());
        let end = (self.shift + span.end.offset()).clamp(start, flat.len());
        let text = flat.get(start..end).unwrap_or_default().trim_end_matches([' ', '\n']);
        let trimmed = text.trim_start_matches([' ', '\n']);
        let start = self.base + start + text.len() - trimmed.len();
        let src = self.reader.src();
        src.floor_char_boundary(start)..src.ceil_char_boundary(start + trimmed.len())
    }
}

/// The first statement of a chain of operators, and the others with the operators before them.
fn unchain(binary: &BinaryCommand, belongs: impl Fn(BinaryOp) -> bool) -> (&Stmt, Vec<(BinaryOp, &Stmt)>) {
    let mut links = vec![(binary.op, &*binary.right)];
    let mut first = &*binary.left;
    while let Node::Binary(inner) = &first.command
        && belongs(inner.op)
        && !first.negated
        && first.terminator.is_none()
    {
        links.push((inner.op, &inner.right));
        first = &inner.left;
    }
    links.reverse();
    (first, links)
}

fn up_to(span: NodeSpan, last: NodeSpan) -> NodeSpan {
    NodeSpan::from_positions(span.start, last.end)
}

fn if_span(clause: &IfCommand) -> NodeSpan {
    match clause.syntax {
        IfSyntax::ThenFi { fi_span, .. } => up_to(clause.span, fi_span),
        IfSyntax::Brace { right_brace_span, .. } => up_to(clause.span, right_brace_span),
    }
}

fn for_span(clause: &ForCommand) -> NodeSpan {
    match clause.syntax {
        ForSyntax::InDoDone { done_span, .. } | ForSyntax::ParenDoDone { done_span, .. } => {
            up_to(clause.span, done_span)
        }
        ForSyntax::InBrace { right_brace_span, .. } | ForSyntax::ParenBrace { right_brace_span, .. } => {
            up_to(clause.span, right_brace_span)
        }
        ForSyntax::InDirect { .. } | ForSyntax::ParenDirect { .. } => clause.span,
    }
}
