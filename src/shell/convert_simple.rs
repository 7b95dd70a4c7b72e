use std::ops::Range;

use shuck_ast::{
    Assignment as AssignmentNode, BuiltinCommand, Command as Node, DeclOperand, Redirect, Span as NodeSpan, Stmt,
};

use super::convert::{Converter, Placed};
use super::mask::HereDocumentPlace;
use super::words::{Place, without};
use super::{Assignment, Command, CommandKind, HereDocument, Redirection, RedirectionOperator, SimpleCommand, Word};

/// The redirection operators as written, each before those that it begins with.
const OPERATORS: [(&str, RedirectionOperator); 14] = [
    ("&>>", RedirectionOperator::Both),
    ("&>", RedirectionOperator::Both),
    ("<<<", RedirectionOperator::HereString),
    ("<<-", RedirectionOperator::HereDocument),
    ("<<", RedirectionOperator::HereDocument),
    ("<>", RedirectionOperator::ReadWrite),
    ("<&", RedirectionOperator::Duplicate),
    (">&", RedirectionOperator::Duplicate),
    (">>", RedirectionOperator::Append),
    (">|", RedirectionOperator::Write),
    (">!", RedirectionOperator::Write),
    ("<", RedirectionOperator::Read),
    (">", RedirectionOperator::Write),
    ("", RedirectionOperator::Write),
];

impl Converter<'_, '_> {
    /// A command of words.
    pub(super) fn simple(&mut self, statement: &Stmt) -> Option<Placed> {
        let (assignments, words) = simple_places(&statement.command)?;
        let mut range: Option<Range<usize>> = None;
        let mut cover = |place: &Range<usize>| {
            range = Some(range.take().map_or(place.clone(), |r| r.start.min(place.start)..r.end.max(place.end)));
        };
        let redirections: Vec<Redirection> = self
            .redirections(&statement.redirects)
            .into_iter()
            .map(|(place, redirection)| {
                cover(&place);
                redirection
            })
            .collect();
        let mut simple = SimpleCommand { assignments: Vec::new(), words: Vec::new(), redirections };
        for node in assignments {
            let place = self.range(node.span);
            cover(&place);
            simple.assignments.push(self.assignment(place));
        }
        for (span, place) in words {
            let at = self.range(span);
            if !at.is_empty() {
                cover(&at);
                simple.words.push(self.reader.word(at, place));
            }
        }
        let range = range?;
        let command =
            Command { span: self.reader.span(&range), kind: CommandKind::Simple(simple), redirections: Vec::new() };
        Some((range, command))
    }

    /// `NAME=value`, `NAME+=value` or `NAME[index]=value` at `range`.
    fn assignment(&mut self, range: Range<usize>) -> Assignment {
        let text = self.reader.src().get(range.clone()).unwrap_or_default();
        let flat = self.masked.flat.get(range.start - self.base..range.end - self.base).unwrap_or_default();
        let equals = flat.find('=').unwrap_or(flat.len());
        let left = flat.get(..equals).unwrap_or_default();
        let append = left.ends_with('+');
        let name = left.find(['[', '+']).unwrap_or(left.len());
        let value = (range.start + equals + 1).min(range.end)..range.end;
        Assignment {
            span: self.reader.span(&range),
            name: text.get(..name).unwrap_or_default().to_owned(),
            value: self.reader.word(value, Place::Assignment),
            append,
        }
    }

    /// Redirections with their places. A file that takes both outputs is one redirection, though the grammar may
    /// make two of it.
    pub(super) fn redirections(&mut self, nodes: &[Redirect]) -> Vec<(Range<usize>, Redirection)> {
        let mut redirections: Vec<(Range<usize>, Redirection)> = Vec::new();
        for node in nodes {
            let mut range = self.range(node.span);
            if let Some(name) = node.fd_var_span {
                range.start = self.range(name).start.min(range.start);
            }
            if redirections.last().is_none_or(|(last, _)| last.end <= range.start) {
                redirections.push((range.clone(), self.redirection(range)));
            }
        }
        redirections
    }

