//! What is wrong with scripts, by ShellCheck's numbers.

use crate::lint::facts::{Facts, shellcheck_number};
use crate::lint::reporter::{Found, Reporter};

/// What the number in the rule's code is about.
pub(crate) fn sc(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    let Some(number) = shellcheck_number(reporter.code().as_str()) else { return };
    for note in facts.script_notes(number) {
        let words = facts.input.file.text(note.span);
        reporter.push(Found::at(note.span).with("words", one_line(&words)));
    }
}

/// The words of one line, and not too many of them.
fn one_line(text: &str) -> String {
    const LENGTH: usize = 40;
    let words: Vec<&str> = text.split_whitespace().filter(|word| *word != "\\").collect();
    let line = words.join(" ");
    match line.char_indices().nth(LENGTH) {
        Some((at, _)) => format!("{}…", line.get(..at).unwrap_or_default()),
        None => line,
    }
}
