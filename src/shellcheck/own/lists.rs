//! How commands follow one another: lists, pipelines, redirections without a command.

use super::names::is_one_of;
use super::scan::{List, Named, Role, redirections};
use super::{Notes, Subject};
use crate::facts::scripts::{asks_with, takes_no_input};
use crate::shell::{AndOr, Command, CommandKind, Part, PartKind, RedirectionOperator, Word};
use crate::source::Span;

/// `! command` in a script that ends at the first failure: a `!` keeps it from doing so.
pub(super) fn negation_without_effect(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    if !subject.body.options.errexit && !sets_errexit(subject) {
        return;
    }
    for (number, node) in subject.scan.nodes.iter().enumerate() {
        if !matches!(node.command.kind, CommandKind::Pipeline { negated: true, .. }) {
            continue;
        }
        let Role::Item { list, index, of } = node.role else { continue };
        let is_last = index + 1 == list.len();
        let in_loop = of == List::Loop;
        let asked = subject.scan.around(number).any(|it| matches!(it.role, Role::Item { of: List::Condition, .. }));
        if of != List::Condition && !asked && (!is_last || in_loop) {
            notes.push(2251, Span::new(node.command.span.start, node.command.span.start + 1));
        }
    }
}

fn sets_errexit(subject: &Subject<'_>) -> bool {
    subject.scan.named().filter(|named| named.is("set")).any(|named| {
        let mut words = named.args.iter().filter_map(Word::literal);
        words.any(|word| {
            word == "errexit"
                || word.strip_prefix('-').is_some_and(|letters| !letters.starts_with('-') && letters.contains('e'))
        })
    })
}

/// `> file` without a command.
pub(super) fn redirection_alone(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    for (number, command, simple) in subject.scan.simple() {
        if !simple.words.is_empty() || !simple.assignments.is_empty() {
            continue;
        }
        let Some(first) = simple.redirections.first() else { continue };
        let piped = subject
            .scan
            .node(number)
            .is_some_and(|node| matches!(node.role, Role::Piped { pipeline, .. } if pipeline.len() > 1));
        let is_value = subject
            .scan
            .node(number)
            .is_some_and(|node| matches!(node.role, Role::Item { of: List::Substitution, .. }));
        let is_file = |operator| matches!(operator, RedirectionOperator::Read) && is_value;
        if piped {
            notes.push(2189, command.span);
        } else if !is_file(first.operator) {
            notes.push(2188, first.span);
        }
    }
}

/// `a | rm`
pub(super) fn piped_in_vain(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    for named in subject.scan.named() {
        let is_fed = subject
            .scan
            .node(named.node)
            .is_some_and(|node| matches!(node.role, Role::Piped { index, .. } if index > 0));
        let reads_elsewhere = redirections(named.command).iter().any(|it| is_input(it.operator));
        if is_fed && !reads_elsewhere && takes_nothing(&named) {
            notes.push(2216, named.words_span());
        }
    }
}

/// `rm < file`
pub(super) fn redirected_in_vain(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    for named in subject.scan.named() {
        let feeds =
            named.simple.redirections.iter().any(|it| is_input(it.operator) && it.descriptor.is_none_or(|it| it == 0));
        if feeds && takes_nothing(&named) {
            notes.push(2217, named.command.span);
        }
    }
}

fn is_input(operator: RedirectionOperator) -> bool {
    matches!(operator, RedirectionOperator::Read | RedirectionOperator::HereDocument | RedirectionOperator::HereString)
}

fn takes_nothing(named: &Named<'_>) -> bool {
    let name = named.name().unwrap_or_default();
    // What a substitution among the arguments reads, it reads from there.
    let may_read =
        named.args.iter().flat_map(|word| &word.parts).any(|part| matches!(part.kind, PartKind::Substitution(_)));
    takes_no_input(&name) && !may_read && !named.flags().any(|(_, flag)| asks_with(&flag))
}

/// `[ a ] | [ b ]`
pub(super) fn piped_test(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    for named in subject.scan.named().filter(|named| is_one_of(named, &["[", "test"])) {
        let Some(Role::Piped { pipeline, index }) = subject.scan.node(named.node).map(|node| node.role) else {
            continue;
        };
        let before = index.checked_sub(1).and_then(|before| pipeline.get(before));
        if let Some(before) = before {
            notes.extend(2266, subject.find_between("|", before.span.end, named.command.span.start));
        }
    }
}

/// `exec a; b`: nothing after it is run.
pub(super) fn after_exec(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    for named in subject.scan.named().filter(|named| named.is("exec") && !named.args.is_empty()) {
        let Some(Role::Item { list, index, of }) = subject.scan.node(named.node).map(|node| node.role) else {
            continue;
        };
        let next = list.get(index + 1);
        let ends = |command: &Command| matches!(&command.kind, CommandKind::Simple(simple) if simple.words.first().is_some_and(|word| word.is("exit") || word.is("return")));
        let is_function = |command: &Command| matches!(command.kind, CommandKind::Function { .. });
        if of != List::Condition && next.is_some_and(|next| !ends(next) && !is_function(next)) {
            notes.push(2093, named.words_span());
        }
    }
}

/// `echo …; exit $?`
pub(super) fn status_of_echo(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    for (number, node) in subject.scan.nodes.iter().enumerate() {
        let next = match node.role {
            Role::Item { list, index, .. } => list.get(index + 1),
            Role::Joined { next, operator: None | Some(AndOr::And) } => next,
            _ => None,
        };
        let Some(next) = next else { continue };
        let is_echo = subject
            .scan
            .simple_at(number)
            .is_some_and(|simple| simple.words.first().is_some_and(|word| word.is("echo")));
        if is_echo {
            notes.extend(2320, status_in(next));
        }
    }
}

/// Where the command, before it runs anything, uses `$?`.
fn status_in(command: &Command) -> Option<Span> {
    match &command.kind {
        CommandKind::Simple(simple) => {
            let values = simple.assignments.iter().map(|assignment| &assignment.value);
            let parts = values.chain(&simple.words).flat_map(|word| &word.parts);
            parts.into_iter().find(is_status).map(|part| part.span)
        }
        CommandKind::If { branches, .. } => status_in(branches.first()?.0.first()?),
        CommandKind::AndOr { first, .. } => status_in(first),
        CommandKind::Case { subject, .. } => subject.parts.iter().find(is_status).map(|part| part.span),
        _ => None,
    }
}

fn is_status(part: &&Part) -> bool {
    matches!(&part.kind, PartKind::Parameter { name, .. } if name == "?")
}
