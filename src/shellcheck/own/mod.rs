//! What the linter does not look for, or not as ShellCheck does.

mod functions;
mod lists;
mod loops;
mod names;
mod operands;
mod portability;
mod printed;
mod scan;
mod syntax;
mod tests;

use std::collections::BTreeSet;

use super::{Body, Note, Number, offset};
use crate::source::Span;
use scan::Scan;
use syntax::Broken;

/// A check: the numbers that it reports, and the function that does.
type Check = (&'static [Number], fn(&Subject<'_>, &mut Notes<'_>));

const CHECKS: &[Check] = &[
    (&[1036, 1072, 1088, 1141], syntax::errors),
    (&[1054], syntax::braces),
    (&[1081], names::keyword_in_capitals),
    (&[2016], printed::single_quoted),
    (&[2032, 2033], functions::run_by_programs),
    (&[2037], names::assigned_command),
    (&[2041, 2042, 2258], loops::words),
    (&[2051], loops::range_of_variables),
    (&[2067, 2227], operands::find_actions),
    (&[2077], tests::glued_operator),
    (&[2093], lists::after_exec),
    (&[2107, 2109], tests::split_by_operator),
    (&[2114], operands::system_folder),
    (&[2123], names::path),
    (&[2158, 2159, 2160, 2161], tests::constant_word),
    (&[2165], loops::same_variable),
    (&[2170], tests::number_expected),
    (&[2171], tests::stray_bracket),
    (&[2173, 3049], operands::trapped_signals),
    (&[2174], operands::mode_of_parents),
    (&[2182, 2183], printed::format_arguments),
    (&[2185], operands::find_without_folder),
    (&[2188, 2189], lists::redirection_alone),
    (&[2204, 2205], tests::parentheses),
    (&[2216], lists::piped_in_vain),
    (&[2217], lists::redirected_in_vain),
    (&[2224, 2225, 2226], operands::destination),
    (&[2229], operands::read_into_value),
    (&[2232], operands::sudo_builtin),
    (&[2251], lists::negation_without_effect),
    (&[2253], operands::chmod_minus_r),
    (&[2266], lists::piped_test),
    (&[2269], names::assigned_to_itself),
    (&[2281, 2283, 2284], names::spaced_assignment),
    (&[2286, 2287], names::no_program),
    (&[2320], lists::status_of_echo),
    (&[3012, 3015, 3016, 3017, 3062], tests::operators_of_other_shells),
    (&[3023, 3025, 3038], portability::redirections_of_bash),
    (&[3028], portability::variables),
];

/// Numbers that the linter gives to other things than ShellCheck, or too freely.
#[cfg(feature = "shellcheck")]
const NOT_THE_LINTERS: &[Number] = &[1126, 2042, 2212, 2216, 2217, 2264, 2266, 2276, 3015, 3016, 3034, 3035];

/// Findings, each with those that say less of the same words.
const SAYS_MORE: &[(Number, &[Number])] = &[
    (1081, &[1089]),
    (2037, &[2209, 2215]),
    (2041, &[2043]),
    (2042, &[2043]),
    (2158, &[2078]),
    (2159, &[2078]),
    (2160, &[2078]),
    (2161, &[2078]),
    (2281, &[2086]),
    (3012, &[2210]),
];

/// A script that is looked at.
struct Subject<'s> {
    body: &'s Body<'s>,
    scan: Scan<'s>,
    broken: Option<Broken>,
}

/// What is found.
struct Notes<'w> {
    wanted: &'w BTreeSet<Number>,
    notes: Vec<Note>,
}

impl Subject<'_> {
    /// Where `what` stands between two places of the file.
    fn find_between(&self, what: &str, from: usize, to: usize) -> Option<Span> {
        let text = &self.body.script.text;
        let (start, end) = (offset(text, from), offset(text, to));
        let at = start + text.as_str().get(start..end)?.find(what)?;
        Some(text.span_of(at..at + what.len()))
    }
}

impl Notes<'_> {
    fn push(&mut self, number: Number, span: Span) {
        if self.wanted.contains(&number) {
            self.notes.push(Note { number, span });
        }
    }

    fn extend(&mut self, number: Number, spans: impl IntoIterator<Item = Span>) {
        spans.into_iter().for_each(|span| self.push(number, span));
    }
}

/// What is found of what is `wanted`, and where the script ends to be a valid one, if it does.
pub(super) fn check(body: &Body<'_>, wanted: &BTreeSet<Number>) -> (Vec<Note>, Option<usize>) {
    let scan = Scan::of(&body.script);
    let broken = Broken::of(&body.script.text, &scan, &body.script.errors);
    let subject = Subject { body, scan, broken };
    let mut notes = Notes { wanted, notes: Vec::new() };
    if broken.is_none() {
        let asked = CHECKS.iter().filter(|(numbers, _)| numbers.iter().any(|number| wanted.contains(number)));
        asked.for_each(|(_, check)| check(&subject, &mut notes));
    } else {
        syntax::errors(&subject, &mut notes);
    }
    (notes.notes, broken.map(|broken| broken.span().start))
}

/// Whether the linter is not to be asked.
#[cfg(feature = "shellcheck")]
pub(super) fn owns(number: Number) -> bool {
    NOT_THE_LINTERS.contains(&number)
}

/// Leaves out what says less than another finding about the same words.
pub(super) fn prefer(notes: &mut Vec<Note>) {
    let told: Vec<Note> =
        notes.iter().copied().filter(|note| SAYS_MORE.iter().any(|(it, _)| *it == note.number)).collect();
    if told.is_empty() {
        return;
    }
    notes.retain(|note| {
        !told.iter().any(|better| {
            let lesser = SAYS_MORE.iter().filter(|(it, _)| *it == better.number).flat_map(|(_, lesser)| *lesser);
            lesser.into_iter().any(|number| *number == note.number) && touches(better.span, note.span)
        })
    });
}

fn touches(a: Span, b: Span) -> bool {
    a.overlaps(b) || a.start == b.start || a.end == b.start || b.end == a.start
}
