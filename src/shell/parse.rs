use super::read::{Notes, Reader};
use super::{Dialect, Script};
use crate::source::Text;

/// Reads `text` as a script. Whatever is not valid becomes an error in the script, and the rest is still there.
/// The scripts of an opaque dialect have no commands.
pub fn parse(text: &Text, dialect: Dialect) -> Script {
    parse_at(text, dialect, 0)
}

/// Reads a script that stands inside `depth` other constructs.
pub(super) fn parse_at(text: &Text, dialect: Dialect, depth: usize) -> Script {
    let mut notes = Notes::new(dialect, depth);
    let mut body = Vec::new();
    if !dialect.is_opaque() {
        body = Reader { text, notes: &mut notes }.commands(0..text.len());
    }
    Script { dialect, text: text.clone(), body, errors: notes.errors }
}
