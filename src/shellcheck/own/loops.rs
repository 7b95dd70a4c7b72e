//! `for` loops.

use super::{Notes, Subject};
use crate::shell::{Command, CommandKind, Dialect, Part, PartKind, Quoting, Word};

/// A `for` with what it takes.
fn for_words(command: &Command) -> Option<&[Word]> {
    match &command.kind {
        CommandKind::For { words: Some(words), .. } => Some(words),
        _ => None,
    }
}

/// A quoted command, or words parted by commas.
pub(super) fn words(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    for node in &subject.scan.nodes {
        let Some(words) = for_words(node.command) else { continue };
        if let [only] = words {
            if let [Part { kind: PartKind::Literal(text), quoting: Quoting::Single, .. }] = only.parts.as_slice()
                && text.trim().contains(' ')
            {
                notes.push(2041, only.span);
            }
            if only.parts.iter().all(|part| part.quoting == Quoting::None && part.literal().is_some())
                && only.raw.as_str().trim_matches(',').contains(',')
            {
                notes.push(2042, only.span);
            }
        } else {
            let with_comma = words.iter().find(|word| word.raw.as_str().ends_with(','));
            notes.extend(2258, with_comma.map(|word| word.span));
        }
    }
}

/// `{1..$n}`: braces are expanded before variables.
pub(super) fn range_of_variables(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    if !matches!(subject.body.script.dialect, Dialect::Bash | Dialect::Ksh) {
        return;
    }
    for named in subject.scan.named() {
        notes.extend(2051, named.args.iter().filter(|word| is_range(word)).map(|word| word.span));
    }
    let in_loops = subject.scan.nodes.iter().filter_map(|node| for_words(node.command)).flatten();
    notes.extend(2051, in_loops.filter(|word| is_range(word)).map(|word| word.span));
}

fn is_range(word: &Word) -> bool {
    let raw = word.raw.as_str();
    let inner = raw.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
    inner.and_then(|inner| inner.split_once("..")).is_some_and(|(from, to)| from.contains('$') || to.contains('$'))
        && word.parts.iter().any(|part| matches!(part.kind, PartKind::Parameter { .. }))
}

/// A loop inside another with the same variable.
pub(super) fn same_variable(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    for (number, node) in subject.scan.nodes.iter().enumerate() {
        let CommandKind::For { variable, .. } = &node.command.kind else { continue };
        let outer = subject.scan.around(number).skip(1).find(|outer| {
            matches!(&outer.command.kind, CommandKind::For { variable: other, .. } if !other.is_empty() && other == variable)
        });
        if outer.is_some() {
            notes.push(2165, crate::source::Span::new(node.command.span.start, node.command.span.start + "for".len()));
        }
    }
}
