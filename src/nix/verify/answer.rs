/// What Nix says of an expression that it does not evaluate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Answer {
    /// The reason, without the places that it came up at.
    pub(super) message: String,
    /// The innermost place in the text from standard input: line and column, from 1.
    pub(super) place: Option<(usize, usize)>,
}

/// What Nix calls the text from standard input in messages.
const INPUTS: [&str; 2] = ["«stdin»:", "(stdin):"];

/// What says that one place led to another.
const STEP: &str = "…";

impl Answer {
    /// Reads what Nix wrote to standard error.
    ///
    /// Nix before 2.20 names the reason first and then the places, the innermost first; later ones name the places, the
    /// innermost last, then the reason, and then its own place.
    pub(super) fn read(log: &str) -> Self {
        let lines: Vec<&str> = log.lines().collect();
        let is_reason =
            |line: &str| line.trim_start().strip_prefix("error:").is_some_and(|rest| !rest.trim().is_empty());
        let Some(at) = lines.iter().copied().rposition(is_reason) else {
            return Self { message: log.trim().to_owned(), place: None };
        };
        let (before, after) = lines.split_at(at);
        let first = after.first().copied().unwrap_or_default().trim_start();
        let mut message = first.strip_prefix("error:").unwrap_or(first).trim().to_owned();
        for line in after.iter().skip(1).take_while(|line| !is_detail(line)) {
            message.push('\n');
            message.push_str(line.trim());
        }
        let place =
            after.iter().find_map(|line| place(line)).or_else(|| before.iter().rev().find_map(|line| place(line)));
        Self { message: message.trim_end().to_owned(), place }
    }
}

/// Whether a line is about places, and not the reason.
fn is_detail(line: &str) -> bool {
    let line = line.trim();
    line.starts_with("at ") || line.starts_with(STEP) || line.starts_with("(use '--show-trace'")
}

/// `at «stdin»:12:3:`
fn place(line: &str) -> Option<(usize, usize)> {
    let rest = line.trim_start().strip_prefix("at ")?;
    let rest = INPUTS.iter().find_map(|name| rest.strip_prefix(name))?;
    let mut numbers = rest.split(|ch: char| !ch.is_ascii_digit()).map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reason_comes_first_in_old_versions() {
        let log = "warning: x\nerror: attribute 'nonsense' missing\n\n       at «stdin»:14:5:\n\n           13|     # a\n\n\
                   \x20      … while evaluating the attribute 'contents'\n\n       at «stdin»:10:3:\n";
        let answer = Answer { message: "attribute 'nonsense' missing".into(), place: Some((14, 5)) };
        assert_eq!(Answer::read(log), answer);
    }

    #[test]
    fn the_reason_comes_last_in_new_versions() {
        let log = "error:\n       … while calling the 'derivationStrict' builtin\n         at <nix>:1:2:\n\
                   \x20      … while evaluating attribute 'buildCommand' of derivation 'app'\n         at «stdin»:7:3:\n\
                   \x20           6|\n\n       (stack trace truncated)\n\n\
                   \x20      error: path '/srv/missing.py' does not exist\n       Did you mean one of these?\n";
        let message = "path '/srv/missing.py' does not exist\nDid you mean one of these?".into();
        assert_eq!(Answer::read(log), Answer { message, place: Some((7, 3)) });
    }

    #[test]
    fn anything_else_is_told_as_it_is() {
        assert_eq!(Answer::read("nonsense\n"), Answer { message: "nonsense".into(), place: None });
    }
}
