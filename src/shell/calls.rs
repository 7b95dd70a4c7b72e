use super::flags::{is_flag, operands};
use super::inner::{Inner, assignment, inner};
use super::parse::parse_at;
use super::script_text::{document_text, script_text, substitutions};
use super::{
    AndOr, Assignment, Call, Command, CommandKind, Context, Dialect, Part, PartKind, PipelinePlace, Redirection,
    RedirectionOperator, Script, SimpleCommand, Word,
};
use crate::facts::wrappers::{Wrapper, wrapper};
use crate::source::{Span, Text};

/// How many wrappers may run one another.
const MAX_CHAIN: usize = 16;

/// How many scripts may be the data of one another.
const MAX_SCRIPTS: usize = 6;

impl Script {
    /// The programs that the script runs, each before those in its own words: wrappers before what they wrap, and
    /// commands before the substitutions among their arguments.
    pub fn calls(&self) -> Vec<Call> {
        let mut walk = Walk::new(self.dialect);
        walk.script(&self.body, &Context::default());
        walk.calls
    }

    /// What is not among the `calls` of the script, because too many programs and scripts run one another.
    pub fn too_deep(&self, calls: &[Call]) -> Vec<Span> {
        // It takes that many wrappers, which hardly any script has.
        if calls.iter().all(|call| call.wrappers.len() < MAX_SCRIPTS) {
            return Vec::new();
        }
        let mut walk = Walk::new(self.dialect);
        walk.script(&self.body, &Context::default());
        walk.too_deep
    }
}

/// The calls of a command in exec form, a JSON array of words.
pub fn exec_call(words: &[Text]) -> Vec<Call> {
    let words: Vec<Word> = words.iter().map(Word::from_text).collect();
    let mut walk = Walk::new(Dialect::Sh);
    walk.run(Run { words: &words, ..Run::default() }, &Context::default());
    walk.calls
}

struct Walk {
    calls: Vec<Call>,
    dialect: Dialect,
    /// Programs that run what is at hand, outermost first.
    wrappers: Vec<String>,
    /// How deep what is at hand stands.
    depth: usize,
    pipelines: usize,
    statements: usize,
    /// For each script around what is at hand: the substitutions in the words that hold it, in order. They are seen
    /// there already.
    seen: Vec<Vec<Span>>,
    /// What is left alone.
    too_deep: Vec<Span>,
}

/// A command that is about to be called.
#[derive(Default)]
struct Run<'a> {
    words: &'a [Word],
    assignments: Vec<Assignment>,
    redirections: &'a [Redirection],
}

impl Walk {
    fn new(dialect: Dialect) -> Self {
        Self {
            calls: Vec::new(),
            dialect,
            wrappers: Vec::new(),
            depth: 0,
            pipelines: 0,
            statements: 0,
            seen: Vec::new(),
            too_deep: Vec::new(),
        }
    }

    /// The top level of a script: each command of a list is a statement of its own.
    fn script(&mut self, commands: &[Command], context: &Context) {
        for command in commands {
            match &command.kind {
                CommandKind::AndOr { first, rest } => self.and_or(first, rest, context, true),
                CommandKind::Background(inner) => {
                    let context = background(context);
                    match &inner.kind {
                        CommandKind::AndOr { first, rest } => self.and_or(first, rest, &context, true),
                        _ => self.statement(inner, &context),
                    }
                }
                _ => self.statement(command, context),
            }
        }
    }

    fn statement(&mut self, command: &Command, context: &Context) {
        let context = Context { statement: self.statements, ..context.clone() };
        self.statements += 1;
        self.command(command, &context);
    }

    fn list(&mut self, commands: &[Command], context: &Context) {
        for command in commands {
            self.command(command, context);
        }
    }

    fn command(&mut self, command: &Command, context: &Context) {
        self.depth += 1;
        self.kind(&command.kind, context);
        self.redirections(&command.redirections, context);
        self.depth -= 1;
    }

