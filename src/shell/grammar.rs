use std::ops::Range;

use shuck_parser::parser::{ParseResult, Parser};
use shuck_parser::{ShellDialect, ShellProfile};

use super::convert::Converter;
use super::mask::mask;
use super::read::{MAX_DEPTH, Reader};
use super::{Command, Dialect};

impl Reader<'_> {
    /// The commands of the script at `range`.
    pub(super) fn commands(&mut self, range: Range<usize>) -> Vec<Command> {
        let masked = mask(self.src().get(range.clone()).unwrap_or_default());
        for (place, message) in &masked.unclosed {
            self.error(&(range.start + place.start..range.start + place.end), *message);
        }
        let result = self.grammar(&masked.flat);
        let mut converter = Converter { reader: &mut *self, base: range.start, shift: 0, masked: &masked };
        if result.is_ok() {
            return converter.commands(&result.file.body);
        }
        converter.salvage(&result)
    }

    /// What the grammar makes of flattened text.
    ///
    /// Every shell but zsh is read with bash's grammar, the widest: whether `sh` is a bash is not known here, and what
    /// a smaller shell lacks is for others to judge.
    pub(super) fn grammar(&self, flat: &str) -> ParseResult {
        let dialect = if self.notes.dialect == Dialect::Zsh { ShellDialect::Zsh } else { ShellDialect::Bash };
        let depth = MAX_DEPTH.saturating_sub(self.notes.depth).max(1);
        let operations = flat.len().saturating_mul(8).saturating_add(100_000);
        Parser::with_limits_and_profile(flat, depth, operations, ShellProfile::native(dialect)).parse()
    }
}
