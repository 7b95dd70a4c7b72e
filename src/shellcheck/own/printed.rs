//! What `echo` and `printf` print.

use super::scan::Named;
use super::{Notes, Subject};
use crate::shell::{PartKind, Quoting, Word};

/// `echo '$x'`: the linter takes some of what is printed for instructions to a reader.
pub(super) fn single_quoted(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    for named in subject.scan.named().filter(|named| named.is("echo") || named.is("printf")) {
        let parts = named.args.iter().flat_map(|word| &word.parts);
        let quoted = parts.filter(|part| part.quoting == Quoting::Single);
        notes.extend(2016, quoted.filter(|part| part.literal().is_some_and(looks_expanded)).map(|part| part.span));
    }
}

/// Whether outside of quotes something in the text would be expanded.
fn looks_expanded(text: &str) -> bool {
    let variable = text
        .as_bytes()
        .windows(2)
        .any(|pair| matches!(pair, [b'$', next] if next.is_ascii_alphanumeric() || matches!(next, b'_' | b'{' | b'(')));
    let substitution = text.split_once('`').and_then(|(_, rest)| rest.split_once('`'));
    variable || substitution.is_some_and(|(command, _)| !command.is_empty())
}

/// `printf` whose format asks for another number of arguments than there are.
pub(super) fn format_arguments(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    for named in subject.scan.named().filter(|named| named.is("printf")) {
        let Some((format, arguments)) = format_of(&named) else { continue };
        let Some(wanted) = format.literal().and_then(|text| count(&text)) else { continue };
        let given = arguments.len();
        if wanted == 0 && given > 0 {
            notes.push(2182, format.span);
        } else if wanted > 0 && arguments.iter().all(is_one_argument) && (given == 0 || given % wanted != 0) {
            notes.push(2183, format.span);
        }
    }
}

/// The format and what follows it.
fn format_of<'s>(named: &Named<'s>) -> Option<(&'s Word, &'s [Word])> {
    let args = match named.args {
        [flag, _, rest @ ..] if flag.is("-v") => rest,
        args => args,
    };
    let args = match args {
        [dashes, rest @ ..] if dashes.is("--") => rest,
        args => args,
    };
    args.split_first()
}

/// Whether a word is one argument, whatever its variables hold.
fn is_one_argument(word: &Word) -> bool {
    word.parts.iter().all(|part| match &part.kind {
        PartKind::Literal(_) => true,
        PartKind::Parameter { name, operator, .. } => {
            part.quoting == Quoting::Double && name != "@" && !operator.contains('@')
        }
        PartKind::Substitution(_) | PartKind::Arithmetic(_) => part.quoting == Quoting::Double,
        _ => false,
    })
}

/// How many arguments a format takes; `None` for one that is not understood.
fn count(format: &str) -> Option<usize> {
    let mut count = 0;
    let mut chars = format.chars().peekable();
    while let Some(char) = chars.next() {
        if char != '%' {
            continue;
        }
        if chars.next_if_eq(&'%').is_some() {
            continue;
        }
        while let Some(flag) = chars.next_if(|char| "-+ #0'.*123456789".contains(*char)) {
            count += usize::from(flag == '*');
        }
        if chars.next_if_eq(&'(').is_some() {
            chars.by_ref().find(|char| *char == ')')?;
        }
        while chars.next_if(|char| "hlLqjzt".contains(*char)).is_some_and(|char| char != 'q') {}
        match chars.next() {
            Some(_) => count += 1,
            None => return None,
        }
    }
    Some(count)
}