    fn kind(&mut self, kind: &CommandKind, context: &Context) {
        match kind {
            CommandKind::Simple(simple) => self.simple(simple, context),
            CommandKind::Pipeline { commands, negated } => self.pipeline(commands, *negated, context),
            CommandKind::AndOr { first, rest } => self.and_or(first, rest, context, false),
            CommandKind::Group(body) => self.list(body, context),
            CommandKind::Subshell(body) => self.list(body, &Context { subshell: true, ..context.clone() }),
            CommandKind::If { branches, otherwise } => {
                let mut condition_context = Context { failure_ignored: true, ..context.clone() };
                let body_context = conditional(context);
                for (condition, body) in branches {
                    self.list(condition, &condition_context);
                    self.list(body, &body_context);
                    condition_context.conditional = true;
                }
                self.list(otherwise.as_deref().unwrap_or_default(), &body_context);
            }
            CommandKind::For { words, body, .. } => {
                self.words(words.as_deref().unwrap_or_default(), context);
                self.list(body, &Context { in_loop: true, ..conditional(context) });
            }
            CommandKind::While { condition, body, .. } => {
                let context = Context { in_loop: true, ..context.clone() };
                self.list(condition, &Context { failure_ignored: true, ..context.clone() });
                self.list(body, &conditional(&context));
            }
            CommandKind::Case { subject, arms } => {
                self.word(subject, context);
                let context = conditional(context);
                for (patterns, body) in arms {
                    self.words(patterns, &context);
                    self.list(body, &context);
                }
            }
            CommandKind::Function { name, body } => {
                let context = Context { function: Some(name.clone()), pipeline: None, ..conditional(context) };
                self.list(body, &context);
            }
            CommandKind::Test(words) => self.words(words, context),
            CommandKind::Background(inner) => self.command(inner, &background(context)),
        }
    }

    fn and_or(&mut self, first: &Command, rest: &[(AndOr, Command)], context: &Context, is_top: bool) {
        let last_or = rest.iter().rposition(|(operator, _)| *operator == AndOr::Or);
        let links =
            std::iter::once((None, first)).chain(rest.iter().map(|(operator, command)| (Some(operator), command)));
        for (number, (operator, command)) in links.enumerate() {
            // The operator before link `number` is `rest[number - 1]`.
            let before_or = last_or.is_some_and(|last| number <= last);
            let follows_or = operator == Some(&AndOr::Or);
            let context = Context {
                conditional: context.conditional || follows_or || number > 0 && before_or,
                failure_ignored: context.failure_ignored || before_or,
                ..context.clone()
            };
            if is_top {
                self.statement(command, &context);
            } else {
                self.command(command, &context);
            }
        }
    }

    fn pipeline(&mut self, commands: &[Command], negated: bool, context: &Context) {
        let context = Context { failure_ignored: context.failure_ignored || negated, ..context.clone() };
        let length = commands.len();
        if length < 2 {
            return self.list(commands, &context);
        }
        let pipeline = self.pipelines;
        self.pipelines += 1;
        for (index, command) in commands.iter().enumerate() {
            let context = Context {
                subshell: true,
                failure_ignored: context.failure_ignored || index + 1 < length,
                pipeline: Some(PipelinePlace { pipeline, index, length }),
                ..context.clone()
            };
            self.command(command, &context);
        }
    }

    fn simple(&mut self, simple: &SimpleCommand, context: &Context) {
        if !simple.words.is_empty() {
            let assignments = simple.assignments.clone();
            self.run(Run { words: &simple.words, assignments, redirections: &simple.redirections }, context);
        }
        let last = simple.assignments.len().saturating_sub(1);
        for (number, assignment) in simple.assignments.iter().enumerate() {
            // Without a command, the last substitution's status is that of the whole.
            let decides = simple.words.is_empty() && number == last;
            self.parts(&assignment.value.parts, context, !decides);
        }
        self.words(&simple.words, context);
        self.redirections(&simple.redirections, context);
    }

    fn redirections(&mut self, redirections: &[Redirection], context: &Context) {
        for redirection in redirections {
            self.word(&redirection.target, context);
            if let Some(document) = &redirection.heredoc {
                self.parts(&document.parts, context, true);
            }
        }
    }

    fn words(&mut self, words: &[Word], context: &Context) {
        for word in words {
            self.word(word, context);
        }
    }

    fn word(&mut self, word: &Word, context: &Context) {
        self.parts(&word.parts, context, true);
    }

    /// The commands of the substitutions in `parts`.
    fn parts(&mut self, parts: &[Part], context: &Context, failure_ignored: bool) {
        self.depth += 1;
        for part in parts {
            match &part.kind {
                PartKind::Substitution(_) | PartKind::ProcessSubstitution(_) if self.is_seen(part.span) => {}
                PartKind::Substitution(body) | PartKind::ProcessSubstitution(body) => {
                    let context = Context {
                        subshell: true,
                        substitution: matches!(part.kind, PartKind::Substitution(_)),
                        failure_ignored: failure_ignored || context.failure_ignored,
                        pipeline: None,
                        ..context.clone()
                    };
                    self.list(body, &context);
                }
                PartKind::Arithmetic(parts) => self.parts(parts, context, failure_ignored),
                PartKind::Parameter { operand: Some(operand), .. } => {
                    self.parts(&operand.parts, &conditional(context), failure_ignored);
                }
                _ => {}
            }
        }
        self.depth -= 1;
    }

