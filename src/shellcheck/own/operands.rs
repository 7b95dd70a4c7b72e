//! Programs and builtins with too few, too many or wrong arguments.

use super::scan::Named;
use super::{Notes, Number, Subject};
use crate::facts::scripts::{is_builtin, is_system_folder, is_uncatchable};
use crate::shell::{Dialect, PartKind, Quoting, Word};

/// `mv`, `cp` and `ln` with one name.
pub(super) fn destination(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    for named in subject.scan.named() {
        let number: Number = match named.name().as_deref() {
            Some("mv") => 2224,
            Some("cp") => 2225,
            Some("ln") => 2226,
            _ => continue,
        };
        let to_target = named.flag('t', "target-directory").is_some();
        if let [only] = named.operands().as_slice()
            && !to_target
            && is_one_word(only)
        {
            notes.push(number, named.words_span());
        }
    }
}

/// Whether a word stays one word when it is expanded.
fn is_one_word(word: &Word) -> bool {
    word.parts.iter().all(|part| match &part.kind {
        PartKind::Literal(_) | PartKind::Tilde(_) => true,
        PartKind::Parameter { name, .. } => part.quoting == Quoting::Double && name != "@" && !part_is_array(word),
        _ => part.quoting == Quoting::Double,
    })
}

fn part_is_array(word: &Word) -> bool {
    word.raw.as_str().contains("[@]")
}

/// `find` that begins with a test.
pub(super) fn find_without_folder(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    for named in subject.scan.named().filter(|named| named.is("find")) {
        let is_leading = |word: &&Word| ["-H", "-L", "-P"].iter().any(|flag| word.is(flag)) || word.starts_with("-O");
        let first = named.args.iter().find(|word| !is_leading(word));
        if first.is_none_or(|word| word.starts_with("-") && !word.is("--help") && !word.is("-help")) {
            notes.push(2185, named.program.span);
        }
    }
}

/// `mkdir -p -m MODE a/b`: only `b` gets the mode.
pub(super) fn mode_of_parents(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    for named in subject.scan.named().filter(|named| named.is("mkdir")) {
        let Some(mode) = named.flag('m', "mode") else { continue };
        if named.flag('p', "parents").is_some() && named.args.iter().any(has_parent) {
            notes.push(2174, mode.span);
        }
    }
}

fn has_parent(word: &Word) -> bool {
    if word.starts_with("-") {
        return false;
    }
    let Some(path) = word.literal() else { return true };
    let path = path.trim_end_matches('/');
    let path = path.trim_start_matches("./").trim_start_matches("../");
    path.contains('/')
}

/// `rm -r` of a folder of the system.
pub(super) fn system_folder(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    for named in subject.scan.named().filter(|named| named.is("rm")) {
        if named.flag('r', "recursive").or_else(|| named.flag('R', "recursive")).is_none() {
            continue;
        }
        let is_system = |word: &&&Word| {
            word.literal().is_some_and(|path| {
                let short = path.trim_end_matches('/');
                is_system_folder(if short.is_empty() { &path } else { short })
            })
        };
        notes.extend(2114, named.operands().iter().filter(is_system).map(|word| word.span));
    }
}

/// `chmod -r`: takes the right to read, and goes into no folder.
pub(super) fn chmod_minus_r(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    for named in subject.scan.named().filter(|named| named.is("chmod")) {
        notes.extend(2253, named.args.iter().filter(|word| word.is("-r")).map(|word| word.span));
    }
}

/// `read $name`
pub(super) fn read_into_value(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    let is_value = |word: &&Word| matches!(word.parts.as_slice(), [only] if matches!(&only.kind, PartKind::Parameter { operator, .. } if operator.is_empty()));
    for named in subject.scan.named().filter(|named| named.is("read")) {
        notes.extend(2229, named.args.iter().filter(is_value).map(|word| word.span));
    }
}

/// `sudo cd`
pub(super) fn sudo_builtin(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    for named in subject.scan.named().filter(|named| named.is("sudo")) {
        let takes_value =
            |word: &Word| ["-u", "-g", "-h", "-p", "-C", "-r", "-t", "-D", "-R"].iter().any(|flag| word.is(flag));
        let mut args = named.args.iter();
        let mut command = args.next();
        while let Some(word) = command.filter(|word| word.starts_with("-")) {
            if takes_value(word) {
                args.next();
            }
            command = args.next();
        }
        if command.and_then(Word::literal).is_some_and(|name| is_builtin(&name)) {
            notes.push(2232, named.words_span());
        }
    }
}

/// `find -exec` without an end, and with a redirection in the middle of it.
pub(super) fn find_actions(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    for named in subject.scan.named().filter(|named| named.is("find")) {
        let mut action: Option<&Word> = None;
        for word in named.args {
            if action.is_none() {
                action = Some(word).filter(|word| ["-exec", "-execdir", "-ok", "-okdir"].iter().any(|it| word.is(it)));
            } else if word.is(";") || word.is("+") {
                action = None;
            }
        }
        match (action, named.args.last()) {
            (Some(action), Some(last)) if !action.is("-ok") => notes.push(2067, last.span),
            _ => misplaced_redirection(&named, notes),
        }
    }
}

fn misplaced_redirection(named: &Named<'_>, notes: &mut Notes<'_>) {
    let mut inside: Option<usize> = None;
    let mut actions = Vec::new();
    for word in named.args {
        match inside {
            None if word.is("-exec") || word.is("-execdir") => inside = Some(word.span.end),
            Some(start) if word.is(";") || word.is("+") => {
                actions.push(start..word.span.start);
                inside = None;
            }
            _ => {}
        }
    }
    let is_inside = |at: &usize| actions.iter().any(|action| action.contains(at));
    let found = named.simple.redirections.iter().map(|it| it.span).find(|span| is_inside(&span.start));
    notes.extend(2227, found);
}

/// Signals that `trap` cannot have, or that only bash knows by that name.
pub(super) fn trapped_signals(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    let is_sh = subject.body.script.dialect == Dialect::Sh;
    for named in subject.scan.named().filter(|named| named.is("trap")) {
        for word in named.args.iter().skip(1) {
            let Some(signal) = word.literal() else { continue };
            if is_uncatchable(&signal.to_uppercase()) {
                notes.push(2173, word.span);
            }
            let is_name = signal.bytes().all(|byte| byte.is_ascii_alphabetic());
            if is_sh && is_name && signal.bytes().any(|byte| byte.is_ascii_lowercase()) {
                notes.push(3049, word.span);
            }
        }
    }
}
