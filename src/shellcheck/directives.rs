//! `# shellcheck disable=SC2086` in a script.

use std::ops::RangeInclusive;

use super::{Body, Note, Number};
use crate::shell::Command;
use crate::source::{Span, Text};

/// What a comment disables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Disabled {
    /// Where.
    place: Span,
    /// What.
    numbers: Vec<RangeInclusive<Number>>,
}

impl Disabled {
    pub(super) fn covers(&self, note: &Note) -> bool {
        self.place.start <= note.span.start
            && note.span.start < self.place.end.max(self.place.start + 1)
            && self.numbers.iter().any(|numbers| numbers.contains(&note.number))
    }
}

/// What the comments of a script disable: in the whole script if they stand before its first command, otherwise in the
/// command that follows them.
pub(super) fn disabled(body: &Body) -> Vec<Disabled> {
    let comments = body.comments.iter().chain(&body.script.comment_lines);
    let mut found: Vec<(usize, Vec<RangeInclusive<Number>>)> =
        comments.filter_map(|comment| Some((comment.span().start, numbers(comment)?))).collect();
    if found.is_empty() {
        return Vec::new();
    }
    found.sort_by_key(|(at, _)| *at);
    let mut places = Vec::new();
    super::own::every_command(&body.script, &mut |command: &Command| places.push(command.span));
    // Of those that begin at the same place, the outermost comes first.
    places.sort_by_key(|place| (place.start, std::cmp::Reverse(place.end)));
    let whole = body.script.text.span();
    let first = places.first().map_or(whole.end, |place| place.start);
    found
        .into_iter()
        .filter_map(|(at, numbers)| {
            let next = places.get(places.partition_point(|place| place.start < at)).copied();
            let place = if at < first { Some(whole) } else { next };
            Some(Disabled { place: place?, numbers })
        })
        .collect()
}

/// The numbers that a comment disables; `None` if it is no such comment.
fn numbers(comment: &Text) -> Option<Vec<RangeInclusive<Number>>> {
    let words = comment.as_str().strip_prefix('#')?.trim_start().strip_prefix("shellcheck")?;
    let mut numbers = Vec::new();
    for word in words.strip_prefix([' ', '\t'])?.split_whitespace() {
        let Some(list) = word.strip_prefix("disable=") else { continue };
        numbers.extend(list.split(',').filter_map(range));
    }
    (!numbers.is_empty()).then_some(numbers)
}

/// `SC2086`, `SC2000-SC2999` or `all`.
fn range(word: &str) -> Option<RangeInclusive<Number>> {
    let number = |word: &str| word.strip_prefix("SC").unwrap_or(word).parse::<Number>().ok();
    match word.split_once('-') {
        _ if word == "all" => Some(0..=Number::MAX),
        Some((first, last)) => Some(number(first)?..=number(last)?),
        None => number(word).map(|number| number..=number),
    }
}