    fn is_seen(&self, place: Span) -> bool {
        self.seen.iter().any(|seen| {
            let after = seen.partition_point(|span| span.start <= place.start);
            after.checked_sub(1).and_then(|last| seen.get(last)).is_some_and(|span| span.encloses(place))
        })
    }

    /// Notes the call of a program, and what that program runs.
    fn run(&mut self, run: Run<'_>, context: &Context) {
        let Some((program, args)) = run.words.split_first() else { return };
        self.called(program, args, run.assignments, run.redirections, context);
    }

    fn called(
        &mut self,
        program: &Word,
        args: &[Word],
        assignments: Vec<Assignment>,
        redirections: &[Redirection],
        context: &Context,
    ) {
        let name = program.file_name().unwrap_or_default();
        self.calls.push(Call {
            span: args.last().map_or(program.span, |last| program.span.cover(last.span)),
            program: program.clone(),
            name: name.clone(),
            args: args.to_vec(),
            assignments: assignments.clone(),
            redirections: redirections.to_vec(),
            wrappers: self.wrappers.clone(),
            context: context.clone(),
        });
        let Some(wrapper) = wrapper(&name) else { return };
        if self.wrappers.len() >= MAX_CHAIN {
            self.too_deep.push(program.span);
            return;
        }
        self.wrappers.push(name);
        let context = Context {
            conditional: context.conditional || wrapper.conditional,
            failure_ignored: context.failure_ignored || wrapper.failure_ignored,
            subshell: context.subshell || wrapper.subshell,
            ..context.clone()
        };
        let inner = inner(wrapper, args);
        if inner.is_empty() && wrapper.stdin && reads_stdin(wrapper, args) {
            self.stdin(wrapper, redirections, &context);
        }
        for inner in inner {
            match inner {
                Inner::Command { assignments: more, words } => {
                    let assignments =
                        assignments.iter().cloned().chain(more.iter().filter_map(as_assignment)).collect();
                    self.run(Run { words, assignments, redirections }, &context);
                }
                Inner::Module { program, args } => {
                    self.called(&program, args, assignments.clone(), redirections, &context);
                }
                Inner::Script(words) => {
                    let seen = substitutions(words.iter().flat_map(|word| &word.parts));
                    self.inner_script(wrapper, &script_text(&words), seen, &context);
                }
            }
        }
        self.wrappers.pop();
    }

    /// The calls of a script that comes from a here-document or here-string.
    fn stdin(&mut self, wrapper: &Wrapper, redirections: &[Redirection], context: &Context) {
        for redirection in redirections {
            if let Some(document) = &redirection.heredoc {
                let seen = substitutions(document.parts.iter());
                self.inner_script(wrapper, &document_text(document), seen, context);
            } else if redirection.operator == RedirectionOperator::HereString {
                let words = std::slice::from_ref(&redirection.target);
                self.inner_script(
                    wrapper,
                    &script_text(words),
                    substitutions(redirection.target.parts.iter()),
                    context,
                );
            }
        }
    }

    /// The calls of a script that is data of this one. `seen` are the substitutions in it that this one runs itself.
    fn inner_script(&mut self, wrapper: &Wrapper, text: &Text, seen: Vec<Span>, context: &Context) {
        // `trap - EXIT` takes a trap back.
        if text.as_str() == "-" {
            return;
        }
        if self.seen.len() >= MAX_SCRIPTS {
            self.too_deep.push(text.span());
            return;
        }
        let dialect = match wrapper.dialect {
            Some(Dialect::Sh) if self.dialect == Dialect::Ash => Dialect::Ash,
            Some(dialect) => dialect,
            None => self.dialect,
        };
        let script = parse_at(text, dialect, self.depth);
        let outer_dialect = std::mem::replace(&mut self.dialect, dialect);
        self.seen.push(seen);
        self.list(&script.body, context);
        self.seen.pop();
        self.dialect = outer_dialect;
    }
}

/// Whether a shell without a script among its arguments reads one from its standard input: it is given no file, or is
/// told to.
fn reads_stdin(wrapper: &Wrapper, args: &[Word]) -> bool {
    !wrapper.script_flags.is_empty()
        || operands(args, wrapper.value_flags).is_empty()
        || args.iter().any(|word| is_flag(word, "-s"))
}

fn as_assignment(word: &Word) -> Option<Assignment> {
    let (name, value) = assignment(word)?;
    Some(Assignment { span: word.span, name, value, append: false })
}

fn conditional(context: &Context) -> Context {
    Context { conditional: true, ..context.clone() }
}

fn background(context: &Context) -> Context {
    Context { background: true, subshell: true, failure_ignored: true, ..context.clone() }
}
