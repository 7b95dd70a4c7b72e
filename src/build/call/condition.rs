//! What the questions of a script come to, when what they ask about is known.

use globset::GlobMatcher;

use crate::build::resolve::{Lookup, resolve, split};
use crate::globs;
use crate::shell::{Command, CommandKind, PartKind, Quoting, Word};

/// Whether the command ends well. `None` if it is no question, or only a shell could tell.
pub(super) fn answer(command: &Command, lookup: &Lookup) -> Option<bool> {
    match &command.kind {
        CommandKind::Simple(simple) => {
            let (program, arguments) = simple.words.split_first()?;
            match program.literal()?.as_str() {
                "true" | ":" => Some(true),
                "false" => Some(false),
                "test" => test(arguments, lookup),
                "[" => {
                    let (last, inner) = arguments.split_last()?;
                    last.is("]").then(|| test(inner, lookup))?
                }
                _ => None,
            }
        }
        CommandKind::Test(words) => extended(words, lookup),
        CommandKind::Pipeline { commands, negated: true } => match commands.as_slice() {
            [only] => answer(only, lookup).map(|answer| !answer),
            _ => None,
        },
        CommandKind::Group(body) => match body.as_slice() {
            [only] => answer(only, lookup),
            _ => None,
        },
        _ => None,
    }
}

/// Whether a pattern of `case` is that of a text. `None` if something in it is not known.
pub(super) fn matches(pattern: &Word, text: &str, lookup: &Lookup) -> Option<bool> {
    let resolved = resolve(pattern, lookup);
    if !resolved.complete {
        return None;
    }
    if !has_pattern(pattern) {
        return Some(resolved.text == text);
    }
    Some(glob(&resolved.text)?.is_match(text))
}

fn has_pattern(word: &Word) -> bool {
    word.parts.iter().any(|part| match &part.kind {
        PartKind::Glob(_) => true,
        PartKind::Literal(text) => part.quoting == Quoting::None && text.contains(['*', '?', '[']),
        _ => false,
    })
}

fn glob(pattern: &str) -> Option<GlobMatcher> {
    globs::matcher(pattern, false).ok()
}

/// The words of `[ … ]` as the program gets them.
fn test(words: &[Word], lookup: &Lookup) -> Option<bool> {
    let mut texts = Vec::new();
    for word in words {
        let fields = split(word, lookup);
        if fields.iter().any(|field| !field.complete) {
            return None;
        }
        texts.extend(fields.into_iter().map(|field| field.text));
    }
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    compared(&texts)
}

/// The words of `[[ … ]]`, of which none is split, and the right one of a comparison may be a pattern.
fn extended(words: &[Word], lookup: &Lookup) -> Option<bool> {
    let resolved: Vec<_> = words.iter().map(|word| resolve(word, lookup)).collect();
    if resolved.iter().any(|word| !word.complete) {
        return None;
    }
    if let ([text, operator, _], [_, _, pattern]) = (resolved.as_slice(), words)
        && matches!(operator.text.as_str(), "=" | "==" | "!=")
    {
        return Some(matches(pattern, &text.text, lookup)? == (operator.text != "!="));
    }
    let texts: Vec<&str> = resolved.iter().map(|word| word.text.as_str()).collect();
    let is_joined = texts.iter().any(|text| matches!(*text, "&&" | "||" | "(" | ")" | "=~" | "<" | ">"));
    if is_joined { None } else { compared(&texts) }
}

fn compared(words: &[&str]) -> Option<bool> {
    match words {
        [] => Some(false),
        ["!", rest @ ..] if !rest.is_empty() => compared(rest).map(|answer| !answer),
        [text] => Some(!text.is_empty()),
        ["-n", text] => Some(!text.is_empty()),
        ["-z", text] => Some(text.is_empty()),
        [a, "=" | "==", b] => Some(a == b),
        [a, "!=", b] => Some(a != b),
        [a, operator, b] => {
            let (a, b) = (a.parse::<i64>().ok()?, b.parse::<i64>().ok()?);
            match *operator {
                "-eq" => Some(a == b),
                "-ne" => Some(a != b),
                "-lt" => Some(a < b),
                "-le" => Some(a <= b),
                "-gt" => Some(a > b),
                "-ge" => Some(a >= b),
                _ => None,
            }
        }
        _ => None,
    }
}
