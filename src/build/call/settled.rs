//! Branches of a script of which it is known beforehand whether they are taken.

use super::condition;
use super::variables::{Value, Walk};
use crate::build::resolve::resolve;
use crate::shell::{AndOr, Command, Word};
use crate::source::Span;

/// What is settled of a script before it runs, when the values of its variables are.
#[derive(Clone, Debug, Default)]
pub(super) struct Settled {
    /// Commands that are not run.
    pub(super) dead: Vec<Span>,
    /// Questions whose answer is known.
    pub(super) asked: Vec<Span>,
    /// Compound commands of which it is known which of their parts run.
    pub(super) decided: Vec<Span>,
}

impl Settled {
    /// Puts the places in order, so that it is quick to ask about one.
    pub(super) fn sort(&mut self) {
        for places in [&mut self.dead, &mut self.asked] {
            places.sort_unstable();
            // Whether one of them holds a place is only a question of how far those reach that begin before it.
            let mut end = 0;
            for place in places {
                end = end.max(place.end);
                *place = Span::new(place.start, end);
            }
        }
        self.decided.sort_unstable();
    }
}

/// Whether one of the places holds another. They are sorted: see [`Settled::sort`].
pub(super) fn holds(places: &[Span], other: Span) -> bool {
    let next = places.partition_point(|place| place.start <= other.start);
    next.checked_sub(1).and_then(|last| places.get(last)).is_some_and(|place| place.encloses(other))
}

impl Walk<'_> {
    /// Follows a list that begins with a question whose answer is known. False if it does not.
    pub(super) fn settle_and_or(&mut self, span: Span, first: &Command, rest: &[(AndOr, Command)]) -> bool {
        let Some(mut holds) = self.answer(first) else { return false };
        self.variables.settled.decided.push(span);
        self.command(first);
        for (number, (operator, command)) in rest.iter().enumerate() {
            if holds != (*operator == AndOr::And) {
                self.variables.settled.dead.push(command.span);
                continue;
            }
            match (self.answer(command), rest.get(number + 1..).unwrap_or_default()) {
                (Some(answer), _) => {
                    self.command(command);
                    holds = answer;
                }
                (None, []) => self.command(command),
                (None, following) => {
                    self.and_or(command, following, span.end);
                    break;
                }
            }
        }
        true
    }

    /// Follows the branch of a `case` that is taken. False if that is not known.
    pub(super) fn settle_case(&mut self, span: Span, subject: &Word, arms: &[(Vec<Word>, Vec<Command>)]) -> bool {
        if self.settles.is_none() {
            return false;
        }
        let lookup = |name: &str| self.value_or_nothing(name);
        let subject = resolve(subject, &lookup);
        if !subject.complete {
            return false;
        }
        let mut taken = None;
        for (number, (patterns, _)) in arms.iter().enumerate() {
            for pattern in patterns {
                match condition::matches(pattern, &subject.text, &lookup) {
                    None => return false,
                    Some(true) if taken.is_none() => taken = Some(number),
                    Some(_) => {}
                }
            }
            if taken.is_some() {
                break;
            }
        }
        self.variables.settled.decided.push(span);
        for (number, (_, body)) in arms.iter().enumerate() {
            if taken == Some(number) { self.list(body) } else { self.leave_out(body) }
        }
        true
    }

    /// Follows the branches of an `if`: the one that is taken, if that is known, or else each that may be.
    pub(super) fn branches_of(&mut self, span: Span, branches: &[(Vec<Command>, Vec<Command>)], otherwise: &[Command]) {
        for (number, (condition, body)) in branches.iter().enumerate() {
            let known = match condition.as_slice() {
                [only] => self.answer(only),
                _ => None,
            };
            let following = branches.get(number + 1..).unwrap_or_default();
            match known {
                Some(true) => {
                    self.variables.settled.decided.push(span);
                    self.list(condition);
                    self.list(body);
                    for (condition, body) in following {
                        self.leave_out(condition);
                        self.leave_out(body);
                    }
                    return self.leave_out(otherwise);
                }
                Some(false) => {
                    self.list(condition);
                    self.leave_out(body);
                }
                None => {
                    let left = branches.get(number..).unwrap_or_default();
                    let mut bodies: Vec<&[Command]> =
                        left.iter().flat_map(|(condition, body)| [condition.as_slice(), body.as_slice()]).collect();
                    bodies.push(otherwise);
                    return self.branches(&bodies, span.end);
                }
            }
        }
        self.variables.settled.decided.push(span);
        self.list(otherwise);
    }

    fn leave_out(&mut self, body: &[Command]) {
        if let (Some(first), Some(last)) = (body.first(), body.last()) {
            self.variables.settled.dead.push(first.span.cover(last.span));
        }
    }

    /// Whether a command ends well, where that is to be told and is known.
    fn answer(&mut self, command: &Command) -> Option<bool> {
        self.settles?;
        let answer = condition::answer(command, &|name| self.value_or_nothing(name))?;
        self.variables.settled.asked.push(command.span);
        Some(answer)
    }

    /// The value of a variable; nothing for one that has none.
    fn value_or_nothing(&self, name: &str) -> Option<String> {
        let is_touched = !matches!(self.current.get(name), None | Some(Value::Untouched));
        let is_unset = || !is_touched && self.settles.is_some_and(|is_unset| is_unset(name));
        self.value(name).or_else(|| is_unset().then(String::new))
    }
}
