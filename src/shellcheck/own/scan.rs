//! The commands of a script in a row, each with the place where it stands.

use crate::shell::{AndOr, Command, CommandKind, Part, PartKind, Redirection, Script, SimpleCommand, Word};
use crate::source::Span;

/// The commands of a script, outer before inner and earlier before later.
pub(super) struct Scan<'s> {
    pub(super) nodes: Vec<Node<'s>>,
}

/// A command where it stands.
#[derive(Clone, Copy)]
pub(super) struct Node<'s> {
    /// The command.
    pub(super) command: &'s Command,
    /// Number of the command that it is part of.
    pub(super) parent: Option<usize>,
    /// As what.
    pub(super) role: Role<'s>,
}

/// What a command is to the one that it is part of, or to the script.
#[derive(Clone, Copy)]
pub(super) enum Role<'s> {
    /// One of several that follow one another.
    Item {
        /// All of them.
        list: &'s [Command],
        /// Its number among them.
        index: usize,
        /// What the list is.
        of: List,
    },
    /// A part of a pipeline.
    Piped {
        /// The pipeline.
        pipeline: &'s [Command],
        /// Its number in it.
        index: usize,
    },
    /// What an operator stands before or after.
    Joined {
        /// The operator before it; `None` for the first.
        operator: Option<AndOr>,
        /// The command after it in the chain.
        next: Option<&'s Command>,
    },
    /// What runs in the background.
    Background,
}

/// What a list of commands is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum List {
    Script,
    Group,
    Subshell,
    Condition,
    Branch,
    Loop,
    Function,
    Substitution,
}

/// A command of words with its name.
#[derive(Clone, Copy)]
pub(super) struct Named<'s> {
    /// Number of its node.
    pub(super) node: usize,
    /// The whole command.
    pub(super) command: &'s Command,
    /// Its parts.
    pub(super) simple: &'s SimpleCommand,
    /// Its first word.
    pub(super) program: &'s Word,
    /// The other words.
    pub(super) args: &'s [Word],
}

impl<'s> Scan<'s> {
    pub(super) fn of(script: &'s Script) -> Self {
        let mut scan = Self { nodes: Vec::new() };
        scan.list(&script.body, List::Script, None);
        scan
    }

    /// The commands of words.
    pub(super) fn simple(&self) -> impl Iterator<Item = (usize, &'s Command, &'s SimpleCommand)> {
        self.nodes.iter().enumerate().filter_map(|(number, node)| match &node.command.kind {
            CommandKind::Simple(simple) => Some((number, node.command, simple)),
            _ => None,
        })
    }

    /// The commands of words that have any.
    pub(super) fn named(&self) -> impl Iterator<Item = Named<'s>> {
        self.simple().filter_map(|(node, command, simple)| {
            let (program, args) = simple.words.split_first()?;
            Some(Named { node, command, simple, program, args })
        })
    }

    /// The words of a node, if it is a command of words.
    pub(super) fn simple_at(&self, number: usize) -> Option<&'s SimpleCommand> {
        match &self.nodes.get(number)?.command.kind {
            CommandKind::Simple(simple) => Some(simple),
            _ => None,
        }
    }

    /// The node of that number.
    pub(super) fn node(&self, number: usize) -> Option<&Node<'s>> {
        self.nodes.get(number)
    }

    /// The commands around one, from the inside, and itself first.
    pub(super) fn around(&self, number: usize) -> impl Iterator<Item = &Node<'s>> {
        std::iter::successors(self.node(number), |node| self.node(node.parent?))
    }

    /// Every part of every word, those inside of others included, but not those of substitutions, which are in the
    /// words of commands of their own.
    pub(super) fn parts(&self) -> impl Iterator<Item = &'s Part> {
        let mut parts = Vec::new();
        for node in &self.nodes {
            each_word(node.command, &mut |word| collect_parts(&word.parts, &mut parts));
            for redirection in redirections(node.command) {
                if let Some(document) = &redirection.heredoc {
                    collect_parts(&document.parts, &mut parts);
                }
            }
        }
        parts.into_iter()
    }

    fn list(&mut self, list: &'s [Command], of: List, parent: Option<usize>) {
        for (index, command) in list.iter().enumerate() {
            self.command(command, Role::Item { list, index, of }, parent);
        }
    }

    fn command(&mut self, command: &'s Command, role: Role<'s>, parent: Option<usize>) {
        let number = self.nodes.len();
        self.nodes.push(Node { command, parent, role });
        let this = Some(number);
        match &command.kind {
            CommandKind::Simple(_) | CommandKind::Test(_) => {}
            CommandKind::Pipeline { commands, .. } => {
                for (index, inner) in commands.iter().enumerate() {
                    self.command(inner, Role::Piped { pipeline: commands, index }, this);
                }
            }
            CommandKind::AndOr { first, rest } => {
                let mut operator = None;
                let mut current: &Command = first;
                for (next_operator, next) in rest {
                    self.command(current, Role::Joined { operator, next: Some(next) }, this);
                    (operator, current) = (Some(*next_operator), next);
                }
                self.command(current, Role::Joined { operator, next: None }, this);
            }
            CommandKind::Group(body) => self.list(body, List::Group, this),
            CommandKind::Subshell(body) => self.list(body, List::Subshell, this),
            CommandKind::If { branches, otherwise } => {
                for (condition, body) in branches {
                    self.list(condition, List::Condition, this);
                    self.list(body, List::Branch, this);
                }
                self.list(otherwise.as_deref().unwrap_or_default(), List::Branch, this);
            }
            CommandKind::For { body, .. } => self.list(body, List::Loop, this),
            CommandKind::While { condition, body, .. } => {
                self.list(condition, List::Condition, this);
                self.list(body, List::Loop, this);
            }
            CommandKind::Case { arms, .. } => {
                for (_, body) in arms {
                    self.list(body, List::Branch, this);
                }
            }
            CommandKind::Function { body, .. } => self.list(body, List::Function, this),
            CommandKind::Background(inner) => self.command(inner, Role::Background, this),
        }
        let mut substitutions = Vec::new();
        each_word(command, &mut |word| collect_substitutions(&word.parts, &mut substitutions));
        for redirection in redirections(command) {
            if let Some(document) = &redirection.heredoc {
                collect_substitutions(&document.parts, &mut substitutions);
            }
        }
        for commands in substitutions {
            self.list(commands, List::Substitution, this);
        }
    }
}

