use super::check::check;
use super::print::{Printed, print};
use super::syntax::{cast, held_by};
use super::trace::Trace;
use super::{NixError, NixFile};

/// The file as text in nixfmt's style, ending with a line break.
///
/// The text parses, formatting it again changes nothing, and every string in it reads back as what the tree holds.
///
/// # Errors
/// When a name cannot be a variable, an attribute or argument is there twice, a string has a NUL character, or
/// expressions are nested too deeply. The other errors say that this program or the formatter is wrong.
pub fn render(file: &NixFile) -> Result<String, NixError> {
    Ok(render_traced(file)?.0)
}

/// The file as [`render`] writes it, and which of its lines come from where.
///
/// # Errors
/// The same.
pub(super) fn render_traced(file: &NixFile) -> Result<(String, Trace), NixError> {
    check(file)?;
    let printed = print(file);
    let formatted =
        nixfmt_rs::format(&printed.text).map_err(|error| NixError::Format { message: error.to_string() })?;
    let parse = rnix::Root::parse(&formatted);
    verify(&parse, &printed)?;
    let trace = Trace::of(&formatted, &parse.syntax(), &printed);
    Ok((formatted, trace))
}

/// Compares the strings of the text with what was printed.
fn verify(parse: &rnix::Parse<rnix::Root>, printed: &Printed) -> Result<(), NixError> {
    if let Some(error) = parse.errors().first() {
        return Err(NixError::Parse { message: error.to_string() });
    }
    let mut expected = printed.strings.iter();
    for string in parse.syntax().descendants().filter_map(cast) {
        let held = held_by(&string);
        if expected.next() != Some(&held) {
            return Err(NixError::StringChanged { excerpt: excerpt(&held) });
        }
    }
    match expected.next() {
        Some(missing) => Err(NixError::StringChanged { excerpt: excerpt(missing) }),
        None => Ok(()),
    }
}

fn excerpt(held: &[Option<String>]) -> String {
    let text = held.iter().map(|part| part.as_deref().unwrap_or("${…}"));
    text.flat_map(str::chars).take(60).collect()
}
