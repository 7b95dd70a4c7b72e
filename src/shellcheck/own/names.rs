//! What stands in the place of a program's name, and assignments.

use super::scan::{Named, Role};
use super::{Notes, Subject};
use crate::shell::{Part, PartKind, Quoting, SimpleCommand, Word};
use crate::source::Span;

/// Reserved words that begin or go on with a compound command.
const KEYWORDS: [&str; 13] =
    ["if", "then", "elif", "else", "fi", "for", "while", "until", "do", "done", "case", "esac", "function"];

/// `If`: reserved words are in small letters.
pub(super) fn keyword_in_capitals(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    for named in subject.scan.named() {
        let Some(name) = named.program.literal() else { continue };
        let lower = name.to_lowercase();
        if name != lower && KEYWORDS.contains(&lower.as_str()) && is_plain(named.program) {
            notes.push(1081, named.program.span);
        }
    }
}

fn is_plain(word: &Word) -> bool {
    word.parts.iter().all(|part| part.quoting == Quoting::None)
}

/// `NAME = value`, `NAME == value` and `$NAME=value`
pub(super) fn spaced_assignment(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    for named in subject.scan.named() {
        if let [Part { kind: PartKind::Parameter { operator, .. }, quoting: Quoting::None, span }, rest @ ..] =
            named.program.parts.as_slice()
            && operator.is_empty()
            && rest.first().and_then(Part::literal).is_some_and(|text| text.starts_with('='))
        {
            notes.push(2281, *span);
        }
        let Some(first) = named.args.first() else { continue };
        if first.is("==") {
            notes.push(2284, named.words_span());
        } else if first.is("=") || first.starts_with("=") && is_name(named.program) && !first.starts_with("==") {
            notes.push(2283, first.span);
        }
    }
}

fn is_name(word: &Word) -> bool {
    let text = word.raw.as_str();
    text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// A program's name that is empty, or that is a folder.
pub(super) fn no_program(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    for named in subject.scan.named() {
        let Some(name) = named.program.literal() else { continue };
        if name.is_empty() && !named.program.raw.is_empty() {
            notes.push(2286, named.program.span);
        } else if name.ends_with('/') {
            notes.push(2287, named.program.span);
        }
    }
}

/// `name=command argument`: the command is a value here, and the argument is run.
pub(super) fn assigned_command(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    for named in subject.scan.named() {
        let Some(assignment) = named.simple.assignments.last() else { continue };
        let is_word = assignment.value.parts.len() == 1 && is_plain(&assignment.value);
        if is_word && is_name(&assignment.value) && named.program.starts_with("-") {
            notes.push(2037, assignment.span);
        }
    }
}

/// `PATH=folder`: no program is found any more.
pub(super) fn path(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    for (_, _, simple) in subject.scan.simple().filter(|(_, _, simple)| simple.words.is_empty()) {
        for assignment in simple.assignments.iter().filter(|it| it.name == "PATH" && !it.append) {
            if let Some(value) = assignment.value.literal().filter(|value| !value.contains([':', '~'])) {
                let is_programs = value.ends_with("/bin") || value.ends_with("/sbin");
                if !is_programs {
                    notes.push(2123, name_span(assignment.span, "PATH"));
                }
            }
        }
    }
}

fn name_span(assignment: Span, name: &str) -> Span {
    Span::new(assignment.start, (assignment.start + name.len()).min(assignment.end))
}

/// `name=$name`
pub(super) fn assigned_to_itself(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    for (number, _, simple) in subject.scan.simple() {
        let SimpleCommand { assignments, words, .. } = simple;
        let stands_alone =
            words.is_empty() && subject.scan.node(number).is_some_and(|node| !matches!(node.role, Role::Piped { .. }));
        for assignment in assignments.iter().filter(|it| stands_alone && !it.append) {
            if let [Part { kind: PartKind::Parameter { name, operator, .. }, .. }] = assignment.value.parts.as_slice()
                && *name == assignment.name
                && operator.is_empty()
            {
                notes.push(2269, name_span(assignment.span, name));
            }
        }
    }
}

/// Whether the program is written as one of these words.
pub(super) fn is_one_of(named: &Named<'_>, names: &[&str]) -> bool {
    names.iter().any(|name| named.is(name))
}