    fn redirection(&mut self, range: Range<usize>) -> Redirection {
        let text = self.reader.src().get(range.clone()).unwrap_or_default();
        let prefix = text.find(['<', '>', '&']).unwrap_or(0);
        let descriptor = text.get(..prefix).and_then(|digits| digits.parse().ok());
        let rest = text.get(prefix..).unwrap_or_default();
        let (written, operator) =
            OPERATORS.iter().find(|(written, _)| rest.starts_with(written)).unwrap_or(&OPERATORS[OPERATORS.len() - 1]);
        let operator_at = range.start + prefix;
        let flat =
            self.masked.flat.get(operator_at + written.len() - self.base..range.end - self.base).unwrap_or_default();
        let blanks = flat.len() - flat.trim_start_matches([' ', '\n']).len();
        let target = self.reader.word(operator_at + written.len() + blanks..range.end, Place::Command);
        let operator = match operator {
            // `>&file` without a descriptor sends both outputs to the file.
            RedirectionOperator::Duplicate
                if *written == ">&" && descriptor.is_none() && !names_descriptor(&target) =>
            {
                RedirectionOperator::Both
            }
            operator => *operator,
        };
        let heredoc =
            (operator == RedirectionOperator::HereDocument).then(|| self.here_document(operator_at)).flatten();
        Redirection { span: self.reader.span(&range), descriptor, operator, target, heredoc }
    }

    fn here_document(&mut self, operator: usize) -> Option<HereDocument> {
        let documents = &self.masked.here_documents;
        let at = documents.binary_search_by_key(&(operator - self.base), |document| document.operator).ok()?;
        let document = documents.get(at)?;
        let body = document.body.as_ref()?;
        let range = self.base + body.start..self.base + body.end;
        let tabs = self.leading_tabs(document, &range);
        let expand = !document.delimiter.quoted;
        let parts = if expand { self.reader.parts(range.clone(), Place::HereDocument).0 } else { Vec::new() };
        let body = without(self.reader.text, &range, &tabs);
        Some(HereDocument { body, span: self.reader.span(&range), expand, parts })
    }

    /// The tabs that `<<-` takes from the start of each line.
    fn leading_tabs(&self, document: &HereDocumentPlace, range: &Range<usize>) -> Vec<Range<usize>> {
        if !document.delimiter.strip_tabs {
            return Vec::new();
        }
        let mut at = range.start;
        let body = self.reader.src().get(range.clone()).unwrap_or_default();
        let lines = body.split_inclusive('\n').map(|line| {
            let tabs = at..at + line.len() - line.trim_start_matches('\t').len();
            at += line.len();
            tabs
        });
        lines.filter(|tabs| !tabs.is_empty()).collect()
    }
}

/// Whether the word after `>&` is a descriptor, or `-`, or may turn out to be one.
fn names_descriptor(target: &Word) -> bool {
    target.literal().is_none_or(|text| text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-'))
}

/// Where a word is, and what its characters mean.
type WordPlace = (NodeSpan, Place);

/// The assignments before a command, and its words.
fn simple_places(node: &Node) -> Option<(&[AssignmentNode], Vec<WordPlace>)> {
    match node {
        Node::Simple(simple) => {
            let words = std::iter::once(&simple.name).chain(&simple.args);
            Some((&simple.assignments, words.map(|word| (word.span, Place::Command)).collect()))
        }
        Node::Decl(declaration) => {
            let mut words = vec![(declaration.variant_span, Place::Command)];
            words.extend(declaration.operands.iter().map(|operand| match operand {
                DeclOperand::Flag(word) | DeclOperand::Dynamic(word) => (word.span, Place::Command),
                DeclOperand::Name(name) => (name.span, Place::Command),
                DeclOperand::Assignment(assignment) => (assignment.span, Place::Assignment),
            }));
            Some((&declaration.assignments, words))
        }
        // The flattened text names none of these.
        Node::Builtin(
            BuiltinCommand::Break(_)
            | BuiltinCommand::Continue(_)
            | BuiltinCommand::Return(_)
            | BuiltinCommand::Exit(_),
        ) => None,
        _ => None,
    }
}
