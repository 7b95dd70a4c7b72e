//! Comments that were meant as parser directives.

use crate::dockerfile::{Comment, DirectiveName, Item};
use crate::lint::facts::Facts;
use crate::lint::reporter::{Found, Reporter};
use crate::source::Text;
use crate::suggest;

const DIRECTIVES: [DirectiveName; 3] = [DirectiveName::Syntax, DirectiveName::Escape, DirectiveName::Check];

/// How long a misspelt name can be, in bytes.
const LONGEST: usize = 10;

/// Comments that look like directives but are none: the name is misspelt, or they stand too late.
pub(crate) fn without_effect(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    let mut before_instructions = true;
    for item in &facts.input.dockerfile.items {
        match item {
            Item::Comment(comment) => reporter.extend(found(comment, before_instructions)),
            Item::Instruction(_) | Item::Unknown(_) => before_instructions = false,
            _ => {}
        }
    }
}

fn found(comment: &Comment, before_instructions: bool) -> Option<Found> {
    let text = &comment.text;
    let at = text.as_str().find(['=', ':'])?;
    let (name, separator) = (text.slice(0..at).trimmed(), text.slice(at..at + 1));
    let value = text.slice(at + 1..text.len()).trimmed();
    if name.len() > LONGEST {
        return None;
    }
    let meant = suggest::closest(name.as_str(), DIRECTIVES.map(DirectiveName::as_str))
        .filter(|meant| is_value_of(meant, &value))?;
    let is_exact = meant.eq_ignore_ascii_case(name.as_str());
    let (span, what) = match (is_exact, separator.as_str()) {
        (false, "=") if before_instructions => {
            (name.span(), format!("`{}` is no parser directive; did you mean `{meant}`?", name.as_str()))
        }
        (true, ":") if before_instructions => {
            (separator.span(), format!("the directive `{meant}` is written with `=`"))
        }
        (true, "=") => (
            name.span(),
            format!("this `{meant}` is a comment: directives stand at the top of the file, before anything else"),
        ),
        _ => return None,
    };
    Some(Found::at(span).with("what", what))
}

/// Whether a directive can have the value, which few sentences look like.
fn is_value_of(directive: &str, value: &Text) -> bool {
    let value = value.as_str();
    match directive {
        "escape" => matches!(value, "\\" | "`"),
        "syntax" => !value.contains(char::is_whitespace) && value.contains('/'),
        _ => ["skip=", "error=", "experimental="].iter().any(|it| value.starts_with(it)),
    }
}