impl Named<'_> {
    /// The name of its program without the folder, if it is written out.
    pub(super) fn name(&self) -> Option<String> {
        Some(file_name(&self.program.literal()?).to_owned())
    }

    pub(super) fn is(&self, name: &str) -> bool {
        match self.program.parts.as_slice() {
            // As nearly always; this is asked of every command for every name.
            [only] => only.literal().is_some_and(|path| file_name(path) == name),
            _ => self.name().is_some_and(|own| own == name),
        }
    }

    /// From its name to its last argument.
    pub(super) fn words_span(&self) -> Span {
        let last = self.args.last().unwrap_or(self.program);
        self.program.span.cover(last.span)
    }

    /// The arguments up to a `--` that begin with a dash, as far as they are written out.
    pub(super) fn flags(&self) -> impl Iterator<Item = (&Word, String)> {
        let before = self.args.iter().take_while(|word| !word.is("--"));
        before.filter(|word| word.starts_with("-")).filter_map(|word| Some((word, word.literal()?)))
    }

    /// The flag of this letter, alone or among others, or of this long name.
    pub(super) fn flag(&self, letter: char, long: &str) -> Option<&Word> {
        let is_it = |text: &str| match text.strip_prefix("--") {
            Some(name) => name.split('=').next() == Some(long),
            None => text.strip_prefix('-').is_some_and(|letters| letters.contains(letter)),
        };
        self.flags().find(|(_, text)| is_it(text)).map(|(word, _)| word)
    }

    /// The arguments that do not begin with a dash, and those after `--`.
    pub(super) fn operands(&self) -> Vec<&Word> {
        let end = self.args.iter().position(|word| word.is("--")).unwrap_or(self.args.len());
        let (before, after) = self.args.split_at(end);
        let plain = before.iter().filter(|word| !word.starts_with("-"));
        plain.chain(after.iter().skip(1)).collect()
    }
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The redirections of a command.
pub(super) fn redirections(command: &Command) -> &[Redirection] {
    match &command.kind {
        CommandKind::Simple(simple) => &simple.redirections,
        _ => &command.redirections,
    }
}

/// The words of a command, those of commands in it left out.
fn each_word<'s>(command: &'s Command, found: &mut impl FnMut(&'s Word)) {
    match &command.kind {
        CommandKind::Simple(simple) => {
            simple.assignments.iter().for_each(|assignment| found(&assignment.value));
            simple.words.iter().for_each(&mut *found);
        }
        CommandKind::For { words: Some(words), .. } | CommandKind::Test(words) => words.iter().for_each(&mut *found),
        CommandKind::Case { subject, arms } => {
            found(subject);
            arms.iter().flat_map(|(patterns, _)| patterns).for_each(&mut *found);
        }
        _ => {}
    }
    redirections(command).iter().for_each(|redirection| found(&redirection.target));
}

fn collect_parts<'s>(parts: &'s [Part], all: &mut Vec<&'s Part>) {
    for part in parts {
        all.push(part);
        match &part.kind {
            PartKind::Parameter { operand: Some(operand), .. } => collect_parts(&operand.parts, all),
            PartKind::Arithmetic(parts) => collect_parts(parts, all),
            _ => {}
        }
    }
}

fn collect_substitutions<'s>(parts: &'s [Part], all: &mut Vec<&'s [Command]>) {
    for part in parts {
        match &part.kind {
            PartKind::Substitution(commands) | PartKind::ProcessSubstitution(commands) => all.push(commands),
            PartKind::Parameter { operand: Some(operand), .. } => collect_substitutions(&operand.parts, all),
            PartKind::Arithmetic(parts) => collect_substitutions(parts, all),
            _ => {}
        }
    }
}
