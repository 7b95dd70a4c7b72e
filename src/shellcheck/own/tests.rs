//! `[ … ]` and `test`.

use super::names::is_one_of;
use super::scan::{List, Named, Role, Scan};
use super::{Notes, Subject};
use crate::shell::{AndOr, CommandKind, Dialect, Quoting, RedirectionOperator, Word};
use crate::source::Span;

/// Operators that compare numbers.
const NUMERIC: [&str; 6] = ["-eq", "-ne", "-lt", "-le", "-gt", "-ge"];

/// The `[ … ]` and `test …` of a script, each with the words between.
fn tests<'s>(scan: &Scan<'s>) -> Vec<(Named<'s>, &'s [Word])> {
    let inner = |named: Named<'s>| {
        if !named.is("[") {
            return Some((named, named.args));
        }
        let (last, inner) = named.args.split_last()?;
        last.is("]").then_some((named, inner))
    };
    scan.named().filter(|named| is_one_of(named, &["[", "test"])).filter_map(inner).collect()
}

/// `[ false ]`, `[ 0 ]`, `[ true ]`, `[ 1 ]`: any word is true.
pub(super) fn constant_word(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    for (named, words) in tests(&subject.scan) {
        let [word] = words else { continue };
        if !named.is("[") {
            continue;
        }
        for (text, number) in [("false", 2158), ("0", 2159), ("true", 2160), ("1", 2161)] {
            if word.is(text) {
                notes.push(number, word.span);
            }
        }
    }
}

/// `[ $a -eq foo ]`
pub(super) fn number_expected(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    for (_, words) in tests(&subject.scan) {
        for triple in words.windows(3) {
            let [left, operator, right] = triple else { continue };
            if NUMERIC.iter().any(|it| operator.is(it)) {
                notes.extend(2170, [left, right].into_iter().filter(|word| is_no_number(word)).map(|word| word.span));
            }
        }
    }
}

fn is_no_number(word: &Word) -> bool {
    word.literal().is_some_and(|text| {
        let digits = text.trim_start_matches(['-', '+', ' ']).trim_end();
        !digits.is_empty() && !digits.starts_with(|first: char| first.is_ascii_digit())
    })
}

/// `[ $a=b ]`: one word, which is always true.
pub(super) fn glued_operator(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    for (_, words) in tests(&subject.scan) {
        let [word] = words else { continue };
        if word.literal().is_some() {
            continue;
        }
        let glued = word.parts.iter().skip(1).find(|part| {
            part.quoting == Quoting::None
                && part.literal().is_some_and(|text| text.starts_with('=') || text.starts_with("!="))
        });
        notes.extend(2077, glued.map(|part| part.span));
    }
}

/// `[ a && b ]` and `[ a || b ]`: the shell takes the operator, and the `[` has no end.
pub(super) fn split_by_operator(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    for named in subject.scan.named().filter(|named| named.is("[")) {
        let Some(node) = subject.scan.node(named.node) else { continue };
        let Role::Joined { next: Some(next), .. } = node.role else { continue };
        let is_open = !named.args.last().is_some_and(|word| word.is("]"));
        let closes =
            matches!(&next.kind, CommandKind::Simple(simple) if simple.words.last().is_some_and(|word| word.is("]")));
        if !is_open || !closes {
            continue;
        }
        let parent = node.parent.and_then(|parent| subject.scan.node(parent));
        let Some(CommandKind::AndOr { rest, .. }) = parent.map(|parent| &parent.command.kind) else { continue };
        let operator = rest.iter().find(|(_, command)| std::ptr::eq(command, next)).map(|(operator, _)| *operator);
        let (number, written) = match operator {
            Some(AndOr::And) => (2107, "&&"),
            Some(AndOr::Or) => (2109, "||"),
            None => continue,
        };
        notes.extend(number, subject.find_between(written, named.command.span.end, next.span.start));
    }
}

/// `a = b ]` without its `[`.
pub(super) fn stray_bracket(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    for named in subject.scan.named().filter(|named| !is_one_of(named, &["[", "[["])) {
        let Some(last) = named.args.last().filter(|word| word.is("]")) else { continue };
        let follows_open = subject
            .scan
            .node(named.node)
            .is_some_and(|node| matches!(node.role, Role::Joined { operator: Some(_), .. }));
        if !follows_open && !named.args.iter().any(|word| word.is("[")) {
            notes.push(2171, last.span);
        }
    }
}

/// `( -f a )` and `( a = b )`: a subshell, not a test.
pub(super) fn parentheses(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    for node in &subject.scan.nodes {
        let CommandKind::Subshell(body) = &node.command.kind else { continue };
        let [command] = body.as_slice() else { continue };
        let CommandKind::Simple(simple) = &command.kind else { continue };
        let is_condition = matches!(node.role, Role::Item { of: List::Condition, .. } | Role::Joined { .. });
        match simple.words.as_slice() {
            [flag, _] if flag.raw.len() == 2 && flag.starts_with("-") => notes.push(2204, node.command.span),
            [_, operator, _] if is_condition && is_comparison(operator) => notes.push(2205, node.command.span),
            _ => {}
        }
    }
}

fn is_comparison(word: &Word) -> bool {
    ["=", "==", "!="].iter().chain(&NUMERIC).any(|operator| word.is(operator))
}

/// Operators that `[` has in bash and not in POSIX.
pub(super) fn operators_of_other_shells(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    if !matches!(subject.body.script.dialect, Dialect::Sh | Dialect::Ash) {
        return;
    }
    for (named, words) in tests(&subject.scan) {
        if let [flag, _] = words {
            for (text, number) in [("-v", 3016), ("-a", 3017), ("-o", 3062)] {
                if flag.is(text) {
                    notes.push(number, flag.span);
                }
            }
        }
        if let [_, operator, _] = words {
            if operator.is("=~") {
                notes.push(3015, operator.span);
            } else if operator.raw.as_str().starts_with('\\') && (operator.is("<") || operator.is(">")) {
                notes.push(3012, operator.span);
            }
        }
        // `[ a < b ]` reads from the file `b`.
        let compares = |operator| matches!(operator, RedirectionOperator::Read | RedirectionOperator::Write);
        let inside = |at: usize| named.args.last().is_some_and(|last| at < last.span.start);
        let found = named
            .simple
            .redirections
            .iter()
            .filter(|it| compares(it.operator) && it.descriptor.is_none() && inside(it.span.start));
        notes.extend(3012, found.map(|it| Span::new(it.span.start, it.span.start + 1)));
    }
}
