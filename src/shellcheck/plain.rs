//! Scripts that need no look: most RUNs are a few programs with their arguments.

use super::Body;
use crate::facts::scripts::is_noteworthy;

/// Whether a script is made of words alone, none of which means anything to a check, joined by `&&` and `;`.
pub(super) fn is_plain(body: &Body<'_>) -> bool {
    let mut begins_command = true;
    for word in body.script.text.as_str().split([' ', '\t', '\n']).filter(|word| !word.is_empty()) {
        if word == "&&" {
            begins_command = true;
            continue;
        }
        let (name, ends_command) = word.strip_suffix(';').map_or((word, false), |name| (name, true));
        if !name.bytes().all(is_plain_byte)
            || name.starts_with('=')
            || is_noteworthy(name)
            || begins_command && !is_plain_program(name)
        {
            return false;
        }
        begins_command = ends_command;
    }
    body.script.errors.is_empty()
}

fn is_plain_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"_-./:@%+,=".contains(&byte)
}

fn is_plain_program(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or(name);
    name.starts_with(|first: char| first.is_ascii_alphanumeric() || matches!(first, '_' | '/' | '.'))
        && !name.contains(['=', ',', '+', ':', '%', '@'])
        && !file.is_empty()
        && !is_noteworthy(file)
}
